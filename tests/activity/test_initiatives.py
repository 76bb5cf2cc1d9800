from __future__ import annotations

from datetime import date

import pytest

from activity.acme import MISSIONS, organisation
from allocator.activity.initiatives import REST, initiatives
from allocator.activity.milestones import milestones
from allocator.domain.calendar import Horizon
from allocator.errors import InputError
from tiny import tiny


def laid(scenario):
    return initiatives(scenario, "all")


def test_the_initiatives_of_a_lever_add_up_to_its_amount(acme):
    table = laid(acme)
    assert table.groupby("lever")["amount"].sum().to_dict() == {"expansion": 400}
    assert table.groupby("initiative")["amount"].sum().to_dict() == {
        "Push": 100, "Pull": 101, REST: 199,
    }  # fmt: skip


def test_money_is_phased_inside_the_dates_by_season_and_days(acme):
    table = laid(acme)
    push = table[table["initiative"] == "Push"]
    assert push[["start", "end"]].to_numpy().tolist() == [
        ["2027-02-01", "2027-03-31"], ["2027-04-01", "2027-05-31"],
    ]  # fmt: skip
    # 59 of 90 days and 61 of 91, season one half each
    weights = [59 / 90, 61 / 91]
    assert push["amount"].tolist() == [round(100 * w / sum(weights)) for w in weights]


def test_owners_and_dates_that_are_not_given_are_the_root_and_the_horizon(acme):
    table = laid(acme)
    pull = table[table["initiative"] == "Pull"]
    assert set(pull["owner_id"]) == {"all"}
    assert (pull["start"].min(), pull["end"].max()) == ("2027-01-01", "2027-06-30")


def test_dates_are_clipped_to_the_horizon():
    one = {**MISSIONS[0], "start": "2026-05-01", "end": "2027-01-31"}
    table = laid(organisation(more={"initiatives": [one]}))
    push = table[table["initiative"] == "Push"]
    assert push[["start", "end"]].to_numpy().tolist() == [["2027-01-01", "2027-01-31"]]


def test_a_lever_that_is_no_multiple_of_the_unit_is_met_all_the_same():
    made = tiny(
        levers={"expansion": {"amount": 407.5}},
        more={"initiatives": [{"title": "All", "lever": "expansion", "share": 1.0}]},
        rounding={"unit": 10},
    )
    table = laid(made)
    assert table["amount"].sum() == 407.5
    assert set(table["initiative"]) == {"All"}


def test_money_of_a_season_without_any_is_phased_by_days():
    one = {"title": "Late", "lever": "expansion", "amount": 100, "start": "2027-04-01"}
    season = {"new_customers": [0.4, 0.6], "expansion": [1.0, 0.0]}
    target = {"levers": {"new_customers": {"amount": 900}, "expansion": {"amount": 400}},
              "seasonality": season}  # fmt: skip
    table = laid(tiny(more={"initiatives": [one], "target": target}))
    late = table[table["initiative"] == "Late"]
    assert late[["start", "amount"]].to_numpy().tolist() == [["2027-04-01", 100]]


def test_scale_multiplies_amounts_as_it_does_the_levers():
    scenario = tiny(more={"initiatives": [{"title": "Push", "lever": "expansion", "amount": 100}]})
    assert scenario.initiatives[0]["amount"] == 100
    twice = tiny(
        more={
            "initiatives": [{"title": "Push", "lever": "expansion", "amount": 100}],
            "target": {
                "levers": {"new_customers": {"amount": 900}, "expansion": {"amount": 400}},
                "scale": 2.0,
            },
        }
    )
    assert twice.initiatives[0]["amount"] == 200


def test_without_initiatives_the_table_is_empty():
    assert len(laid(tiny())) == 0


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"lever": "retention", "share": 0.1}, "initiative-lever"),
        ({"lever": "expansion", "share": 0.1, "owner_node": "nort"}, "initiative-owner"),
        ({"lever": "expansion", "share": 0.1, "start": "2028-01-01"}, "initiative-outside"),
        ({"lever": "expansion", "amount": 401}, "initiative-above-lever"),
    ],
)
def test_an_initiative_that_the_plan_cannot_hold_is_refused(entry, code):
    with pytest.raises(InputError) as refused:
        tiny(more={"initiatives": [{"title": "Push", **entry}]})
    assert [problem.code for problem in refused.value.problems] == [code]


def test_milestones_of_a_period_add_up_to_its_quota():
    year = Horizon(date(2027, 1, 1), 2, "quarter")
    found = milestones([1000.0, 501.5], year, 1.0, last=date(2027, 5, 15))
    assert [each.month.month for each in found] == [1, 2, 3, 4, 5, 6]
    assert sum(each.money for each in found[:3]) == 1000
    assert sum(each.money for each in found[3:]) == 501.5
    assert found[-1].money == 0
    assert found[-1].reached == 1501.5
    assert [each.closes for each in found] == [False, False, True] * 2


def test_milestones_of_who_is_never_there_are_even():
    month = Horizon(date(2027, 1, 1), 1, "quarter")
    found = milestones([90.0], month, 1.0, first=date(2028, 1, 1))
    assert [each.money for each in found] == [30, 30, 30]
