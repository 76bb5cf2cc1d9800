"""Which rules clash: minimal, and by how much each would have to give way."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from allocator.engine.load import scenario
from allocator.explain.conflict import clash, pressing_without, priced
from allocator.program import assemble
from allocator.program.rules import rulebook
from allocator.solve.conflict import least
from allocator.yields.derive import derive

sys.path.insert(0, str(Path(__file__).parents[1]))
from worlds import world

SLIGHT = 1e-3


@pytest.fixture
def clashing(make, drafted):
    return lambda **changes: clash(rulebook(drafted(make(**changes))), SLIGHT)


def told(found):
    return {(rule.family, rule.entity): rule for rule in found.members}


def test_a_plan_that_exists_has_no_conflict(clashing):
    assert clashing(target=125_000) is None


def test_a_target_beyond_the_stretch_clashes_with_it(clashing):
    found = clashing(target=150_000)
    rules = told(found)
    assert set(rules) == {
        ("lever_totals", "new_customers"),
        ("pipeline_feasibility", "hunter"),
    }
    assert found.minimal
    assert found.least == pytest.approx(25_000)
    assert found.short == {"new_customers": pytest.approx(25_000)}
    for rule in rules.values():
        assert rule.amount == pytest.approx(25_000)
        assert rule.cures
    assert not rules["lever_totals", "new_customers"].above
    assert rules["pipeline_feasibility", "hunter"].above


def test_floors_above_the_target_clash_with_it_from_above(clashing):
    found = clashing(target=100_000, reps={"min_quota": [60_000, 55_000]})
    rules = told(found)
    assert set(rules) == {
        ("lever_totals", "new_customers"),
        ("quota_bounds", "r1"),
        ("quota_bounds", "r2"),
    }
    assert rules["lever_totals", "new_customers"].above
    assert rules["quota_bounds", "r1"].amount == pytest.approx(15_000)


def test_a_rule_on_many_is_told_by_the_one_rep_that_matters(clashing):
    no_band = {"fairness_band": None}
    found = clashing(target=100_000, reps={"min_quota": [70_000, None]}, settings=no_band)
    assert set(told(found)) == {("quota_bounds", "r1"), ("pipeline_feasibility", "r1")}


def test_what_stands_behind_a_rule_is_found_without_it(make, drafted):
    tight = {"potential": {"reach": 0.5}}
    book = rulebook(drafted(make(target=150_000, settings=tight)))
    found = clash(book, SLIGHT)
    first = ({r.family for r in found.members} - {"lever_totals"}).pop()
    second = {"potential": "pipeline_feasibility", "pipeline_feasibility": "potential"}[first]
    behind = pressing_without(book, first, found.members, SLIGHT)
    assert second in {rule.family for rule in behind}
    eased = rulebook(drafted(make(target=120_000)))
    assert pressing_without(eased, "potential", (), SLIGHT) is None


def test_without_a_filter_the_rules_that_give_way_stand_for_the_conflict(make, drafted):
    found = clash(rulebook(drafted(make(target=150_000))), SLIGHT, filtered=False)
    assert not found.minimal
    assert found.members == found.gives
    assert found.members[0].amount == pytest.approx(25_000)


@pytest.mark.parametrize("seed", [1, 3, 8, 13, 16, 20, 23])
def test_conflicts_of_random_companies_are_minimal(seed):
    made = world(seed, "strict")
    given = scenario(made.settings, made.tables, model=made.model, set=made.set)
    book = rulebook(assemble.draft(given, derive(given)))
    found = clash(book, SLIGHT)
    definitions = book.rule < 0

    def violated(rules):
        kept = definitions.copy()
        kept[list(chain.from_iterable(rule.rows.tolist() for rule in rules))] = True
        return least(book.program, priced(book), kept).value > SLIGHT

    if found is None:
        assert least(book.program, np.full(len(book.rule), np.inf)) is not None
        return
    assert found.minimal
    assert violated(found.members)
    for rule in found.members:
        assert not violated([other for other in found.members if other is not rule])
