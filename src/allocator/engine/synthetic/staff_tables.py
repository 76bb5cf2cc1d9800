"""The tables that speak of people: reps, absences, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.lever import LEVERS
from allocator.engine.synthetic.facts import (
    CYCLE_DAYS,
    DEAL_SIZE,
    ROLES,
    SDR,
    SEGMENTS,
    split_table,
)
from allocator.engine.synthetic.nodes import node_ids, region_centres
from allocator.engine.synthetic.sheet import csv, days, names, thousands

if TYPE_CHECKING:
    from allocator.engine.synthetic.calibrate import Calibrated
    from allocator.engine.synthetic.money import Money
    from allocator.engine.synthetic.people import People

PROPOSING, BOUNDED, LOCKED = 0.30, 0.02, 0.01
"""How often a rep proposes a number, has a floor (and as often a cap), has a lock."""
MOST_LEFT = 1_000
"""Most opportunities that stand in one row of people who have left."""

FIRST_NAMES = (
    "Ada", "Amir", "Bea", "Carlos", "Dana", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jonas",
    "Kira", "Liam", "Maya", "Noor", "Omar", "Petra", "Quinn", "Rosa", "Sven", "Tara", "Uma",
    "Viktor", "Wen", "Yara", "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Abbott", "Bauer", "Castro", "Diallo", "Evans", "Fischer", "Garcia", "Haddad", "Ito",
    "Jensen", "Kowalski", "Laurent", "Moreau", "Nguyen", "Okafor", "Patel", "Quist", "Rossi",
    "Silva", "Tanaka", "Ueda", "Vargas", "Weber", "Xu", "Young", "Zimmer", "Brandt",
)  # fmt: skip


def reps_table(people: People, asked: Calibrated, rng: np.random.Generator) -> bytes:
    """Write reps; priors, proposals and bounds follow the fair shares."""
    count, fair = len(people), asked.fair
    regions, teams, team = node_ids(people)
    node = names(teams, team)
    develops = people.role == SDR
    node[develops] = names(regions, people.region[develops])
    carries = fair > 0
    presence = np.maximum(people.present.mean(axis=1), 0.05)
    veteran = carries & (people.start < np.datetime64("2026-01-01"))
    prior = fair / presence / 1.10 * rng.lognormal(0, 0.10, count)
    chance = rng.random(count)
    speaks = carries & (rng.random(count) < PROPOSING)
    steady = carries & (people.present.min(axis=1) > 0)
    floor, cap = steady & (chance < BOUNDED), steady & (chance > 1 - BOUNDED)
    lock = steady & (chance > BOUNDED) & (chance < BOUNDED + LOCKED)
    pay = fair / presence / rng.uniform(4, 6, count)
    latitude, longitude = region_centres(len(regions))
    number = np.arange(count)
    return csv(
        {
            "rep_id": people.ids,
            "role": names([role.name for role in ROLES], people.role),
            "name": names(FIRST_NAMES, number % len(FIRST_NAMES))
            + " "
            + names(LAST_NAMES, number // len(FIRST_NAMES) % len(LAST_NAMES)),
            "node_id": node,
            "segment": names(SEGMENTS, people.segment),
            "region": names(regions, people.region),
            "start_date": days(people.start),
            "end_date": days(people.end),
            "fte": people.fte,
            "ote": thousands(np.where(carries, pay, 80_000.0), np.ones(count, bool)),
            "prior_quota": thousands(prior, veteran),
            "proposed_quota": thousands(fair * rng.uniform(0.85, 1.05, count), speaks),
            "min_quota": thousands(0.75 * fair, floor),
            "max_quota": thousands(1.05 * fair, cap),
            "locked_quota": thousands(fair * rng.uniform(0.95, 1.04, count), lock),
            "latitude": np.round(latitude[people.region] + rng.normal(0, 0.8, count), 4),
            "longitude": np.round(longitude[people.region] + rng.normal(0, 0.8, count), 4),
        }
    )


def history(people: People, money: Money, rng: np.random.Generator) -> bytes:
    """Write the record of two years by rep and lever, and of people who have left by segment."""
    rep, lever = np.nonzero(money.opportunities)
    worked, won = money.opportunities[rep, lever], money.wins[rep, lever]
    older = worked // 2
    older_won = rng.hypergeometric(won, worked - won, older)
    segment, left_lever = np.divmod(np.arange(len(SEGMENTS) * len(LEVERS)), len(LEVERS))
    owned = split_table()[np.unique(people.role)].sum(axis=0) > 0
    kept = owned[left_lever]
    segment, left_lever = segment[kept], left_lever[kept]
    left = np.clip(money.opportunities.sum(axis=0)[left_lever] // 20, 20, MOST_LEFT)
    rate = np.clip(money.conversion.mean(axis=0)[left_lever], 0.02, 0.9)
    rep_id = np.array(people.ids, object)
    levers = np.concatenate([lever, lever, left_lever])
    count = np.concatenate([older, worked - older, left])
    wins = np.concatenate([older_won, won - older_won, rng.binomial(left, rate)])
    size = DEAL_SIZE[levers] * rng.uniform(0.9, 1.1, len(levers))
    period = np.repeat(["2025-01-01", "2026-01-01", "2025-01-01"],
                       [len(older), len(older), len(left)])  # fmt: skip
    some = count > 0
    return csv(
        {
            "row_id": np.array([f"h-{n:06d}" for n in range(1, len(count) + 1)], object)[some],
            "rep_id": np.concatenate([rep_id[rep], rep_id[rep], np.full(len(left), "")])[some],
            "segment": names(
                SEGMENTS,
                np.concatenate([people.segment[rep], people.segment[rep], segment]),
            )[some],
            "lever": names(LEVERS, levers)[some],
            "opportunities": count[some],
            "wins": wins[some],
            "amount_opened": np.round(count * size)[some],
            "amount_won": np.round(wins * size)[some],
            "cycle_days": np.round(CYCLE_DAYS[levers] * rng.uniform(0.9, 1.1, len(levers)))[some],
            "period": period[some],
        }
    )
