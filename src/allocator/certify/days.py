"""Days: who is there, and how productive, on each day of the horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats, Ints
    from allocator.certify.evidence import Evidence
    from allocator.domain.calendar import Horizon


DUST = 1e-12
"""Presence below this is the rounding of a sum of absences, not presence."""
FAR = 10**6
"""Days from the horizon's start that stand for an open end."""


def day_number(dates: Any, horizon: Horizon, empty: int) -> Ints:
    """Days since the horizon's first day; `empty` where no date is given."""
    days = dates.to_numpy().astype("datetime64[D]")
    since = (days - np.datetime64(horizon.start, "D")).astype(np.int64)
    return np.asarray(np.where(np.isnat(days), empty, since))


def present(evidence: Evidence, reps: pd.DataFrame) -> Floats:
    """(R, D) presence: 1 from start_date to end_date less that day's absences, never below 0."""
    horizon = evidence.horizon
    days = np.arange(horizon.days)
    first = day_number(reps["start_date"], horizon, -FAR)
    last = day_number(reps["end_date"], horizon, FAR)
    there = (first[:, None] <= days) & (days <= last[:, None])
    away = np.zeros(there.shape)
    absences = evidence.tables["absences"]
    row = pd.Index(reps["rep_id"]).get_indexer(absences["rep_id"])
    begin = np.clip(day_number(absences["start_date"], horizon, -FAR), 0, horizon.days)
    end = np.clip(day_number(absences["end_date"], horizon, FAR) + 1, 0, horizon.days)
    share = np.nan_to_num(absences["share"].to_numpy(float), nan=1.0)
    for r, a, b, part in zip(row, begin, end, share, strict=True):
        away[r, a:b] += part
    left = np.where(there, 1.0 - away, 0.0)
    return np.asarray(np.where(left > DUST, left, 0.0))


def ramp(evidence: Evidence, reps: pd.DataFrame) -> Floats:
    """(R, D) ramp by full months since start_date; 1 without start_date or without a ramp."""
    horizon = evidence.horizon
    found = np.ones((len(reps), horizon.days))
    year, month, day = _parts(horizon.all_days)
    start = reps["start_date"].to_numpy().astype("datetime64[D]")
    for name, members in reps.groupby("role", sort=True).indices.items():
        steps = np.asarray(evidence.role(str(name)).get("ramp") or [1.0], float)
        rows = members[~np.isnat(start[members])]
        year0, month0, day0 = (part[:, None] for part in _parts(start[rows]))
        months = 12 * (year - year0) + month - month0 - (day < day0)
        found[rows] = steps[np.clip(months, 0, len(steps) - 1)]
    return found


def _parts(days: Any) -> tuple[Ints, Ints, Ints]:
    """Split days into year, month and day of the month."""
    months = days.astype("datetime64[M]")
    number = months.astype(np.int64)
    day = (days - months.astype("datetime64[D]")).astype(np.int64)
    return number // 12, number % 12, day


def by_period(daily: Floats, horizon: Horizon) -> Floats:
    """Average columns that are days over each period's days."""
    starts = np.concatenate([[0], np.cumsum(horizon.days_per_period)[:-1]])
    return np.asarray(np.add.reduceat(daily, starts, axis=1) / horizon.days_per_period)
