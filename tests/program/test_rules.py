"""Rows as rules that people know."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from allocator.engine.load import load, scenario
from allocator.program import assemble
from allocator.program.rules import rulebook
from allocator.yields.derive import derive

sys.path.insert(0, str(Path(__file__).parents[1]))
from worlds import world

ROOT = Path(__file__).parents[2]


def book(given):
    return rulebook(assemble.draft(given, derive(given)))


@pytest.fixture(scope="module")
def enterprise():
    return book(load(ROOT / "scenarios/enterprise", model="strict"))


def test_a_rule_is_a_family_on_an_entity(enterprise):
    names = {(rule.family, rule.entity) for rule in enterprise.rules}
    assert ("lever_totals", "expansion") in names
    assert ("pipeline_feasibility", "account_manager") in names
    assert len(names) == len({(r.family, r.entity, r.unit) for r in enterprise.rules})


def test_every_row_belongs_to_one_rule_or_is_a_definition(enterprise):
    rows = np.concatenate([rule.rows for rule in enterprise.rules])
    assert len(np.unique(rows)) == len(rows)
    assert sorted(rows) == np.flatnonzero(enterprise.rule >= 0).tolist()
    for number, rule in enumerate(enterprise.rules):
        assert (enterprise.rule[rule.rows] == number).all()


def test_a_lever_splits_into_its_periods(enterprise):
    number = next(n for n, r in enumerate(enterprise.rules) if r.entity == "expansion")
    parts = enterprise.split(number)
    assert [part.split("\t") for part in parts] == [
        ["expansion", f"2027-{month:02d}-01"] for month in (1, 4, 7, 10)
    ]


def test_soft_rows_are_no_rules():
    soft = book(load(ROOT / "scenarios/enterprise", model="balanced"))
    assert not {"fairness_band", "year_over_year"} & {rule.family for rule in soft.rules}


def test_columns_are_left_to_the_rules():
    pipeline = book(load(ROOT / "scenarios/pipeline-first", model="strict"))
    # of the columns x, u, q and S, only u is bounded: nothing may stay unassigned
    assert pipeline.program.column_upper[:4].tolist() == [np.inf, 0.0, np.inf, np.inf]


@pytest.mark.parametrize("seed", range(6))
def test_every_rule_has_a_price_in_money(seed):
    made = world(seed, "strict")
    given = scenario(made.settings, made.tables, model=made.model, set=made.set)
    found = book(given)
    assert (found.money > 0).all()
    assert np.isfinite(found.money).all()
