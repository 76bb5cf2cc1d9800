"""The tree of regions and teams, as ids and as the table hierarchy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.engine.synthetic.sheet import csv, names, thousands

if TYPE_CHECKING:
    from allocator.engine.synthetic.calibrate import Calibrated
    from allocator.engine.synthetic.facts import Floats, Ints
    from allocator.engine.synthetic.people import People

MOST_TEAMS = 10_000
BOUNDED = 0.1
"""How often a team has a floor, and as often a cap."""
FEWEST_TEAMS_FOR_BOUNDS = 10
"""In a smaller tree a bound on one team would rule all others."""


def node_ids(people: People) -> tuple[list[str], list[str], Ints]:
    """Give the ids of regions and teams, and each rep's team as a code into the latter."""
    regions = [f"r{region + 1:03d}" for region in range(int(people.region.max()) + 1)]
    key = people.region * MOST_TEAMS + people.team
    known, code = np.unique(key, return_inverse=True)
    teams = [f"{regions[int(k) // MOST_TEAMS]}-team-{int(k) % MOST_TEAMS + 1:02d}" for k in known]
    return regions, teams, np.asarray(code, dtype=np.int64)


def region_centres(regions: int) -> tuple[Floats, Floats]:
    """Spread regions over the contiguous United States by the golden ratio."""
    number = np.arange(1, regions + 1, dtype=np.float64)
    latitude: Floats = 31 + 15 * (number * 0.618034 % 1)
    longitude: Floats = -120 + 45 * (number * 0.754878 % 1)
    return latitude, longitude


def hierarchy(people: People, asked: Calibrated, rng: np.random.Generator) -> bytes:
    """Write the tree: targets that add up, proposals below them, bounds on a few teams."""
    regions, teams, team = node_ids(people)
    carried: Floats = np.bincount(team, asked.fair, len(teams)).astype(np.float64)
    part = carried * rng.uniform(0.97, 1.03, len(teams))
    target = np.round(part * asked.target.sum() / part.sum(), -3)
    target[np.argmax(target)] += asked.target.sum() - target.sum()
    above = np.array([regions.index(name.split("-")[0]) for name in teams])
    told = np.bincount(above, target, len(regions))
    chance = rng.random(len(teams))
    many = (len(teams) >= FEWEST_TEAMS_FOR_BOUNDS) & (carried > 0)
    offer = np.round(carried * rng.uniform(0.88, 1.0, len(teams)), -3)
    offered = np.bincount(above, offer, len(regions))
    none_above = np.full(1 + len(regions), np.nan)
    return csv(
        {
            "node_id": ["company", *regions, *teams],
            "parent_id": ["", *["company"] * len(regions), *names(regions, above)],
            "level": ["company", *["region"] * len(regions), *["team"] * len(teams)],
            "name": ["Company", *[f"Region {r[1:]}" for r in regions], *teams],
            "target": [target.sum(), *told, *target],
            "min_target": np.append(
                none_above, thousands(0.8 * carried, many & (chance < BOUNDED))
            ),
            "max_target": np.append(none_above, thousands(carried, many & (chance > 1 - BOUNDED))),
            "proposed": [offer.sum(), *offered, *offer],
        }
    )
