"""Open pipeline: what is already in somebody's hands, and in which period it is likely won.

On its closing day the owner takes a deal if he has a primary cell in its (territory, lever) and
is present; otherwise the others with such a cell who are present take it in proportion to
``share(d)`` of that day; if those shares sum to 0 it stays in `rest`. A spread deal closes as
``amount x season[l,p]``, evenly over p's days. ``open_worth[k,p]`` is amount x stage win rate of
what is taken; a stage without a rate takes the cell's conv. A deal that closes outside the
horizon counts nowhere. Source: docs/formulation.md, "Open pipeline" and "Pipeline rows".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.yields.columns import total
from allocator.yields.days import ALWAYS, BLOCK, Runs
from allocator.yields.share import on_days
from allocator.yields.turns import ranges, turns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats
    from allocator.yields.coverage import Cells
    from allocator.yields.deals import Deals
    from allocator.yields.work import Work


@dataclass(frozen=True, slots=True)
class Closings:
    """Money that closes in a run of days: entries (n,).

    Attributes
    ----------
    territory, pair, cell, stage : as of `Deals`
    run : run of days
    amount : money
    """

    territory: Ints
    pair: Ints
    cell: Ints
    stage: Ints
    run: Ints
    amount: Floats


@dataclass(frozen=True, slots=True)
class Untaken:
    """Deals that nobody present can take: entries (n,) of territory, period and money."""

    territory: Ints
    period: Ints
    amount: Floats


@dataclass(frozen=True, slots=True)
class OpenDeals:
    """What open deals give to each cell and pair.

    Attributes
    ----------
    amount : (K,) gross money taken
    worth : (K, P) amount x win rate
    worth_by_rate : (K, P) amount x win rate x win rate, of which `done` is made
    floor : (J,) gross money of all deals that close inside the horizon, taken or not
    untaken : what nobody takes
    """

    amount: Floats
    worth: Floats
    worth_by_rate: Floats
    floor: Floats
    untaken: Untaken


def open_deals(
    deals: Deals,
    cells: Cells,
    work: Work,
    runs: Runs,
    season: Floats,
    rates: Floats,
    conv: Floats,
) -> OpenDeals:
    """Credit every open deal.

    Parameters
    ----------
    season : (L, P)
    rates : (stages,) win rate of each stage, NaN where unknown
    conv : (K,) win rate of each cell
    """
    within = deals.take(~deals.outside(int(runs.period_days.sum())))
    periods = len(runs.period_days)
    stage_rate = np.append(rates, np.nan)
    amount = np.zeros(len(cells.rep) * periods)
    worth, by_rate = np.zeros_like(amount), np.zeros_like(amount)
    lost: list[Untaken] = []

    def credit(cell: Ints, run: Ints, stage: Ints, taken: Floats) -> None:
        """Add what is taken to the cell and period."""
        rate = np.where(np.isnan(stage_rate[stage]), conv[cell], stage_rate[stage])
        place = cell * periods + runs.period[run]
        amount[:] += total(place, taken, len(amount))
        worth[:] += total(place, taken * rate, len(worth))
        by_rate[:] += total(place, taken * rate * rate, len(by_rate))

    orphans: list[Closings] = []
    for closing in _closings(within, cells, work, runs, season):
        owned = closing.cell >= 0
        owned[owned] = work.is_present(cells.rep[closing.cell[owned]], closing.run[owned])
        credit(closing.cell[owned], closing.run[owned], closing.stage[owned], closing.amount[owned])
        orphans.append(_joined(closing, ~owned, len(runs), len(stage_rate)))
    left = _joined(_together(orphans), slice(None), len(runs), len(stage_rate))
    for event, row, part in _others(left, cells, work, runs):
        credit(cells.row_cell[row], left.run[event], left.stage[event], left.amount[event] * part)
        taken = total(event, part, len(left.amount)) > 0
        seen = np.zeros(len(left.amount), dtype=bool)
        seen[event] = True
        lost.append(_untaken(left, seen & ~taken, runs))
    nobody = left.pair < 0
    nobody[~nobody] = np.diff(cells.pair_head)[left.pair[~nobody]] == 0
    lost.append(_untaken(left, nobody, runs))
    known = within.pair >= 0
    shape = (len(cells.rep), periods)
    return OpenDeals(
        amount.reshape(shape).sum(axis=1),
        worth.reshape(shape),
        by_rate.reshape(shape),
        total(within.pair[known], within.amount[known], len(cells.pair_lever)),
        Untaken(
            np.concatenate([part.territory for part in lost]),
            np.concatenate([part.period for part in lost]),
            np.concatenate([part.amount for part in lost]),
        ),
    )


def _closings(
    deals: Deals, cells: Cells, work: Work, runs: Runs, season: Floats
) -> Iterator[Closings]:
    """Give when each deal's money closes, in blocks that fit in memory."""
    spread = deals.close == ALWAYS
    dated = deals.take(~spread)
    yield Closings(
        dated.territory,
        dated.pair,
        dated.cell,
        dated.stage,
        runs.of_day(dated.close),
        dated.amount,
    )
    waiting = deals.take(spread).joined()
    always = np.asarray((work.daily_present > 0).all(axis=1))[work.pattern]
    steady = waiting.cell >= 0
    steady[steady] = always[cells.rep[waiting.cell[steady]]]
    # An owner who is there all the time takes a period's money whole, whichever the day; and
    # where there is no pair nobody ever takes any.
    steady |= waiting.pair < 0
    periods = len(runs.period_days)
    whole = waiting.take(steady)
    deal, period = np.divmod(np.arange(len(whole.amount) * periods), periods)
    yield _spread(whole, deal, runs.period_first[period], season[whole.lever[deal], period])

    moving = waiting.take(~steady)
    turning = turns(cells, work, runs, np.unique(moving.pair))
    count = np.diff(turning.head)[moving.pair]
    block = (np.cumsum(count) - count) // BLOCK
    for number in np.unique(block).tolist():
        some = moving.take(block == number)
        deal, turn = turning.expand(some.pair)
        run = turning.run[turn]
        part = season[some.lever[deal], runs.period[run]] * turning.part[turn]
        yield _spread(some, deal, run, part)


