import dataclasses

import numpy as np
import pytest
from scipy.stats import gamma

from allocator.domain.plan import COLUMNS
from allocator.publish.assemble import tree_of
from allocator.publish.tables import quota_table, rep_table
from allocator.publish.yardstick import yardstick

PUBLISHED = np.array([[180.0, 270.0], [220.0, 330.0], [190.0, 190.0]])
OVERLAY = np.array([[90.0, 0.0]])


def reps(world, published=PUBLISHED):
    by = yardstick(world.scenario, world.parameters, world.allocation)
    return rep_table(
        world.scenario,
        world.parameters,
        world.allocation,
        tree_of(world.scenario, world.parameters),
        by,
        published=published,
        overlay=OVERLAY,
    )


def test_quotas_are_a_long_table_without_zeros_primary_before_overlay(world):
    table = quota_table(world.parameters, PUBLISHED * [[1, 1], [1, 0], [1, 1]], OVERLAY)
    assert tuple(table.columns) == COLUMNS["quotas"]
    assert table["rep_id"].tolist() == ["ann", "ann", "bob", "cem", "cem", "oli"]
    assert table["credit"].tolist() == ["primary"] * 5 + ["overlay"]
    assert table["quota"].tolist() == [180.0, 270.0, 220.0, 190.0, 190.0, 90.0]
    assert table["period"].tolist()[:2] == ["2027-01-01", "2027-04-01"]


def test_a_reps_row_holds_his_quota_against_share_yield_hours_and_last_year(world):
    table = reps(world)
    assert tuple(table.columns) == COLUMNS["reps"]
    ann = table.iloc[0]
    text = ann[["rep_id", "credit", "name", "role", "node_id", "peer_group", "binding"]]
    assert text.tolist() == [
        "ann", "primary", "Ann", "hunter", "east", "hunter", "year_over_year",
    ]  # fmt: skip
    assert ann["compared"]
    assert ann["quota"] == 450.0
    assert ann["fair_share"] == 500.0
    assert ann["load"] == 0.9
    assert ann["peer_load"] == 1.0
    assert ann["expected_yield"] == pytest.approx(550.0)
    assert ann["attainable_yield"] == 500.0
    assert ann["stretch"] == 0.9
    # gamma of mean 500 and variance 2500: shape 100, scale 5
    assert ann["attainment_probability"] == pytest.approx(gamma.sf(450.0, 100, scale=5.0))
    # 450 x 0.1 hours of 360
    assert ann["capacity_used"] == pytest.approx(0.125)
    assert ann["prior_quota"] == 300.0
    assert ann["change"] == pytest.approx(0.5)


def test_a_number_that_has_no_meaning_is_blank(world):
    cem = reps(world).iloc[2]
    assert cem["peer_load"] == 0.95
    assert np.isnan(
        cem[["capacity_used", "prior_quota", "change", "proposed_quota"]].astype(float)
    ).all()


def test_only_roles_with_primary_credit_and_overlay_cells_have_rows(world):
    table = reps(world)
    assert list(zip(table["rep_id"], table["credit"], strict=True)) == [
        ("ann", "primary"), ("bob", "primary"), ("cem", "primary"), ("oli", "overlay"),
    ]  # fmt: skip
    oli = table.iloc[3]
    assert oli["quota"] == 90.0
    assert not oli["compared"]
    assert oli["node_id"] == "all"
    assert oli["peer_group"] == oli["binding"] == ""
    assert np.isnan(oli["fair_share"])


def test_who_is_not_compared_has_no_group(world):
    bob = reps(world.with_allocation(group=np.array([1, -1, 0, -1, -1, -1]))).iloc[1]
    assert not bob["compared"]
    assert bob["peer_group"] == ""
    assert np.isnan(bob["peer_load"])
    assert bob["load"] == 1.1


def test_without_potential_stretch_and_probability_are_blank(world):
    table = reps(world.with_parameters(has_potential=False))
    assert table[["stretch", "attainment_probability"]].isna().all(axis=None)
    assert table["load"].iloc[0] == 0.9


def test_the_prior_of_a_part_timer_is_a_part_timers(world):
    half = world.with_parameters(presence=np.array([0.5, 1, 1, 1, 1, 1]))
    # 450 against 300 x 0.5
    assert reps(half).iloc[0]["change"] == pytest.approx(2.0)


def test_under_bookings_the_change_puts_the_baseline_back(world):
    booked = world.with_reps(baseline=[150.0, *[np.nan] * 5])
    booked = dataclasses.replace(
        booked, scenario=dataclasses.replace(booked.scenario, measure="bookings")
    )
    # ann's 450 and his baseline of 150 against 300
    assert reps(booked).iloc[0]["change"] == pytest.approx(1.0)
