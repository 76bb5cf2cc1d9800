from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from allocator.domain.proof import Proof
from allocator.engine.load import inputs_of
from allocator.errors import PlanError
from allocator.explain.path import Stage, _merged, paths, replay, stages
from allocator.explain.study import published
from allocator.program import assemble
from allocator.solve.auto import chain
from allocator.solve.backend import Limits
from allocator.solve.face import Locks
from allocator.solve.onface import solve_on_face
from allocator.yields.derive import derive
from explained import SHIPPED, kept, opened, random_plan, shipped


def fresh(plan):
    scenario = inputs_of(plan)
    return assemble.draft(scenario, derive(scenario))


def on_face(name, program, locks, caps):
    return solve_on_face(name, program, locks, caps, chain("auto"), Limits())


@pytest.mark.parametrize("name", SHIPPED)
def test_closest_on_the_face_of_all_tiers_is_the_plan(name):
    plan = shipped(name)
    draft = fresh(plan)
    again = replay(draft, plan.proof)
    stage = again.stages[-1]
    found = on_face(stage.name, again.program, stage.locks, stage.caps)
    x = draft.columns.x[draft.columns.x >= 0]
    assert np.abs(found.point[x] - plan.proof.point[x]).max() < 1e-6


@pytest.mark.parametrize("seed", [1, 4, 7, 12])
def test_closest_on_the_face_of_all_tiers_is_the_plan_of_small_organisations(seed):
    plan = random_plan(seed)
    draft = fresh(plan)
    again = replay(draft, plan.proof)
    stage = again.stages[-1]
    found = on_face(stage.name, again.program, stage.locks, stage.caps)
    x = draft.columns.x[draft.columns.x >= 0]
    assert np.abs(found.point[x] - plan.proof.point[x]).max() < 1e-6


def test_there_is_one_line_for_own_limits_and_one_for_every_tier_but_closest():
    assert opened("enterprise").study.path.names == (
        "fair_share", "own_limits", "shortfall:1", "over_stretch", "breaches", "mean_deviation",
        "rounding",
    )  # fmt: skip


def test_a_tier_without_meaning_has_no_line():
    # growth-30m gives no potential, so there is no stretch to even out
    assert "over_stretch" not in opened("growth-30m").study.path.names


def test_the_steps_of_every_cell_add_up_to_what_is_published():
    found = opened("enterprise")
    path, data = found.study.path, found.parameters
    exact = data.fair + path.steps[1:].sum(axis=0)
    total = found.plan.quotas.query("credit == 'primary'")["quota"].sum()
    assert exact.sum() == pytest.approx(total, abs=1e-6)
    assert np.abs(path.steps.sum(axis=0) - exact).max() < 1e-6


def test_the_first_line_is_the_fair_share_of_the_parameters():
    found = opened("enterprise")
    lines = found.study.path.by_rep(found.parameters.cell_rep, len(found.parameters.reps))
    assert np.allclose(lines[0], found.parameters.fair_share)


def test_nothing_moves_where_nothing_binds():
    # 25 alike reps and 18 alike managers: the fair share is the plan
    steps = opened("growth-30m").study.path.steps
    assert np.abs(steps[1:-1]).max() < 1e-6


def test_the_last_stage_is_read_off_the_proof():
    found = opened("enterprise")
    place = found.study.draft.columns.x
    x = np.where(place >= 0, np.append(found.plan.proof.point, 0.0)[place], 0.0)
    assert np.array_equal(found.study.path.cells[-1], x)


def test_a_kept_path_is_told_without_a_solve_and_says_the_same():
    plan = kept("enterprise")
    draft = fresh(plan)
    money = published(plan, draft)

    def never(*_):
        raise AssertionError

    told = paths(draft, plan.proof, money, never)
    made = paths(fresh(plan), replace(plan.proof, waypoints=()), money, on_face)
    assert told.names == made.names
    for name in ("cells", "dual", "activity", "pressed", "steps"):
        assert np.array_equal(getattr(told, name), getattr(made, name))


def test_each_point_has_the_program_of_its_last_tier_alone():
    proof = kept("enterprise").proof
    assert [way.after for way in proof.waypoints] == [0, 1, 2, 3]
    sizes = [(len(way.point), len(way.dual)) for way in proof.waypoints]
    assert sizes == [(t.columns, t.rows) for t in (proof.tiers[0], *proof.tiers[:3])]


def test_points_of_another_path_are_refused():
    plan = kept("enterprise")
    other = replace(plan.proof, waypoints=plan.proof.waypoints[:-1])
    with pytest.raises(PlanError):
        paths(fresh(plan), other, np.zeros((1, 1)), on_face)


def test_rounds_of_leximin_become_one_stage():
    none = Locks.none()
    names = ("own_limits", "shortfall:1", "shortfall:2", "leximin:1", "leximin:2", "breaches")
    merged = _merged([Stage(name, place, none, ()) for place, name in enumerate(names)])
    assert [stage.name for stage in merged] == [
        "own_limits", "shortfall:1", "shortfall:2", "leximin", "breaches",
    ]  # fmt: skip
    assert [stage.after for stage in merged] == [0, 1, 2, 4, 5]


@pytest.mark.parametrize("kept", [slice(1, None), slice(None, -1)])
def test_a_proof_of_other_tiers_is_refused(kept):
    plan = shipped("pipeline-first")
    other = Proof(plan.proof.columns, plan.proof.rows, plan.proof.tiers[kept])
    with pytest.raises(PlanError):
        paths(fresh(plan), other, np.zeros((1, 1)), on_face)


def test_a_cap_of_a_tier_holds_at_every_later_point():
    plan = shipped("pipeline-first")
    again = replay(fresh(plan), plan.proof)
    first, *others = plan.proof.tiers
    capped = replace(plan.proof, tiers=(replace(first, cap=first.value + 1e-8), *others))
    found = stages(capped, again.objectives)
    assert [len(stage.caps) for stage in found] == [0, 1, 1, 1, 1]
    (cap,) = found[-1].caps
    # 55,000 of 80,000 find no place
    assert cap.cost @ first.point == pytest.approx(55_000 / 80_000)
    assert cap.limit == pytest.approx(first.value + 1e-8)
