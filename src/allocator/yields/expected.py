"""Expected yield, the primitive: open deals, and the part of the rest that will be won.

``yield[k,p] = open_worth[k,p] + conv[r,l] rest[t,l] worked_share[k,p] season[l,p] inside[l,p]``.
Without any potential ``rest_l = max(0, amount[l] - sum open_worth of l)`` is split by work:
``weight[k,p] = work[r,p] worked_share[k,p] / sum of worked_share[.,p] over r's cells of l`` and
``yield[k,p] = open_worth[k,p] + rest_l season[l,p] weight[k,p] / sum_k weight[k,p]``.
``worked[k] = open_amount[k] + rest[t,l] mean_share[k]`` is the gross money that a cell works, and
``win_share[k] = (sum_p open_worth + conv rest mean_share) / worked``, conv where worked is 0.
Source: docs/formulation.md, "Expected yield" and "Potential absent as a whole table".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.yields.columns import total

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.yields.days import Runs


def inside(runs: Runs, cycle_days: Floats) -> Floats:
    """Part of each period's days from which one mean cycle ends inside the horizon: (L, P)."""
    horizon = int(runs.period_days.sum())
    # Days 0 .. horizon - 1 - cycle are early enough; without a cycle all of them are.
    early = np.floor(horizon - np.where(np.isfinite(cycle_days), cycle_days, 0.0))
    begin = np.cumsum(runs.period_days) - runs.period_days
    return np.asarray(np.clip(early[:, None] - begin, 0, runs.period_days) / runs.period_days)


def expected(
    open_worth: Floats, conv: Floats, cell_rest: Floats, worked_share: Floats, reachable: Floats
) -> Floats:
    """Give the expected yield of each cell: (K, P).

    Parameters
    ----------
    open_worth, worked_share : (K, P)
    conv, cell_rest : (K,) win rate; gross money of the cell's pair in nobody's pipeline
    reachable : (K, P) season x inside of the cell's lever
    """
    return np.asarray(open_worth + (conv * cell_rest)[:, None] * worked_share * reachable)


def expected_without_potential(
    open_worth: Floats,
    worked_share: Floats,
    cell_work: Floats,
    cell_rep: Ints,
    cell_lever: Ints,
    target: Floats,
    season: Floats,
) -> Floats:
    """Give the expected yield where there is no potential table: (K, P).

    Parameters
    ----------
    open_worth, worked_share : (K, P)
    cell_work : (K, P) work of the cell's rep
    cell_rep, cell_lever : (K,)
    target : (L,) amount of each lever
    season : (L, P)
    """
    levers = len(target)
    won = total(cell_lever, open_worth.sum(axis=1), levers)
    rest = np.maximum(target - won, 0.0)
    key = cell_rep * levers + cell_lever
    size = int(key.max(initial=-1)) + 1
    weight = _split(cell_work * worked_share, total(key, worked_share, size)[key])
    part = _split(weight, total(cell_lever, weight, levers)[cell_lever])
    return np.asarray(open_worth + rest[cell_lever, None] * season[cell_lever] * part)


def win_share(
    open_worth: Floats, conv: Floats, cell_rest: Floats, mean_share: Floats, worked: Floats
) -> Floats:
    """Give the money won per gross money worked: (K,); conv where nothing is worked."""
    won = open_worth.sum(axis=1) + conv * cell_rest * mean_share
    return np.asarray(np.divide(won, worked, out=conv.copy(), where=worked > 0))


def _split(amount: Floats, whole: Floats) -> Floats:
    """Divide, 0 where there is nothing to divide by."""
    return np.asarray(np.divide(amount, whole, out=np.zeros_like(amount), where=whole > 0))
