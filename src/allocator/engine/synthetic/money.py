"""The money on the ground: potential, shares, win rates, history and open deals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.lever import LEVERS
from allocator.engine.synthetic.facts import (
    CONVERSION,
    DEAL_SIZE,
    OPEN_SHARE,
    ROLES,
    SEGMENT_CONVERSION,
    SEGMENT_SIZE,
    SEGMENTS,
    STAGE_SHARE,
    STAGES,
    START,
    Bools,
    Days,
    Floats,
    Ints,
    split_table,
)

if TYPE_CHECKING:
    from allocator.engine.synthetic.ground import Ground
    from allocator.engine.synthetic.people import People

HISTORY_YEARS = 2
PEERS_WEIGHT = 50.0
PARTNER_WEIGHT = 0.5
ONE_ROW, TWO_ROWS = 0.85, 0.35
"""How often a cell has the first and the second row of open deals."""
OWNED = 0.95
"""How often a deal names its rep."""
CLOSING_DAY_EDGES = (0, 90, 181, 273, 365)
CLOSING_SHARE = (0.36, 0.26, 0.22, 0.16)


@dataclass(frozen=True, slots=True)
class Deals:
    """Open deals, one row each: whose cell, how much, how far, when they close, owned or not."""

    cell: Ints
    stage: Ints
    amount: Floats
    count: Ints
    close: Days
    owned: Bools


@dataclass(frozen=True, slots=True)
class Money:
    """Money, in whole units.

    Attributes
    ----------
    share : (K,) part of the (territory, lever) that the cell's rep works, in hundredths
    alone : (K,) whether nobody shares it
    rest : (T, 6) gross money that is in nobody's pipeline yet
    opportunities, wins : (R, 6) of the last `HISTORY_YEARS` years
    conversion : (R, 6) what the record of rep and peers lets expect
    deals : open deals
    """

    share: Floats
    alone: Bools
    rest: Floats
    opportunities: Ints
    wins: Ints
    conversion: Floats
    deals: Deals


def make_money(people: People, ground: Ground, rng: np.random.Generator) -> Money:
    """Draw what each rep could win, and from it potential, record and open deals."""
    reps, levers = len(people), len(LEVERS)
    split = split_table()
    productivity = np.array([role.productivity for role in ROLES])
    size = productivity[people.role] * SEGMENT_SIZE[people.segment] * rng.lognormal(0, 0.18, reps)
    rate = CONVERSION * SEGMENT_CONVERSION[people.segment][:, None]
    rate = np.clip(rate * rng.lognormal(0, 0.15, (reps, levers)), 0.03, 0.8)

    rep, lever, pair = ground.cell_rep, ground.cell_lever, ground.cell_pair
    own = ground.pair_after < 0
    weight = np.where(ground.pair_home, 1.0, PARTNER_WEIGHT) * own
    weight *= rng.gamma(4.0, 0.25, len(weight))
    total = np.maximum(np.bincount(ground.pair_rep, weight, reps), 1e-9)
    part = (weight / total[ground.pair_rep])[pair]
    won = size[rep] * split[people.role[rep], lever] * part
    gross = won / rate[rep, lever]

    key = ground.cell_territory * levers + lever
    pot = np.bincount(key, gross, len(ground) * levers)
    sharers = np.bincount(key, own[pair], len(ground) * levers)
    share = np.maximum(np.round(gross / np.maximum(pot[key], 1.0), 2), 0.01)
    share = _closed(share, key, own[pair], len(pot))
    heir = np.flatnonzero(~own[pair])
    share[heir] = _share_of_leaver(ground, people, key, share)[heir]
    alone = sharers[key] < 2  # noqa: PLR2004  (one rep is alone)

    opportunities, wins = _record(people, won, rate, ground, rng)
    conversion = _conversion(people, opportunities, wins)
    rest = np.round(pot * (1 - OPEN_SHARE), -3).reshape(len(ground), levers)
    deals = _deals(gross * OPEN_SHARE, lever, rng)
    return Money(share, alone, rest, opportunities, wins, conversion, deals)


def _closed(share: Floats, key: Ints, own: Bools, pairs: int) -> Floats:
    """Let the first cell of each (territory, lever) take what rounding left, so shares are one."""
    cells = np.flatnonzero(own)
    order = cells[np.argsort(key[cells], kind="stable")]
    leading = order[np.flatnonzero(np.diff(key[order], prepend=-1))]
    others = share.copy()
    others[leading] = 0.0
    taken = np.bincount(key[cells], others[cells], pairs)
    closed = share.copy()
    closed[leading] = np.round(1.0 - taken[key[leading]], 2)
    return closed


def _share_of_leaver(ground: Ground, people: People, key: Ints, share: Floats) -> Floats:
    """Give each cell the share of the cell of the same (territory, lever) and role: (K,)."""
    roles = len(ROLES)
    role = people.role[ground.cell_rep]
    seat = key * roles + role
    own = np.flatnonzero(ground.pair_after[ground.cell_pair] < 0)
    order = own[np.argsort(seat[own])]
    place = np.searchsorted(seat[order], seat)
    shares: Floats = share[order[np.minimum(place, len(order) - 1)]]
    return shares


def _record(
    people: People, won: Floats, rate: Floats, ground: Ground, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Draw opportunities and wins of the last years, (R, 6) each; nothing for newcomers."""
    reps, levers = rate.shape
    slot = ground.cell_rep * levers + ground.cell_lever
    yearly = np.bincount(slot, won, reps * levers).reshape(reps, levers)
    served = (START - people.start).astype(np.int64) / 365
    years = np.where(served < 0.5, 0.0, np.minimum(served, HISTORY_YEARS))  # noqa: PLR2004 (half a year)
    opportunities = rng.poisson(yearly * years[:, None] / (rate * DEAL_SIZE))
    return opportunities, rng.binomial(opportunities, rate)


