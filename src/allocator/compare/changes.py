"""Every setting and table cell in which the inputs of two plans differ, as rows of one table.

An item is the least that can be told: one cell of a row that both have, a whole row that only one
has, or one setting. `groups` puts items together to causes, `mixture` applies some of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from allocator.compare.inputs import table_file, table_of
from allocator.domain.tables import TABLES

if TYPE_CHECKING:
    from allocator.compare.inputs import Inputs
    from allocator.domain.plan import Plan

SETTINGS, MODEL, SOLVER = "settings", "model", "solver"
COLUMNS = ("table", "key", "column", "kind", "old", "new", "row_old", "row_new")
CHANGED, ADDED, REMOVED = "changed", "added", "removed"
JOINED = "/"

SILENT_TABLES = frozenset(("accounts", "eligibility", "neighbours", "actuals", "funnel"))
"""Tables that no quota reads: they serve territories, reviews and activities."""
SILENT_CELLS: Mapping[str, frozenset[str]] = {
    "reps": frozenset(("name", "latitude", "longitude", "skills", "languages", "successor_of")),
    "overrides": frozenset(("reason", "author")),
    "hierarchy": frozenset(("name", "manager_rep_id")),
    "territories": frozenset(("name", "latitude", "longitude")),
}
"""Columns that no quota reads."""
SILENT_SETTINGS = frozenset(
    (
        "schema",
        "name",
        "title",
        "purpose",
        "objectives",
        "initiatives",
        "assumptions",
        "model",
        "tables",
    )
)
"""First words of settings that no quota reads; `model` and `tables` are places, not values."""
SILENT_MODEL = frozenset(("schema", "name", "title"))
SILENT_TARGET = ("target", "baseline_revenue")
DEPTH: Mapping[str, int] = {"target": 4, "roles": 2, "families": 2}
"""How deep a setting's path goes, by its first word; 1 elsewhere."""

Path_: TypeAlias = tuple[str, ...]


def items(one: Plan, other: Plan, before: Inputs, after: Inputs) -> pd.DataFrame:
    """List what differs between the inputs of two plans.

    Only tables whose bytes differ are looked at.

    Returns
    -------
    A row per item: table (or ``settings``, ``model``, ``solver``), key (of the row, joined by
    ``/``; the path of a setting), column (empty for whole rows and settings), kind, old, new
    (text of a cell, value of a setting, None where there is none), row_old, row_new (position
    of the row in the two tables, -1 where it has none)
    """
    found = [_settings(before, after)]
    for name in TABLES:
        place = table_file(name)
        if one.files.get(place) != other.files.get(place):
            parts = [
                inputs.tables[name] if name in inputs.tables else table_of(plan, name)
                for inputs, plan in ((before, one), (after, other))
            ]
            found.append(table_items(name, *parts))
    whole = pd.concat(found, ignore_index=True)
    return whole.astype({"row_old": "int64", "row_new": "int64"})


def is_silent(found: pd.DataFrame) -> pd.Series:
    """Tell which items no quota reads."""
    cells = [
        table in SILENT_TABLES or column in SILENT_CELLS.get(table, ())
        for table, column in zip(found["table"], found["column"], strict=True)
    ]
    settings = [
        (table == SETTINGS and (key[0] in SILENT_SETTINGS or key == SILENT_TARGET))
        or (table == MODEL and key[0] in SILENT_MODEL)
        for table, key in zip(found["table"], found["key"], strict=True)
    ]
    return pd.Series(cells, index=found.index, dtype=bool) | pd.Series(settings, found.index)


