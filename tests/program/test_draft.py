"""A program that grows: order of blocks, slacks, loads made late."""

from __future__ import annotations

import numpy as np
import pytest

from tiny import bounds_of, draft_of, people, rows_of, tiered, tiny


def blocks(labels):
    return [name for name, _ in labels.blocks]


def test_definitions_come_first_then_the_families_by_name():
    draft = draft_of(
        tiny(
            people(prior_quota=[700, 600], max_quota=[900, None]),
            year_over_year={}, potential={}, fairness_band={}, pipeline_feasibility={},
        )
    )  # fmt: skip
    columns, rows = draft.labels()
    assert blocks(rows) == [
        "lever_totals", "quota", "peer_load", "fairness_band.upper", "fairness_band.lower",
        "pipeline_feasibility", "potential", "quota_bounds", "year_over_year",
    ]  # fmt: skip
    assert blocks(columns) == [
        "x", "u", "q", "S", "fairness_band.upper.above", "fairness_band.lower.below",
        "year_over_year.above", "year_over_year.below",
    ]  # fmt: skip


def test_a_slack_is_as_wide_as_its_row_can_be_missed():
    draft = draft_of(tiny(people(prior_quota=[700, 2_000]), year_over_year={}))
    assert bounds_of(draft, "year_over_year.above") == pytest.approx({"ada": 390, "bo": 0})
    assert bounds_of(draft, "year_over_year.below") == pytest.approx({"ada": 595, "bo": 1_700})


def test_a_breach_is_priced_in_money():
    # a unit of breach of a territory is gross money: times the win share of 0.25, at a price of 2
    draft, objectives = tiered(
        tiny(potential={"soft": True, "price": 2}, tiers=["breaches", "closest"])
    )
    assert objectives["breaches"].costs == pytest.approx(np.full(4, 2 * 0.25 / 1_300))
    assert len(bounds_of(draft, "potential.above")) == 4


def test_loads_are_made_once_by_whoever_first_needs_them():
    draft, _ = tiered(tiny(tiers=["mean_deviation", "between_groups", "closest"]))
    columns, rows = draft.labels()
    assert blocks(columns) == [
        "x", "u", "q", "S", "over", "under", "S_all", "group_over", "group_under",
    ]  # fmt: skip
    assert blocks(rows).count("peer_load") == 1
    banded, _ = tiered(tiny(fairness_band={}, tiers=["mean_deviation", "closest"]))
    assert blocks(banded.labels()[0]).count("S") == 1


def test_a_families_rows_are_the_same_whatever_tiers_come_behind():
    draft, _ = tiered(tiny(tiers=["over_stretch", "disruption", "closest"]))
    assert rows_of(draft, "quota") == rows_of(draft_of(tiny()), "quota")
