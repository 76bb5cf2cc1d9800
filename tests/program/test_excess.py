"""Every rule on a rep alone that a decided quota breaks is named with its excess."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.program.choices import choices
from allocator.program.excess import excesses
from allocator.program.unread import unread
from tiny import EFFORT, draft_of, frame, people, tiny


def said(tables, **changes):
    return [
        (warning.file, warning.what.split(" breaks ")[1])
        for warning in excesses(draft_of(tiny(tables, **changes)))
    ]


def test_nothing_decided_breaks_nothing():
    assert said(people(max_quota=[100, None]), pipeline_feasibility={"max_stretch": 0.01}) == []


def test_stretch_probability_and_pay_are_broken_by_so_much():
    found = said(
        people(locked_quota=[1_900, None], ote=[200, None]),
        pipeline_feasibility={}, attainable={}, pay_ratio={},
    )  # fmt: skip
    assert found[0] == ("reps", "pipeline_feasibility: 87.50 beyond 1,812.50")
    assert found[1][1].startswith("attainable: ")
    assert found[2] == ("reps", "pay_ratio: 300.00 beyond 1,600.00")
    assert said(people(locked_quota=[500, None], ote=[200, None]), pay_ratio={}) == [
        ("reps", "pay_ratio: 100.00 beyond 600.00")
    ]


def test_hours_mix_and_timing_are_broken_where_his_boxes_leave_no_way():
    tables = {**people(locked_quota=[1_250, None]), "effort": EFFORT}
    assert said(tables, capacity={"limit": 0.5}) == [
        ("reps", "capacity: it needs more than his 180 hours")
    ]
    # 1,250 of which at most 400 can be expansion: 68 % of new customers at least
    mix = {"mix": {"ae": {"new_customers": [0.0, 0.6]}}}
    assert said(tables, lever_mix=mix) == [
        ("reps", "lever_mix: it cannot keep the mix of levers of his role")
    ]
    # 560 in the first quarter, 740 in the second: 1,299 leave nothing to choose
    tight = people(locked_quota=[1_299, None])
    assert said(tight, phasing={"band": 0.01}) == [
        ("reps", "phasing: it cannot keep the timing of his yield")
    ]


def test_an_override_is_pointed_to_in_its_own_table():
    overrides = frame({"rep_id": "ada", "quota": 1_900, "reason": "promised"})
    found = said({"overrides": overrides}, pipeline_feasibility={})
    assert found == [("overrides", "pipeline_feasibility: 87.50 beyond 1,812.50")]


def test_a_column_that_no_active_rule_reads_is_said():
    tables = people(ote=[200, None], prior_quota=[700, 600])
    assert [w.pointer for w in unread(tiny(tables))] == ["ote", "prior_quota"]
    assert unread(tiny(tables, pay_ratio={}, tiers=["disruption", "closest"])) == ()


class Tier:
    def __init__(self, name, value):
        self.name, self.value = name, value


def rates(*weights):
    return [np.array(own, float) for own in weights]


def test_a_tier_that_a_little_of_another_would_move_is_a_choice():
    solved = [Tier("shortfall:1", 0.1), Tier("breaches", 0.01), Tier("closest", 1.0)]
    few = choices(solved, rates([], [5.0], [1e6, 1e6]))
    assert few == ()
    assert choices(solved, rates([], [20.0], [0.0, 0.0])) == (
        "0.0001 % more in shortfall:1 would improve breaches by up to 0.2 %",
    )


def test_two_priorities_are_an_exchange():
    solved = [Tier("shortfall:1", 0.1), Tier("shortfall:2", 0.2)]
    assert choices(solved, rates([], [1.5])) == (
        "one more unit of money short in shortfall:1 would assign 1.50 units of shortfall:2",
    )
    assert choices(solved, rates([], [0.0])) == ()


@pytest.mark.parametrize("value", [0.0, 1e-12])
def test_nothing_improves_what_is_already_zero(value):
    solved = [Tier("shortfall:1", 0.0), Tier("breaches", value)]
    assert choices(solved, rates([], [1e9])) == ()