def _conversion(people: People, opportunities: Ints, wins: Ints) -> Floats:
    """Shrink each record towards its role and segment by a usual weight: (R, 6).

    A sketch of the estimator in docs/formulation.md, near enough to set targets by.
    """
    group = people.role * len(SEGMENTS) + people.segment
    groups = len(ROLES) * len(SEGMENTS)
    sums = [
        np.stack([np.bincount(group, column, groups) for column in table.T], axis=1)
        for table in (wins, opportunities)
    ]
    mean = np.where(sums[1] > 0, sums[0] / np.maximum(sums[1], 1), CONVERSION)[group]
    return np.asarray((PEERS_WEIGHT * mean + wins) / (PEERS_WEIGHT + opportunities))


def _deals(gross: Floats, lever: Ints, rng: np.random.Generator) -> Deals:
    """Split what is open in each cell into one or two rows."""
    cells = np.flatnonzero(gross > 0)
    twice = cells[rng.random(len(cells)) < TWO_ROWS]
    once = cells[rng.random(len(cells)) < ONE_ROW]
    cell = np.sort(np.concatenate([twice, once]))
    amount = (
        gross[cell]
        * rng.lognormal(0, 0.35, len(cell))
        / ((TWO_ROWS + ONE_ROW) * np.exp(0.35**2 / 2))
    )
    amount = np.maximum(np.round(amount, -3), 1000.0)
    count = np.maximum(np.round(amount / DEAL_SIZE[lever[cell]]), 1).astype(np.int64)
    quarter = rng.choice(4, len(cell), p=CLOSING_SHARE)
    edges = np.array(CLOSING_DAY_EDGES)
    day = edges[quarter] + (rng.random(len(cell)) * np.diff(edges)[quarter]).astype(np.int64)
    stage = rng.choice(len(STAGES), len(cell), p=STAGE_SHARE)
    return Deals(cell, stage, amount, count, START + day, rng.random(len(cell)) < OWNED)
