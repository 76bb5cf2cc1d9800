"""Turns: the days on which it changes who can take a deal of one (territory, lever).

Somewhere in an organisation something changes every day, but in one (territory, lever) on few
days: where a coverage row begins or ends, or a rep of it comes or goes. A deal that is spread
over the horizon needs to be looked at once between two turns, not once a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.yields.columns import distinct

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.yields.coverage import Cells
    from allocator.yields.days import Runs
    from allocator.yields.work import Work


@dataclass(frozen=True, slots=True)
class Turns:
    """Turns of each pair, the beginnings of periods among them.

    Attributes
    ----------
    head : (J + 1,) first turn of each pair; the last entry is the number of turns
    run : (n,) run of days that the turn begins
    part : (n,) part of its period's days until the next turn
    """

    head: Ints
    run: Ints
    part: Floats

    def expand(self, pair: Ints) -> tuple[Ints, Ints]:
        """Give entries (which of `pair`, turn): every turn of each pair's."""
        return ranges(self.head[pair], self.head[pair + 1])


def ranges(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Give entries (which range, value) of the ranges begin .. end - 1.

    >>> which, value = ranges(np.array([5, 0]), np.array([7, 1]))
    >>> which.tolist(), value.tolist()
    ([0, 0, 1], [5, 6, 0])
    """
    count = end - begin
    which = np.repeat(np.arange(len(count)), count)
    return which, np.arange(len(which)) + (begin - np.cumsum(count) + count)[which]


def turns(cells: Cells, work: Work, runs: Runs, pairs: Ints) -> Turns:
    """Find the turns of some pairs (distinct, ascending); the others have none."""
    which, row = ranges(cells.pair_head[pairs], cells.pair_head[pairs + 1])
    rows, pair = cells.rows.take(row), pairs[which]
    periods = len(runs.period_days)
    pattern, run = np.nonzero(np.diff(work.daily_present > 0, axis=1))
    head = np.searchsorted(pattern, np.arange(len(work.daily_present) + 1))
    own = work.pattern[rows.rep]
    at, change = ranges(head[own], head[own + 1])
    horizon = int(runs.period_days.sum())
    begins, ends = rows.start > 0, rows.end < horizon - 1
    begins &= rows.start < horizon
    ends &= rows.end >= 0
    everywhere = np.concatenate(
        [
            np.repeat(pairs, periods),
            pair[begins],
            pair[ends],
            pair[at],
        ]
    )
    when = np.concatenate(
        [
            np.tile(runs.period_first, len(pairs)),
            runs.of_day(rows.start[begins]),
            runs.of_day(rows.end[ends] + 1),
            run[change] + 1,
        ]
    )
    one, _ = distinct(everywhere, when)
    everywhere, when = everywhere[one], when[one]
    first = runs.first[when]
    # Every pair's first turn is the horizon's first day: there the one before it has its end.
    until = np.append(first[1:], horizon)
    until = np.where(until == 0, horizon, until)
    return Turns(
        np.searchsorted(everywhere, np.arange(len(cells.pair_lever) + 1)),
        when,
        (until - first) / runs.period_days[runs.period[when]],
    )
