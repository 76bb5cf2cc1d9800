"""One currency, one order: the same tables whatever the order and the format they came in."""

import io

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from allocator.domain.tables import TABLES
from allocator.read import tables
from allocator.read.catalogue.base import FILES

NUMBERS = {"prior_quota", "potential", "opportunities", "wins", "amount", "win_rate"}
NUMBERS |= {"hours_per_opportunity", "deal_size"}
DAYS = {"start_date", "expected_close"}


def given():
    return {
        name.split("/")[1].removesuffix(".csv"): pd.read_csv(
            io.StringIO(text), dtype=str, keep_default_na=False
        )
        for name, text in FILES.items()
        if "/" in name
    }


def converted(frame):
    made = frame.copy()
    for column in made:
        if column in NUMBERS:
            made[column] = pd.to_numeric(made[column])
        elif column in DAYS:
            made[column] = pd.to_datetime(made[column])
    return made


def finished(frames, problems):
    found = tables.finish(frames, currency="USD", fx={}, problems=problems)
    assert problems == []
    return found


@pytest.fixture
def expected():
    problems = []
    return finished(tables.from_frames(given(), problems), problems)


def same(found, expected):
    assert list(found) == list(expected)
    for name in expected:
        pd.testing.assert_frame_equal(found[name], expected[name], check_exact=True)
        assert found[name].to_csv() == expected[name].to_csv()


def write_csv(folder, frames):
    folder.mkdir()
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    return folder


def test_tables_from_csv_are_those_from_frames(expected, tmp_path):
    problems = []
    path = write_csv(tmp_path / "tables", given())
    same(finished(tables.read_tables(path, problems), problems), expected)


def test_rows_and_columns_in_any_order_give_the_same_tables(expected, tmp_path):
    problems = []
    mixed = {
        name: frame.sample(frac=1, random_state=3)[list(frame.columns)[::-1]]
        for name, frame in given().items()
    }
    path = write_csv(tmp_path / "tables", mixed)
    same(finished(tables.read_tables(path, problems), problems), expected)


def test_tables_from_typed_frames_are_the_same(expected):
    problems = []
    frames = {name: converted(frame) for name, frame in given().items()}
    same(finished(tables.from_frames(frames, problems), problems), expected)


def test_tables_from_parquet_are_the_same(expected, tmp_path):
    problems = []
    for name, frame in given().items():
        made = converted(frame).sample(frac=1, random_state=5)
        for column in {"rep_id", "lever"} & {*made}:
            made[column] = made[column].astype("category")
        made.to_parquet(tmp_path / f"{name}.parquet")
    same(finished(tables.read_tables(tmp_path, problems), problems), expected)


@pytest.mark.parametrize("first_year", [1900, 1904])
@pytest.mark.parametrize("as_text", [False, True])
def test_tables_from_a_workbook_are_the_same(expected, tmp_path, first_year, as_text):
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path), {"date_1904": first_year == 1904})
    day = book.add_format({"num_format": "d mmm yyyy"})
    for name, frame in given().items():
        sheet = book.add_worksheet(name)
        typed = frame if as_text else converted(frame)
        for at, column in enumerate(typed):
            sheet.write_string(0, at, column)
            for row, cell in enumerate(typed[column], start=1):
                if pd.isna(cell) or cell == "":
                    continue
                if isinstance(cell, pd.Timestamp):
                    sheet.write_datetime(row, at, cell.to_pydatetime(), day)
                elif isinstance(cell, str):
                    sheet.write_string(row, at, cell)
                else:
                    sheet.write_number(row, at, cell)
    book.close()
    problems = []
    same(finished(tables.read_tables(path, problems), problems), expected)


def test_every_column_is_there_in_order_with_its_type(expected):
    for name, frame in expected.given.items():
        spec = TABLES[name]
        assert tuple(frame.columns) == spec.names
        assert frame.dtypes.tolist() == spec.empty().dtypes.tolist()
        assert frame.index.equals(pd.RangeIndex(len(frame)))
        assert frame.attrs == {}


def test_a_table_without_rows_counts_as_not_given():
    problems = []
    frames = tables.from_frames({"stages": pd.DataFrame({"stage": []})}, problems)
    assert "stages" not in finished(frames, problems)


def test_rows_are_sorted_by_key_and_then_by_the_rest():
    problems = []
    frame = pd.DataFrame(
        {
            "row_id": ["b", "", "", "a"],
            "lever": ["expansion", "pricing", "expansion", "channel"],
            "opportunities": [1, 2, 3, 4],
            "wins": [0, 0, 0, -0.0],
        }
    )
    found = finished(tables.from_frames({"history": frame}, problems), problems)["history"]
    assert found["row_id"].tolist() == ["", "", "a", "b"]
    assert found["opportunities"].tolist() == [3, 2, 4, 1]
    assert not np.signbit(found["wins"]).any()


def test_money_is_converted_by_its_row_and_nothing_else_is():
    problems = []
    frame = pd.DataFrame(
        {
            "row_id": ["1", "2", "3"],
            "territory_id": ["n"] * 3,
            "lever": ["expansion"] * 3,
            "stage": ["open"] * 3,
            "opportunities": [2, 2, 2],
            "amount": [100, 100, 100],
            "currency": ["EUR", "", "USD"],
        }
    )
    frames = tables.from_frames({"pipeline": frame}, problems)
    found = tables.finish(frames, currency="USD", fx={"EUR": 1.08}, problems=problems)
    assert problems == []
    assert found["pipeline"]["amount"].tolist() == [108.0, 100.0, 100.0]
    assert found["pipeline"]["opportunities"].tolist() == [2, 2, 2]
    assert tuple(found["pipeline"].columns) == TABLES["pipeline"].names


def test_booked_money_may_be_negative_and_is_converted():
    problems = []
    frame = pd.DataFrame(
        {
            "rep_id": ["a"],
            "lever": ["retention"],
            "period": ["2027-01-01"],
            "booked": [-50],
            "currency": ["EUR"],
        }
    )
    frames = tables.from_frames({"actuals": frame}, problems)
    found = tables.finish(frames, currency="USD", fx={"EUR": 2.0}, problems=problems)
    assert problems == []
    assert found["actuals"]["booked"].tolist() == [-100.0]


def test_a_currency_without_a_rate_is_refused_where_it_stands():
    problems = []
    frame = pd.DataFrame({"rep_id": ["a", "b"], "role": ["x", "x"], "currency": ["USD", "usd"]})
    frames = tables.from_frames({"reps": frame}, problems)
    tables.finish(frames, currency="USD", fx={}, problems=problems)
    assert [(p.code, p.line, p.column, p.got) for p in problems] == [
        ("currency-unknown", 2, 3, "usd")
    ]
    assert "'USD'" in problems[0].fix
