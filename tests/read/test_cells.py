"""Cells as numbers, days, flags, ids and text, from every kind of array."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from allocator.read.cells import convert
from allocator.read.figures import diagnosis


def codes(findings):
    return [(f.flaw.code, f.rows.tolist()) for f in findings]


def test_numbers_read_exactly():
    values, findings, empty = convert(
        pa.array(["1", " 2.50 ", "+3", "1e3", ".5", "4.", "", None]), "money"
    )
    assert findings == []
    assert values[:6].tolist() == [1.0, 2.5, 3.0, 1000.0, 0.5, 4.0]
    assert empty.tolist() == [False] * 6 + [True] * 2


def test_good_cells_of_a_column_with_bad_ones_keep_their_values():
    values, findings, _ = convert(pa.array(["1", "x", "3", "(5)", "nan", "-1"]), "money")
    assert sorted(codes(findings)) == [
        ("cell-negative", [5]),
        ("cell-not-a-number", [1]),
        ("cell-not-finite", [4]),
        ("cell-number-in-brackets", [3]),
    ]
    assert np.isnan(values).tolist() == [False, True, False, True, True, True]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.234,56", "cell-number-grouped"),
        ("1,234.56", "cell-number-grouped"),
        ("1 234", "cell-number-grouped"),
        ("1\u00a0234", "cell-number-grouped"),
        ("1\u2019234", "cell-number-grouped"),
        ("(1,000)", "cell-number-in-brackets"),
        ("$1", "cell-number-with-currency"),
        ("1 €", "cell-number-with-currency"),
        ("-$1,000", "cell-number-with-currency"),
        ("US$ 5", "cell-number-with-currency"),
        ("EUR 5", "cell-number-with-currency"),
        ("12%", "cell-number-with-percent"),
        ("5-", "cell-number-trailing-minus"),
        ("\uff11\uff12", "cell-number-foreign-digits"),
        ("१२", "cell-number-foreign-digits"),
        ("#VALUE!", "cell-error-value"),
        ("#######", "cell-error-value"),
        ("--5", "cell-not-a-number"),
        ("'5", "cell-not-a-number"),
        ("five", "cell-not-a-number"),
    ],
)
def test_a_text_that_is_no_number_is_told_why(text, code):
    assert diagnosis(text).code == code


@pytest.mark.parametrize(
    ("cells", "values", "refused"),
    [
        (["0,5", "12,25"], [0.5, 12.25], []),
        (["1,234"], [None], [0]),
        (["1.234"], [None], [0]),
        (["1,234", "5,5"], [1.234, 5.5], []),
        (["1.234", "5,5"], [None, 5.5], [0]),
        (["1.234", "5.5"], [1.234, 5.5], []),
        (["1,234", "5.5"], [None, 5.5], [0]),
        (["1234,567", "1234"], [1234.567, 1234.0], []),
        (["0,125"], [0.125], []),
        (["5,5", "6.5", "1,234", "1.234"], [5.5, 6.5, None, None], [2, 3]),
    ],
)
def test_a_decimal_comma_is_read_where_it_is_no_guess(cells, values, refused):
    read, findings, _ = convert(pa.array(cells), "money", comma=True)
    assert [None if np.isnan(v) else v for v in read] == values
    assert codes(findings) == ([("cell-number-ambiguous", refused)] if refused else [])


def test_a_decimal_comma_in_a_file_of_commas_is_refused():
    _, findings, _ = convert(pa.array(["0,5"]), "money")
    assert codes(findings) == [("cell-number-grouped", [0])]


def test_a_share_above_one_is_no_percentage():
    values, findings, _ = convert(pa.array(["1", "0.5", "50", "1.01"]), "share")
    assert codes(findings) == [("cell-share-above-one", [2, 3])]
    assert "0.5" in findings[0].flaw.fix
    assert np.isnan(values[2])


def test_a_number_may_be_negative_where_its_meaning_allows():
    values, findings, _ = convert(pa.array(["-5"]), "number")
    assert values.tolist() == [-5.0]
    assert findings == []


def test_numbers_beyond_measure_are_refused():
    _, findings, _ = convert(pa.array(["1e15", "1e16", "1e999", "inf"]), "money")
    assert sorted(codes(findings)) == [
        ("cell-not-finite", [3]),
        ("cell-too-large", [1]),
        ("cell-too-large", [2]),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        pa.array([1, None], pa.int64()),
        pa.array([1.0, None]),
        pa.array([1.0, float("nan")]),
        pa.array([Decimal("1.00"), None]),
        pa.array(["1", ""]),
        pa.array(["1", None]).dictionary_encode(),
        pa.chunked_array([["1"], [None]]),
        pa.chunked_array([pa.array(["1"]).dictionary_encode(), pa.array([""]).dictionary_encode()]),
    ],
)
def test_numbers_of_every_array_type_read_alike(cells):
    values, findings, empty = convert(cells, "money")
    assert findings == []
    assert values[0] == 1.0
    assert empty.tolist() == [False, True]


def test_a_decimal_reads_as_its_own_digits():
    values, _, _ = convert(pa.array([Decimal("0.1"), Decimal("1234567.89")]), "money")
    assert values.tolist() == [0.1, 1234567.89]


@pytest.mark.parametrize(
    "cells",
    [
        pa.array(["2027-01-31", ""]),
        pa.array(["2027-01-31T00:00:00", " "]),
        pa.array(["2027-01-31 00:00", None]),
        pa.array([dt.date(2027, 1, 31), None]),
        pa.array([dt.datetime(2027, 1, 31), None]),  # noqa: DTZ001 - a day has no zone
        pa.array([dt.date(2027, 1, 31), None], pa.date64()),
        pa.array([dt.datetime(2027, 1, 31, tzinfo=dt.UTC), None]),
    ],
)
def test_days_of_every_array_type_read_alike(cells):
    values, findings, empty = convert(cells, "date")
    assert findings == []
    assert values.dtype == "datetime64[s]"
    assert str(values[0]) == "2027-01-31T00:00:00"
    assert empty.tolist() == [False, True]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2027-13-01", "cell-not-a-date"),
        ("2027-02-29", "cell-not-a-date"),
        ("31.01.2027", "cell-not-a-date"),
        ("2027-1-1", "cell-not-a-date"),
        ("46418", "cell-not-a-date"),
        ("2027-01-31 10:00", "cell-date-with-time"),
        ("#N/A", "cell-error-value"),
        ("0001-01-01", "cell-date-far-away"),
        ("2200-01-01", "cell-date-far-away"),
    ],
)
def test_a_cell_that_is_no_day_is_told_why(cell, code):
    values, findings, _ = convert(pa.array([cell, "2028-02-29"]), "date")
    assert codes(findings) == [(code, [0])]
    assert str(values[1]) == "2028-02-29T00:00:00"


def test_a_moment_within_the_day_is_refused():
    _, findings, _ = convert(pa.array([dt.datetime(2027, 1, 31, 9, 30, tzinfo=dt.UTC)]), "date")
    assert codes(findings) == [("cell-date-with-time", [0])]


def test_flags_read_from_words_and_empty_is_false():
    values, findings, _ = convert(
        pa.array(["true", "FALSE", "Yes", "no", "1", "0", "", None, "x"]), "flag"
    )
    assert values.tolist() == [True, False, True, False, True, False, False, False, False]
    assert codes(findings) == [("cell-not-a-flag", [8])]


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (pa.array([7, None]), ["7", ""]),
        (pa.array([7.0, None]), ["7", ""]),
        (pa.array([7.5, None]), ["7.5", ""]),
        (pa.array(["007", " "]), ["007", ""]),
        (pa.array(["007", None], pa.large_string()), ["007", ""]),
        (pa.array([True, None]), ["true", ""]),
    ],
)
def test_ids_of_every_array_type_are_text(cells, text):
    values, findings, empty = convert(cells, "id")
    assert list(values) == text
    assert values.dtype == "str"
    assert findings == []
    assert empty.tolist() == [False, True]


@pytest.mark.parametrize(
    "hidden",
    [
        "a\u200bb",
        "a\u202eb",
        "\u2066ab",
        "a\tb",
        "a\nb",
        "a\u00adb",
        "a\ufeffb",
        "a\u2800b",
        "a\u3164b",
    ],
)
def test_an_id_with_a_hidden_character_is_refused_and_a_name_is_not(hidden):
    assert codes(convert(pa.array([hidden]), "id")[1]) == [("id-hidden-character", [0])]
    assert convert(pa.array([hidden]), "text")[1] == []


@pytest.mark.parametrize("turned", ["123.0", "1E5", "1.23E+11", "5e10"])
def test_an_id_that_became_a_number_is_refused(turned):
    assert codes(convert(pa.array([turned]), "id")[1]) == [("id-turned-into-number", [0])]


@pytest.mark.parametrize("kept", ["123", "1.5", "12E5", "E5", "v1.0", "007", "Zürich", "北", "a b"])
def test_other_ids_are_kept(kept):
    values, findings, _ = convert(pa.array([kept]), "id")
    assert list(values) == [kept]
    assert findings == []


def test_days_in_a_column_of_ids_were_ids_once():
    assert codes(convert(pa.array([dt.date(2027, 3, 1)]), "id")[1]) == [
        ("id-turned-into-date", [0])
    ]
