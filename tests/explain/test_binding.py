from __future__ import annotations

import numpy as np

from allocator.engine.explain import explain, open_study
from allocator.explain.binding import by_lever, made_room, owners, reach, rules
from explained import lines, opened, two_reps

ALONE = np.array([True, False, False, False])


def test_every_x_and_q_has_its_rep_and_nothing_else_has():
    study = opened("pipeline-first").study
    owner = owners(study.draft, 10)
    # x, u, q, S, two slacks, eta, t, over, under (docs/program.md)
    assert owner.tolist() == [0, -1, 0, -1, -1, -1, -1, -1, -1, -1]


def test_a_limit_that_presses_as_a_bound_of_x_is_named_by_its_family():
    study = opened("pipeline-first").study
    reached = reach(study.draft, 10)
    assert reached.box_block[0] == "pipeline_feasibility"
    (found,) = rules(reached, study.path, 0, 0, -55_000.0)
    assert (found.block, found.side, found.bound) == ("pipeline_feasibility", 1, 25_000.0)


def test_who_does_not_move_is_moved_by_no_rule():
    study = opened("pipeline-first").study
    assert rules(study.reached, study.path, 1, 0, 0.0) == ()


def test_a_floor_raises_and_is_named_as_a_lower_side():
    found = open_study(two_reps(min_quota=(150_000, None)))
    (rule,) = rules(found.study.reached, found.study.path, 0, 0, 50_000.0)
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


def test_steps_are_summed_by_rep_and_lever():
    rep, lever = np.array([0, 0, 1]), np.array([0, 1, 1])
    sums = by_lever(np.array([1.0, 2.0, 3.0]), rep, lever, 2, 2)
    assert sums.tolist() == [[1.0, 2.0], [0.0, 3.0]]


def test_room_is_made_by_peers_and_by_those_who_share_the_lever_that_moved():
    group = np.array([0, 0, -1, -1])
    moves = np.array([[10.0, 0.0], [-4.0, 0.0], [-6.0, 0.0], [0.0, -9.0]])
    # the last one moved in another lever and is no peer
    assert made_room(moves, group, ALONE, 0.5).tolist() == [2, 1]


def test_who_moved_the_same_way_made_no_room():
    group = np.array([0, 0, 0, 0])
    moves = np.array([[10.0], [4.0], [0.0], [-0.4]])
    assert made_room(moves, group, ALONE, 0.5).tolist() == []


def test_who_moved_by_a_sliver_is_not_named():
    group = np.array([0, 0, 0, 0])
    moves = np.array([[1_000.0], [-9.0], [-11.0], [0.0]])
    assert made_room(moves, group, ALONE, 0.5).tolist() == [2]


def test_three_colleagues_are_named_at_most():
    group = np.zeros(6, np.int64)
    moves = np.array([[15.0], [-1.0], [-2.0], [-3.0], [-4.0], [-5.0]])
    who = np.arange(6) == 0
    assert made_room(moves, group, who, 0.5).tolist() == [5, 4, 3]
