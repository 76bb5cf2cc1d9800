"""Rows of the families that a golden file cannot show: the odd cases of each."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.errors import InputError
from tiny import DESK, REGIONS, SUPPLY, draft_of, frame, people, rows_of, tiny

Q1, Q2 = "2027-01-01", "2027-04-01"


@pytest.mark.parametrize(("cycle", "lag"), [(45, 0), (46, 1), (135, 1), (136, 2), (None, 0)])
def test_supply_comes_a_sales_cycle_later_halves_up(cycle, lag):
    # 181 days in two periods: 90.5 each; 45.25 and 135.75 days are the halves
    history = SUPPLY["history"].assign(cycle_days=cycle)
    draft = draft_of(tiny({**SUPPLY, "history": history}, DESK, pipeline_supply={}))
    rows = rows_of(draft, "pipeline_supply")
    supplied = [700 if period >= lag else 0 for period in (0, 1)]
    assert [rows[f"all/new_customers/{p}"][2] for p in (Q1, Q2)] == supplied
    drawn = [f"W west/sdr/new_customers/{p}" for p in (Q1, Q2)]
    in_row = [[w in rows[f"west/new_customers/{p}"][1] for w in drawn] for p in (Q1, Q2)]
    assert in_row == [
        [lag == 0, False],
        [lag <= 1, lag == 0],
    ]


def test_supply_at_a_node_counts_there_and_above_never_below():
    supply = SUPPLY["supply"].assign(node_id="west")
    tables = {**SUPPLY, "supply": supply, "history": None, "effort": None}
    tables["reps"] = SUPPLY["reps"].iloc[:2].assign(node_id=["west", "all"])
    rows = rows_of(draft_of(tiny(tables, pipeline_supply={})), "pipeline_supply")
    assert {name: row[2] for name, row in rows.items()} == {
        f"{node}/new_customers/{p}": 700 for node in ("all", "west") for p in (Q1, Q2)
    }
    at_all = draft_of(tiny({**tables, "supply": SUPPLY["supply"]}, pipeline_supply={}))
    assert set(rows_of(at_all, "pipeline_supply")) == {f"all/new_customers/{p}" for p in (Q1, Q2)}


def test_open_deals_of_a_nodes_closers_are_pipeline_that_they_have():
    tables = {
        **SUPPLY,
        "history": None,
        "pipeline": frame({"territory_id": "north", "lever": "new_customers", "stage": "open",
                           "rep_id": "ada", "amount": 90, "expected_close": "2027-05-01"}),
        "stages": frame({"stage": "open", "win_rate": 0.5}),
    }  # fmt: skip
    rows = rows_of(draft_of(tiny(tables, DESK, pipeline_supply={})), "pipeline_supply")
    assert [rows[f"west/new_customers/{p}"][2] for p in (Q1, Q2)] == [90, 90]
    assert [rows[f"all/new_customers/{p}"][2] for p in (Q1, Q2)] == [790, 790]


def test_who_finds_everything_himself_needs_no_supply():
    draft = draft_of(tiny(SUPPLY, DESK, pipeline_supply={"self_sourced": {"ae": 1.0}}))
    assert rows_of(draft, "pipeline_supply") == {}


def test_capacity_asks_for_hours_of_all_periods_so_far_with_those_behind_open_deals():
    tables = {
        "effort": frame({"role": "ae", "lever": "new_customers", "hours_per_opportunity": 5,
                         "deal_size": 100}),
        "pipeline": frame({"territory_id": "north", "lever": "new_customers", "stage": "open",
                           "rep_id": "ada", "amount": 400, "expected_close": "2027-05-01"}),
        "stages": frame({"stage": "open", "win_rate": 0.5}),
    }  # fmt: skip
    rows = rows_of(draft_of(tiny(tables, capacity={})), "capacity")
    # 0.2 hours x 400 x 0.5 x 0.5 = 20 hours are done in the second quarter; none for expansion
    assert [rows[f"ada/{p}"][2] for p in (Q1, Q2)] == pytest.approx([180, 380])
    assert rows[f"ada/{Q2}"][1] == pytest.approx(
        {f"x ada/north/new_customers/{p}": 0.2 for p in (Q1, Q2)}
    )


def test_a_role_without_hours_has_no_capacity_row():
    tables = {"effort": frame({"role": "ae", "lever": "expansion", "hours_per_opportunity": 5,
                               "deal_size": 100})}  # fmt: skip
    roles = {"ae": {"levers": ["new_customers", "expansion"]}}
    assert rows_of(draft_of(tiny(tables, roles, capacity={})), "capacity") == {}


def test_last_year_does_not_bind_who_ramps_is_decided_or_has_no_prior():
    tables = {
        "reps": frame(
            {"rep_id": "ada", "role": "ae", "prior_quota": 700, "start_date": "2027-01-15"},
            {"rep_id": "bo", "role": "ae", "prior_quota": None, "start_date": ""},
        )
    }
    roles = {"ae": {"levers": ["new_customers", "expansion"], "ramp": [0.5, 1]}}
    draft = draft_of(tiny(tables, roles, year_over_year={}))
    assert rows_of(draft, "year_over_year") == {}
    locked = draft_of(
        tiny(people(prior_quota=[700, 600], locked_quota=[None, 500]), year_over_year={})
    )
    assert list(rows_of(locked, "year_over_year")) == ["ada"]


def test_last_years_quota_counts_by_presence_of_the_horizons_days():
    tables = people(prior_quota=[700, 600], end_date=["2027-03-31", None])
    rows = rows_of(draft_of(tiny(tables, year_over_year={"up": 0.5, "down": 0.5})),
                   "year_over_year")  # fmt: skip
    assert rows["ada"][0] == pytest.approx(350 * 90 / 181)
    assert rows["bo"][2] == 900


def test_bookings_take_the_baseline_off_bands_bounds_and_pay():
    tables = people(
        prior_quota=[700, None], ote=[200, None], max_quota=[None, 900], baseline=[100, 50]
    )
    draft = draft_of(
        tiny(tables, more={"measure": "bookings"}, year_over_year={}, pay_ratio={"lo": 3, "hi": 5})
    )
    assert rows_of(draft, "year_over_year")["ada"][::2] == pytest.approx((495, 810))
    assert rows_of(draft, "pay_ratio")["ada"][::2] == (500, 900)
    assert rows_of(draft, "quota_bounds")["bo"][::2] == (-np.inf, 850)


def test_top_down_fixes_a_target_and_is_soft_bottom_up_has_no_row():
    hierarchy = REGIONS.assign(target=[None, 800], min_target=[100, 200], max_target=[None, 900])
    tables = {**people(node_id="west"), "hierarchy": hierarchy}
    fixed = draft_of(tiny(tables, roll_up={"mode": "top_down"}))
    rows = rows_of(fixed, "roll_up")
    assert rows["west"][::2] == (800, 800)
    assert rows["all"][::2] == (100, np.inf)
    assert rows["west"][1]["roll_up.above west"] == -1.0
    bounded = rows_of(draft_of(tiny(tables, roll_up={})), "roll_up")
    assert bounded["west"][::2] == (200, 900)
    assert "roll_up.above west" not in bounded["west"][1]
    assert rows_of(draft_of(tiny(tables, roll_up={"mode": "bottom_up"})), "roll_up") == {}


def test_a_node_without_anybody_keeps_a_row_that_cannot_hold():
    hierarchy = REGIONS.assign(min_target=[None, 200], max_target=[None, 900])
    tables = {**people(node_id="all"), "hierarchy": hierarchy}
    assert rows_of(draft_of(tiny(tables, roll_up={})), "roll_up")["west"] == (200, {}, 900)
    capped = {**tables, "hierarchy": hierarchy.assign(min_target=None)}
    assert rows_of(draft_of(tiny(capped, roll_up={})), "roll_up") == {}


def test_without_a_hierarchy_there_is_no_number_to_bound():
    assert rows_of(draft_of(tiny(roll_up={})), "roll_up") == {}


def test_a_mix_from_nothing_to_everything_is_no_row():
    spans = {"new_customers": [0.0, 0.6], "expansion": [0.3, 1.0]}
    draft = draft_of(tiny(lever_mix={"mix": {"ae": spans}}))
    assert set(rows_of(draft, "lever_mix.upper")) == {"ada/new_customers", "bo/new_customers"}
    assert set(rows_of(draft, "lever_mix.lower")) == {"ada/expansion", "bo/expansion"}


def test_phasing_beyond_all_of_it_has_no_lower_row():
    draft = draft_of(tiny(phasing={"band": 1.0}))
    assert len(rows_of(draft, "phasing.upper")) == 4
    assert rows_of(draft, "phasing.lower") == {}


def test_rules_about_winning_are_off_where_no_potential_is_known():
    draft = draft_of(
        tiny({"potential": None}, potential={}, pipeline_feasibility={}, attainable={})
    )
    for family in ("potential", "pipeline_feasibility", "attainable"):
        assert rows_of(draft, family) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"lever_mix": {"mix": {"ae": {"expansion": [0.6, 0.4]}}}},
        {"lever_mix": {"mix": {"ae": {"expansion": [0.6, 1.4]}}}},
        {"pay_ratio": {"lo": 9, "hi": 8}},
        {"quota_bounds": {"roles": {"ae": {"min": 9, "max": 8}}}},
        {"capacity": {"utilisation": 1.2}},
        {"phasing": {"band": -0.1}},
        {"potential": {"price": 0}},
    ],
)
def test_settings_that_make_no_sense_are_refused(changes):
    with pytest.raises(InputError):
        tiny(**changes)
