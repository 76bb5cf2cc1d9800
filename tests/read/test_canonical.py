import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from allocator.read import yaml
from allocator.read.canonical import csv_bytes, json_bytes, number_text, ordered, yaml_bytes


def test_every_kind_of_column_has_one_way_to_be_written():
    frame = pd.DataFrame(
        {
            "id": pd.Series(["02139", "a,b", 'say "hi"', ""], dtype="str"),
            "money": [800000.0, 0.1, np.nan, -0.0],
            "count": np.array([1, 2, 3, 4], np.int64),
            "flag": [True, False, True, False],
            "day": pd.to_datetime(["2027-01-01", None, "2027-12-31", None]).astype("datetime64[s]"),
        }
    )
    assert csv_bytes(frame).decode() == (
        "id,money,count,flag,day\n"
        "02139,800000,1,true,2027-01-01\n"
        '"a,b",0.1,2,false,\n'
        '"say ""hi""",,3,true,2027-12-31\n'
        ",0,4,false,\n"
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_run_is_protected(text):
    written = csv_bytes(pd.DataFrame({"a": pd.Series([text], dtype="str")}))
    assert written.split(b"\n", 1)[1].lstrip(b'"').startswith(b"'" + text[:1].encode())


def test_numbers_below_zero_are_no_text():
    assert csv_bytes(pd.DataFrame({"a": [-1.5]})) == b"a\n-1.5\n"


def test_a_table_without_rows_is_its_header():
    assert csv_bytes(pd.DataFrame({"a": [], "b": []})) == b"a,b\n"


@given(st.floats(allow_infinity=False, allow_nan=False))
def test_numbers_read_back_exactly(value):
    assert float(number_text(value)) == value


def test_json_keeps_the_order_and_has_one_text_for_one_number():
    text = json_bytes({"b": 1.0, "a": np.float64(0.5), "c": (np.int64(2), None, True), "ü": "ü"})
    assert text.decode() == (
        '{\n  "b": 1,\n  "a": 0.5,\n  "c": [\n    2,\n    null,\n    true\n  ],\n  "ü": "ü"\n}\n'
    )
    assert json.loads(json_bytes({"x": 1e6})) == json.loads(json_bytes({"x": 1_000_000}))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_refuses_what_is_no_number(value):
    with pytest.raises(ValueError, match="JSON"):
        json_bytes({"x": value})


WORDS = [
    "NO", "yes", "0123", "1e3", "12:30:45", "2027-01-01", "", " x", "a: b", "# x", "null", "~",
    "x\ny", "ümlaut", "- a", "{a}", "0x1F", "1_000", ".5", "true", "*x", "&y", "!t", "%", "a #b",
    "tab\tin", "'q'", '"q"', "plain text", "a/b-c", "x:",
]  # fmt: skip


def test_yaml_loads_back_equal_by_any_reader():
    given_ = {
        "numbers": [1, 0.1, 1e-7, 1e22, -3.5, 100000000.0, 5e-324],
        "words": WORDS,
        "maps": {word: 1 for word in WORDS if word},
        "nothing": None,
        "flags": [True, False],
        "empty": [[], {}],
        "day": dt.date(2027, 1, 1),
    }
    content = yaml_bytes(given_)
    wanted = {**given_, "day": "2027-01-01"}
    assert YAML(typ="safe", pure=True).load(content) == wanted
    problems = []
    assert yaml.parse(content, file="x.yaml", problems=problems).plain() == wanted
    assert problems == []


def test_yaml_has_no_anchors_for_values_that_stand_twice():
    shared = ["a", "b"]
    assert b"&" not in yaml_bytes({"x": shared, "y": shared})


def test_keys_in_another_order_are_the_same_mapping():
    one = ordered({"b": {"y": 1, "x": 2}, "a": [{"d": 1, "c": 2}], "name": 3}, ("name",))
    assert list(one) == ["name", "a", "b"]
    assert list(one["b"]) == ["x", "y"]
    assert list(one["a"][0]) == ["c", "d"]
