"""What has to fit together: hours per opportunity, targets, priors, supply.

The yields here are those of docs/formulation.md by month instead of by day: near enough to set
a target that the organisation can just about carry, never used for a plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.lever import LEVERS
from allocator.engine.synthetic.facts import (
    CYCLE_DAYS,
    DEAL_SIZE,
    MONTHS,
    RELATIVE_EFFORT,
    ROLES,
    SDR,
    SEASON,
    STAGE_RATE,
    START,
    STRETCH,
    Floats,
    inside,
)

if TYPE_CHECKING:
    from allocator.engine.synthetic.ground import Ground
    from allocator.engine.synthetic.money import Money
    from allocator.engine.synthetic.people import People

MIDDLING_USE = 0.62
"""Part of their hours that half of a role's reps need for their yield: few are out of hours."""
UTILISATION = 0.85
DELAYING_CYCLE = 365 / 8
"""Half a quarter in days: longer cycles delay supply by a quarter."""
SDR_PART = 0.35
"""Part of the pipeline needed beyond open deals that the SDRs bring."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What the company asks for and supports.

    Attributes
    ----------
    target : (6,) money, 0 for a lever that nobody owns
    fair : (R,) fair share of each rep
    hours_per_opportunity : (roles, 6) hours; 0 where the role has no cells
    supply : (regions, 6, 4) pipeline money that marketing and partners bring by quarter
    """

    target: Floats
    fair: Floats
    hours_per_opportunity: Floats
    supply: Floats


def calibrate(people: People, ground: Ground, money: Money, rng: np.random.Generator) -> Calibrated:
    """Set efforts, targets and supply by what the organisation can win."""
    lever, rep = ground.cell_lever, ground.cell_rep
    gained = _yield(people, ground, money)
    conv = money.conversion[rep, lever]
    hours = people.work.sum(axis=1) * np.array([r.hours_per_month for r in ROLES])[people.role]

    unit = RELATIVE_EFFORT[lever] / (conv * DEAL_SIZE[lever])
    need = np.bincount(rep, unit * gained, len(people))
    per_hour = np.ones(len(ROLES))
    for role in range(SDR):
        mine = (people.role == role) & (need > 0) & (hours > 0)
        if mine.any():
            per_hour[role] = MIDDLING_USE / np.median(need[mine] / hours[mine])
    effort = np.maximum(np.round(per_hour[:, None] * RELATIVE_EFFORT * 4) / 4, 0.25)
    owned = np.zeros(effort.shape, bool)
    owned[people.role[rep], lever] = True
    effort = effort * owned

    use = effort[people.role[rep], lever] / (conv * DEAL_SIZE[lever]) * gained
    used = np.bincount(rep, use, len(people))
    cut = np.minimum(1.0, UTILISATION * hours / np.maximum(used, 1e-9))
    attainable = gained * cut[rep]
    total = np.bincount(lever, attainable, len(LEVERS))
    target = _round(total * STRETCH)
    pull = np.where(total > 0, target / np.maximum(total, 1e-9), 0.0)
    fair: Floats = np.bincount(rep, attainable * pull[lever], len(people)).astype(np.float64)

    supply, brought = _supply(people, ground, money, attainable * pull[lever], rng)
    sdr_hours = hours[people.role == SDR].sum()
    if brought > 0:
        new = LEVERS.index("new_customers")
        effort[SDR, new] = max(round(sdr_hours * DEAL_SIZE[new] / brought * 4) / 4, 0.25)
    return Calibrated(target, fair, effort, supply)


def _yield(people: People, ground: Ground, money: Money) -> Floats:
    """Money that each cell can be expected to win in the year: (K,)."""
    rep, lever, pair = ground.cell_rep, ground.cell_lever, ground.cell_pair
    month_season = np.repeat(SEASON[None, :] * inside(), 3, axis=1) / 3
    month = np.arange(MONTHS)
    leaver = ground.pair_after[pair]
    worked = np.einsum("km,km->k", people.work[rep], month_season[lever])
    taken = np.flatnonzero(leaver >= 0)
    gone = (people.end[leaver[taken]] - START).astype(np.int64) * MONTHS // 365
    later = month[None, :] > gone[:, None]
    worked[taken] = (people.work[rep[taken]] * month_season[lever[taken]] * later).sum(axis=1)
    rest = money.rest[ground.cell_territory, lever] * money.share
    deals = money.deals
    closing = deals.close.astype("datetime64[M]").astype(np.int64) % MONTHS
    there = people.present[rep[deals.cell], closing]
    won = np.bincount(deals.cell, deals.amount * STAGE_RATE[deals.stage] * there, len(rep))
    return np.asarray(won + money.conversion[rep, lever] * rest * worked)


def _round(amount: Floats) -> Floats:
    """Round to three figures, as a board would."""
    digits = np.floor(np.log10(np.maximum(amount, 1.0))) - 2
    step = 10.0 ** np.maximum(digits, 0)
    rounded: Floats = np.round(amount / step) * step
    return rounded


def _supply(
    people: People, ground: Ground, money: Money, fair: Floats, rng: np.random.Generator
) -> tuple[Floats, float]:
    """Give supply by region, lever and quarter, and what SDRs are to bring in the year.

    Supply covers, with a margin of 5 to 30 %, what the fair shares need beyond what their owners
    source themselves and what is open; a cycle that is nearer to a quarter than to none delays it.
    """
    rep, lever = ground.cell_rep, ground.cell_lever
    regions = int(people.region.max()) + 1
    sourced = np.array([role.self_sourced for role in ROLES])[people.role[rep]]
    slot = people.region[rep] * len(LEVERS) + lever
    need = np.bincount(slot, (1 - sourced) * fair / money.conversion[rep, lever],
                       regions * len(LEVERS)).reshape(regions, -1)  # fmt: skip
    deals = money.deals
    opened = np.bincount(slot[deals.cell], deals.amount, need.size).reshape(need.shape)
    supply = np.zeros((regions, len(LEVERS), len(SEASON)))
    brought = 0.0
    developers = people.number[:, SDR] > 0
    for name in ("new_customers", "channel"):
        code = LEVERS.index(name)
        missing = np.maximum(need[:, code] - 0.8 * opened[:, code], 0.1 * need[:, code])
        if name == "new_customers":
            brought = float(SDR_PART * missing[developers].sum())
            missing = missing * np.where(developers, 1 - SDR_PART, 1.0)
        # With a delay the last quarter's supply comes too late, so the others bring it all.
        late = CYCLE_DAYS[code] > DELAYING_CYCLE
        season = np.append(SEASON[1:], SEASON[0]) if late else SEASON
        margin = rng.uniform(1.10, 1.35, regions)
        supply[:, code] = np.round(missing[:, None] * margin[:, None] * season, -3)
    return supply, brought
