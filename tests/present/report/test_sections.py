"""What the sections of a report say of plans that are full, short, bare, large or without pay."""

# ruff: noqa: PD011 - the values of a section are no frame's

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pandas as pd
import pytest

from allocator.engine.report import facts, kept_paths
from allocator.engine.verify import verify_plan
from allocator.present.report.answer import answer
from allocator.present.report.binding import binding
from allocator.present.report.bridge import bridge
from allocator.present.report.cards import cards
from allocator.present.report.carriers import SEEN, carriers
from allocator.present.report.fairness import fairness
from allocator.present.report.places import in_states, places
from allocator.present.report.proof import proof
from allocator.present.report.reach import DOTS, reach
from allocator.present.report.report import report_page
from allocator.present.report.trail import trail
from explained import shipped

PAY = re.compile(r"\bote\b|pay.ratio|quota to pay|on-target", re.IGNORECASE)


@cache
def told(name):
    return facts(shipped(name))


def own_words(html):
    """The page without its code: text, and the data that its scripts read."""
    return re.sub(r"<script>.*?</script>|<style>.*?</style>", "", html, flags=re.DOTALL)


def test_the_page_of_a_full_plan_says_that_all_is_assigned_and_proven():
    plan = shipped("enterprise")
    text = re.sub(
        r"\s+", " ", re.sub(r"<[^>]*>", "", own_words(report_page(plan, verify_plan(plan))))
    )
    assert (
        "All 30,000,000 USD of the growth target is assigned to 47 reps; the hardest quota asks "
        "for 99 % of what that rep can attain; no plan under these rules does better, and that is "
        "proven." in text
    )  # fmt: skip


def test_the_answer_of_a_short_plan_names_what_is_short_and_why():
    values = answer(told("pipeline-first")).values
    assert values["totals"]["shortfall"] == 55_000
    assert values["reason"] == "quotas would exceed what reps can attain"
    assert [name for name, _, _ in values["tiles"]][:2] == ["Assigned", "Short"]


def test_the_bridge_leads_from_the_baseline_to_the_target():
    section = bridge(told("pipeline-first"))
    bars = section.charts["bridge"].spec["data"]["values"]
    assert [(bar["step"], bar["part"], bar["money"]) for bar in bars] == [
        ("Baseline", "whole", 400_000),
        ("New customers", "assigned", 25_000),
        ("New customers", "short", 55_000),
        ("Target", "whole", 480_000),
    ]
    for before, after in pairwise(bars[:-1]):
        assert before["end"] == after["begin"]
    # the axis is cut, so it is said
    assert all(bar["from"] >= 300_000 for bar in bars)
    assert "The axis begins at 300" in section.charts["bridge"].summary


def test_every_goal_is_named_and_how_far_it_can_be_from_its_best():
    plan = shipped("enterprise")
    values = proof(told("enterprise"), verify_plan(plan)).values
    assert [(goal, left) for goal, _, left in values["goals"]] == [
        ("Covering the target", "less than a cent"),
        ("Sparing those who are stretched most", "less than a millionth"),
        ("Keeping rules that have a price", "less than a cent"),
        ("Evening out load", "less than a millionth"),
        ("Closest to the fair shares", "less than a millionth"),
    ]
    assert proof(told("enterprise"), None).values["certificate"] is None


def test_the_table_of_reps_leaves_out_what_nobody_has():
    bare = {column.key for column in carriers(told("growth-30m"), pay=True).grids["reps"].columns}
    assert {"ote", "prior_quota", "change", "stretch", "credit", "node"} & bare == set()
    full = {column.key for column in carriers(told("enterprise"), pay=True).grids["reps"].columns}
    assert {"ote", "prior_quota", "change", "stretch", "credit", "node"} <= full
    paid = {column.key for column in carriers(told("enterprise"), pay=False).grids["reps"].columns}
    assert full - paid == {"ote"}


def test_a_wide_tree_is_seen_from_the_top():
    enterprise = told("enterprise")
    nodes = enterprise.nodes
    teams = nodes[nodes["depth"] == 2]
    many = [teams.rename(index=lambda name, at=at: f"{name}-{at}") for at in range(10)]
    wide = pd.concat([nodes[nodes["depth"] < 2], *many])
    values = carriers(replace(enterprise, nodes=wide), pay=True).values
    assert [node["depth"] for node in values["nodes"]] == [0, 1, 1, 1]
    assert len(values["all_nodes"]) > SEEN


