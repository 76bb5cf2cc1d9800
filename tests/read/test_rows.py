"""Rows that overlays change: by key, typed like cells, each with its place."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from allocator.domain.scenario import Change
from allocator.read import tables

REPS = pd.DataFrame(
    {"rep_id": ["ann", "bob"], "role": ["hunter", "farmer"], "prior_quota": [100.0, np.nan]}
)
COVERAGE = pd.DataFrame(
    {
        "rep_id": ["ann", "ann", "bob"],
        "territory_id": ["north", "north", "south"],
        "lever": ["expansion", "", ""],
        "start_date": ["2027-01-01", "", ""],
        "share": [0.5, np.nan, np.nan],
    }
)


@pytest.fixture
def frames():
    problems = []
    made = tables.from_frames({"reps": REPS, "coverage": COVERAGE}, problems)
    assert problems == []
    return made


def applied(frames, rows):
    problems = []
    changes = tables.apply_rows(frames, rows, lambda path: f"what-if.yaml:{len(path)}", problems)
    return changes, problems


def test_a_cell_is_changed_and_its_place_kept(frames):
    changes, problems = applied(frames, {"reps": {"ann": {"end_date": "2027-03-01"}}})
    assert problems == []
    path = "rows.reps.ann.end_date"
    assert changes == [Change(path, None, "2027-03-01", f"what-if.yaml:{len(path)}")]
    assert str(frames["reps"]["end_date"].iloc[0].date()) == "2027-03-01"
    assert frames["reps"].attrs["placed"] == {(1, "end_date"): "what-if.yaml:22"}


@pytest.mark.parametrize("day", ["2027-03-01", dt.date(2027, 3, 1), dt.datetime(2027, 3, 1)])  # noqa: DTZ001 - a day has no zone
def test_a_day_may_be_text_or_a_date(frames, day):
    changes, problems = applied(frames, {"reps": {"ann": {"end_date": day}}})
    assert problems == []
    assert changes[0].new == "2027-03-01"


def test_null_empties_a_cell_and_deletes_a_row(frames):
    changes, problems = applied(frames, {"reps": {"ann": {"prior_quota": None}, "bob": None}})
    assert problems == []
    assert [(c.path, c.old, c.new) for c in changes] == [
        ("rows.reps.ann.prior_quota", 100.0, None),
        ("rows.reps.bob", {"rep_id": "bob", "role": "farmer"}, None),
    ]
    assert frames["reps"]["rep_id"].tolist() == ["ann"]
    assert np.isnan(frames["reps"]["prior_quota"].iloc[0])


def test_a_row_is_added_with_its_key_columns_from_the_key(frames):
    changes, problems = applied(
        frames, {"coverage": {"bob/north/expansion/2027-04-01": {"share": 0.25}}}
    )
    assert problems == []
    new = {
        "rep_id": "bob",
        "territory_id": "north",
        "lever": "expansion",
        "start_date": "2027-04-01",
        "share": 0.25,
    }
    assert [(c.old, c.new) for c in changes] == [(None, new)]
    added = frames["coverage"].iloc[-1]
    assert (added["rep_id"], added["share"]) == ("bob", 0.25)
    assert frames["coverage"].index[-1] < 0


def test_empty_parts_at_the_end_of_a_key_may_be_left_out(frames):
    changes, problems = applied(frames, {"coverage": {"bob/south": {"share": 1}}})
    assert problems == []
    assert changes[0].new == 1.0
    changes, problems = applied(frames, {"coverage": {"bob/south//": {"share": 0.5}}})
    assert problems == []
    assert changes[0].old == 1.0


def test_a_key_names_one_row_among_those_that_begin_alike(frames):
    applied(frames, {"coverage": {"ann/north": {"share": 0.125}}})
    assert frames["coverage"]["share"].tolist()[:2] == [0.5, 0.125]


def test_rows_make_a_table_that_was_not_given(frames):
    _, problems = applied(
        frames, {"absences": {"ann/2027-01-01": {"end_date": "2027-02-01", "share": 0.5}}}
    )
    assert problems == []
    assert frames["absences"]["share"].tolist() == [0.5]


def test_a_change_to_the_same_value_is_no_change(frames):
    changes, problems = applied(frames, {"reps": {"ann": {"prior_quota": 100, "role": "hunter"}}})
    assert (changes, problems) == ([], [])


def test_later_overlays_see_earlier_ones(frames):
    applied(frames, {"reps": {"eva": {"role": "hunter"}}})
    changes, problems = applied(frames, {"reps": {"eva": {"fte": 0.5}, "fay": {"role": "farmer"}}})
    assert problems == []
    assert changes[0].path == "rows.reps.eva.fte"
    assert frames["reps"]["rep_id"].tolist() == ["ann", "bob", "eva", "fay"]
    assert frames["reps"].index.is_unique


@pytest.mark.parametrize(
    ("rows", "code", "fix"),
    [
        ({"rep": {"ann": None}}, "table-unknown", "Did you mean 'reps'?"),
        ({"reps": {"an": {"fte": 1}}}, "row-unknown", "Did you mean 'ann'? A new row needs role."),
        ({"reps": {"an": None}}, "row-unknown", "Did you mean 'ann'?"),
        ({"coverage": {"eva": {"share": 1}}}, "row-unknown", "A new row needs territory_id."),
        ({"reps": {"ann": {"ft": 1}}}, "header-unknown", "Did you mean 'fte'?"),
        ({"reps": {"ann": {"role": None}}}, "cell-empty", ""),
        ({"reps": {"ann": {"prior_quota": -1}}}, "cell-negative", ""),
        ({"reps": {"ann": {"prior_quota": "1,000"}}}, "cell-number-grouped", ""),
        ({"reps": {"ann": {"prior_quota": True}}}, "cell-not-a-number", ""),
        ({"reps": {"ann": {"prior_quota": [1]}}}, "cell-not-a-number", ""),
        ({"reps": {"ann": {"end_date": "soon"}}}, "cell-not-a-date", ""),
        ({"reps": {"ann": {"rep_id": "eva"}}}, "row-key-changed", ""),
        ({"reps": {"ann": 5}}, "row-not-a-map", ""),
        ({"reps": []}, "row-not-a-map", ""),
    ],
)
def test_what_cannot_be_applied_is_reported_at_its_own_place(frames, rows, code, fix):
    before = {name: frame.copy() for name, frame in frames.items()}
    changes, problems = applied(frames, rows)
    assert changes == []
    assert [p.code for p in problems] == [code]
    assert fix in problems[0].fix
    assert problems[0].file == "what-if.yaml"
    assert problems[0].line > 0
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frames[name], frame)


def test_a_key_that_two_rows_have_is_refused():
    problems = []
    history = pd.DataFrame({"lever": ["expansion"] * 2, "opportunities": [1, 2], "wins": [0, 0]})
    frames = tables.from_frames({"history": history}, problems)
    _, problems = applied(frames, {"history": {"": {"wins": 1}}})
    assert [p.code for p in problems] == ["row-key-ambiguous"]


def test_a_currency_may_be_given_by_an_overlay(frames):
    changes, problems = applied(frames, {"reps": {"ann": {"currency": "EUR"}}})
    assert problems == []
    assert changes[0].new == "EUR"
    found = tables.finish(frames, currency="USD", fx={"EUR": 1.08}, problems=problems)
    assert found["reps"]["prior_quota"].iloc[0] == pytest.approx(108.0)
