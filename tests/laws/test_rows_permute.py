"""Permute the rows of any table: the same plan, to the last bit."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from solving import solve_world

LAWS = settings.get_profile("laws")
SEEDS = st.integers(0, 1_000_000)


@LAWS
@given(seed=SEEDS)
def test_shuffled_tables_give_the_same_plan(seed):
    world = worlds.world(seed)
    plain, shuffled = solve_world(world), solve_world(world.shuffled(seed + 1))
    assert (plain is None) == (shuffled is None)
    if plain is not None:
        assert plain.quotas == shuffled.quotas