def _spread(deals: Deals, deal: Ints, run: Ints, part: Floats) -> Closings:
    """Give entries (deal, run of days, part of its money) as closings."""
    return Closings(
        deals.territory[deal],
        deals.pair[deal],
        deals.cell[deal],
        deals.stage[deal],
        run,
        deals.amount[deal] * part,
    )


def _joined(
    closings: Closings,
    which: Bools | slice,
    runs: int,
    stages: int,
) -> Closings:
    """Add up the closings of one territory, lever, stage and run; whose they were is dropped."""
    territory, pair = closings.territory[which], closings.pair[which]
    # Money in no pair is kept apart by territory, in numbers below those of the pairs.
    ground = np.where(pair < 0, -1 - territory, pair)
    key = (ground * stages + closings.stage[which]) * runs + closings.run[which]
    keys, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return Closings(
        territory[first],
        pair[first],
        np.full(len(keys), -1),
        closings.stage[which][first],
        closings.run[which][first],
        total(inverse, closings.amount[which], len(keys)),
    )


def _together(parts: list[Closings]) -> Closings:
    """Put closings behind each other."""
    return Closings(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Closings.__slots__)
    )


def _others(
    left: Closings, cells: Cells, work: Work, runs: Runs
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Give, per block, entries (closing, coverage row, part of the money that it takes)."""
    known = np.flatnonzero((left.pair >= 0) & (left.amount > 0))
    head = cells.pair_head[left.pair[known]]
    count = cells.pair_head[left.pair[known] + 1] - head
    block = (np.cumsum(count) - count) // BLOCK
    for number in np.unique(block).tolist():
        here = np.flatnonzero(block == number)
        which, row = ranges(head[here], head[here] + count[here])
        event = here[which]
        day = runs.first[left.run[known[event]]]
        share = on_days(cells.rows, row, event, day, len(known))
        share = share * work.is_present(cells.rows.rep[row], left.run[known[event]])
        whole = total(event, share, len(known))[event]
        part = np.divide(share, whole, out=np.zeros_like(share), where=whole > 0)
        yield known[event], row, part


def _untaken(left: Closings, which: Bools, runs: Runs) -> Untaken:
    """Give the closings that nobody takes."""
    return Untaken(left.territory[which], runs.period[left.run[which]], left.amount[which])
