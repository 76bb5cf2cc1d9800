"""Add a redundant constraint: the same tier values."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from solving import solve_world

LAWS = settings.get_profile("laws")
SEEDS = st.integers(0, 1_000_000)


@LAWS
@given(seed=SEEDS)
def test_a_cap_above_every_quota_changes_no_tier(seed):
    world = worlds.world(seed)
    plain = solve_world(world)
    if plain is None:
        return
    tables = {name: table.copy() for name, table in world.tables.items()}
    reps = tables["reps"]
    most = 10.0 * plain.size
    given_cap = reps["max_quota"] if "max_quota" in reps else float("nan")
    reps["max_quota"] = pd.Series(given_cap, index=reps.index, dtype=float).fillna(most)
    capped = solve_world(worlds.World(world.settings, tables, world.model))
    assert capped is not None
    for tier, value in plain.tiers.items():
        assert capped.tiers[tier] == pytest.approx(value, abs=1e-8)
