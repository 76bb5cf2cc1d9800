"""Sentences: with the figures, the units and the right number of people."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.explain.conflict import Named
from allocator.explain.hall import Cut
from allocator.explain.words import cut_line, diagnosis_lines, money, named, rule_line

ROWS = np.zeros(1, np.int64)


def cut(**changes):
    given = {
        "side": "reach",
        "levers": ("new_customers",),
        "periods": (),
        "node": "",
        "rep": "",
        "needed": 80_000.0,
        "reach": 25_000.0,
        "reps": 1,
    }
    return Cut(**{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ({}, ["new_customers", "80,000", "one rep", "25,000"]),
        ({"reps": 0, "reach": 0.0}, ["nobody"]),
        ({"reps": 6, "levers": ("pricing", "channel")}, ["pricing and channel need", "6 reps"]),
        ({"periods": ("2027-01-01", "2027-04-01")}, ["2027-01-01 to 2027-04-01"]),
        ({"rep": "r1", "side": "floor"}, ["r1", "80,000", "25,000"]),
        ({"node": "west", "levers": ()}, ["west needs", "80,000"]),
        ({"node": "west", "levers": (), "side": "floor"}, ["under west", "80,000"]),
        ({"side": "floor", "reps": 2}, ["2 reps", "80,000", "new_customers"]),
    ],
)
def test_a_lack_is_told_with_its_figures(changes, figures):
    line = cut_line(cut(**changes), "USD")
    assert all(figure in line for figure in figures)


def test_a_rule_is_told_in_its_own_unit():
    line = rule_line(Named("capacity", "hunter", "hours", ROWS, 1_240.0, above=True), "EUR")
    assert "hunter" in line
    assert "1,240 hours" in line
    gross = Named("potential", "channel", "gross money", ROWS, 5e6, above=True)
    assert "EUR 5,000,000 of gross potential" in rule_line(gross, "EUR")


def test_small_money_keeps_its_cents():
    assert money(12.345, "USD") == "USD 12.35"
    assert money(1_234_567.8, "USD") == "USD 1,234,568"


def test_names_are_joined():
    assert named(("a", "b", "c")) == "a, b and c"


def test_long_lists_are_cut_and_counted():
    diagnosis = {"question": "any plan", "remedies": [{"what": f"do {n}"} for n in range(7)]}
    lines = diagnosis_lines(diagnosis, "USD")
    assert sum(line.startswith("  - do") for line in lines) == 5
    assert "2 more" in lines[-1]


def test_a_short_plan_is_told_as_one():
    short = diagnosis_lines({"question": "full target"}, "USD")[0]
    assert short != diagnosis_lines({"question": "any plan"}, "USD")[0]
