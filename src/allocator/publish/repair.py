"""Rounding by repair: the nearest unit everywhere, then a maximum flow where sums are off.

The sums of both families are arcs of a network (`laminar`), each between its floor and ceiling.
Entries of one rep, lever and period stand in the same sums, so the network sees their total and
they share its units by largest remainder. The start rounds every total to the nearest unit and
every sum to the side of its bounds that is next; what then does not add up is sent through the
arcs that have room. Totals near a half may turn first, then the others, so that the grid stays
near to the plan. A maximum flow of whole capacities is whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats
    from allocator.publish.laminar import Sums

TURNS = (0.1, 0.2, 0.3, 0.4, 0.5)
"""How far from one half a remainder may be to turn, round after round."""


def repaired(sums: Sums, share: Floats, low: Ints, high: Ints) -> Ints | None:
    """Choose which entries go up; None where the bounds contradict each other.

    Parameters
    ----------
    share : (E,) part of a unit beyond the floor, 0 for whole entries
    low, high : (S,) least and most units to add in each set

    Returns
    -------
    (E,) 1 where the entry goes up
    """
    company = len(sums.parent) - 1
    grids, place = np.unique(sums.down, return_inverse=True)
    held = np.bincount(place, share)
    fractions = np.bincount(place, share > 0).astype(np.int64)
    low, high = low.copy(), high.copy()
    low[grids], high[grids] = np.minimum(low[grids], fractions), np.minimum(high[grids], fractions)
    rep = np.zeros(len(grids), np.int64)
    rep[place] = sums.up
    flow = np.clip(np.rint(held).astype(np.int64), low[grids], high[grids])
    reached = _totals(sums, grids, rep, flow)
    # tails and heads: down family A, from each grid to its rep, up family B, and round
    inner = np.setdiff1d(np.arange(company), grids)
    up = sums.is_up[inner]
    above = sums.parent[inner]
    top = company + 1
    arcs = {
        "tail": np.concatenate([sums.parent[grids], np.where(up, inner, above), [top]]),
        "head": np.concatenate(
            [rep, np.where(up, np.where(above == company, top, above), inner), [company]]
        ),
        "low": np.concatenate([low[grids], low[inner], low[[company]]]),
        "high": np.concatenate([high[grids], high[inner], high[[company]]]),
    }
    now = np.concatenate(
        [
            flow,
            np.clip(reached[inner], low[inner], high[inner]),
            np.clip(reached[[company]], low[company], high[company]),
        ]
    )
    off = np.abs(held - np.floor(held) - 0.5)
    for turn in TURNS:
        fixed = np.zeros(len(now), np.bool_)
        fixed[: len(grids)] = off > turn
        now, left = _pushed(arcs, now, fixed, top + 1)
        if left == 0:
            return _split(place, share, now[: len(grids)])
    return None


def _totals(sums: Sums, grids: Ints, rep: Ints, flow: Ints) -> Ints:
    """Sum the grids' units over every set."""
    found = np.zeros(len(sums.parent), np.int64)
    found[grids] = flow
    np.add.at(found, rep, flow)
    company = len(sums.parent) - 1
    for group in sums.groups:
        inner = group[sums.parent[group] != company]
        np.add.at(found, sums.parent[inner], found[inner])
    found[company] = flow.sum()
    return found


def _pushed(arcs: dict[str, Ints], now: Ints, fixed: Bools, nodes: int) -> tuple[Ints, int]:
    """Send what does not add up through arcs with room; give the new flow and what is left."""
    from scipy.sparse.csgraph import maximum_flow

    tail, head = arcs["tail"], arcs["head"]
    excess = np.zeros(nodes, np.int64)
    np.add.at(excess, head, now)
    np.subtract.at(excess, tail, now)
    wanted = int(excess[excess > 0].sum())
    if wanted == 0:
        return now, 0
    forward = np.where(fixed, 0, arcs["high"] - now)
    back = np.where(fixed, 0, now - arcs["low"])
    source, sink = nodes, nodes + 1
    giving, taking = np.flatnonzero(excess > 0), np.flatnonzero(excess < 0)
    rows = np.concatenate([tail, head, np.full(len(giving), source), taking])
    columns = np.concatenate([head, tail, giving, np.full(len(taking), sink)])
    room = np.concatenate([forward, back, excess[giving], -excess[taking]]).astype(np.int32)
    used = room > 0
    graph = sp.csr_array((room[used], (rows[used], columns[used])), shape=(nodes + 2, nodes + 2))
    answer = maximum_flow(graph, source, sink, method="dinic")
    sent = sp.csr_array(answer.flow)
    moved = np.asarray(sent[tail, head]).ravel().astype(np.int64)
    return now + moved, wanted - int(answer.flow_value)


def _split(place: Ints, share: Floats, units: Ints) -> Ints:
    """Give each grid's units to its entries by largest remainder, ties to the earlier one."""
    order = np.lexsort((-share, place))
    first = np.searchsorted(place[order], np.arange(len(units)))
    rank = np.arange(len(order)) - first[place[order]]
    up = np.zeros(len(share), np.int64)
    up[order] = rank < units[place[order]]
    return up
