"""plan - other: figures by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from allocator.domain.plan import COLUMNS, Plan
from allocator.errors import InputError

CELLS = (
    ("ann", "t1", "expansion", "2027-01-01", "primary", 100.0),
    ("ann", "t2", "expansion", "2027-01-01", "primary", 50.0),
    ("bob", "t1", "expansion", "2027-04-01", "primary", 200.0),
    ("eve", "t1", "expansion", "2027-04-01", "overlay", 60.0),
)


def plan(cells=CELLS, *, currency="USD", shortfall=(), pipeline=(), **totals):
    quotas = pd.DataFrame(list(cells), columns=list(COLUMNS["quotas"]))
    reps = pd.DataFrame(columns=list(COLUMNS["reps"]))
    reps["rep_id"] = list(dict.fromkeys(quotas["rep_id"]))
    primary = quotas.loc[quotas["credit"] == "primary", "quota"].sum()
    document = {
        "scenario": "small", "model": "balanced", "status": "optimal", "currency": currency,
        "totals": {"target": 350.0, "assigned": float(primary), "shortfall": 0.0, **totals},
        "input_hash": "0",
    }  # fmt: skip
    return Plan(
        document,
        quotas,
        reps,
        pd.DataFrame(columns=list(COLUMNS["rollup"])),
        pd.DataFrame(list(shortfall), columns=list(COLUMNS["shortfall"])),
        pd.DataFrame(list(pipeline), columns=list(COLUMNS["pipeline_quotas"])),
        {},
        None,
    )


def rows(table):
    return [tuple(row) for row in table.itertuples(index=False)]


def test_equal_plans_are_equal_and_their_difference_is_false():
    assert plan() == plan()
    assert hash(plan()) == hash(plan())
    assert not plan() - plan()
    assert str(plan() - plan()) == "no difference"
    assert plan() != "a plan"


def test_row_order_is_no_difference():
    assert not plan(reversed(CELLS)) - plan()


def test_what_moved_is_told_by_rep_lever_period_and_cell_and_the_rest_is_dropped():
    ann, second, bob, eve = CELLS
    more = (*ann[:-1], 130.0)
    less = (*bob[:-1], 170.0)
    found = plan((more, second, less, eve)) - plan()
    assert rows(found.reps) == [
        ("ann", "primary", 150.0, 180.0, 30.0),
        ("bob", "primary", 200.0, 170.0, -30.0),
    ]
    assert rows(found.periods) == [
        ("2027-01-01", 150.0, 180.0, 30.0),
        ("2027-04-01", 200.0, 170.0, -30.0),
    ]
    assert rows(found.levers) == []
    assert rows(found.cells) == [
        ("ann", "t1", "expansion", "2027-01-01", "primary", 100.0, 130.0, 30.0),
        ("bob", "t1", "expansion", "2027-04-01", "primary", 200.0, 170.0, -30.0),
    ]
    assert found.totals == {}
    assert str(found) == "reps: 2 changed"


def test_a_move_inside_a_reps_quota_is_a_difference_of_cells_alone():
    ann, second, *rest = CELLS
    moved = plan(((*ann[:-1], 90.0), (*second[:-1], 60.0), *rest)) - plan()
    assert moved
    assert rows(moved.reps) == []
    assert moved.cells["change"].tolist() == [-10.0, 10.0]
    assert str(moved) == "quotas moved inside reps"


def test_new_and_gone_reps_are_named_and_counted_from_and_to_zero():
    dan = ("dan", "t2", "expansion", "2027-04-01", "primary", 200.0)
    found = plan((*CELLS[:2], dan, CELLS[3])) - plan()
    assert (found.new, found.gone) == (("dan",), ("bob",))
    assert rows(found.reps) == [
        ("bob", "primary", 200.0, 0.0, -200.0),
        ("dan", "primary", 0.0, 200.0, 200.0),
    ]
    assert str(found) == "reps: 2 changed, 1 new, 1 gone"


def test_overlay_credit_changes_reps_but_no_lever_or_period():
    found = plan((*CELLS[:3], (*CELLS[3][:-1], 80.0))) - plan()
    assert rows(found.reps) == [("eve", "overlay", 60.0, 80.0, 20.0)]
    assert rows(found.levers) == rows(found.periods) == []


def test_totals_shortfall_pipeline_and_status_are_told():
    short = [("expansion", "2027-04-01", 40.0, "hours")]
    brought = [("sue", "west", "expansion", "2027-01-01", 900.0)]
    after = plan((*CELLS[:2], (*CELLS[2][:-1], 160.0), CELLS[3]), shortfall=short, pipeline=brought,
                 shortfall_total=0.0)  # fmt: skip
    after = replace(after, document={**after.document, "status": "optimal_short"})
    found = after - plan()
    assert found.totals == {"assigned": (350.0, 310.0)}
    assert found.heading == {"status": ("optimal", "optimal_short")}
    assert rows(found.shortfall) == [("expansion", "2027-04-01", 0.0, 40.0, 40.0)]
    assert rows(found.pipeline) == [("sue", "west", "expansion", "2027-01-01", 0.0, 900.0, 900.0)]
    assert str(found).startswith("status optimal -> optimal_short; assigned 350 -> 310")


def test_the_opposite_subtraction_has_the_opposite_sign():
    more = plan(((*CELLS[0][:-1], 130.0), *CELLS[1:]))
    assert (more - plan()).reps["change"].tolist() == [30.0]
    assert (plan() - more).reps["change"].tolist() == [-30.0]


def test_cents_that_only_adding_has_left_are_no_difference():
    split = [(*CELLS[0][:4], "primary", 0.1), ("ann", "t3", *CELLS[0][2:4], "primary", 0.2)]
    whole = [(*CELLS[0][:4], "primary", 0.3)]
    assert rows((plan(split) - plan(whole)).reps) == []


def test_plans_in_two_currencies_have_no_difference():
    with pytest.raises(InputError) as refused:
        plan() - plan(currency="EUR")
    assert [problem.code for problem in refused.value.problems] == ["currencies-differ"]


def test_only_a_plan_can_be_taken_from_a_plan():
    with pytest.raises(TypeError):
        plan() - 1
