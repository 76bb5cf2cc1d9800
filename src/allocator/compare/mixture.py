"""Inputs between two plans: those of the first, with some causes taken from the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.compare.changes import (
    CHANGED,
    MODEL,
    REMOVED,
    SETTINGS,
    SILENT_CELLS,
    SILENT_TABLES,
    SOLVER,
    deep,
    flat,
)
from allocator.domain.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.compare.groups import Group
    from allocator.compare.inputs import Inputs


LEFT_OUT = frozenset(("purpose", "objectives", "initiatives", "assumptions"))
"""Settings that no quota reads and that a scenario may lack."""


def mixture(before: Inputs, after: Inputs, taken: Sequence[Group]) -> Inputs:
    """Take some causes from `after`, everything else from `before`.

    What no quota reads and what may not fit to a mixture is left out: tables and columns that name
    rows of other tables, and initiatives, whose money is part of a lever's.
    """
    parts = [group.items for group in taken]
    found = pd.concat(parts, ignore_index=True) if parts else None
    settings, model, solver = before.settings, before.model, before.solver
    tables = dict(before.tables)
    if found is not None:
        settings = _settings(settings, found[found["table"] == SETTINGS])
        model = _settings(model, found[found["table"] == MODEL])
        solver = after.solver if (found["table"] == SOLVER).any() else solver
        if (found["table"] == MODEL).any():
            named = {key: after.model.get(key) for key in ("name", "title")}
            same = before.model.get("name") == after.model.get("name")
            model = model if same else {**model, **named}
        for name, own in found[found["table"].isin(list(TABLES))].groupby("table"):
            tables[str(name)] = _table(str(name), before, after, own)
    settings = {name: value for name, value in settings.items() if name not in LEFT_OUT}
    kept = {name: _read(name, frame) for name, frame in tables.items() if name not in SILENT_TABLES}
    return replace(before, settings=settings, model=model, solver=solver, tables=kept)


def _settings(base: object, own: pd.DataFrame) -> dict[str, object]:
    """Apply changed settings by path."""
    found = flat(dict(base))  # type: ignore[call-overload]
    for path, kind, new in zip(own["key"], own["kind"], own["new"], strict=True):
        if kind == REMOVED:
            found.pop(path)
        else:
            found[path] = new
    return deep(found)


def _table(name: str, before: Inputs, after: Inputs, own: pd.DataFrame) -> pd.DataFrame:
    """Apply changed cells, then drop the rows that are gone and add the new ones."""
    columns = list(TABLES[name].names)
    empty = pd.DataFrame({column: [] for column in columns}, dtype="str")
    made = before.tables.get(name, empty).copy()
    cells = own[own["kind"] == CHANGED]
    for column, mine in cells.groupby("column"):
        values = made[str(column)].to_numpy(copy=True)
        values[mine["row_old"].to_numpy()] = mine["new"].to_numpy()
        made[str(column)] = values
    kept = np.ones(len(made), bool)
    kept[own.loc[own["kind"] == REMOVED, "row_old"].to_numpy()] = False
    new = own.loc[own["row_new"] >= 0]
    new = new[new["kind"] != CHANGED]
    added = after.tables.get(name, empty).iloc[new["row_new"].to_numpy()]
    return pd.concat([made[kept], added], ignore_index=True)


def _read(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out the columns that name other rows and that no quota reads."""
    silent = SILENT_CELLS.get(name, frozenset())
    return frame.drop(
        columns=[c.name for c in TABLES[name].columns if c.refers and c.name in silent]
    )
