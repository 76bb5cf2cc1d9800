"""The bound that holds without any lock, and the words that follow from it."""

import dataclasses

import numpy as np
import pytest

from allocator.certify import proven


@pytest.fixture(scope="module")
def solved(tiny):
    """Caps leave 100 of 1,000 unassigned; the mean deviation is decided on what is left."""
    reps = [
        {"rep_id": r, "role": "ae", "max_quota": m}
        for r, m in zip("abc", (200, 300, 400), strict=True)
    ]
    policy = tiny.model(tiers=["shortfall", "mean_deviation", "closest"])
    return tiny.prove(tiny.world_of(None, policy, reps=reps))


def weighed(proof, number, weights):
    tiers = list(proof.tiers)
    tiers[number] = dataclasses.replace(tiers[number], weights=np.array(weights, float))
    return dataclasses.replace(proof, tiers=tuple(tiers))


def test_the_first_tier_needs_no_lock(solved):
    rebuilt, proof = solved
    found = proven.verdict(rebuilt, proof, 1.0)
    assert all(check.passed for check in found.checks)
    assert found.tiers[0].value == pytest.approx(0.1)
    assert found.tiers[0].free == pytest.approx(found.tiers[0].face, abs=1e-15)


def test_without_weights_a_later_tier_is_proven_on_its_face_alone(solved):
    rebuilt, proof = solved
    found = proven.verdict(rebuilt, proof, 1.0)
    # without the lock everybody could carry 200, and nothing would deviate
    assert found.tiers[1].face < 1e-9
    assert found.tiers[1].free > found.tiers[1].value
    assert found.words == "optimal on the locked face"


def test_weights_on_earlier_objectives_prove_it_for_all(solved):
    rebuilt, proof = solved
    heavy = weighed(proof, 1, [100.0])
    found = proven.verdict(rebuilt, heavy, 1.0)
    assert found.tiers[1].free < 1e-9
    # a hundred times the give of 1e-14 is part of the bound
    assert found.tiers[1].free >= 1e-12


def test_words_need_every_tier(solved):
    rebuilt, proof = solved
    heavy = weighed(weighed(proof, 1, [100.0]), 2, [1e4, 1e4])
    found = proven.verdict(rebuilt, heavy, 1.0)
    assert all(tier.free <= proven.FREE for tier in found.tiers)
    assert found.words == "proven optimal"
    assert proven.Verdict((), ()).words == "optimal on the locked face"


def test_a_quadratic_tier_cannot_be_weighed(tiny):
    policy = tiny.model(tiers=["closest", "shortfall"])
    rebuilt, proof = tiny.prove(tiny.world_of(None, policy, reps=[{"rep_id": "a", "role": "ae"}]))
    assert np.isfinite(proven.verdict(rebuilt, proof, 1.0).tiers[1].free)
    heavy = weighed(proof, 1, [1.0])
    assert proven.verdict(rebuilt, heavy, 1.0).tiers[1].free == np.inf


def test_a_unit_finer_than_the_proof_is_refused(solved):
    rebuilt, proof = solved
    found = proven.verdict(rebuilt, proof, 1e-12)
    assert [c.name for c in found.checks if not c.passed] == ["closest: each cell is near x*"]


def test_data_that_are_not_finite_are_refused(solved):
    rebuilt, proof = solved
    goal = dataclasses.replace(rebuilt.objectives[0], cost=rebuilt.objectives[0].cost * np.nan)
    broken = dataclasses.replace(rebuilt, objectives=(goal, *rebuilt.objectives[1:]))
    with np.errstate(all="ignore"):
        found = proven.verdict(broken, proof, 1.0)
    assert "program: data finite" in [c.name for c in found.checks if not c.passed]