def keyed(name: str, before: pd.DataFrame, after: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """Give the columns by which rows of two tables are paired, and both tables below each other.

    Rows that share their key, as rows of history without an id do, are paired by all they say.
    """
    both = pd.concat([before, after], keys=[0, 1], names=["side", "at"])
    columns = list(TABLES[name].key) or list(before.columns)
    twice = both.reset_index().duplicated(["side", *columns]).any()
    if twice:
        columns = list(before.columns)
    again = both.groupby(["side", *columns], sort=False).cumcount()
    return [*columns, "again"], both.assign(again=again.to_numpy())


def table_items(name: str, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """List what differs between two versions of a table: cells, and rows that only one has."""
    columns, both = keyed(name, before, after)
    places = both.reset_index()[["side", "at", *columns]]
    pairs = places[places["side"] == 0].merge(
        places[places["side"] == 1], on=columns, how="outer", suffixes=("_old", "_new"), sort=True
    )
    old, new = (pairs[f"at_{side}"].fillna(-1).astype("int64") for side in ("old", "new"))
    joined = JOINED.join
    labels = [column for column in columns if column != "again"]
    keys = pd.Series(
        [joined(row).rstrip(JOINED) for row in zip(*(pairs[c] for c in labels), strict=True)],
        index=pairs.index,
        dtype="str",
    )
    parts = []
    for kind, alone in ((REMOVED, new < 0), (ADDED, old < 0)):
        parts.append(_items(name, keys[alone], "", kind, None, None, old[alone], new[alone]))
    shared = (old >= 0) & (new >= 0)
    was, now = before.iloc[old[shared]], after.iloc[new[shared]]
    for column in before.columns:
        differs = was[column].to_numpy() != now[column].to_numpy()
        if differs.any():
            at = keys[shared][differs]
            parts.append(
                _items(
                    name, at, column, CHANGED, was[column].to_numpy()[differs],
                    now[column].to_numpy()[differs], old[at.index], new[at.index],
                )
            )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _items(
    table: str, keys: pd.Series, column: str, kind: str, old: Any, new: Any, at: Any, to: Any
) -> pd.DataFrame:
    facts = {"table": table, "column": column, "kind": kind, "old": old, "new": new}
    made = pd.DataFrame({"key": keys.to_numpy(), "row_old": at, "row_new": to}).assign(**facts)
    return made[list(COLUMNS)].astype({"old": object, "new": object, "key": object})


def _settings(before: Inputs, after: Inputs) -> pd.DataFrame:
    """List settings of scenario, model and solver that differ."""
    rows: list[tuple[Any, ...]] = []
    files: tuple[tuple[str, dict[Path_, Any], dict[Path_, Any]], ...] = (
        (SETTINGS, flat(before.settings), flat(after.settings)),
        (MODEL, flat(before.model), flat(after.model)),
        (SOLVER, {(SOLVER,): before.solver}, {(SOLVER,): after.solver}),
    )
    for table, old, new in files:
        for path in (path for path in {**old, **new} if old.get(path) != new.get(path)):
            kind = CHANGED if path in old and path in new else ADDED if path in new else REMOVED
            rows.append((table, path, "", kind, old.get(path), new.get(path), -1, -1))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(
        {"key": object, "old": object, "new": object}
    )


def flat(tree: Mapping[str, Any]) -> dict[Path_, Any]:
    """Give the settings of a file by path, each as large as a person would change at once.

    >>> flat({"target": {"levers": {"pricing": {"amount": 5}}}, "roles": {"ae": {"ramp": [1]}}})
    {('target', 'levers', 'pricing', 'amount'): 5, ('roles', 'ae'): {'ramp': [1]}}
    """
    found: dict[Path_, Any] = {}
    for name, value in tree.items():
        _flatten((name,), value, DEPTH.get(name, 1), found)
    return found


def deep(settings: Mapping[Path_, Any]) -> dict[str, Any]:
    """Give the file of settings by path: the inverse of `flat`."""
    tree: dict[str, Any] = {}
    for path, value in settings.items():
        place = tree
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1]] = value
    return tree


def _flatten(path: Path_, value: Any, depth: int, found: dict[Path_, Any]) -> None:
    if depth > len(path) and isinstance(value, dict) and value:
        for name, inner in value.items():
            _flatten((*path, str(name)), inner, depth, found)
    else:
        found[path] = value
