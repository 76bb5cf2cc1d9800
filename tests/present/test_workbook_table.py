"""Tables of a workbook: widths, sums, heads, and rows that are empty."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from allocator.present.workbook.book import Book
from allocator.present.workbook.cells import LONGEST, Column, clipped, fitting, listed, prose_lines
from allocator.present.workbook.charts import axis_start, scaled
from allocator.present.workbook.facts import labels
from allocator.present.workbook.measures import measure_table
from allocator.present.workbook.style import money_format
from allocator.present.workbook.table import table
from workbooks import opened


@pytest.fixture
def book():
    return Book("Ada & Bo", "USD", 1.0)


def test_sums_above_follow_the_filter_and_sums_below_do_not(book):
    sheet = book.sheet("One", "One", "")
    columns = [Column("Who", "text", ["a", "b"]), Column("M", "money", [1.0, 2.0], total="sum")]
    above = table(sheet, columns)
    below = table(sheet, columns, sums="below")
    written = opened(book.content(), values=False)["One"]
    assert written.cell(above.total_row + 1, 2).value == "=SUBTOTAL(109,$B$5:$B$6)"
    assert written.cell(below.total_row + 1, 2).value == "=SUM($B$8:$B$9)"
    assert above.sums == below.sums == {"M": 3.0}


def test_a_table_without_rows_stands_with_its_head_and_a_sum_of_nothing(book):
    sheet = book.sheet("One", "One", "")
    placed = table(
        sheet, [Column("Who", "text", []), Column("M", "money", [], total="sum")], main=True
    )
    written = opened(book.content())["One"]
    assert placed.sums == {"M": 0.0}
    assert written["B3"].value == 0
    assert written["A4"].value == "Who"
    assert written.auto_filter.ref is None


def test_formulas_speak_of_columns_by_name(book):
    sheet = book.sheet("It's", "One", "")
    columns = [
        Column("A", "money", [1.0, 2.0], key="a"),
        Column("B", "percent", [1 / 3, 2 / 3], formula="{a}/SUM({a:rows})"),
    ]
    table(sheet, columns, sums="")
    written = opened(book.content(), values=False)["It's"]
    assert [cell.value for cell in written["B"][3:5]] == [
        "=A4/SUM($A$4:$A$5)", "=A5/SUM($A$4:$A$5)"
    ]  # fmt: skip


def test_what_is_unknown_stays_empty():
    assert listed(pd.Series([1.0, np.nan])) == [1.0, None]
    assert listed(pd.to_datetime(pd.Series(["2027-01-01", "never"]), errors="coerce"))[1] is None


def test_columns_are_as_wide_as_their_cells_within_limits():
    def width(values, kind="text", head="x", **more):
        return fitting(Column(head, kind, values, **more), values, "USD", filtered=False)

    assert width(["W" * 500]) < 40
    assert width([]) == 7.0
    assert width([1e9], "money") > width([1e3], "money")
    assert width(["a"], width=50.0) == 50.0
    assert prose_lines("word " * 100, 50.0) > prose_lines("word " * 100, 100.0)


def test_a_text_is_cut_to_what_a_cell_can_hold():
    assert len(clipped("x" * 40_000)) == LONGEST


def test_the_currency_is_in_the_format_and_nothing_else_can_be():
    assert money_format("EUR", 1).startswith("[$€-2]#,##0;")
    assert money_format('"";@', 1).startswith("#,##0;")
    assert money_format("USD", 0.01, sign=True).startswith("+[$$-409]#,##0.00;")


def test_two_names_that_read_alike_stay_apart():
    assert labels(["sales_rep", "sales rep", "sdr"]) == {
        "sales_rep": "sales_rep", "sales rep": "sales rep", "sdr": "Sdr"
    }  # fmt: skip


def test_the_bridge_begins_below_the_baseline_only_where_growth_would_not_show():
    assert axis_start(100.0, 130.0) == (90.0, 10.0)
    assert axis_start(0.0, 130.0) == (0.0, 0.0)
    assert axis_start(100.0, 100.0) == (0.0, 0.0)
    assert scaled(2e9).startswith("#,##0.0,,,")
    assert scaled(500.0) == "#,##0;-#,##0;0"


def test_only_figures_that_differ_have_a_best(book):
    sheet = book.sheet("One", "One", "")
    measure_table(
        sheet, ["A", "B"],
        [("same", "ratio", [1.0, 1.0]), ("more", "ratio", [1.0, 2.0]), ("gap", "ratio", [None, 2])],
        better=["higher", "higher", "lower"],
    )  # fmt: skip
    written = opened(book.content())["One"]
    bold = [[cell.font.b for cell in row[1:3]] for row in written.iter_rows(min_row=4, max_row=6)]
    assert bold == [[False, False], [False, True], [False, False]]


def test_titles_cannot_speak_to_the_footer(book):
    book.sheet("One", "One", "")
    sheet = opened(book.content())["One"]
    assert sheet.oddFooter.left.text.strip() == "Ada && Bo"
