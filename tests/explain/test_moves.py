"""What would change a number: for a rep, a node, and the company."""

from __future__ import annotations

from dataclasses import replace

from allocator.engine.explain import explain
from allocator.explain.moves import fair_share
from explained import shipped, two_reps


def test_a_rep_is_told_of_the_rule_that_holds_him_and_of_what_his_share_hangs_on():
    first, last = explain(shipped("pipeline-first"), rep="ae-1").changes
    assert first.startswith("The limit of 1.25 x attainable yield (25,000): would move with")
    assert last == (
        "The fair share: would move with another target for new customers, other potential or "
        "coverage of territories, more or surer open deals, or another record of wins."
    )


def test_a_rep_who_ramps_or_is_short_of_hours_is_told_so():
    told = explain(shipped("enterprise"), rep="ae-06").changes[-1]
    assert "an earlier start, a quicker ramp or less absence" in told
    assert "more selling hours" not in told


def test_hours_that_cut_the_yield_are_named_and_unknown_rates_are_not():
    behind = explain(shipped("pipeline-first"), rep="ae-1").evidence
    cut = replace(behind, cut=0.5, levers=tuple(replace(each, rate=None) for each in behind.levers))
    told = fair_share(cut, one=True)
    assert told.endswith("more or surer open deals, or more selling hours.")


def test_without_a_record_the_default_rate_is_what_would_change():
    (told,) = explain(two_reps(), rep="ann").changes
    assert told == (
        "The fair share: would move with another target for new customers, or a record of wins "
        "in place of the default rate."
    )


def test_a_node_hangs_on_its_reps_and_the_company_on_its_target():
    plan = shipped("enterprise")
    node, company = explain(plan, node="west").changes[-1], explain(plan).changes[-1]
    assert "what its reps can attain against everybody's" in node
    assert company.startswith("The fair share: would move with another target for ")
    assert "reps" not in company


def test_who_carries_nothing_has_nothing_to_change():
    assert explain(shipped("enterprise"), rep="sdr-01").changes == ()
