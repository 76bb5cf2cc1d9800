"""Whichever solver is asked for: the same tier values and the same quotas, or a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.domain.outcome import Published
from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.errors import CertificateError, SolverError

SOLVERS = ("piqp", "clarabel", "highs", "highs-ipm", "cbc")
SCENARIOS = ("growth-30m", "pipeline-first", "enterprise")


@pytest.fixture(scope="module", params=SCENARIOS)
def shipped(request):
    """A shipped scenario, and the plan that the usual solvers make of it."""
    scenario = load(Path(__file__).parents[2] / "scenarios" / request.param)
    outcome = solve(scenario)
    assert isinstance(outcome, Published)
    return scenario, outcome.plan


@pytest.mark.parametrize("solver", SOLVERS)
def test_every_solver_gives_the_same_plan_or_none(shipped, solver):
    scenario, plain = shipped
    try:
        outcome = solve(scenario, solver=solver)
    except (SolverError, CertificateError):
        return  # refused with the reason: allowed, another plan is not
    assert isinstance(outcome, Published)
    tiers = {tier["name"]: tier["value"] for tier in outcome.plan.document["tiers"]}
    for tier in plain.document["tiers"]:
        assert tiers.pop(tier["name"]) == pytest.approx(tier["value"], abs=1e-8)
    assert tiers == {}
    assert outcome.plan.files["quotas.csv"] == plain.files["quotas.csv"]


def test_the_first_of_the_usual_solvers_refuses_no_shipped_scenario(shipped):
    scenario, plain = shipped
    outcome = solve(scenario, solver="piqp")
    assert isinstance(outcome, Published)
    assert outcome.plan.files["quotas.csv"] == plain.files["quotas.csv"]
