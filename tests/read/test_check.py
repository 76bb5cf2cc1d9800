"""What tables must satisfy together: each rule at its edge, on both sides."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.domain.calendar import Horizon
from allocator.domain.lever import Role
from allocator.read import check, tables

HORIZON = Horizon(date(2027, 1, 1), 4, "quarter")
ROLES = {
    "hunter": Role(
        "hunter",
        ("new_customers", "pricing"),
        60.0,
        (),
        "",
        {"new_customers": "primary", "pricing": "primary"},
    ),
    "farmer": Role("farmer", ("expansion",), 60.0, (), "", {"expansion": "primary"}),
    "helper": Role("helper", ("expansion",), 60.0, (), "overlay", {"expansion": "overlay"}),
}
REPS = pd.DataFrame(
    {"rep_id": ["ann", "bob", "cem", "hal"], "role": ["hunter", "hunter", "farmer", "helper"]}
)


def coverage(*rows):
    names = ["rep_id", "territory_id", "lever", "start_date", "end_date", "share"]
    return pd.DataFrame(list(rows), columns=names)


def found(given, roles=ROLES, levers=("new_customers", "expansion")):
    problems = []
    frames = tables.from_frames({"reps": REPS, **given}, problems)
    assert problems == []
    check.check(frames, roles=roles, levers=levers, horizon=HORIZON, problems=problems)
    return problems


def codes(given, **more):
    return [p.code for p in found(given, **more)]


def shares(*rows):
    return [p for p in found({"coverage": coverage(*rows)}) if p.code == "coverage-above-one"]


def test_shares_that_follow_each_other_may_both_be_whole():
    assert not shares(
        ("ann", "n", "", "", "2027-06-30", 1.0), ("bob", "n", "", "2027-07-01", "", 1.0)
    )


def test_shares_that_meet_on_one_day_are_above_one():
    (hit,) = shares(
        ("ann", "n", "pricing", "", "2027-07-01", 1.0),
        ("bob", "n", "pricing", "2027-07-01", "", 0.25),
    )
    assert (hit.line, hit.column, hit.got) == (2, 6, "1.25 in all")


def test_thirds_add_up_to_one():
    third = 1 / 3
    assert not shares(
        ("ann", "n", "pricing", "", "", third),
        ("bob", "n", "pricing", "", "", third),
        ("bob", "n", "pricing", "2026-01-01", "2026-12-31", 0.0),
        ("ann", "n", "new_customers", "", "", 0.5),
        ("bob", "n", "new_customers", "", "", 0.5),
    )


def test_a_row_without_lever_counts_for_every_lever_of_the_role():
    hits = shares(("ann", "n", "", "", "", 0.7), ("bob", "n", "pricing", "", "", 0.4))
    assert [(h.line, h.got) for h in hits] == [(2, "1.1 in all")]


def test_a_row_that_names_the_lever_rules_it_alone():
    assert not shares(
        ("ann", "n", "", "", "", 0.7),
        ("ann", "n", "pricing", "", "", 0.6),
        ("bob", "n", "pricing", "", "", 0.4),
    )


def test_overlay_shares_and_other_levers_do_not_count():
    assert not shares(
        ("cem", "n", "", "", "", 1.0), ("hal", "n", "", "", "", 1.0), ("ann", "n", "", "", "", 1.0)
    )


def test_an_empty_share_takes_what_is_left():
    assert not shares(("ann", "n", "", "", "", 1.0), ("bob", "n", "", "", "", None))


def test_a_territory_above_one_is_reported_once_for_each_lever():
    rows = [("ann", "n", "", "2027-01-01", "", 0.9), ("bob", "n", "", "2027-02-01", "", 0.9)]
    assert len(shares(*rows)) == 2


@pytest.mark.parametrize(
    ("first_end", "second_start", "overlap"),
    [
        ("2027-03-31", "2027-04-01", False),
        ("2027-03-31", "2027-03-31", True),
        ("", "2028-01-01", True),
    ],
)
def test_rows_of_one_cell_overlap_when_they_share_a_day(first_end, second_start, overlap):
    rows = coverage(
        ("ann", "n", "", second_start, "", None),
        ("ann", "n", "", "2027-01-01", first_end, None),
        ("bob", "n", "", "2027-01-01", "", None),
    )
    hits = [p for p in found({"coverage": rows}) if p.code == "dates-overlap"]
    assert [h.line for h in hits] == ([1] if overlap else [])


def test_an_overlap_behind_a_short_row_is_seen():
    rows = coverage(
        ("ann", "n", "", "2027-01-01", "2027-12-31", None),
        ("ann", "n", "", "2027-02-01", "2027-02-05", None),
        ("ann", "n", "", "2027-06-01", "2027-06-05", None),
    )
    hits = [p for p in found({"coverage": rows}) if p.code == "dates-overlap"]
    assert [h.line for h in hits] == [2, 3]


def test_an_unknown_name_is_reported_once_with_its_count_and_the_nearest():
    history = pd.DataFrame(
        {
            "rep_id": ["ann", "an", "an", "ANN"],
            "lever": ["expansion", "expansion", "expansion", "expnsion"],
            "opportunities": [1] * 4,
            "wins": [0] * 4,
        }
    )
    hits = [p for p in found({"history": history}) if p.code == "reference-unknown"]
    assert [(h.line, h.column, h.got) for h in hits] == [
        (2, 1, "an"),
        (4, 1, "ANN"),
        (4, 2, "expnsion"),
    ]
    assert "1 more rows" in hits[0].what
    assert "letter case" in hits[1].fix
    assert hits[2].fix == "Did you mean 'expansion'?"


def test_territories_are_those_listed_else_those_covered_else_one_for_each_rep():
    potential = pd.DataFrame({"territory_id": ["ann"], "lever": ["expansion"], "potential": [1]})
    covered = coverage(("ann", "n", "", "", "", None))
    listed = pd.DataFrame({"territory_id": ["n"]})
    assert "reference-unknown" not in codes({"potential": potential})
    assert "reference-unknown" in codes({"potential": potential, "coverage": covered})
    assert "reference-unknown" in codes({"potential": potential, "territories": listed})


def test_a_stage_is_known_from_stages_or_history_and_anything_goes_without_stages():
    deal = {"territory_id": ["ann"], "lever": ["expansion"], "stage": ["late"], "amount": [1]}
    past = {"lever": ["expansion"], "stage": ["late"], "opportunities": [1], "wins": [0]}
    listed = pd.DataFrame({"stage": ["early"], "win_rate": [0.5]})
    given = {"pipeline": pd.DataFrame(deal)}
    assert "reference-unknown" not in codes(given)
    assert "reference-unknown" in codes({**given, "stages": listed})
    assert "reference-unknown" not in codes(
        {**given, "stages": listed, "history": pd.DataFrame(past)}
    )


def test_a_table_that_lost_rows_proves_nothing_about_others():
    problems = []
    frames = tables.from_frames(
        {
            "reps": REPS.drop(columns="role"),
            "overrides": pd.DataFrame({"rep_id": ["x"], "quota": [1], "reason": ["y"]}),
        },
        problems,
    )
    assert [p.code for p in problems] == ["header-missing"]
    check.check(frames, roles=ROLES, levers=["expansion"], horizon=HORIZON, problems=problems)
    assert [p.code for p in problems] == ["header-missing"]


def test_ids_that_look_alike_are_told_apart_from_equal_ones():
    reps = pd.DataFrame({"rep_id": ["am-1", "AM-1", "am-\uff11", "am-1"], "role": ["hunter"] * 4})
    hits = [p for p in found({"reps": reps}) if p.code in ("id-look-alike", "key-duplicate")]
    assert [(h.code, h.line) for h in hits] == [
        ("key-duplicate", 4),
        ("id-look-alike", 2),
        ("id-look-alike", 3),
    ]
    assert "line 1" in hits[0].what


def test_rows_without_any_key_are_no_twins():
    history = pd.DataFrame({"lever": ["expansion"] * 2, "opportunities": [4, 4], "wins": [1, 1]})
    assert "key-duplicate" not in codes({"history": history})


def tree(*rows):
    return pd.DataFrame(list(rows), columns=["node_id", "parent_id", "manager_rep_id"])


def test_a_circle_is_told_by_its_members():
    nodes = tree(("co", "", ""), ("a", "c", ""), ("b", "a", ""), ("c", "b", ""), ("d", "c", ""))
    (hit,) = [p for p in found({"hierarchy": nodes}) if p.code == "hierarchy-cycle"]
    assert (hit.line, hit.got) == (2, "a > c > b > a")


def test_managers_up_the_tree_are_no_circle():
    reps = REPS.assign(node_id=["co", "a", "b", "b"])
    nodes = tree(("co", "", "ann"), ("a", "co", "bob"), ("b", "a", "cem"))
    assert "manager-cycle" not in codes({"reps": reps, "hierarchy": nodes})


def test_managers_of_each_other_are_a_circle():
    reps = REPS.assign(node_id=["b", "a", "", ""])
    nodes = tree(("co", "", ""), ("a", "co", "ann"), ("b", "co", "bob"))
    (hit,) = [p for p in found({"reps": reps, "hierarchy": nodes}) if p.code == "manager-cycle"]
    assert hit.got == "ann > bob > ann"


@pytest.mark.parametrize(
    ("count", "value", "warned"), [(8, 1001.0, True), (8, 1000.0, False), (6, 1e6, False)]
)
def test_a_value_is_doubted_beyond_a_thousand_medians(count, value, warned):
    rows = pd.DataFrame(
        {
            "territory_id": ["ann"] * (count + 1),
            "lever": ["expansion"] * (count + 1),
            "stage": ["s"] * (count + 1),
            "amount": [1.0] * count + [value],
        }
    )
    assert ("cell-far-from-neighbours" in codes({"pipeline": rows})) == warned


def test_periods_are_first_days_and_those_outside_the_horizon_are_warned_of():
    supply = pd.DataFrame(
        {
            "node_id": ["co"] * 3,
            "lever": ["expansion"] * 3,
            "period": ["2027-04-01", "2027-05-01", "2028-01-01"],
            "source": ["ads"] * 3,
            "amount": [1] * 3,
        }
    )
    hits = found({"supply": supply, "hierarchy": tree(("co", "", ""))})
    dated = [(p.code, p.severity, p.line) for p in hits if p.pointer == "period"]
    assert dated == [("period-unknown", "error", 2), ("dates-outside-horizon", "warning", 3)]


def test_accounts_and_potential_must_agree_where_both_say_something():
    accounts = pd.DataFrame(
        {"account_id": ["1", "2"], "territory_id": ["n", "n"], "expansion": [40.0, 60.0]}
    )
    given = {"territories": pd.DataFrame({"territory_id": ["n", "s"]}), "accounts": accounts}
    potential = pd.DataFrame(
        {
            "territory_id": ["n", "n", "s"],
            "lever": ["expansion", "pricing", "expansion"],
            "potential": [100, 5, 7],
        }
    )
    assert "potential-disagrees" not in codes({**given, "potential": potential})
    potential.loc[0, "potential"] = 101
    hits = [p for p in found({**given, "potential": potential}) if p.code == "potential-disagrees"]
    assert [h.got for h in hits] == ["101.00; accounts 100.00"]


def test_a_lever_needs_primary_credit():
    levers = ("new_customers", "expansion", "retention")
    hits = [p for p in found({}, levers=levers) if p.code == "lever-without-role"]
    assert [h.got for h in hits] == ["retention"]
    overlay_only = {name: ROLES[name] for name in ("hunter", "helper")}
    assert "lever-without-role" in codes({}, roles=overlay_only)


def test_decided_quotas_outside_the_reps_own_bounds_are_warned_of():
    reps = REPS.assign(min_quota=[5, np.nan, np.nan, np.nan], locked_quota=[4, 1, np.nan, np.nan])
    hits = [p for p in found({"reps": reps}) if p.code == "lock-outside-bounds"]
    assert [(h.line, h.severity, h.got) for h in hits] == [(1, "warning", "4.00")]


def test_the_place_of_a_changed_cell_is_the_overlays():
    problems = []
    frames = tables.from_frames({"reps": REPS}, problems)
    tables.apply_rows(
        frames,
        {"reps": {"ann": {"role": "huntr"}, "eva": {"role": "x"}}},
        lambda _: "w.yaml:7",
        problems,
    )
    check.check(frames, roles=ROLES, levers=["expansion"], horizon=HORIZON, problems=problems)
    hits = [p for p in problems if p.code == "reference-unknown"]
    assert [(h.file, h.line, h.got) for h in hits] == [("w.yaml", 7, "huntr"), ("w.yaml", 7, "x")]
