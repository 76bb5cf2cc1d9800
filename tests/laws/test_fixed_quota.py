"""Fix a quota at its optimal value by a row: the same tier values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from solving import solve_world

LAWS = settings.get_profile("laws")
SEEDS = st.integers(0, 1_000_000)


@LAWS
@given(seed=SEEDS)
def test_a_quota_held_where_it_is_changes_no_tier(seed):
    world = worlds.world(seed)
    plain = solve_world(world)
    if plain is None or "min_quota" in world.tables["reps"] or "max_quota" in world.tables["reps"]:
        return
    tables = {name: table.copy() for name, table in world.tables.items()}
    reps = tables["reps"]
    locked = reps["locked_quota"].notna() if "locked_quota" in reps else reps["role"] == ""
    free = reps[~locked & (reps["role"] != "sdr")]["rep_id"]
    if not len(free) or plain.by_rep[free.iloc[0]] <= 1.0:
        return
    held = plain.by_rep[free.iloc[0]]
    reps["min_quota"] = reps["max_quota"] = [
        held if rep == free.iloc[0] else float("nan") for rep in reps["rep_id"]
    ]
    answer = solve_world(worlds.World(world.settings, tables, world.model))
    assert answer is not None
    for tier, value in plain.tiers.items():
        assert answer.tiers[tier] == pytest.approx(value, abs=1e-7)
