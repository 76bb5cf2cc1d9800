"""Every id that a table names must be there: reps, territories, nodes, levers, roles, stages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.domain.lever import LEVERS, Role
from allocator.domain.tables import TABLES
from allocator.read.grid import SPELLED_OUT, Source
from allocator.read.likeness import suggestion

if TYPE_CHECKING:
    from allocator.errors import Problem

Known = Collection[str] | None
"""Ids that exist; None where reading lost some, so that nothing can be said."""

NOUNS = {
    "reps": "rep",
    "territories": "territory",
    "hierarchy": "node",
    "levers": "lever",
    "roles": "role",
    "accounts": "account",
    "stages": "stage",
}
SUGGESTED = 50
"""Unknown names of one column for which the nearest known one is looked up."""


def check(
    frames: Mapping[str, pd.DataFrame], roles: Mapping[str, Role], problems: list[Problem]
) -> None:
    """Report every reference to something unknown, once for each unknown name and column."""
    known: dict[str, Known] = {
        "reps": ids(frames, "reps", "rep_id"),
        "hierarchy": ids(frames, "hierarchy", "node_id"),
        "territories": territories(frames),
        "levers": LEVERS,
        "roles": tuple(roles),
        "accounts": ids(frames, "accounts", "account_id"),
    }
    for name, frame in frames.items():
        for column in TABLES[name].columns:
            if not column.refers or _defines(name, column.name, frames):
                continue
            orphan = (name, column.name) == ("hierarchy", "parent_id")
            code = "hierarchy-orphan" if orphan else "reference-unknown"
            _unknown(frame, column.name, NOUNS[column.refers], known[column.refers], code, problems)
    stages = _stages(frames)
    if "pipeline" in frames and stages is not None:
        _unknown(frames["pipeline"], "stage", "stage", stages, "reference-unknown", problems)


def ids(frames: Mapping[str, pd.DataFrame], table: str, column: str) -> Known:
    """Give the ids that a table has: none without the table, None where rows were lost."""
    if table not in frames:
        return ()
    frame = frames[table]
    return None if frame.attrs.get("broken") else {*frame[column].unique()} - {""}


def territories(frames: Mapping[str, pd.DataFrame]) -> Known:
    """Give the territories: those listed, else those covered, else one for each rep."""
    for table, column in (("territories", "territory_id"), ("coverage", "territory_id")):
        if table in frames:
            return ids(frames, table, column)
    return ids(frames, "reps", "rep_id")


def _defines(table: str, column: str, frames: Mapping[str, pd.DataFrame]) -> bool:
    """Whether the column makes the ids rather than referring to them."""
    return (table, column) == ("coverage", "territory_id") and "territories" not in frames


def _stages(frames: Mapping[str, pd.DataFrame]) -> Known:
    """Give the stages with a rate or a history; None where nothing lists them."""
    if "stages" not in frames:
        return None
    listed = ids(frames, "stages", "stage")
    past = ids(frames, "history", "stage")
    return None if listed is None or past is None else {*listed, *past}


def _unknown(
    frame: pd.DataFrame, column: str, noun: str, known: Known, code: str, problems: list[Problem]
) -> None:
    """Report the names of a column that are not known."""
    if known is None or not len(frame):
        return
    codes, labels = pd.factorize(frame[column])
    exists = {*known, ""}
    strange = [number for number, label in enumerate(labels) if label not in exists]
    if not strange:
        return
    source = Source.of(frame)
    order = np.argsort(codes, kind="stable")
    first = np.searchsorted(codes[order], np.arange(len(labels) + 1))
    for count, number in enumerate(strange[:SPELLED_OUT]):
        name = str(labels[number])
        fix = suggestion(name, known) if count < SUGGESTED else ""
        problems.extend(
            source.gathered(
                order[first[number] : first[number + 1]],
                column,
                code,
                f"names a {noun} that is not there",
                got=name,
                want=f"a known {noun}",
                fix=fix or f"Add the {noun} or correct the name.",
                severity="error",
            )
        )
    if len(strange) > SPELLED_OUT:
        rows = np.flatnonzero(np.isin(codes, strange[SPELLED_OUT:]))
        what = f"names a {noun} that is not there, one of {len(strange) - SPELLED_OUT:,} more"
        problems.extend(source.gathered(rows, column, code, what, severity="error"))
