"""The people of a made-up company: roles, regions, teams, who comes, who goes, who is away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.engine.synthetic.facts import (
    MIDDLES,
    MONTHS,
    ROLES,
    SDR,
    SEGMENT_SHARE,
    SEGMENTS,
    START,
    Bools,
    Days,
    Floats,
    Ints,
)

REGION_SIZE = 250
SMALL_REGIONS = 3
FEWEST_FOR_REGIONS = 24
TEAM_SIZE = 8
NEW, LEAVING, ABSENT, PART_TIME = 0.10, 0.03, 0.025, 0.04
"""How often a rep is new, leaves, is away for some months, works four days in five."""
NEVER = np.datetime64("2100-01-01", "D")


@dataclass(frozen=True, slots=True)
class People:
    """Reps, sorted by region and role, so that each (region, role) is one run of codes.

    Attributes
    ----------
    role, region, team, segment : (R,) codes; `team` counts inside the region
    first, number : (regions, roles) first code and count of each run
    start, end : (R,) first and last day of work; `end` is `NEVER` for those who stay
    fte : (R,) part of full time
    away, away_from, away_to, away_share : absent reps and their absences
    work : (R, 12) fte x present x ramp by month
    present : (R, 12) share of each month that the rep is there
    """

    role: Ints
    region: Ints
    team: Ints
    segment: Ints
    first: Ints
    number: Ints
    start: Days
    end: Days
    fte: Floats
    away: Ints
    away_from: Days
    away_to: Days
    away_share: Floats
    work: Floats
    present: Floats

    def __len__(self) -> int:
        """Count the reps."""
        return len(self.role)

    @property
    def leaving(self) -> Bools:
        """Whether the rep leaves inside the year: (R,)."""
        return np.asarray(self.end < NEVER)

    @property
    def ids(self) -> list[str]:
        """Id of each rep: the role's prefix and a number."""
        width = max(2, len(str(len(self))))
        return [f"{ROLES[role].prefix}-{rep + 1:0{width}d}" for rep, role in enumerate(self.role)]


def head_count(reps: int) -> Ints:
    """Give the number of reps of each role: at least one each as far as there are people.

    >>> head_count(1).tolist(), head_count(5).tolist(), head_count(100).tolist()
    ([1, 0, 0, 0, 0], [1, 1, 1, 1, 1], [46, 28, 10, 8, 8])
    """
    count = np.array([int(reps * role.share) for role in ROLES])
    count = np.where(np.arange(len(ROLES)) < reps, np.maximum(count, 1), 0)
    count[0] += reps - count.sum()
    return count


def make_people(reps: int, rng: np.random.Generator) -> People:
    """Hire `reps` people."""
    role = np.repeat(np.arange(len(ROLES)), head_count(reps))
    regions = max(round(reps / REGION_SIZE), SMALL_REGIONS if reps >= FEWEST_FOR_REGIONS else 1)
    # Dealt out role by role, so that every region has its part of every role.
    region = np.arange(reps) % regions
    order = np.lexsort((role, region))
    role, region = role[order], region[order]
    run = region * len(ROLES) + role
    number = np.bincount(run, minlength=regions * len(ROLES))
    first = np.cumsum(number) - number
    place = np.arange(reps) - first[region * len(ROLES)]
    segment = rng.choice(len(SEGMENTS), reps, p=SEGMENT_SHARE)

    start = np.datetime64("2018-01-01", "D") + rng.integers(0, 365 * 8, reps)
    new = rng.random(reps) < (NEW if reps >= TEAM_SIZE else 0.0)
    start = np.where(new, START + rng.integers(-120, 150, reps), start)
    chance = rng.random(reps)
    leaves = ~new & (chance < (LEAVING if reps >= FEWEST_FOR_REGIONS else 0.0)) & (role != SDR)
    end = np.where(leaves, START + rng.integers(45, 300, reps), NEVER)
    away = np.flatnonzero(~new & ~leaves & (chance > 1 - ABSENT) & (reps >= FEWEST_FOR_REGIONS))
    away_from = START + rng.integers(20, 220, len(away))
    away_to = away_from + rng.integers(50, 125, len(away))
    away_share = np.where(rng.random(len(away)) < 1 / 3, 0.5, 1.0)
    part_time = (rng.random(reps) < PART_TIME) & (reps >= TEAM_SIZE)
    fte = np.where(part_time, 0.8, 1.0)

    present = _overlap(start, end)
    present[away] -= away_share[:, None] * _overlap(away_from, away_to)
    work = present * fte[:, None] * _ramp(role, start)
    return People(
        role, region, place // TEAM_SIZE, segment,
        first.reshape(regions, -1), number.reshape(regions, -1),
        start, end, fte, away, away_from, away_to, away_share, work, present,
    )  # fmt: skip


def _overlap(first: Days, last: Days) -> Floats:
    """Share of each month that lies between two days, both included: (n, 12)."""
    months = np.arange(np.datetime64("2027-01", "M"), np.datetime64("2028-02", "M"))
    edges = months.astype("datetime64[D]").astype(np.int64)
    begin = np.maximum(first.astype("datetime64[D]").astype(np.int64)[:, None], edges[:-1])
    finish = np.minimum(last.astype("datetime64[D]").astype(np.int64)[:, None] + 1, edges[1:])
    shares: Floats = np.maximum(finish - begin, 0) / np.diff(edges)
    return shares


def _ramp(role: Ints, start: Days) -> Floats:
    """Productivity in the middle of each month: (R, 12)."""
    longest = max(len(facts.ramp) for facts in ROLES)
    table = np.array([[*r.ramp, *[r.ramp[-1]] * (longest - len(r.ramp))] for r in ROLES])
    age = (MIDDLES[None, :] - start[:, None]).astype(np.int64) * MONTHS // 365
    ramp: Floats = table[role[:, None], np.clip(age, 0, longest - 1)]
    return ramp
