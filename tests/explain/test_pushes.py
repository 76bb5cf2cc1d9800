from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import scipy.sparse as sp

from allocator.engine.explain import explain, open_study
from allocator.explain.binding import Pressed, Reach
from allocator.explain.pushes import _joined, pushes, rules
from explained import lines, opened, two_reps


def test_a_limit_that_presses_as_a_bound_of_x_is_named_by_its_family():
    study = opened("pipeline-first").study
    (found,) = study.rules(1, 0)
    assert (found.block, found.side, found.bound) == ("pipeline_feasibility", 1, 25_000.0)
    assert study.rules(1, 0) is study.rules(1, 0)


def test_what_rounding_errors_push_is_not_named():
    lower, upper = np.full(2, -np.inf), np.array([5.0, 7.0])
    block = SimpleNamespace(
        name="quota_bounds", labels=np.array(["ann", "bob"]), lower=lower, upper=upper
    )
    reached = Reach(
        sp.csc_array(np.ones((2, 1))), np.zeros(2, np.int64), np.full(2, -1), lower, upper,
        (block,), np.zeros(1, np.int64), sp.csc_array((1, 1)), ("",),
    )  # fmt: skip
    dual = np.array([[-10.0, -1e-30]])
    path = SimpleNamespace(dual=dual, activity=np.array([upper]), pressed=np.zeros((1, 1)))
    (found,) = rules(reached, pushes(reached, path, 0, np.array([-10.0])), 0)
    assert found.labels == ("ann",)


def test_who_does_not_move_is_moved_by_no_rule():
    study = opened("pipeline-first").study
    assert rules(study.reached, pushes(study.reached, study.path, 1, np.zeros(1)), 0) == ()


def test_a_floor_raises_and_is_named_as_a_lower_side():
    found = open_study(two_reps(min_quota=(150_000, None)))
    (rule,) = found.study.rules(1, 0)
    assert (rule.block, rule.side, rule.bound) == ("quota_bounds", -1, 150_000.0)


def test_last_year_is_named_with_its_limit():
    plan = two_reps(prior_quota=(70_000, 100_000))
    ann = lines(explain(plan, rep="ann"))["breaches"]
    # 1.3 x 70,000 = 91,000 for ann leaves 109,000 for bob: both within 15 % of 100,000
    assert ann.money == -9_000
    assert ann.rules[0].text == "last year + 30 % (91,000)"
    bob = lines(explain(plan, rep="bob"))["breaches"]
    assert [(m.rep, m.money) for m in bob.made_room] == [("ann", -9_000)]
    assert bob.made_room[0].why == "last year + 30 %"


def test_a_bound_adds_its_push_to_the_row_that_it_repeats():
    row = Pressed("potential", 1, (3,), ("t1",), 50.0, 2.0)
    bound = Pressed("potential", 1, (), (), np.nan, 3.0)
    other = Pressed("capacity", 1, (7,), ("ann",), 9.0, 4.0)
    for given in ([row, other, bound], [bound, other, row]):
        first, second = _joined(given)
        assert (first.rows, first.bound, first.push) == ((3,), 50.0, 5.0)
        assert second is other
