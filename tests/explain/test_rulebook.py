from __future__ import annotations

import numpy as np
import pytest

from allocator.explain.binding import Pressed
from allocator.explain.rulebook import CHANGES, GROUPS, RULES, change, family, rule
from allocator.program import registry
from explained import opened


def pressed(block, side, label, bound):
    return Pressed(block, side, (0,), (label,), bound, 1.0)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (pressed("year_over_year", 1, "ae-01", 624_000.0), "last year + 30 % (624,000)"),
        (pressed("year_over_year", -1, "ae-01", 408_000.0), "last year - 15 % (408,000)"),
        (pressed("quota_bounds", 1, "ae-01", 500_000.0), "the cap of 500,000"),
        (pressed("quota_bounds", -1, "ae-01", 400_000.0), "the floor of 400,000"),
        (
            pressed("pipeline_feasibility", 1, "ae-01", 500.25),
            "the limit of 1.25 x attainable yield (500.25)",
        ),
        (pressed("fairness_band.upper", 1, "ae-01", 0.0),
         "the limit of 15 % above the peers' load"),
        (pressed("fairness_band.lower", -1, "ae-01", 0.0),
         "the limit of 15 % below the peers' load"),
        (
            pressed("potential", 1, "phoenix\tpricing", 1.0),
            "the limit of 2 x the potential of phoenix in pricing",
        ),
        (pressed("capacity", 1, "ae-01\t2027-04-01", 1.0), "selling hours up to Q2"),
        (
            pressed("lever_mix.upper", 1, "ae-01\tnew_customers", 0.0),
            "the share of new customers in the quota (at most, 92 %)",
        ),
        (
            pressed("phasing.upper", 1, "ae-01\t2027-10-01", 0.0),
            "the limit of 40 % above the timing of the yield in Q4",
        ),
        (pressed("pay_ratio", 1, "ae-01", 680_000.0),
         "the limit of 8 x on-target earnings (680,000)"),
        (pressed("pay_ratio", -1, "ae-01", 255_000.0),
         "the least of 3 x on-target earnings (255,000)"),
        (pressed("roll_up", -1, "west", 7_980_000.0), "the number of west, at least 7,980,000"),
        (
            pressed("pipeline_supply", 1, "west\tnew_customers\t2027-07-01", 1.0),
            "the pipeline supplied to west for new customers up to Q3",
        ),
        (pressed("lever_totals", -1, "pricing\t2027-07-01", 1.0),
         "what is left of the target of pricing"),
        (pressed("over_stretch", 1, "ae-01", 0.0), "a stretch above that of the others"),
    ],
)  # fmt: skip
def test_a_rule_is_said_with_its_figure(found, said):
    assert rule(opened("enterprise").study.draft, found) == said


def test_a_family_without_words_of_its_own_takes_its_phrase(monkeypatch):
    monkeypatch.delitem(RULES, "capacity")
    draft = opened("enterprise").study.draft
    assert rule(draft, pressed("capacity", 1, "ae-01", 1.0)) == "the selling hours of ae-01"


def test_every_family_has_words_for_one_for_many_and_for_what_would_change_it():
    for name in registry.families():
        assert name in GROUPS
        assert name in CHANGES
        assert any(block.partition(".")[0] == name for block in RULES)
        assert change(name, "the rule").startswith("The rule: would move with ")


def test_every_rule_of_the_enterprise_can_be_said_of_one_and_of_many():
    draft = opened("enterprise").study.draft
    for rows in draft.row_blocks():
        if rows.name in ("quota", "pipeline_hours"):
            continue
        for side in (1, -1):
            bounds = rows.upper if side > 0 else rows.lower
            if np.isfinite(bounds[0]):
                found = Pressed(rows.name, side, (0,), (str(rows.labels[0]),), bounds[0], 1.0)
                assert rule(draft, found)
                assert family(draft, rows.name, "upper" if side > 0 else "lower")
