"""Work: how much of a full seller each rep is, day by day.

``present(d)`` is 1 from start_date to end_date, both included, less the day's absences, never
below 0. ``work[r,p]`` is the mean over p's days of ``fte x present(d) x ramp[full months since
start_date]``; ``present[r,p]`` leaves fte and ramp out. Full months at d are ``12 (year - year0)
+ month - month0 - (day < day0)``; a ramp's last value stays. Without start_date, or for a role
without ramp, ramp is 1; an empty fte is 1. Source: docs/formulation.md, "Data to parameters".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from allocator.yields.columns import codes, days, distinct, numbers
from allocator.yields.days import ALWAYS, Runs

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats
    from allocator.domain.scenario import Scenario
    from allocator.yields.roster import Roster

LONG_AGO = -36_500
"""A start, in days before the horizon, that stands for every start whose ramp is over."""

DUST = 1e-12
"""Presence below this is the rounding of absences that add up to a whole day: none."""

Dates = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Terms:
    """The dates that rule each rep's work, as days since the horizon's first.

    Attributes
    ----------
    start, end : (R,) first and last day
    ramp : (R,) code of the ramp, the row of `ramps`
    ramps : (ramps, months) productivity by full month, last values repeated; row 0 is all 1
    fte : (R,)
    absent_rep, absent_start, absent_end, absent_share : absences, sorted
    """

    start: Ints
    end: Ints
    ramp: Ints
    ramps: Floats
    fte: Floats
    absent_rep: Ints
    absent_start: Ints
    absent_end: Ints
    absent_share: Floats

    @classmethod
    def of(cls, scenario: Scenario, roster: Roster) -> Terms:
        """Read the dates of every rep."""
        first = scenario.horizon.start
        reps = scenario.tables["reps"].iloc[roster.order]
        start = days(reps, "start_date", first, -ALWAYS)
        fte = numbers(reps, "fte")
        ramps = _ramps(roster)
        ramped = np.array([bool(role.ramp) for role in roster.roles])[roster.role]
        ramp = np.where(ramped & (start > -ALWAYS), roster.role + 1, 0)
        away = scenario.tables["absences"]
        share = numbers(away, "share")
        absences = (
            codes(roster.reps, away, "rep_id"),
            days(away, "start_date", first, -ALWAYS),
            days(away, "end_date", first, ALWAYS),
            np.where(np.isnan(share), 1.0, share),
        )
        sort = np.lexsort(absences[::-1])
        return cls(
            start,
            days(reps, "end_date", first, ALWAYS),
            ramp,
            ramps,
            np.where(np.isnan(fte), 1.0, fte),
            *(part[sort] for part in absences),  # type: ignore[arg-type]
        )

    def changes(self, scenario: Scenario) -> Ints:
        """Days on which somebody's presence or ramp can change, some outside the horizon."""
        last = self.ramps.shape[1]
        dated = self.start[(self.ramp > 0) & (self.start > -ALWAYS)]
        stamps = np.unique(np.datetime64(scenario.horizon.start, "D") + dated)
        months = stamps.astype("datetime64[M]")
        turns = []
        for month in range(1, last):
            begin = (months + month).astype("datetime64[D]")
            following = (months + month + 1).astype("datetime64[D]")
            # A month too short for the start's day of the month is full on the next one's first.
            turns.append(np.minimum(begin + (stamps - months.astype("datetime64[D]")), following))
        turned = [
            (turn - np.datetime64(scenario.horizon.start, "D")).astype(np.int64) for turn in turns
        ]
        return np.unique(
            np.concatenate(
                [self.start, self.end + 1, self.absent_start, self.absent_end + 1, *turned]
            )
        )


