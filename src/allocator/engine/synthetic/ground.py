"""The ground that is sold on: territories, who covers them, and who takes over from a leaver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.engine.synthetic.facts import (
    CHANNEL,
    EXECUTIVE,
    MANAGER,
    SPECIALIST,
    Bools,
    Floats,
    Ints,
    split_table,
)

if TYPE_CHECKING:
    from allocator.engine.synthetic.people import People

TERRITORIES_PER_REP = 1.3
FEWEST_FOR_SPECIALISTS = 2
PARTNERS: Floats = np.array([
    [0.0, 0.35, 0.15, 0.0],
    [0.35, 0.0, 0.10, 0.30],
    [0.30, 0.20, 0.0, 0.0],
])  # fmt: skip
"""How often the home rep's role (row) shares a territory with another role (column)."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Territories and coverage.

    Attributes
    ----------
    region, segment : (T,) codes, those of the home rep
    pair_rep, pair_territory : (pairs,) who covers what
    pair_home : (pairs,) whether the territory is the rep's own
    pair_after : (pairs,) the leaver from whom the pair is taken over; -1 for all others
    cell_pair, cell_lever : (K,) primary cells
    """

    region: Ints
    segment: Ints
    pair_rep: Ints
    pair_territory: Ints
    pair_home: Bools
    pair_after: Ints
    cell_pair: Ints
    cell_lever: Ints

    def __len__(self) -> int:
        """Count the territories."""
        return len(self.region)

    @property
    def ids(self) -> list[str]:
        """Id of each territory."""
        width = max(2, len(str(len(self))))
        return [f"t-{number:0{width}d}" for number in range(1, len(self) + 1)]

    @property
    def cell_rep(self) -> Ints:
        """Rep of each cell: (K,)."""
        return self.pair_rep[self.cell_pair]

    @property
    def cell_territory(self) -> Ints:
        """Territory of each cell: (K,)."""
        return self.pair_territory[self.cell_pair]


def make_ground(people: People, rng: np.random.Generator) -> Ground:
    """Draw territories, about 1.3 a rep, each at home with one rep and shared inside its region."""
    owners = np.flatnonzero(people.role <= CHANNEL)
    extra = max(round(TERRITORIES_PER_REP * len(people)) - len(owners), 0)
    home = np.sort(np.concatenate([owners, rng.choice(owners, extra)]))
    territory = np.arange(len(home))
    rep, place, own = [home], [territory], [np.ones(len(home), bool)]
    managed, region = people.role[home] == MANAGER, people.region[home]
    for role in (EXECUTIVE, MANAGER, CHANNEL, SPECIALIST):
        wanted = rng.random(len(home)) < PARTNERS[people.role[home], role]
        # A specialist sells beside an account manager, whose product mix he shares.
        if role == SPECIALIST:
            wanted = managed & (wanted | _firsts(region, managed))
        wanted &= people.number[region, role] > 0
        chosen = np.flatnonzero(wanted)
        partner = _in_turn(region[chosen], people.first[:, role], people.number[:, role])
        rep.append(partner)
        place.append(chosen)
        own.append(np.zeros(len(chosen), bool))
    pair_rep, pair_place = np.concatenate(rep), np.concatenate(place)
    order = np.lexsort((pair_place, pair_rep))
    pair_rep, pair_place = pair_rep[order], pair_place[order]
    pair_own = np.concatenate(own)[order]
    heir = _heirs(people)
    taken = np.flatnonzero(heir[pair_rep] >= 0)
    after = np.concatenate([np.full(len(pair_rep), -1), pair_rep[taken]])
    pair_rep = np.concatenate([pair_rep, heir[pair_rep[taken]]])
    pair_place = np.concatenate([pair_place, pair_place[taken]])
    pair_own = np.concatenate([pair_own, np.zeros(len(taken), bool)])
    owned = split_table()[people.role[pair_rep]] > 0
    cell_pair, cell_lever = np.nonzero(owned)
    return Ground(
        people.region[home], people.segment[home], pair_rep, pair_place, pair_own, after,
        cell_pair, cell_lever,
    )  # fmt: skip


def _firsts(region: Ints, where: Bools) -> Bools:
    """Mark the first few places of each region, so that no specialist there is without one."""
    rank = np.cumsum(where) - 1
    begin = np.searchsorted(region, region)
    before = np.concatenate([[0], np.cumsum(where)])[begin]
    first: Bools = where & (rank - before < FEWEST_FOR_SPECIALISTS)
    return first


def _in_turn(region: Ints, first: Ints, number: Ints) -> Ints:
    """Deal requests out to the reps of each region in turn. `region` ascends."""
    turn = np.arange(len(region)) - np.searchsorted(region, region)
    dealt: Ints = first[region] + turn % np.maximum(number[region], 1)
    return dealt


def _heirs(people: People) -> Ints:
    """Give who takes over from each leaver, -1 where nobody: the next of his role and region."""
    heir = np.full(len(people), -1)
    leaving = people.leaving
    for leaver in np.flatnonzero(leaving):
        region, role = people.region[leaver], people.role[leaver]
        first, number = people.first[region, role], people.number[region, role]
        peers = (leaver + np.arange(1, number) - first) % number + first
        staying = peers[~leaving[peers] & (people.present[peers, 0] > 0)]
        if len(staying):
            heir[leaver] = staying[0]
    return heir
