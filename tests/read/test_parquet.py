"""Parquet: types that are accepted, rows by number, files that are not whole."""

import datetime as dt
import io
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest

from allocator.domain.tables import TABLES
from allocator.read import parquet
from allocator.read.cells import typed


def written(columns, **options):
    held = io.BytesIO()
    arrow_parquet.write_table(pa.table(columns), held, **options)
    return held.getvalue()


def read(tmp_path, data):
    path = tmp_path / "reps.parquet"
    path.write_bytes(data)
    problems = []
    grid = parquet.read_parquet(path, "reps.parquet", TABLES["reps"], problems)
    return typed(grid, TABLES["reps"], problems), problems


def test_types_that_say_the_same_read_alike(tmp_path):
    columns = {
        "rep_id": pa.array([7, 8], pa.int16()),
        "role": pa.array(["hunter", "hunter"]).dictionary_encode(),
        "name": pa.array(["A", None], pa.large_string()),
        "start_date": pa.array([dt.date(2027, 1, 1), None]),
        "end_date": pa.array([dt.datetime(2027, 6, 30), None], pa.timestamp("ns")),  # noqa: DTZ001 - a day has no zone
        "fte": pa.array([0.5, float("nan")], pa.float32()),
        "prior_quota": pa.array([Decimal("30000.10"), None], pa.decimal128(12, 2)),
    }
    frame, problems = read(tmp_path, written(columns))
    assert problems == []
    first = frame.iloc[0]
    assert first[["rep_id", "role", "name"]].tolist() == ["7", "hunter", "A"]
    assert first["start_date"].date() == dt.date(2027, 1, 1)
    assert first["end_date"].date() == dt.date(2027, 6, 30)
    assert first["fte"] == 0.5
    assert first["prior_quota"] == 30000.10
    assert frame.iloc[1].isna().sum() >= 4


def test_a_flawed_cell_is_named_by_row_number_and_column(tmp_path):
    columns = {"rep_id": ["a", "b"], "role": ["x", "x"], "prior_quota": [1.0, -1.0]}
    _, problems = read(tmp_path, written(columns))
    assert [(p.code, p.line, p.column, p.got) for p in problems] == [("cell-negative", 2, 3, "-1")]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[1.0]]),
        pa.array([b"1"]),
        pa.array([{"a": 1}]),
        pa.array([dt.timedelta(1)]),
        pa.array([dt.time(1)]),
    ],
)
def test_a_type_that_no_table_has_is_refused(tmp_path, column):
    columns = {"rep_id": pa.array(["a"]), "role": pa.array(["x"]), "prior_quota": column}
    _, problems = read(tmp_path, written(columns))
    assert [(p.code, p.pointer) for p in problems] == [("parquet-foreign-type", "prior_quota")]


def test_text_that_is_not_utf_8_is_refused(tmp_path):
    bad = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")]
    )
    columns = {"rep_id": bad, "role": pa.array(["x"])}
    _, problems = read(tmp_path, written(columns, use_dictionary=False))
    assert [p.code for p in problems] == ["parquet-corrupt"]


def test_a_file_that_says_it_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "MOST_ROWS", 1)
    _, problems = read(tmp_path, written({"rep_id": ["a", "b"], "role": ["x", "x"]}))
    assert [p.code for p in problems] == ["table-too-long"]


def test_a_file_cut_anywhere_is_refused_and_never_raises(tmp_path):
    whole = written({"rep_id": ["a", "b"], "role": ["x", "x"]})
    for size in range(0, len(whole), 13):
        _, problems = read(tmp_path, whole[:size])
        assert [p.code for p in problems] in (["parquet-truncated"], ["parquet-corrupt"])


def test_the_index_that_pandas_writes_is_no_column(tmp_path):
    columns = {"rep_id": ["a"], "role": ["x"], "__index_level_0__": [5]}
    _, problems = read(tmp_path, written(columns))
    assert problems == []
