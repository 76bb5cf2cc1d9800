"""Open deals: the day they close, who takes them, and what they are worth."""

from __future__ import annotations

import numpy as np
import pytest

from allocator.yields.derive import derive


def near(figures):
    return pytest.approx(np.array(figures))


def reps(*names, **columns):
    return [{"rep_id": name, "role": "hunter", **columns} for name in names]


def row(rep, **columns):
    return {"rep_id": rep, "territory_id": "t", **columns}


def deal(amount=100.0, **columns):
    return {
        "row_id": "d",
        "territory_id": "t",
        "lever": "new_customers",
        "stage": "offer",
        "amount": amount,
        **columns,
    }


def potential(amount=1000.0):
    return [{"territory_id": "t", "lever": "new_customers", "potential": amount}]


def base(people=None, coverage=None, **tables):
    return {
        "reps": people or reps("ann", "bob"),
        "coverage": coverage or [row("ann"), row("bob")],
        "stages": [{"stage": "offer", "win_rate": 0.5}],
        "potential": potential(),
        **tables,
    }


def codes(found):
    return {problem.code: problem.what for problem in found.warnings}


def test_the_owner_takes_his_deal_in_the_period_of_its_close(world):
    deals = [deal(rep_id="bob", expected_close="2027-05-15")]
    found = derive(world(base(pipeline=deals)))
    assert found.open_worth == near([[0, 0, 0, 0], [0, 50, 0, 0]])
    assert found.cell_open_amount.tolist() == [0, 100]
    assert found.open_amount.tolist() == [100]
    assert found.rest.tolist() == [900]


def test_a_deal_of_no_rep_goes_by_share(world):
    coverage = [row("ann", share=0.2), row("bob")]
    found = derive(world(base(coverage=coverage, pipeline=[deal(expected_close="2027-01-01")])))
    assert found.open_worth == near([[10, 0, 0, 0], [40, 0, 0, 0]])


def test_an_owner_absent_on_the_closing_day_leaves_it_to_the_others(world):
    tables = base(
        people=reps("ann", "bob", "cem"),
        coverage=[row("ann", share=0.6), row("bob", share=0.1), row("cem", share=0.3)],
        pipeline=[deal(rep_id="ann", expected_close="2027-05-15")],
        absences=[{"rep_id": "ann", "start_date": "2027-05-15", "end_date": "2027-05-15"}],
    )
    found = derive(world(tables))
    assert found.open_worth == near([[0] * 4, [0, 12.5, 0, 0], [0, 37.5, 0, 0]])


def test_an_owner_who_is_half_away_is_there(world):
    tables = base(
        pipeline=[deal(rep_id="ann", expected_close="2027-05-15")],
        absences=[{"rep_id": "ann", "start_date": "2027-05-15", "share": 0.5}],
    )
    assert derive(world(tables)).cell_open_amount.tolist() == [100, 0]


def test_an_owner_without_a_cell_there_leaves_it_to_those_who_have_one(world, make_role):
    tables = base(
        people=[*reps("ann"), {"rep_id": "sid", "role": "sdr"}],
        coverage=[row("ann")],
        pipeline=[deal(rep_id="sid", expected_close="2027-05-15")],
    )
    roles = (make_role("hunter"), make_role("sdr", credit="pipeline"))
    assert derive(world(tables, roles=roles)).cell_open_amount.tolist() == [100]


def test_others_share_is_that_of_the_closing_day(world):
    tables = base(
        coverage=[row("ann", end_date="2027-05-14"), row("bob", start_date="2027-05-15")],
        pipeline=[deal(expected_close="2027-05-14"), deal(1.0, expected_close="2027-05-15")],
    )
    assert derive(world(tables)).cell_open_amount == near([100, 1])


def test_a_deal_that_nobody_present_can_take_stays_in_rest(world):
    tables = base(
        people=reps("ann", end_date="2027-03-31"),
        coverage=[row("ann")],
        pipeline=[deal(rep_id="ann", expected_close="2027-05-15")],
    )
    found = derive(world(tables))
    assert found.open_amount.tolist() == [0]
    assert found.rest.tolist() == [1000]
    assert "t 2027-04-01 100" in codes(found)["deal-without-taker"]


def test_a_deal_of_a_territory_without_cell_or_potential_is_said(world):
    other = deal(expected_close="2027-05-15") | {"territory_id": "nowhere"}
    found = derive(world(base(pipeline=[other])))
    assert "nowhere 2027-04-01 100" in codes(found)["deal-without-taker"]


@pytest.mark.parametrize("day", ["2026-12-31", "2028-01-01"])
def test_a_deal_that_closes_outside_the_horizon_counts_nowhere(world, day):
    found = derive(world(base(pipeline=[deal(5000.0, rep_id="ann", expected_close=day)])))
    assert found.open_amount.tolist() == [0]
    assert found.potential.tolist() == [1000]
    assert "5,000" in codes(found)["deal-outside-horizon"]


