"""A kept path is proven point by point, or refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from allocator.certify.certificate import certify
from allocator.certify.path import expected
from allocator.domain.proof import Labels
from allocator.publish.seal import seal
from allocator.read.proof import proof_bytes
from explained import kept

POINTS = ["hard rows", "shortfall:1", "over_stretch", "breaches"]


@pytest.fixture(scope="module")
def plan():
    # one rep and one cell: 80,000 is wanted of him, 25,000 is what he can be stretched to
    return kept("pipeline-first")


def refusals(plan, proof):
    found = certify(plan.files, plan.document, proof)
    return [check.name for check in found.checks if not check.passed]


def with_point(proof, number, **changes):
    ways = list(proof.waypoints)
    ways[number] = replace(ways[number], **changes)
    return replace(proof, waypoints=tuple(ways))


def nudged(array, at, by):
    found = np.array(array)
    found[at] += by
    return found


def test_every_point_of_a_kept_path_is_proven(plan):
    found = certify(plan.files, plan.document, plan.proof)
    assert found.passed
    said = [check.name for check in found.checks if check.name.startswith("path")]
    assert said[0] == "path: points"
    for name in POINTS:
        assert f"path, {name}: gap on its face" in said
    assert "path, breaches: keeps over_stretch" in said


def test_a_plan_without_a_path_has_nothing_to_prove(plan):
    found = certify(plan.files, plan.document, replace(plan.proof, waypoints=()))
    assert found.passed
    assert not [check for check in found.checks if check.name.startswith("path")]


@pytest.mark.parametrize("number", range(4))
def test_a_point_above_its_limits_is_refused(plan, number):
    point = nudged(plan.proof.waypoints[number].point, 0, 10.0)
    found = refusals(plan, with_point(plan.proof, number, point=point))
    assert f"path, {POINTS[number]}: bounds hold" in found
    assert f"path, {POINTS[number]}: gap on its face" in found


def test_a_point_that_is_not_the_nearest_is_refused(plan):
    # 5,000 less quota and 5,000 more shortfall: every row holds
    names = [f"{b} {entry}" for b, entries in plan.proof.columns.blocks for entry in entries]
    u = next(at for at, name in enumerate(names) if name.startswith("u "))
    q = next(at for at, name in enumerate(names) if name.startswith("q "))
    first = plan.proof.waypoints[0]
    point = nudged(nudged(nudged(first.point, 0, -5_000.0), q, -5_000.0), u, 5_000.0)
    found = refusals(plan, with_point(plan.proof, 0, point=point))
    assert "path, hard rows: gap on its face" in found
    assert "path, hard rows: each cell is near" in found


def test_a_point_that_gives_an_earlier_tier_away_is_refused(plan):
    names = [f"{b} {entry}" for b, entries in plan.proof.columns.blocks for entry in entries]
    u = next(at for at, name in enumerate(names) if name.startswith("u "))
    point = nudged(plan.proof.waypoints[1].point, u, 5_000.0)
    found = refusals(plan, with_point(plan.proof, 1, point=point))
    assert "path, shortfall:1: keeps shortfall:1" in found


@pytest.mark.parametrize("number", [0, 3])
def test_a_dual_that_proves_less_is_refused(plan, number):
    dual = plan.proof.waypoints[number].dual + 1e-4
    found = refusals(plan, with_point(plan.proof, number, dual=dual))
    assert f"path, {POINTS[number]}: gap on its face" in found


def test_a_dual_off_its_cone_is_refused(plan):
    names = [name for name, entries in plan.proof.rows.blocks for _ in entries]
    dual = nudged(plan.proof.waypoints[0].dual, names.index("pipeline_feasibility"), 1e-3)
    found = refusals(plan, with_point(plan.proof, 0, dual=dual))
    assert "path, hard rows: dual on its sign cone" in found


def test_a_point_that_is_missing_or_no_number_is_refused(plan):
    short = replace(plan.proof, waypoints=plan.proof.waypoints[1:])
    assert refusals(plan, short) == ["path: points"]
    point = nudged(plan.proof.waypoints[2].point, 0, np.nan)
    assert refusals(plan, with_point(plan.proof, 2, point=point)) == ["path: arrays are finite"]


def test_a_path_in_another_order_of_blocks_is_put_back(plan):
    proof = plan.proof
    (name, entries), second, *others = proof.columns.blocks
    count, more = len(entries), len(second[1])
    order = np.r_[count : count + more, :count]

    def turned(array):
        return np.concatenate([array[order], array[count + more :]])

    tiers = tuple(
        replace(tier, point=turned(tier.point), locked_columns=turned(tier.locked_columns))
        for tier in proof.tiers
    )
    ways = tuple(replace(way, point=turned(way.point)) for way in proof.waypoints)
    labels = Labels((second, (name, entries), *others))
    assert refusals(plan, replace(proof, columns=labels, tiers=tiers, waypoints=ways)) == []


def test_a_sealed_forgery_of_a_point_is_refused_by_verify(plan):
    way = plan.proof.waypoints[0]
    proof = with_point(plan.proof, 0, point=nudged(way.point, 0, -1_000.0))
    files = {**plan.files, "proof.npz": proof_bytes(proof)}
    forged = seal(replace(plan, files=files, proof=proof), None)
    found = certify(forged.files, forged.document, forged.proof)
    assert not found.passed


def test_rounds_of_leximin_are_one_point():
    assert expected(["shortfall:1", "leximin:1", "leximin:2", "leximin:3", "closest"]) == [0, 1]
    assert expected(["leximin:1", "closest"]) == [0]
    assert expected(["closest"]) == []
