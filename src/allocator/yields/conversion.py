"""Conversion: each rep's win rate per lever, shrunk towards his peers (beta-binomial).

Over the k peers of a group (w wins of n > 0 opportunities, N = sum n):
``m = sum w / N``, replaced by ``(sum w + 1/2) / (N + 1)`` where it is 0 or 1;
``rho = (sum n (w/n - m)^2 / (m (1 - m)) - (k - 1)) / (N - sum n^2 / N - (k - 1))``;
``M = 1/rho - 1`` clipped to [2, 1000]; 20 if k = 1, 2 if the denominator is not positive, 1000 if
rho <= 0. Then ``conv = (M m + w) / (M + n)`` and ``var(conv) = conv (1 - conv) / (M + n + 1)``.
Peers: same role, segment and lever; none: the role; none: the lever; none: 0.25 with M = 20.
Rows without rep_id are one peer per segment. Source: docs/formulation.md, "Conversion" and
"History window"; moments of the beta-binomial: Kleinman (1973), J. Am. Stat. Assoc. 68.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.parameters import Conversion, Floats
from allocator.yields.columns import total
from allocator.yields.roster import NOT_OWNED, Roster

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.yields.history import History

DEFAULT_RATE, DEFAULT_WEIGHT = 0.25, 20.0
LONE_WEIGHT, LEAST_WEIGHT, MOST_WEIGHT = 20.0, 2.0, 1000.0
SOURCES = ("segment", "role", "lever", "default")


@dataclass(frozen=True, slots=True)
class Peers:
    """Peers that have a record in a lever: entries (n,).

    Attributes
    ----------
    role : code; -1 for the rows of a segment without rep_id
    segment, lever : codes
    wins, opportunities : of the peer, opportunities above 0
    """

    role: Ints
    segment: Ints
    lever: Ints
    wins: Floats
    opportunities: Floats


def prior(
    group: Ints, wins: Floats, opportunities: Floats, size: int
) -> tuple[Floats, Floats, Ints]:
    """Estimate the beta prior of each group by moments.

    Parameters
    ----------
    group, wins, opportunities : (n,) the peers; opportunities above 0
    size : number of groups

    Returns
    -------
    mean, weight : (size,) m and M; of no meaning where the group has no peer
    peers : (size,) k

    >>> mean, weight, peers = prior(np.array([0]), np.array([1.0]), np.array([1.0]), 1)
    >>> mean.tolist(), weight.tolist(), peers.tolist()
    ([0.75], [20.0], [1])
    """
    peers = np.bincount(group, minlength=size)
    tried = np.maximum(total(group, opportunities, size), np.where(peers > 0, 0, 1))
    won = total(group, wins, size)
    mean = won / tried
    mean = np.where((mean <= 0) | (mean >= 1), (won + 0.5) / (tried + 1), mean)
    off = wins / opportunities - mean[group]
    spread = total(group, opportunities * off**2, size) / (mean * (1 - mean))
    denominator = tried - total(group, opportunities**2, size) / tried - (peers - 1)
    usable = denominator > 0
    rho = np.divide(spread - (peers - 1), denominator, out=np.ones(size), where=usable)
    positive = usable & (rho > 0)
    weight = np.full(size, MOST_WEIGHT)
    weight[positive] = np.clip(1 / rho[positive] - 1, LEAST_WEIGHT, MOST_WEIGHT)
    weight[~usable] = LEAST_WEIGHT
    weight[peers == 1] = LONE_WEIGHT
    return mean, weight, peers


def conversion(past: History, roster: Roster) -> Conversion:
    """Shrink every rep's record towards the nearest peers who have one."""
    reps, width = len(roster.reps), len(roster.levers)
    rows = past.plain & (past.rep >= 0)
    key = past.rep[rows] * width + past.lever[rows]
    won = total(key, past.wins[rows], reps * width).reshape(reps, width)
    tried = total(key, past.opportunities[rows], reps * width).reshape(reps, width)
    known = _peers(past, roster, won, tried)

    mean = np.full((reps, width), DEFAULT_RATE)
    weight = np.full((reps, width), DEFAULT_WEIGHT)
    source = np.full((reps, width), SOURCES[-1], dtype=object)
    role, segment = roster.role[:, None], roster.segment[:, None]
    lever = np.arange(width)[None, :]
    segments = len(roster.segments)
    everyone = _of_every_owner(known, roster)
    levels = (
        (
            (everyone.role * segments + everyone.segment) * width + everyone.lever,
            everyone,
            (role * segments + segment) * width + lever,
            len(roster.roles) * segments * width,
        ),
        (
            everyone.role * width + everyone.lever,
            everyone,
            role * width + lever,
            len(roster.roles) * width,
        ),
        (known.lever, known, np.broadcast_to(lever, (reps, width)), width),
    )
    open_ = np.ones((reps, width), dtype=bool)
    for name, (group, peers, own, size) in zip(SOURCES, levels, strict=False):
        m, weighted, k = prior(group, peers.wins, peers.opportunities, size)
        here = open_ & (k[own] > 0)
        mean[here], weight[here], source[here] = m[own][here], weighted[own][here], name
        open_ &= ~here
    rate = (weight * mean + won) / (weight + tried)
    owned = roster.rep_credit != NOT_OWNED
    source[~owned] = ""
    rate, won, tried, mean, weight = (
        np.where(owned, part, np.nan) for part in (rate, won, tried, mean, weight)
    )
    return Conversion(rate, won, tried, mean, weight, source)


def rate_variance(rates: Conversion) -> Floats:
    """Give the variance of each shrunk rate: (R, L), NaN where the lever is not owned."""
    record = rates.prior_weight + rates.opportunities + 1
    return np.asarray(rates.rate * (1 - rates.rate) / record)


def _peers(past: History, roster: Roster, won: Floats, tried: Floats) -> Peers:
    """List who has a record: reps by code, behind them the rows without rep_id by segment."""
    rep, lever = np.nonzero(tried > 0)
    width, segments = len(roster.levers), len(roster.segments)
    rows = past.plain & (past.rep < 0)
    key = past.segment[rows] * width + past.lever[rows]
    others_won = total(key, past.wins[rows], segments * width)
    others_tried = total(key, past.opportunities[rows], segments * width)
    some = np.flatnonzero(others_tried > 0)
    return Peers(
        np.concatenate([roster.role[rep], np.full(len(some), -1)]),
        np.concatenate([roster.segment[rep], some // max(width, 1)]),
        np.concatenate([lever, some % max(width, 1)]),
        np.concatenate([won[rep, lever], others_won[some]]),
        np.concatenate([tried[rep, lever], others_tried[some]]),
    )


def _of_every_owner(known: Peers, roster: Roster) -> Peers:
    """Repeat the rows without rep_id for every role that owns their lever."""
    owns = roster.credit != NOT_OWNED
    named = np.flatnonzero((known.role >= 0) & owns[known.role, known.lever])
    role, other = np.nonzero(owns[:, known.lever] & (known.role < 0))
    which = np.concatenate([named, other])
    return Peers(
        np.concatenate([known.role[named], role]),
        known.segment[which],
        known.lever[which],
        known.wins[which],
        known.opportunities[which],
    )
