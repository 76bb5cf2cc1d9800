"""Plans side by side: figures by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from allocator.compare import build, tables
from allocator.compare.measures import measures
from allocator.domain.plan import COLUMNS
from allocator.errors import InputError


def by(table, key, value, column):
    return table.set_index(key).loc[value, column]


def test_reps_have_quota_change_and_state(small):
    found = small.compared(small.plan(), small.plan(quotas={"ann": 150, "cem": 150})).reps
    assert found["rep_id"].tolist() == ["ann", "bob", "cem"]
    assert found["state"].tolist() == ["", "gone", "new"]
    assert found["change_B"].tolist() == [-50.0, -100.0, 150.0]
    assert np.isnan(found["quota_B"].iloc[1])
    assert found["probability_A"].tolist()[:2] == [0.6, 0.6]


def test_of_more_than_two_plans_the_state_names_those_without_a_rep(small):
    base, other = small.plan(), small.plan(quotas={"ann": 1})
    found = small.compared(base, other, base).reps
    assert found["state"].tolist() == ["", "not in B"]


def test_primary_rows_stand_before_overlay(small):
    plan = small.plan(quotas={"ann": 1})
    overlay = plan.reps.assign(credit="overlay", quota=5.0)
    both = replace(plan, reps=pd.concat([overlay, plan.reps], ignore_index=True))
    found = small.compared(both, plan).reps
    assert found[["credit", "quota_A"]].to_numpy().tolist() == [["primary", 1.0], ["overlay", 5.0]]


def test_parents_come_before_their_children(small):
    rows = [
        ("west", "region", "all", 60.0), ("all", "company", "", 100.0),
        ("w-2", "team", "west", 20.0), ("east", "region", "all", 40.0),
        ("w-1", "team", "west", 40.0),
    ]  # fmt: skip
    rollup = pd.DataFrame(
        [(n, level, up, "expansion", "2027-01-01", q, q, 0.0) for n, level, up, q in rows],
        columns=list(COLUMNS["rollup"]),
    )
    plan = replace(small.plan(), rollup=rollup)
    found = small.compared(plan, plan).nodes
    assert found["node_id"].tolist() == ["all", "east", "west", "w-1", "w-2"]
    assert found["depth"].tolist() == [0, 1, 1, 2, 2]


def test_levers_and_periods_have_their_shortfall(small):
    short = pd.DataFrame(
        [("expansion", "2027-01-01", 30.0, "hours"), ("pricing", "2027-04-01", 5.0, "hours")],
        columns=list(COLUMNS["shortfall"]),
    )
    found = small.compared(small.plan(), replace(small.plan(), shortfall=short))
    assert found.levers["lever"].tolist() == ["pricing", "expansion"]
    assert by(found.levers, "lever", "expansion", "shortfall_B") == 30.0
    assert found.periods["shortfall_B"].tolist() == [30.0, 5.0]
    assert found.periods["shortfall_A"].tolist() == [0.0, 0.0]


def test_pipeline_quotas_are_summed_over_periods(small):
    def with_pipeline(*amounts):
        rows = [
            ("sdr", "all", "expansion", f"2027-0{1 + 3 * at}-01", a) for at, a in enumerate(amounts)
        ]
        table = pd.DataFrame(rows, columns=list(COLUMNS["pipeline_quotas"]))
        return replace(small.plan(), pipeline_quotas=table)

    found = small.compared(with_pipeline(5.0, 6.0), with_pipeline(7.0)).pipeline
    assert found[["quota_A", "quota_B", "change_B"]].to_numpy().tolist() == [[11.0, 7.0, -4.0]]


def test_measures_stand_beside_their_naive_splits(small):
    sides = build.sides_of([small.plan(), small.plan(chance=0.95)], [True, True])
    found = measures(sides)
    own = found[found["of"] == "plan"].set_index("measure")
    assert own.loc["reps_50", ["A", "B"]].tolist() == [2.0, 2.0]
    assert own.loc["reps_90", ["A", "B"]].tolist() == [0.0, 2.0]
    assert own.loc["worst_load_deviation", "A"] == 0.1
    equal = found[found["of"] == "equal"].set_index("measure")
    assert equal.loc["largest_stretch", "A"] == 2.0
    assert set(found["of"]) == {"plan", "equal"}


def test_means_by_group_are_weighted_by_their_reps(small):
    plan = small.plan(
        quotas={"ann": 1, "bob": 1, "cem": 1},
        metrics={"mean_load_deviation": {"ae": 0.1, "am": 0.4, "gone": None}},
    )
    groups = plan.reps.assign(peer_group=["ae", "ae", "am"])
    sides = build.sides_of([replace(plan, reps=groups), plan], [True, True])
    own = measures(sides).set_index(["measure", "of"])
    assert own.loc[("mean_load_deviation", "plan"), "A"] == pytest.approx(0.2)


def test_pay_counts_for_the_days_that_a_rep_is_there(small):
    reps = [
        {"rep_id": "ann", "ote": 1000, "start_date": "2020-01-01"},
        {"rep_id": "bob", "ote": 1000, "start_date": "2027-04-01", "end_date": "2030-01-01"},
    ]
    plan = small.plan(small.inputs(reps=reps))
    weak = plan.reps.assign(attainment_probability=[0.4, 0.6])
    sides = build.sides_of([plan, replace(plan, reps=weak)], [True, True])
    own = measures(sides).set_index("measure")
    assert own.loc["ote", "A"] == pytest.approx(1000 + 1000 * 91 / 181)
    assert own.loc["ote_at_risk", ["A", "B"]].tolist() == [0.0, 1000.0]
    assert own.loc["ote_share", "A"] == pytest.approx((1000 + 1000 * 91 / 181) / 300)


def test_without_pay_nothing_is_said_of_it(small):
    assert "pay" not in set(small.compared(small.plan(), small.plan()).measures["section"])


def test_equal_plans_compare_as_equal(small):
    found = small.compared(small.plan(), small.plan())
    assert not found
    assert str(found) == "B against A: no difference"
    assert (found.reps["change_B"] == 0).all()
    assert found.causes == ()


def test_the_difference_says_what_subtraction_says(small):
    one, other = small.plan(), small.plan(quotas={"ann": 250, "bob": 100})
    found = small.compared(one, other)
    assert found
    assert str(found) == f"B against A: {other - one}"
    changed = found.reps[found.reps["change_B"] != 0]
    assert changed["change_B"].tolist() == (other - one).reps["change"].tolist()


def test_names_of_plans_are_unique_and_letters_in_order(small):
    sides = build.sides_of([small.plan()] * 3, [True, False, True])
    assert [side.name for side in sides] == ["Base", "Base (2)", "Base (3)"]
    found = small.compared(small.plan(), small.plan(), proven=[True, False])
    assert (found.letters, found.unproven) == (("A", "B"), ("B",))


@pytest.mark.parametrize("count", [0, 1, 21])
def test_too_few_or_too_many_plans_are_refused(small, count):
    with pytest.raises(InputError) as refused:
        build.sides_of([small.plan()] * count, [True] * count)
    assert refused.value.problems[0].code == "compare-count"


def test_plans_in_different_money_are_refused(small):
    with pytest.raises(InputError) as refused:
        build.sides_of([small.plan(), small.plan(currency="EUR")], [True, True])
    assert refused.value.problems[0].code == "currencies-differ"


def test_plans_of_different_times_leave_out_periods_and_causes(small):
    other = small.inputs({"horizon": {"start": "2028-01-01", "periods": 1, "frequency": "month"}})
    found = small.compared(small.plan(), small.plan(other))
    assert found.periods.empty
    assert [part for part, _ in found.left_out] == ["by period"]
    assert build.unfit(found.sides) == "the plans cover different times"


def test_plans_of_different_scenarios_are_compared_and_said_to_be(small):
    found = small.compared(small.plan(), small.plan(scenario="other"))
    assert "different scenarios: A small, B other" in found.left_out[0][1]
    assert build.scenarios_differ(found.sides)


def test_older_versions_have_no_causes(small):
    sides = build.sides_of([small.plan(), small.plan(allocator_version="0.0.9")], [True, True])
    assert "different versions" in build.unfit(sides)


def test_a_plan_without_quotas_is_shown_with_what_it_has(small):
    none = small.plan(
        status="infeasible", quotas={}, totals={"target": 300, "assigned": 0}, metrics=None,
        baselines=None,
    )  # fmt: skip
    found = small.compared(small.plan(), none)
    assert ("quotas and measures", found.left_out[0][1]) == found.left_out[0]
    assert found.reps["change_B"].tolist() == [-200.0, -100.0]
    assert build.unfit(found.sides) == "a plan without quotas has no steps"


def test_only_the_later_plans_have_changes(small):
    found = tables.reps(build.sides_of([small.plan()] * 3, [True] * 3))
    assert [name for name in found if name.startswith("change")] == ["change_B", "change_C"]


@pytest.mark.parametrize(
    ("run", "whole", "part"),
    [({}, 0.0, 0.0), ({"seconds": {"solve": 2.0, "certify": 1.0}}, 3.0, 2.0)],
)
def test_seconds_are_those_of_the_run(run, whole, part):
    assert (build.seconds_of(run), build.seconds_of(run, "solve")) == (whole, part)
