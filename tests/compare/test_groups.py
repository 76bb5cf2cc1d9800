"""Changes put together to causes."""

from __future__ import annotations

import pytest

from allocator.compare.titles import cause_of, details

SAN = {"rep_id": "ann", "territory_id": "san"}
LEVERS = {"expansion": 300, "pricing": 100}


def target(**amounts):
    levers = {
        name: {"amount": amount, "priority": 1, "over_assignment": 0}
        for name, amount in amounts.items()
    }
    season = {name: [0.5, 0.5] for name in amounts}
    return {"target": {"baseline_revenue": 1000, "levers": levers, "seasonality": season}}


def kinds(found):
    return [group.kind for group in found]


def titles(found, inputs):
    return [cause_of(group, *inputs).title for group in found]


def people(*rows):
    return [{"rep_id": "ann", "name": "Ann"}, {"rep_id": "bob", "name": "Bob"}, *rows]


def test_a_uniform_factor_on_levers_and_nodes_is_the_target(small):
    nodes = [{"node_id": "all", "target": 400}, {"node_id": "west", "target": 10}]
    more = [{"node_id": "all", "target": 440}, {"node_id": "west", "target": 12}]
    found, inputs, _ = small.causes_of(
        small.inputs(target(**LEVERS), hierarchy=nodes),
        small.inputs(target(expansion=330, pricing=110), hierarchy=more),
    )
    assert titles(found, inputs) == ["target + 10 %", "targets of the hierarchy: west 10 -> 12"]


def test_levers_that_change_each_in_its_way_are_causes_of_their_own(small):
    found, inputs, _ = small.causes_of(
        small.inputs(target(**LEVERS)), small.inputs(target(expansion=330, pricing=90))
    )
    assert titles(found, inputs) == ["target of expansion + 10 %", "target of pricing - 10 %"]


def test_a_new_lever_brings_its_season_and_its_rows(small):
    potential = [{"territory_id": "san", "lever": "pricing", "potential": 5}]
    found, _, _ = small.causes_of(
        small.inputs(target(expansion=300)), small.inputs(target(**LEVERS), potential=potential)
    )
    assert len(found) == 1
    assert set(found[0].items["table"]) == {"settings", "potential"}


def test_hires_of_one_day_are_one_cause_with_all_rows_that_name_them(small):
    hires = [
        {"rep_id": "cem", "name": "Cem", "start_date": "2027-02-01"},
        {"rep_id": "dee", "start_date": "2027-02-01"},
        {"rep_id": "eve", "start_date": "2027-03-01"},
    ]
    found, inputs, _ = small.causes_of(
        small.inputs(coverage=[SAN]),
        small.inputs(
            reps=people(*hires),
            coverage=[SAN, {"rep_id": "cem", "territory_id": "san", "share": 0.3}],
            absences=[{"rep_id": "dee", "start_date": "2027-03-01", "end_date": "2027-03-09"}],
        ),
    )
    assert titles(found, inputs) == [
        "two hires on 1 February 2027: Cem (cem), dee",
        "eve joins on 1 March 2027",
    ]
    assert sorted(found[0].items["table"]) == ["absences", "coverage", "reps", "reps"]


def test_a_rep_who_leaves_takes_his_coverage_and_the_heirs_of_his_territory(small):
    found, inputs, _ = small.causes_of(
        small.inputs(coverage=[SAN]),
        small.inputs(
            reps=[{"rep_id": "ann", "name": "Ann", "end_date": "2027-03-31"}, {"rep_id": "bob"}],
            coverage=[
                {**SAN, "end_date": "2027-03-31"},
                {"rep_id": "bob", "territory_id": "san", "start_date": "2027-04-01"},
            ],
        ),
    )
    assert titles(found, inputs) == ["Ann (ann) leaves after 31 March 2027"]
    # one end of ann, two rows of coverage; the name of bob is silent
    assert len(found[0].items) == 3


def test_who_comes_for_one_who_goes_is_tied_to_him(small):
    found, inputs, _ = small.causes_of(
        small.inputs(coverage=[SAN]),
        small.inputs(
            reps=[{"rep_id": "bob"}, {"rep_id": "cem", "start_date": "2027-01-01"}],
            coverage=[{"rep_id": "cem", "territory_id": "san"}],
        ),
    )
    assert titles(found, inputs) == ["Ann (ann) is gone, cem joins"]


def test_of_many_people_those_of_one_kind_are_one_cause(small):
    hires = [{"rep_id": f"n{n}", "start_date": f"2027-01-0{n}"} for n in range(1, 8)]
    found, inputs, _ = small.causes_of(small.inputs(), small.inputs(reps=people(*hires)))
    assert titles(found, inputs) == ["seven hires: n1, n2, n3 and 4 more"]