def test_a_split_that_the_data_do_not_allow_is_not_drawn():
    section = fairness(told("growth-30m"))
    assert section.values["split_heads"] == [
        ("Measure", "text"), ("This plan", "number"), ("Equal split", "number"),
    ]  # fmt: skip


def test_of_many_reps_quartiles_are_drawn(monkeypatch):
    monkeypatch.setattr("allocator.present.report.fairness.DOTS", 10)
    chart = fairness(told("enterprise")).charts["loads"]
    assert "middle half" in chart.summary
    drawn = [layer["mark"]["type"] for layer in chart.spec["layer"]]
    assert "circle" not in drawn


def test_without_potential_nothing_is_said_of_reach():
    assert reach(told("growth-30m")).values == {"reach_known": False}
    assert reach(told("growth-30m")).charts == {}


def test_of_very_many_reps_counts_are_drawn(monkeypatch):
    monkeypatch.setattr("allocator.present.report.reach.DOTS", 10)
    spec = reach(told("enterprise")).charts["stretch"].spec
    assert any("aggregate" in step for step in spec["layer"][1]["transform"])
    assert len(told("enterprise").reps) < DOTS


@pytest.mark.parametrize(
    ("latitude", "longitude", "inside"),
    [(40.7, -74.0, True), (61.2, -149.9, True), (21.3, -157.8, True), (18.4, -66.1, False),
     (43.65, -79.4, True), (52.5, 13.4, False)],
)  # fmt: skip
def test_the_states_are_drawn_where_the_map_has_room_for_every_place(latitude, longitude, inside):
    found = pd.DataFrame({"latitude": [latitude], "longitude": [longitude]})
    assert in_states(found) is inside


def test_the_map_says_where_there_is_nothing_to_draw():
    assert places(told("growth-30m")).values == {"map_drawn": False}
    assert places(told("enterprise")).values["map_states"] is True


def test_rules_are_counted_by_whom_they_bind():
    rules = {
        rule["rule"]: rule["reps"]
        for rule in binding(told("enterprise"), None, pay=True).values["rules"]
    }
    bound = told("enterprise").reps["binding"].str.split(";").explode().value_counts()
    assert rules["The number of a node"] == bound["roll_up"]
    assert rules["The ratio of quota to pay"] == bound["pay_ratio"]


def test_cards_hold_paths_that_add_up_to_quotas():
    enterprise = told("enterprise")
    made = cards(enterprise, kept_paths(enterprise.plan), pay=True).data["cards"]
    grid = carriers(enterprise, pay=True).grids["reps"]
    keys = [column.key for column in grid.columns]
    for row, card in zip(grid.rows, made["reps"], strict=True):
        rep = dict(zip(keys, row, strict=True))
        assert sum(sum(line[1:]) for line in card["q"]) == rep["quota"]
        if rep["credit"] == "primary":
            assert sum(line[1] for line in card["l"]) == rep["quota"]
            assert sum(line[1] for line in card["e"]) == pytest.approx(rep["fair_share"], abs=3)
    bare = cards(enterprise, None, pay=True)
    assert not any("l" in card for card in bare.data["cards"]["reps"])


def test_without_pay_nothing_tells_it():
    plan = shipped("enterprise")
    certificate = verify_plan(plan)
    assert PAY.search(own_words(report_page(plan, certificate)))
    assert not PAY.search(own_words(report_page(plan, certificate, pay=False)))


def test_changes_of_pay_are_counted_where_they_are_left_out():
    enterprise = told("enterprise")
    entries = [
        {"path": "rows.reps.ae-26", "old": None, "new": {"rep_id": "ae-26", "ote": 110_000}},
        {"path": "target.scale", "old": None, "new": 1.1},
    ]
    plan = replace(enterprise.plan, document={**enterprise.plan.document, "trail": entries})
    values = trail(replace(enterprise, plan=plan), pay=False).values
    assert values["trail"] == [("target.scale", "not set", "1.1")]
    assert values["trail_hidden"] == 1
    assert len(trail(replace(enterprise, plan=plan), pay=True).values["trail"]) == 2
