"""Dates that cannot be: reversed, overlapping, or outside the horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from allocator.read.grid import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from allocator.domain.calendar import Horizon
    from allocator.errors import Problem

Days = npt.NDArray[np.int64]
OPEN_START, OPEN_END = -(10**9), 10**9
"""Day numbers of an open start and end."""

CELL = ["rep_id", "territory_id", "lever"]


def span(frame: pd.DataFrame) -> tuple[Days, Days]:
    """Give first and last day of every row as day numbers; empty is open."""
    found = []
    for column, opening in (("start_date", OPEN_START), ("end_date", OPEN_END)):
        days = frame[column].to_numpy().astype("datetime64[D]")
        found.append(np.where(np.isnat(days), opening, days.astype(np.int64)))
    return found[0], found[1]


def check(frames: Mapping[str, pd.DataFrame], horizon: Horizon, problems: list[Problem]) -> None:
    """Report faults of dates."""
    for name in ("reps", "absences", "coverage"):
        if name in frames:
            _reversed(frames[name], problems)
            _never(frames[name], horizon, name, problems)
    if "coverage" in frames:
        _overlapping_coverage(frames["coverage"], problems)
    if "absences" in frames:
        _overlapping_absences(frames["absences"], problems)
    for name in ("supply", "actuals"):
        if name in frames:
            _periods(frames[name], horizon, problems)
    if "pipeline" in frames:
        _closing(frames["pipeline"], horizon, problems)


def _reversed(frame: pd.DataFrame, problems: list[Problem]) -> None:
    """Report rows that end before they start."""
    first, last = span(frame)
    rows = np.flatnonzero(first > last)
    ends = frame["end_date"].to_numpy()[rows].astype("datetime64[D]").astype(str)
    problems.extend(
        Source.of(frame).problems(
            rows,
            "end_date",
            "dates-reversed",
            "is before start_date",
            got=ends.tolist(),
            want="end_date on or after start_date",
            fix="Exchange or correct the two dates.",
        )
    )


def _never(frame: pd.DataFrame, horizon: Horizon, name: str, problems: list[Problem]) -> None:
    """Warn of rows that lie wholly outside the horizon."""
    first, last = span(frame)
    start = int(np.datetime64(horizon.start, "D").astype(np.int64))
    end = start + horizon.days - 1
    rows = np.flatnonzero(((first > end) | (last < start)) & (first <= last))
    meaning = {
        "reps": "the rep is not there in the horizon and gets no quota",
        "absences": "the absence changes nothing",
        "coverage": "the row covers nothing",
    }[name]
    column = "start_date" if len(rows) and first[rows[0]] > end else "end_date"
    problems.extend(
        Source.of(frame).gathered(
            rows,
            column,
            "dates-outside-horizon",
            f"has dates outside the horizon: {meaning}",
            want=f"days of {horizon.start} to {horizon.end}",
            fix="Correct the dates if that is not meant.",
        )
    )


def _overlaps(group: Days, first: Days, last: Days) -> Days:
    """Give the rows that begin before an earlier row of their group has ended."""
    order = np.lexsort((first, group))
    sorted_group, sorted_last = group[order], last[order]
    # The greatest end so far within a group: groups are shifted apart so that one running
    # maximum serves all of them.
    shift = sorted_group * (4 * OPEN_END)
    reach = np.maximum.accumulate(sorted_last + shift) - shift
    hit = (sorted_group[1:] == sorted_group[:-1]) & (first[order][1:] <= reach[:-1])
    return np.sort(order[1:][hit])


def _overlapping_coverage(frame: pd.DataFrame, problems: list[Problem]) -> None:
    """Report two rows of one cell with a day in common; exact twins are duplicate keys."""
    if not len(frame):
        return
    group = frame.groupby(CELL, sort=False).ngroup().to_numpy().astype(np.int64)
    first, last = span(frame)
    rows = _overlaps(group, first, last)
    twin = frame.duplicated([*CELL, "start_date"]).to_numpy()
    rows = rows[~twin[rows]]
    got = ["/".join(part for part in key if part) for key in frame[CELL].iloc[rows].to_numpy()]
    problems.extend(
        Source.of(frame).problems(
            rows,
            "start_date",
            "dates-overlap",
            "begins before another row of the same rep, territory and lever has ended",
            got=got,
            want="rows of one cell that follow each other",
            fix="Give the earlier row an end_date before this start_date.",
        )
    )


def _overlapping_absences(frame: pd.DataFrame, problems: list[Problem]) -> None:
    """Warn of absences of one rep with a day in common."""
    if not len(frame):
        return
    group = frame.groupby("rep_id", sort=False).ngroup().to_numpy().astype(np.int64)
    rows = _overlaps(group, *span(frame))
    twin = frame.duplicated(["rep_id", "start_date"]).to_numpy()
    rows = rows[~twin[rows]]
    problems.extend(
        Source.of(frame).gathered(
            rows,
            "start_date",
            "absences-overlap",
            "begins before another absence of the rep has ended: their shares add up",
            got=str(frame["rep_id"].iloc[rows[0]]) if len(rows) else "",
            want="absences that follow each other",
            fix="Correct the dates if that is not meant.",
        )
    )


def _periods(frame: pd.DataFrame, horizon: Horizon, problems: list[Problem]) -> None:
    """Report days that are no period's first, and warn of periods outside the horizon."""
    days = frame["period"].to_numpy().astype("datetime64[D]")
    inside = (days >= np.datetime64(horizon.start)) & (days <= np.datetime64(horizon.end))
    starts = np.array(horizon.ids, "datetime64[D]")
    wrong = np.flatnonzero(inside & ~np.isin(days, starts))
    source = Source.of(frame)
    problems.extend(
        source.problems(
            wrong,
            "period",
            "period-unknown",
            "is not the first day of a period",
            got=days[wrong].astype(str).tolist(),
            want=", ".join(horizon.ids),
            fix="Write the period as its first day.",
        )
    )
    _outside(source, days, inside, "period", horizon, problems)


def _closing(frame: pd.DataFrame, horizon: Horizon, problems: list[Problem]) -> None:
    """Warn of deals that close outside the horizon."""
    days = frame["expected_close"].to_numpy().astype("datetime64[D]")
    inside = (days >= np.datetime64(horizon.start)) & (days <= np.datetime64(horizon.end))
    _outside(Source.of(frame), days, inside, "expected_close", horizon, problems)


def _outside(
    source: Source,
    days: npt.NDArray[np.datetime64],
    inside: npt.NDArray[np.bool_],
    column: str,
    horizon: Horizon,
    problems: list[Problem],
) -> None:
    """Warn of days outside the horizon, once for a column."""
    rows = np.flatnonzero(~inside & ~np.isnat(days))
    problems.extend(
        source.gathered(
            rows,
            column,
            "dates-outside-horizon",
            "is outside the horizon: the row counts nowhere",
            got=str(days[rows[0]]) if len(rows) else "",
            want=f"a day of {horizon.start} to {horizon.end}",
            fix="Correct the date if that is not meant.",
        )
    )