def test_a_move_is_a_cause_of_each_rep(small):
    found, inputs, _ = small.causes_of(
        small.inputs(reps=[{"rep_id": "ann", "fte": 1}, {"rep_id": "bob", "fte": 1}]),
        small.inputs(reps=[{"rep_id": "ann", "fte": 0.8}, {"rep_id": "bob", "fte": 0.5}]),
    )
    assert titles(found, inputs) == ["ann: fte 1 -> 0.8", "bob: fte 1 -> 0.5"]


def test_numbers_that_people_decide_are_causes_by_column(small):
    found, inputs, _ = small.causes_of(
        small.inputs(
            reps=[{"rep_id": "ann", "min_quota": 1, "prior_quota": 5}, {"rep_id": "bob", "ote": 1}]
        ),
        small.inputs(
            reps=[
                {"rep_id": "ann", "min_quota": 2, "max_quota": 9, "prior_quota": 6},
                {"rep_id": "bob", "ote": 120000},
            ],
            overrides=[{"rep_id": "bob", "quota": 5, "reason": "deal"}],
        ),
    )
    assert titles(found, inputs) == [
        "prior quotas: ann 5 -> 6",
        "quota bounds: 1 changed",
        "pay: bob 1 -> 120,000",
        "overrides: 1 new",
    ]


def test_a_policy_changes_family_by_family_and_a_model_as_a_whole(small):
    families = {"fairness_band": {"band": 0.05}, "potential": {"reach": 2}}
    usual = small.inputs()
    found, inputs, _ = small.causes_of(
        usual, small.inputs(model={"families": families, "rounding": {"unit": 100}})
    )
    assert titles(found, inputs) == [
        "fairness band: band 0.15 -> 0.05",
        "lever totals switched off",
        "potential switched on",
        "rounding: unit 1 -> 100",
    ]
    found, inputs, _ = small.causes_of(
        usual, small.inputs(model={"name": "strict", "families": families})
    )
    assert titles(found, inputs) == ["model balanced -> strict"]


def test_tables_of_the_market_are_a_cause_each(small):
    rows = [{"row_id": "1", "territory_id": "san", "lever": "expansion", "stage": "won",
             "amount": 5}]  # fmt: skip
    found, inputs, _ = small.causes_of(
        small.inputs(), small.inputs(pipeline=rows, stages=[{"stage": "won", "win_rate": 0.5}])
    )
    assert titles(found, inputs) == ["win rates of stages: 1 new", "pipeline: 1 new"]


def test_a_new_node_ties_those_who_move_there(small):
    nodes = [{"node_id": "all"}, {"node_id": "west", "parent_id": "all"}]
    reps = [{"rep_id": "ann", "node_id": "west"}, {"rep_id": "bob"}]
    found, _, _ = small.causes_of(
        small.inputs(hierarchy=nodes[:1]), small.inputs(reps=reps, hierarchy=nodes)
    )
    assert kinds(found) == ["person:moves ann"]
    assert sorted(found[0].items["table"]) == ["hierarchy", "reps"]


def test_order_is_settings_then_people_then_the_market(small):
    more = small.inputs(
        target(expansion=330, pricing=110),
        reps=people({"rep_id": "cem"}),
        model={"families": {"lever_totals": {"shortfall": "allowed"}}},
        stages=[{"stage": "won", "win_rate": 0.5}],
    )
    found, _, _ = small.causes_of(small.inputs(target(**LEVERS)), more)
    assert [group.theme for group in found] == ["target", "policy", "person", "stages"]


@pytest.mark.parametrize("role", [{"levers": ["expansion"], "ramp": [0, 1]}, None])
def test_a_role_is_one_cause(small, role):
    roles = {"ae": {"levers": ["expansion"]}, **({} if role is None else {"sdr": role})}
    found, _, _ = small.causes_of(
        small.inputs({"roles": {"ae": {"levers": ["expansion"], "ramp": [1]}}}),
        small.inputs({"roles": roles}),
    )
    assert kinds(found) == ["roles:ae", *(["roles:sdr"] if role else [])]


def test_lists_of_maps_are_told_map_by_map(small):
    desk = {"title": "Desk", "lever": "expansion", "amount": 9}
    found = small.causes_of(
        small.inputs({"initiatives": [{"title": "A"}, desk]}),
        small.inputs({"initiatives": [{"title": "A"}, {**desk, "amount": 10}]}),
    )[2]
    assert list(details(found)) == ["initiatives: 2. amount 9 -> 10"]


def test_of_very_many_changes_the_first_are_told_and_the_rest_counted(small):
    reps = [{"rep_id": f"r{number:03d}", "prior_quota": 5} for number in range(50)]
    more = [{**row, "prior_quota": 6} for row in reps]
    found, inputs, _ = small.causes_of(small.inputs(reps=reps), small.inputs(reps=more))
    cause = cause_of(found[0], *inputs)
    assert (cause.title, cause.count) == ("prior quotas: 50 changed", 50)
    assert (len(cause.details), cause.details[-1]) == (41, "and 10 more")
