"""A policy that names the tier cushion itself: where it stands, it prices the missing cushion."""

from __future__ import annotations

import pytest

from allocator.domain.outcome import Published
from allocator.engine.solve import solve
from allocator.engine.verify import verify_plan
from allocator.errors import InputError
from tiny import people, tiny

TENTH = {"new_customers": {"over_assignment": 0.1}}
CAPS = people(max_quota=[800, 520])
"""The cushion of 90 on new customers does not fit: 20 of it does."""


def solved(*tiers, levers=None, **changes):
    changes = {"fairness_band": {"band": 0.0}, **changes}
    return solve(tiny(CAPS, levers=TENTH if levers is None else levers, tiers=[*tiers, "closest"],
                      **changes))  # fmt: skip


@pytest.mark.parametrize(
    "tiers",
    [
        ("shortfall", "cushion"),
        ("shortfall", "cushion", "breaches"),
        ("shortfall", "breaches", "cushion"),
        ("shortfall", "mean_deviation", "cushion"),
    ],
)
def test_a_named_cushion_is_certified_where_it_stands(tiers):
    outcome = solved(*tiers)
    assert isinstance(outcome, Published)
    told = [tier["name"].partition(":")[0] for tier in outcome.plan.document["tiers"]]
    assert told == [*tiers, "closest"]
    assert verify_plan(outcome.plan).passed


def test_named_behind_shortfall_it_is_the_implicit_one():
    named, implicit = solved("shortfall", "cushion"), solved("shortfall")
    assert named.plan.files["quotas.csv"] == implicit.plan.files["quotas.csv"]


def test_named_before_or_behind_the_rules_it_outranks_them_or_not():
    first = solved("shortfall", "cushion", "breaches").plan
    last = solved("shortfall", "breaches", "cushion").plan
    assert first.total == 1_320
    assert last.total < first.total


def test_without_a_cushion_a_named_tier_has_nothing_to_do():
    outcome = solved("shortfall", "cushion", levers={})
    assert [tier["name"] for tier in outcome.plan.document["tiers"]] == ["shortfall:1", "closest"]


@pytest.mark.parametrize("tiers", [("cushion", "shortfall"), ("breaches", "cushion", "shortfall")])
def test_before_shortfall_it_is_refused(tiers):
    with pytest.raises(InputError) as refused:
        solved(*tiers)
    assert [problem.code for problem in refused.value.problems] == ["cushion-before-shortfall"]
