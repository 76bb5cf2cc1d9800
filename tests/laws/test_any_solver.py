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


def distinct(tiers):
    """Tier values in order; levels of leximin that repeat a value once: a vertex may block the
    reps of one level in several steps, an interior point blocks them together."""
    found = []
    for name, value in tiers.items():
        tier = name.partition(":")[0] if name.startswith("leximin") else name
        if found and found[-1][0] == tier == "leximin" and abs(found[-1][1] - value) <= 1e-8:
            continue
        found.append((tier, value))
    return found


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
    mine, theirs = distinct(plain.tiers), distinct(other.tiers)
    assert [name for name, _ in mine] == [name for name, _ in theirs]
    assert [value for _, value in theirs] == pytest.approx([v for _, v in mine], abs=1e-8)
    for cell, quota in plain.quotas.items():
        assert other.quotas[cell] == pytest.approx(quota, abs=1e-6 * plain.size)
