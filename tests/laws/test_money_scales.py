"""Multiply all money by c: quotas are multiplied by c."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from solving import solve_world

LAWS = settings.get_profile("laws")
SEEDS = st.integers(0, 1_000_000)


@LAWS
@given(seed=SEEDS, factor=st.sampled_from([0.01, 7.0, 1000.0]))
def test_quotas_scale_with_money(seed, factor):
    world = worlds.world(seed)
    plain, scaled = solve_world(world), solve_world(world.scaled(factor))
    assert (plain is None) == (scaled is None)
    if plain is None:
        return
    assert plain.tiers.keys() == scaled.tiers.keys()
    for cell, quota in plain.quotas.items():
        assert scaled.quotas[cell] == pytest.approx(quota * factor, abs=1e-6 * plain.size * factor)
