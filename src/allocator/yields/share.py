"""Shares: which part of a (territory, lever) each rep holds, day by day.

``share(d)`` of a row is 0 outside its dates; empty shares of one (territory, lever) and day
share equally what the given ones leave, ``max(0, 1 - sum)``. ``worked_share[k,p]`` is the mean
over p's days of ``share(d) x fte x present(d) x ramp(d)``: by day, for a product of averages
loses money at a hand-over. An overlay's empty share is 1. Source: docs/formulation.md,
"Data to parameters" and "Coverage".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.parameters import Bools, Floats, Overlay
from allocator.yields.columns import distinct, total

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.yields.coverage import Cells, Rows
    from allocator.yields.days import Runs
    from allocator.yields.work import Work

DUST = 1e-12
"""What given shares leave below this is the rounding of shares that add up to 1: nothing."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of cells and pairs, averaged.

    Attributes
    ----------
    worked : (K, P) mean of share(d) x fte x present(d) x ramp(d)
    mean : (K,) mean share over the horizon's days, presence left out
    owned : (J, P) mean share of the pair that lies with a present owner
    """

    worked: Floats
    mean: Floats
    owned: Floats


def daily(rows: Rows, head: Ints, group: Ints, first: Ints) -> Floats:
    """Give share(d) of each row on each of some days: (n, days).

    Parameters
    ----------
    rows : coverage rows, those of one (territory, lever) beside each other, none left out
    head : first row of each (territory, lever)
    group : (n,) which of the heads each row belongs to
    first : days, counted from the horizon's first
    """
    active = (rows.start[:, None] <= first) & (first <= rows.end[:, None])
    empty = np.isnan(rows.share)
    given = np.where(active, np.where(empty, 0.0, rows.share)[:, None], 0.0)
    if not empty.any():
        return given
    waiting = active & empty[:, None]
    left = 1 - np.add.reduceat(given, head, axis=0)
    count = np.add.reduceat(waiting, head, axis=0, dtype=np.int64)
    part = np.where(left < DUST, 0.0, left) / np.maximum(count, 1)
    return np.where(waiting, part[group], given)


def on_days(rows: Rows, row: Ints, group: Ints, day: Ints, groups: int) -> Floats:
    """Give share(d) of entries (n,), each one coverage row on one day.

    Parameters
    ----------
    rows : coverage rows
    row : (n,) row of each entry
    group : (n,) which entries stand for one (territory, lever) and day; all its rows are there
    day : (n,) the day, counted from the horizon's first
    groups : number of groups
    """
    active = (rows.start[row] <= day) & (day <= rows.end[row])
    empty = np.isnan(rows.share[row])
    given = np.where(active & ~empty, rows.share[row], 0.0)
    waiting = active & empty
    left = 1 - total(group, given, groups)
    count = np.bincount(group[waiting], minlength=groups)
    part = np.where(left < DUST, 0.0, left) / np.maximum(count, 1)
    return np.where(waiting, part[group], given)


def shares(cells: Cells, work: Work, runs: Runs) -> Shares:
    """Average the shares of every cell and pair."""
    rows, days = cells.rows, int(runs.period_days.sum())
    periods = len(runs.period_days)
    pairs, cell_count = len(cells.pair_territory), len(cells.rep)
    row_pair = cells.pair[cells.row_cell]
    through = (rows.start <= 0) & (rows.end >= days - 1)
    steady_pair = np.bincount(row_pair[~through], minlength=pairs) == 0
    steady = steady_pair[row_pair]

    worked, owned = np.zeros((len(rows), periods)), np.zeros((len(rows), periods))
    mean = np.zeros(len(rows))
    if steady.any():
        part = _part(rows, row_pair, steady)
        mean[steady] = daily(*part, np.zeros(1, np.int64))[:, 0]
        rep = rows.rep[steady]
        worked[steady] = mean[steady, None] * work.work[rep]
        here = runs.mean((work.daily_present > 0).astype(np.float64))[work.pattern[rep]]
        owned[steady] = mean[steady, None] * here
    if not steady.all():
        changing = np.flatnonzero(~steady)
        part = _part(rows, row_pair, ~steady)
        pattern, fte = work.pattern[part[0].rep], work.fte[part[0].rep]
        held = np.zeros((len(changing), periods))
        for block in runs.blocks(len(changing)):
            share = daily(*part, runs.first[block])
            # Days are counted first and divided last, so that a whole period is exactly 1.
            length, at = runs.length[block], runs.period[block]
            product = share * work.daily_work[pattern, block]
            here = share * (work.daily_present[pattern, block] > 0)
            for p in np.unique(at).tolist():
                own = at == p
                held[:, p] += (share[:, own] * length[own]).sum(axis=1)
                worked[changing, p] += fte * (product[:, own] * length[own]).sum(axis=1)
                owned[changing, p] += (here[:, own] * length[own]).sum(axis=1)
        mean[changing] = held.sum(axis=1) / days
        worked[changing] /= runs.period_days
        owned[changing] /= runs.period_days
    return Shares(
        total(cells.row_cell, worked, cell_count),
        total(cells.row_cell, mean, cell_count),
        total(row_pair, owned, pairs),
    )


def overlay(cells: Cells, runs: Runs) -> Overlay:
    """Average the shares of overlay cells over each period's days."""
    rows = cells.overlay
    ends = np.cumsum(runs.period_days)
    begin = np.maximum(rows.start[:, None], ends - runs.period_days)
    finish = np.minimum(rows.end[:, None] + 1, ends)
    share = np.where(np.isnan(rows.share), 1.0, rows.share)
    mean = share[:, None] * np.maximum(finish - begin, 0) / runs.period_days
    one, cell = distinct(rows.rep, rows.territory, rows.lever)
    made = rows.take(one)
    return Overlay(made.rep, made.territory, made.lever, total(cell, mean, len(one)))


def _part(rows: Rows, row_pair: Ints, which: Bools) -> tuple[Rows, Ints, Ints]:
    """Give some pairs' rows with the heads and groups that `daily` asks for."""
    pair = row_pair[which]
    heads = np.flatnonzero(np.diff(pair, prepend=-1))
    return rows.take(which), heads, np.cumsum(np.diff(pair, prepend=-1) != 0) - 1
