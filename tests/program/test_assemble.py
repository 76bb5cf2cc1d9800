"""From a policy to its steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allocator.errors import InputError, LimitReached
from allocator.program import assemble
from allocator.solve.face import Locks
from tiny import draft_of, tiered, tiny

CUSHIONED = {"new_customers": {"over_assignment": 0.1}}


def order(*tiers, **changes):
    return list(tiered(tiny(levers=CUSHIONED, tiers=list(tiers), **changes))[1])


def test_one_shortfall_per_distinct_priority_in_their_order():
    _, found = tiered(tiny(levers={"expansion": {"priority": 1}, "new_customers": {"priority": 7}}))
    assert list(found) == ["shortfall:1", "shortfall:7", "closest"]
    assert [len(found[f"shortfall:{n}"].columns) for n in (1, 7)] == [2, 2]


def test_the_cushion_has_a_tier_behind_shortfall_where_no_breaches_price_it():
    assert order("shortfall", "closest") == ["shortfall:1", "cushion", "closest"]
    assert order("shortfall", "over_stretch", "breaches", "closest") == [
        "shortfall:1", "over_stretch", "breaches", "closest",
    ]  # fmt: skip


def test_the_cushion_is_first_of_all_where_nobody_asks_for_shortfall():
    assert order("mean_deviation", "closest") == ["cushion", "mean_deviation", "closest"]


def test_breaches_before_shortfall_do_not_price_the_cushion():
    assert order("breaches", "shortfall", "closest", year_over_year={}) == [
        "shortfall:1", "cushion", "closest",
    ]  # fmt: skip


def test_without_breaches_nothing_that_could_be_broken_makes_no_tier():
    assert list(tiered(tiny(tiers=["breaches", "disruption", "closest"]))[1]) == ["closest"]


def test_tiers_of_stretch_are_left_out_where_no_potential_is_known():
    tiers = ["over_stretch", "leximin", "expected_value", "closest"]
    assert list(tiered(tiny({"potential": None}, tiers=tiers))[1]) == ["closest"]
    assert list(tiered(tiny(tiers=tiers))[1]) == [
        "over_stretch", "leximin:1", "expected_value", "closest",
    ]  # fmt: skip


@pytest.mark.parametrize("tiers", [[], ["shortfall"], ["closest", "shortfall"],
                                   ["closest", "shortfall", "closest"]])  # fmt: skip
def test_a_policy_that_does_not_end_with_closest_is_refused(tiers):
    policy = replace(tiny().policy, tiers=tuple((name, {}) for name in tiers))
    with pytest.raises(InputError) as refused:
        assemble.order_of(policy)
    assert refused.value.problems[0].code == "tiers-without-closest"


def test_a_program_beyond_the_memory_limit_is_refused_and_one_within_is_not():
    draft = draft_of(tiny())
    # 8 x in lever_totals, 4 u, 8 x and 2 q in quota: 22 entries of 400 bytes
    assemble.check_size(draft, None)
    assemble.check_size(draft, 22 * 400 / 1e9)
    with pytest.raises(LimitReached):
        assemble.check_size(draft, 21.9 * 400 / 1e9)


def test_leximin_goes_on_with_those_who_are_not_blocked():
    draft = draft_of(tiny(tiers=["leximin", "closest"]))
    steps = assemble.steps(draft)
    first = next(steps)
    locks = Locks.none().grown(draft.program(first))
    locks.rows[draft.first_row["leximin:1"]] = 1  # ada
    second = steps.send(locks)
    assert (first.name, second.name) == ("leximin:1", "leximin:2")
    rows = draft.row_blocks()[-1]
    assert rows.labels.tolist() == ["bo"]
    locks = locks.grown(draft.program(second))
    locks.rows[draft.first_row["leximin:2"]] = 1
    assert steps.send(locks).name == "closest"


def test_leximin_ends_where_a_round_blocks_nobody():
    assert list(tiered(tiny(tiers=["leximin", "closest"]))[1]) == ["leximin:1", "closest"]
