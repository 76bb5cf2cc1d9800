from __future__ import annotations

import numpy as np
import pytest

from allocator.engine.explain import explain, open_study
from allocator.explain.binding import Pressed
from allocator.explain.path import replay
from allocator.explain.prices import Candidate, candidates, confirmed, relaxed
from allocator.program import assemble
from explained import opened, shipped, two_reps


def found_in(study):
    draft = assemble.draft(study.scenario, study.parameters)
    objectives = replay(draft, study.proof).objectives
    who = np.ones(len(study.parameters.reps), bool)
    return candidates(study.study.draft, study.study.reached, study.proof, objectives, who)


def test_a_multiplier_that_stands_on_a_bound_of_x_counts_for_its_rule():
    (found,) = found_in(opened("pipeline-first"))
    assert (found.tier, found.pressed.block) == ("shortfall:1", "pipeline_feasibility")
    # row and bound share the multiplier; together they promise a dollar for a dollar
    assert found.dual == pytest.approx(1.0, abs=0.01)


def test_a_plan_that_covers_its_target_has_no_price():
    assert found_in(opened("growth-30m")) == ()


def test_a_relaxed_rule_takes_the_bounds_that_repeat_it_along():
    study = opened("pipeline-first")
    (found,) = found_in(study)
    draft = assemble.draft(study.scenario, study.parameters)
    program = next(draft.program(objective) for objective in replay(draft, study.proof).objectives)
    wider = relaxed(program, draft, found)
    assert wider.row_upper[found.row] == 25_001
    x, q, load = draft.columns.x[0, 0], draft.columns.q[0], draft.columns.S[0]
    assert (wider.column_upper[x], wider.column_upper[q]) == (25_001, 25_001)
    assert wider.column_upper[load] == pytest.approx(25_001 / 80_000)


def test_a_floor_is_relaxed_downwards():
    study = open_study(two_reps(min_quota=(150_000, None)))
    draft = assemble.draft(study.scenario, study.parameters)
    program = replay(draft, study.proof).program
    row = draft.first_row["quota_bounds"]
    rule = Pressed("quota_bounds", -1, (row,), ("ann",), 150_000.0, 0.0)
    wider = relaxed(program, draft, Candidate("shortfall:1", row, rule, "money", 10.0, 0.0))
    assert wider.row_lower[row] == 149_990
    assert (wider.column_upper == program.column_upper).all()


def test_only_what_a_re_solve_confirms_is_told():
    (found,) = found_in(opened("pipeline-first"))
    assert list(confirmed([found], 80_000.0, lambda _: 0.0)) == []
    assert list(confirmed([found], 80_000.0, lambda _: 1.0)) == [(found, 1.0)]


def test_three_prices_are_told_at_most():
    (found,) = found_in(opened("pipeline-first"))
    assert len(list(confirmed([found] * 5, 80_000.0, lambda _: 1.0))) == 3


def test_a_price_of_the_enterprise_is_measured():
    plan = shipped("enterprise/what-if/target-plus-10.yaml")
    (price,) = explain(plan).prices
    assert (price.tier, price.block) == ("breaches", "roll_up")
    assert 0 < price.money <= price.dual * (1 + 1e-6)
    assert "central-customers" in price.sentence
