"""The days of the horizon, joined into runs on which nothing changes for anybody.

Presence, ramp and shares are evaluated per day and averaged over a period's days. They change
on few days, so a run of days on which no date of any table falls is evaluated once and counts
as many times as it has days. The result is the mean over days, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.domain.axes import Ints
    from allocator.domain.calendar import Horizon
    from allocator.domain.parameters import Floats

ALWAYS = 10_000_000
"""Days from the horizon to a date that is open; -ALWAYS for an open beginning."""

BLOCK = 1_000_000
"""Entries of the largest (rows x runs) array that is held at a time: 8 MB of numbers."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of days within which no date falls, and which no period border crosses.

    Attributes
    ----------
    first : (S,) index of each run's first day, 0 is the horizon's first
    length : (S,) days
    period : (S,) index of the period
    period_days : (P,) days of each period
    """

    first: Ints
    length: Ints
    period: Ints
    period_days: Ints

    @classmethod
    def between(cls, horizon: Horizon, changes: Ints) -> Runs:
        """Cut the horizon at its periods and at every day in `changes`.

        >>> from datetime import date
        >>> from allocator.domain.calendar import Horizon
        >>> runs = Runs.between(Horizon(date(2027, 1, 1), 2, "month"), np.array([10, 99]))
        >>> runs.first.tolist(), runs.length.tolist(), runs.period.tolist()
        ([0, 10, 31], [10, 21, 28], [0, 0, 1])
        """
        period_of_day = horizon.period_of_day
        starts = np.flatnonzero(np.diff(period_of_day, prepend=-1))
        inside = changes[(changes > 0) & (changes < horizon.days)]
        first = np.union1d(starts, inside).astype(np.int64)
        return cls(
            first,
            np.diff(first, append=horizon.days),
            period_of_day[first],
            horizon.days_per_period,
        )

    def __len__(self) -> int:
        """Count the runs."""
        return len(self.first)

    def of_day(self, day: Ints) -> Ints:
        """Give the run in which each day of the horizon lies."""
        return np.searchsorted(self.first, day, side="right") - 1

    @property
    def period_first(self) -> Ints:
        """The first run of each period: (P,)."""
        return np.searchsorted(self.period, np.arange(len(self.period_days)))

    @property
    def weight(self) -> Floats:
        """Part of its period's days that each run has: (S,)."""
        return self.length / self.period_days[self.period]

    def mean(self, daily: Floats) -> Floats:
        """Average (n, S) values over each period's days: (n, P)."""
        sums = np.add.reduceat(daily * self.length, self.period_first, axis=1)
        return np.asarray(sums / self.period_days)

    def overall(self, by_period: Floats) -> Floats:
        """Average (n, P) means of periods over all days of the horizon: (n,)."""
        return np.asarray((by_period * self.period_days).sum(axis=1) / self.period_days.sum())

    def blocks(self, rows: int) -> Iterator[slice]:
        """Give slices of runs, each small enough that (rows x slice) is at most a block."""
        width = max(1, BLOCK // max(rows, 1))
        for begin in range(0, len(self), width):
            yield slice(begin, begin + width)
