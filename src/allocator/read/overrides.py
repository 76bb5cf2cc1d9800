"""Quotas that people edited outside, as rows of a scenario's table `overrides`.

Recognised: ``rep_id, quota, reason, author``; a plan's reps.csv; a plan's quotas.csv, whose rows
of one rep add up. Rows of overlay credit stay out. Every changed number needs its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.domain.tables import TABLES
from allocator.read.external import fault, faults_at, read_external
from allocator.read.grid import Source
from allocator.read.likeness import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from allocator.domain.tables import Meaning
    from allocator.errors import Problem

COLUMNS: dict[str, tuple[str, Meaning]] = {
    "rep_id": ("rep_id", "id"),
    "quota": ("quota", "money"),
    "reason": ("reason", "text"),
    "author": ("author", "text"),
    "credit": ("credit", "id"),
    "period": ("period", "text"),
}
SAME = 0.005
"""Half a cent: a number that differs by no more was not edited."""


def read_edited(
    path: Path,
    known: pd.Series,
    published: Mapping[str, float] | None,
    problems: list[Problem],
) -> pd.DataFrame | None:
    """Read edited quotas; None, reported, where anything is wrong with them.

    Parameters
    ----------
    known : rep_id of every rep of the scenario
    published : the plan's quota by rep: rows that still say it are passed over; None keeps all

    Returns
    -------
    One row per rep: rep_id, quota, reason, author.
    """
    before = len(problems)
    needed = ("rep_id", "quota", "reason")
    frame = read_external(path, COLUMNS, problems, needed=needed, filled=("rep_id", "quota"))
    if frame is None:
        return None
    frame = frame[frame["credit"].isin(["", "primary"])]
    source = Source.of(frame)
    if "period" not in frame.attrs["present"]:
        rows = np.flatnonzero(frame["rep_id"].duplicated().to_numpy() & (frame["rep_id"] != ""))
        got = frame["rep_id"].iloc[rows].tolist()
        problems.extend(faults_at(source, rows, "rep_id", "import-duplicate", got))
    _unknown(frame, known, source, problems)
    edited = _by_rep(frame, source, problems)
    if published is not None:
        was = edited["rep_id"].map(dict(published)).to_numpy(np.float64)
        edited = edited[~(np.abs(edited["quota"].to_numpy() - was) <= SAME)]
    bare = edited[edited["reason"] == ""]
    places = np.searchsorted(np.asarray(frame.index), np.asarray(bare["line"]))
    got = bare["rep_id"].tolist()
    problems.extend(faults_at(source, places, "reason", "override-without-reason", got))
    if any(problem.severity == "error" for problem in problems[before:]):
        return None
    return edited[["rep_id", "quota", "reason", "author"]].reset_index(drop=True)


def merged(existing: pd.DataFrame, edited: pd.DataFrame) -> pd.DataFrame:
    """Lay edited overrides over those that are there: of one rep the edited one stands."""
    names = list(TABLES["overrides"].names)
    kept = existing.loc[~existing["rep_id"].isin(edited["rep_id"]), names]
    both = pd.concat([kept, edited[names]], ignore_index=True)
    return both.sort_values("rep_id", ignore_index=True)


def _unknown(
    frame: pd.DataFrame, known: pd.Series, source: Source, problems: list[Problem]
) -> None:
    """Report every rep that the scenario does not have, once."""
    strange = ~frame["rep_id"].isin([*known, ""]) & ~frame["rep_id"].duplicated()
    names = known.tolist()
    for row in np.flatnonzero(strange.to_numpy()):
        rep = str(frame["rep_id"].iloc[row])
        file, line, column = source.spot(int(row), "rep_id")
        problems.append(
            fault(
                "override-rep-unknown",
                file=file,
                line=line,
                column=column,
                pointer="rep_id",
                got=rep,
                fix=suggestion(rep, names),
            )
        )


def _by_rep(frame: pd.DataFrame, source: Source, problems: list[Problem]) -> pd.DataFrame:
    """Sum the rows of each rep; his reason and author are those that any of them gives."""
    held = frame.assign(line=np.asarray(frame.index))
    made = held.groupby("rep_id", as_index=False, sort=False).agg(
        quota=("quota", "sum"), line=("line", "first")
    )
    for column in ("reason", "author"):
        said = held.loc[held[column] != "", ["rep_id", column, "line"]]
        said = said.drop_duplicates(["rep_id", column])
        if "period" in frame.attrs["present"]:
            again = said[said["rep_id"].duplicated()]
            rows = np.searchsorted(np.asarray(frame.index), np.asarray(again["line"]))
            got = again[column].tolist()
            problems.extend(faults_at(source, rows, column, "override-reasons-differ", got))
        first = said.drop_duplicates("rep_id").set_index("rep_id")[column]
        held_by = dict(zip(first.index.tolist(), first.tolist(), strict=True))
        words = [held_by.get(rep, "") for rep in made["rep_id"].tolist()]
        made[column] = pd.Series(words, made.index, dtype="str")
    return made
