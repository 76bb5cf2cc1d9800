"""No two rows alike, and no two ids that only look different."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from allocator.domain.tables import TABLES
from allocator.read.grid import SPELLED_OUT, Source
from allocator.read.likeness import look_alikes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.errors import Problem

IDS = {
    "reps": "rep_id",
    "hierarchy": "node_id",
    "territories": "territory_id",
    "accounts": "account_id",
    "stages": "stage",
    "coverage": "territory_id",
}
"""Columns whose ids other tables refer to."""


def check(frames: Mapping[str, pd.DataFrame], problems: list[Problem]) -> None:
    """Report rows with the same key and ids that look alike."""
    for name, frame in frames.items():
        _duplicates(frame, TABLES[name].key, problems)
    for name, column in IDS.items():
        if name in frames and not (name == "coverage" and "territories" in frames):
            _twins(frames[name], column, problems)


def _duplicates(frame: pd.DataFrame, key: tuple[str, ...], problems: list[Problem]) -> None:
    """Report every row whose key an earlier row has; a wholly empty key is no key."""
    keys = frame[list(key)]
    again = keys.duplicated().to_numpy()
    if not again.any():
        return
    empty = np.ones(len(frame), bool)
    for column in key:
        values = frame[column]
        empty &= (values.isna() | (values == "")).to_numpy()
    rows = np.flatnonzero(again & ~empty)
    if not len(rows):
        return
    source = Source.of(frame)
    same = keys[keys.duplicated(keep=False)]
    first = same.groupby(list(key), dropna=False, sort=False)[key[0]].transform(
        lambda group: group.index[0]
    )
    for row in rows[:SPELLED_OUT]:
        line = int(frame.index[row])
        got = "/".join(_word(keys.iloc[row][column]) for column in key).rstrip("/")
        problems.append(
            source.problem(
                int(row),
                key[0],
                "key-duplicate",
                f"has the key ({', '.join(key)}) of the row on line {first[line]}",
                got=got,
                want="every key once",
                fix="Delete one of the two rows or correct its key.",
            )
        )
    if len(rows) > SPELLED_OUT:
        problems.extend(
            source.gathered(
                rows[SPELLED_OUT:],
                key[0],
                "key-duplicate",
                "has the key of another row",
                severity="error",
            )
        )


def _word(cell: object) -> str:
    """Give a key's cell as text."""
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    return "" if cell is pd.NaT else str(cell)


def _twins(frame: pd.DataFrame, column: str, problems: list[Problem]) -> None:
    """Report ids that differ from another in letter case or Unicode form alone."""
    labels = pc.unique(frame[column].array.__arrow_array__())
    # Folding a label alone is slow, so first see in one go whether any two fall together.
    rough = pc.utf8_lower(pc.utf8_normalize(labels, "NFKC"))
    if len(pc.unique(rough)) == len(labels):
        return
    twins = look_alikes(labels.to_pylist())
    source = Source.of(frame)
    for label, other in twins.items():
        rows = np.flatnonzero((frame[column] == label).to_numpy())
        problems.extend(
            source.gathered(
                rows,
                column,
                "id-look-alike",
                f"looks like the id {other!r} and is another",
                got=label,
                want="ids that differ in more than letter case or Unicode form",
                fix="Write the id alike everywhere, or give it another name.",
                severity="error",
            )
        )