def test_without_a_close_the_mean_cycle_runs_from_creation(world):
    # 90 days and a half, rounded down: 1 January + 90 = 1 April.
    history = [
        {
            "row_id": "h",
            "rep_id": "ann",
            "lever": "new_customers",
            "opportunities": 10,
            "wins": 3,
            "cycle_days": 90.5,
        }
    ]
    tables = base(pipeline=[deal(rep_id="ann", created="2027-01-01")], history=history)
    assert derive(world(tables)).open_worth[0] == near([0, 50, 0, 0])


def test_without_a_cycle_a_deal_is_spread_by_season(world):
    tables = base(pipeline=[deal(rep_id="ann", created="2027-01-01")])
    found = derive(world(tables, season=(0.1, 0.2, 0.3, 0.4)))
    assert found.open_worth == near([[5, 10, 15, 20], [0, 0, 0, 0]])


def test_a_spread_deal_is_taken_day_by_day(world):
    # Ann is there for the first 45 of Q1's 90 days: the other half of 25, and all later money,
    # is Bob's.
    people = reps("ann", end_date="2027-02-14") + reps("bob")
    found = derive(world(base(people=people, pipeline=[deal(rep_id="ann")])))
    assert found.cell_open_amount == near([12.5, 87.5])
    assert found.open_worth == near([[6.25, 0, 0, 0], [6.25, 12.5, 12.5, 12.5]])


def test_a_spread_deal_that_nobody_can_take_is_lost_for_those_days_alone(world):
    people = reps("ann", end_date="2027-02-14")
    found = derive(world(base(people=people, coverage=[row("ann")], pipeline=[deal()])))
    assert found.cell_open_amount == near([12.5])
    assert found.rest == near([987.5])
    assert "t 2027-01-01 12" in codes(found)["deal-without-taker"]
    assert "t 2027-04-01 25" in codes(found)["deal-without-taker"]


def test_a_stage_without_a_rate_in_stages_takes_the_history_of_that_stage(world):
    history = [
        {
            "row_id": str(n),
            "lever": "new_customers",
            "stage": "offer",
            "opportunities": opportunities,
            "wins": wins,
        }
        for n, (opportunities, wins) in enumerate([(10, 1), (30, 7)])
    ]
    tables = base(pipeline=[deal(rep_id="ann", expected_close="2027-01-01")], history=history)
    tables["stages"] = [{"stage": "offer"}]
    assert derive(world(tables)).open_worth[0, 0] == pytest.approx(20)


def test_a_stage_without_any_rate_takes_the_conversion_of_who_takes_it(world):
    tables = base(pipeline=[deal(rep_id="ann", expected_close="2027-01-01")])
    del tables["stages"]
    found = derive(world(tables))
    assert found.open_worth[0, 0] == pytest.approx(25)
    assert any("offer" in sentence for sentence in found.defaults_used)


def test_potential_is_never_below_what_is_open(world):
    deals = [
        deal(700.0, rep_id="ann", expected_close="2027-01-01"),
        deal(800.0, rep_id="bob", expected_close="2027-01-01"),
    ]
    found = derive(world(base(pipeline=deals)))
    assert found.potential.tolist() == [1500]
    assert found.rest.tolist() == [0]
    assert "500" in codes(found)["potential-below-pipeline"]


def test_a_potential_that_is_all_open_leaves_exactly_nothing(world):
    # Thirds of 0.1 do not add up again: the rest must be 0 all the same.
    deals = [deal(0.1), deal(0.7), deal(0.1, rep_id="ann")]
    tables = base(
        people=reps("ann", "bob", "cem"),
        coverage=[row("ann"), row("bob"), row("cem")],
        pipeline=deals,
    )
    tables["potential"] = potential(0.0)
    assert derive(world(tables)).rest.tolist() == [0]


def test_spread_deals_of_two_territories_do_not_mix(world):
    # Both owners leave half-way through Q1; each deal's later money finds nobody.
    deals = [deal(rep_id="ann"), deal(400.0, rep_id="bob") | {"territory_id": "u"}]
    tables = base(
        people=reps("ann", "bob", end_date="2027-02-14"),
        coverage=[row("ann"), row("bob") | {"territory_id": "u"}],
        pipeline=deals,
    )
    found = derive(world(tables))
    assert found.open_worth == near([[6.25, 0, 0, 0], [25, 0, 0, 0]])
    told = codes(found)["deal-without-taker"]
    assert "u 2027-10-01 100; u 2027-01-01 50; t 2027-04-01 25" in told


def test_deals_of_levers_without_a_target_count_nowhere_and_are_warned(world):
    other = deal(expected_close="2027-05-15") | {"lever": "channel"}
    found = derive(world(base(pipeline=[other])))
    assert found.open_amount.tolist() == [0]
    assert "channel" in codes(found)["lever-without-target"]
