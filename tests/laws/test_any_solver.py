"""Any solver: the same tier values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from allocator.errors import SolverError
from solving import scenario_of, solve_scenario

LAWS = settings.get_profile("laws")
SEEDS = st.integers(0, 1_000_000)


@LAWS
@given(seed=SEEDS, solver=st.sampled_from(["clarabel", "highs", "cbc"]))
def test_solvers_agree(seed, solver):
    scenario = scenario_of(worlds.world(seed))
    plain = solve_scenario(scenario)
    try:
        other = solve_scenario(scenario, solver)
    except SolverError:
        return  # refused with a reason: allowed, a plan that differs is not
    assert (plain is None) == (other is None)
    if plain is None:
        return
    for tier, value in plain.tiers.items():
        assert other.tiers[tier] == pytest.approx(value, abs=1e-8)
    for cell, quota in plain.quotas.items():
        assert other.quotas[cell] == pytest.approx(quota, abs=1e-6 * plain.size)