@dataclass(frozen=True, slots=True)
class Work:
    """Presence and productivity of every rep. Reps with equal days share a pattern.

    Attributes
    ----------
    pattern : (R,) row of the daily arrays
    daily_present : (patterns, S) present(d)
    daily_work : (patterns, S) present(d) x ramp(d), without fte
    fte : (R,)
    work, present : (R, P) means over the period's days
    presence : (R,) mean presence over the horizon's days
    ramping : (R,) whether ramp is below 1 on some present day
    """

    pattern: Ints
    daily_present: Floats
    daily_work: Floats
    fte: Floats
    work: Floats
    present: Floats
    presence: Floats
    ramping: Bools

    def is_present(self, rep: Ints, run: Ints) -> Bools:
        """Whether each rep is present at all in each run of days."""
        return np.asarray(self.daily_present[self.pattern[rep], run] > 0)


def work(scenario: Scenario, terms: Terms, runs: Runs) -> Work:
    """Evaluate presence and ramp in every run of days, once per distinct pattern of dates."""
    begin = np.datetime64(scenario.horizon.start, "D")
    dates = begin + runs.first
    over = _full_months(begin + np.maximum(terms.start, LONG_AGO), dates[:1])[:, 0]
    done = (over >= terms.ramps.shape[1] - 1) | (terms.ramp == 0)
    start = np.where(done & (terms.start <= 0), LONG_AGO, terms.start)
    own = np.full(len(start), -1, np.int64)
    own[terms.absent_rep] = terms.absent_rep
    end = np.minimum(terms.end, scenario.horizon.days)
    one, pattern = distinct(start, end, terms.ramp, own)
    rows = np.stack([start, end, terms.ramp, own], axis=1)[one]

    present = _present(rows, pattern, terms, runs)
    ramp = terms.ramps[
        rows[:, 2, None],
        np.clip(
            _full_months(begin + np.maximum(rows[:, 0], LONG_AGO), dates),
            0,
            terms.ramps.shape[1] - 1,
        ),
    ]
    productive = present * ramp
    presence = runs.mean(present)
    return Work(
        pattern,
        present,
        productive,
        terms.fte,
        terms.fte[:, None] * runs.mean(productive)[pattern],
        presence[pattern],
        runs.overall(presence)[pattern],
        ((ramp < 1) & (present > 0)).any(axis=1)[pattern],
    )


def _ramps(roster: Roster) -> Floats:
    """Give the ramp of each role as a row, behind a row of 1 for no ramp."""
    given = [(1.0,), *(role.ramp or (1.0,) for role in roster.roles)]
    longest = max(len(ramp) for ramp in given)
    return np.array([ramp + (ramp[-1],) * (longest - len(ramp)) for ramp in given])


def _full_months(starts: Dates, dates: Dates) -> Ints:
    """Count full months from each start to each date, below 0 before the start: (n, S)."""
    from_month, to_month = starts.astype("datetime64[M]"), dates.astype("datetime64[M]")
    from_day = (starts - from_month.astype("datetime64[D]")).astype(np.int64)
    to_day = (dates - to_month.astype("datetime64[D]")).astype(np.int64)
    months = (to_month[None, :] - from_month[:, None]).astype(np.int64)
    return np.asarray(months - (to_day[None, :] < from_day[:, None]))


def _present(rows: Ints, pattern: Ints, terms: Terms, runs: Runs) -> Floats:
    """Give present(d) of every pattern: (patterns, S)."""
    start, end = rows[:, 0, None], rows[:, 1, None]
    present = ((start <= runs.first) & (runs.first <= end)).astype(np.float64)
    if not len(terms.absent_rep):
        return present
    absent = pattern[terms.absent_rep]
    heads = np.flatnonzero(np.diff(absent, prepend=-1))
    for block in runs.blocks(len(absent)):
        first = runs.first[block]
        away = (terms.absent_start[:, None] <= first) & (first <= terms.absent_end[:, None])
        sums = np.add.reduceat(away * terms.absent_share[:, None], heads, axis=0)
        left = present[absent[heads], block] - sums
        present[absent[heads], block] = np.where(left < DUST, 0.0, left)
    return present
