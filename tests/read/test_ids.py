from __future__ import annotations

import pytest

from allocator.read.ids import Ids, read_ids
from exported import ids_rows, record, written_ids


def codes(tmp_path, rows, *, records=True, head="kind,id,platform_id"):
    problems = []
    found = read_ids(written_ids(tmp_path / "ids.csv", rows, head), problems, records=records)
    told = [problem.code for problem in problems if problem.severity == "error"]
    assert (found is None) == bool(told)
    return told


def test_ids_are_looked_up_by_kind(tmp_path):
    problems = []
    ids = read_ids(written_ids(tmp_path / "ids.csv", ids_rows()), problems, records=True)
    assert problems == []
    assert ids.of("rep")["bob"] == record("005", 1)
    assert set(ids.of("lever")) == {"new_customers", "expansion"}
    assert ids.has("rep")
    assert not ids.has("account")


def test_no_table_has_no_ids():
    assert not Ids().has("rep")
    assert Ids().of("rep") == {}


def test_further_columns_of_a_lever_are_read(tmp_path):
    rows = [("lever", "expansion", record("0Db", 1), "Core", "true"),
            ("lever", "pricing", record("0Db", 1), "", "")]  # fmt: skip
    file = written_ids(
        tmp_path / "ids.csv", rows, "kind,id,platform_id,product_family,by_territory"
    )
    ids = read_ids(file, [], records=True)
    assert ids.column("lever", "product_family") == {"expansion": "Core", "pricing": ""}
    assert ids.column("lever", "by_territory") == {"expansion": True, "pricing": False}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("reps", "ann", record("005", 9)), "ids-kind-unknown"),
        (("rep", "ann", record("005", 9)), "import-duplicate"),
        (("rep", "zoe", "005"), "ids-no-record"),
        (("rep", "zoe", record("005", 9) + "AB"), "ids-no-record"),
        (("rep", "zoe", record("005", 0)), "ids-twice"),
        (("rep", "zoe", record("005", 0) + "AAB"), "ids-twice"),
    ],
)
def test_what_is_wrong_with_a_row_is_told(tmp_path, row, code):
    assert codes(tmp_path, ids_rows(row)) == [code]


def test_two_levers_may_have_one_forecast_type(tmp_path):
    assert codes(tmp_path, ids_rows(("lever", "pricing", record("0Db", 1)))) == []


def test_other_platforms_have_ids_of_any_form(tmp_path):
    rows = [("rep", "ann", "Ann, from HR"), ("period", "2027-01-01", "Q1 FY27")]
    assert codes(tmp_path, [(a, b, f'"{c}"') for a, b, c in rows], records=False) == []


def test_a_missing_column_file_or_cell_is_told(tmp_path):
    assert codes(tmp_path, [("rep", "ann")], head="kind,id") == ["import-column-missing"]
    problems = []
    assert read_ids(tmp_path / "none.csv", problems, records=True) is None
    assert [problem.code for problem in problems] == ["import-file-missing"]
    assert codes(tmp_path, [("rep", "ann", "")]) != []
