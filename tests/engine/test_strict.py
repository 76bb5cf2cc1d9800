"""`verify --strict` on shipped scenarios: the second road ends where the first did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from allocator.domain.proof import Labels, Proof, TierProof
from allocator.engine import verify as subject
from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.engine.verify import compared, second_opinion
from allocator.errors import CertificateError, InputError
from allocator.solve.witness import Opinion

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def enterprise():
    return solve(load(SCENARIOS / "enterprise"))


def proof(**values):
    none = Labels(())
    tiers = [
        TierProof(name, 0, 0, value, *[None] * 4, cap=float("inf"), weights=None)
        for name, value in values.items()
    ]
    return Proof(none, none, tuple(tiers))


def said(**values):
    return [Opinion(name, value, value, "highs") for name, value in values.items()]


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("growth-30m", "balanced"),
        ("pipeline-first", "balanced"),
        ("enterprise", "leximin"),
        ("enterprise", "bottom_up"),
        ("enterprise", "interlock"),
    ],
)
def test_shipped_scenarios_stand_a_second_opinion(name, model):
    outcome = solve(load(SCENARIOS / name, model=model))
    strict = second_opinion(outcome.plan, outcome.certificate)
    again = [c for c in strict.checks if c.name.startswith("solved again")]
    assert [check.name.partition(": ")[2] for check in again] == [
        tier["name"] for tier in outcome.plan.document["tiers"]
    ]
    # a hundred times closer than what is asked
    assert max(check.value for check in again) < 1e-8


def test_the_second_road_names_its_solver(enterprise):
    strict = second_opinion(enterprise.plan, enterprise.certificate)
    assert {check.detail for check in strict.checks[-5:]} == {"by highs-ipm"}


def test_a_plan_that_says_it_is_better_than_it_is_is_refused(enterprise):
    plan = enterprise.plan
    tiers = [
        replace(tier, value=tier.value - 2e-6) if tier.name == "mean_deviation" else tier
        for tier in plan.proof.tiers
    ]
    false = replace(plan, proof=replace(plan.proof, tiers=tuple(tiers)))
    with pytest.raises(CertificateError) as refused:
        second_opinion(false, enterprise.certificate)
    assert [line.partition(": found")[0] for line in refused.value.refusals] == [
        "solved again: mean_deviation"
    ]


def test_that_there_is_no_plan_stands_a_second_opinion():
    outcome = solve(load(SCENARIOS / "pipeline-first", model="strict"))
    assert outcome.plan.status == "infeasible"
    certificate = replace(_any_certificate(), checks=())
    (check,) = second_opinion(outcome.plan, certificate).checks
    assert check.passed


def _any_certificate():
    return solve(load(SCENARIOS / "growth-30m")).certificate


def test_a_plan_of_too_many_reps_is_refused(enterprise, monkeypatch):
    monkeypatch.setattr(subject, "STRICT_REPS", 10)
    with pytest.raises(InputError) as refused:
        second_opinion(enterprise.plan, enterprise.certificate)
    assert [problem.code for problem in refused.value.problems] == ["strict-too-large"]


def test_tiers_of_two_roads_agree_to_a_millionth():
    mine = proof(shortfall=0.02, closest=30.0)
    near, far = (0.0200009, 30.00002), (0.0200011, 30.00004)
    for values, passed in ((near, True), (far, False)):
        checks = compared(mine, said(shortfall=values[0], closest=values[1]))
        assert [check.passed for check in checks] == [passed, passed]


def test_a_tier_of_one_road_alone_fails():
    checks = compared(proof(a=0.0), said(b=0.0))
    assert [(check.name, check.passed) for check in checks] == [
        ("solved again: a", False),
        ("solved again: b", False),
    ]
