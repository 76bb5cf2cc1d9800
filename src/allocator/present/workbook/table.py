"""A table on a sheet: head, rows, and sums that are formulas.

Every text is written as text, whatever it begins with. Sums stand above the head of a long
table, so that they stay in view and follow its filter, and below a short one. Each formula
carries its value for readers that do not calculate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from allocator.present.workbook.book import LINE, ROW
from allocator.present.workbook.cells import (
    PROSE,
    WIDE,
    Column,
    Placed,
    clipped,
    column_name,
    display_width,
    fitting,
    listed,
    prose_lines,
)
from allocator.present.workbook.style import AMBER, BAND, PALE

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from allocator.present.workbook.book import Sheet

HEAD, ONE_LINE_HEAD = 29.0, 18.0
"""Heights in points: of heads in two lines, or with a filter's button, and in one."""
TEXTS = ("text", "long")
BARS: dict[str, Any] = {
    "type": "data_bar", "bar_color": PALE, "bar_solid": True, "bar_border_color": PALE,
    "min_type": "num", "min_value": 0, "data_bar_2010": True,
}  # fmt: skip
DAY_ZERO = date(1899, 12, 30)
"""From which spreadsheets count days."""
Shade = tuple[dict[str, Any], dict[str, Any]]
"""What even and odd rows add to their formats."""
_NAME = re.compile(r"{(\w+)(:rows)?}")


def table(
    sheet: Sheet,
    columns: Sequence[Column],
    *,
    main: bool = False,
    sums: Literal["above", "below", ""] = "above",
    label: str = "Total",
    levels: Sequence[int] = (),
    frozen: int = 1,
) -> Placed:
    """Write a table at the sheet's next free row, and move below it.

    Parameters
    ----------
    main : the sheet's own table: its head is frozen, filtered, and repeated on every page
    sums : where they stand; those above count only what a filter shows
    label : first cell of the sums
    levels : indent of the first column, row by row
    frozen : of a main table, how many columns stay when it is moved sideways
    """
    rows = [listed(column.values) for column in columns]
    count = len(rows[0])
    head = sheet.row + (sums == "above")
    first, last = head + 1, head + count
    total_row = {"above": sheet.row, "below": last + 1, "": head}[sums]
    places = {column.key or column.head: place for place, column in enumerate(columns)}
    _heads(sheet, columns, rows, head, filtered=main and count > 0)
    placed = Placed(sheet.name, first, last, places, total_row, {})
    # a long table may be sorted: its bands are a rule of places, not a fill of cells
    shade: Shade = ({}, {} if main else {"bg_color": BAND})
    for place, (column, values) in enumerate(zip(columns, rows, strict=True)):
        if column.formula:
            _formulas(sheet, place, column, values, placed, shade)
        elif column.kind in TEXTS:
            _texts(sheet, place, column, values, first, shade, levels if place == 0 else ())
        else:
            _numbers(sheet, place, column, values, first, shade)
    if sums:
        found = _sums(sheet, columns, rows, placed, label, follows=sums == "above")
        placed = replace(placed, sums=found)
    if main and count:
        _rules(sheet, columns, first, last)
    if main:
        sheet.inner.freeze_panes(first, frozen)
        sheet.repeated, sheet.repeated_columns = (min(total_row, head), head), frozen
        if count:
            sheet.inner.autofilter(head, 0, last, len(columns) - 1)
    sheet.row = max(last, total_row) + 1
    return placed


def _heads(
    sheet: Sheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    row: int,
    *,
    filtered: bool,
) -> None:
    styles, currency = sheet.book.styles, sheet.book.currency
    for place, (column, values) in enumerate(zip(columns, rows, strict=True)):
        text = column.kind in TEXTS
        sheet.inner.write_string(
            row, place, clipped(column.head), styles.head(text=text, inner=place > 0)
        )
        sheet.widen(place, fitting(column, values, currency, filtered=filtered))
    one_line = not filtered and all(
        len(column.head) + 1 < sheet.width(place) for place, column in enumerate(columns)
    )
    sheet.inner.set_row(row, ONE_LINE_HEAD if one_line else HEAD)


def _numbers(
    sheet: Sheet, place: int, column: Column, values: Sequence[Any], first: int, shade: Shade
) -> None:
    styles = sheet.book.styles
    looks = [styles.cell(column.kind, **each) for each in shade]
    marked = [styles.cell(column.kind, bold=True, font_color=AMBER, **each) for each in shade]
    if column.kind == "date":
        values = [value and (value - DAY_ZERO).days for value in values]
    write = sheet.inner.write_number
    own = [[styles.cell(kind, **each) for each in shade] for kind in column.kinds]
    for row, value in enumerate(values):
        if value is not None:
            look = marked if column.marked and column.marked[row] else looks
            look = own[row] if own else look
            write(first + row, place, value, look[row % 2])
        elif shade[1]:
            sheet.inner.write_blank(first + row, place, None, looks[row % 2])


def _texts(
    sheet: Sheet,
    place: int,
    column: Column,
    values: Sequence[Any],
    first: int,
    shade: Shade,
    levels: Sequence[int],
) -> None:
    styles, write = sheet.book.styles, sheet.inner.write_string
    indent = {"indent": 1} if place else {}
    looks = [styles.cell(column.kind, **indent, **each) for each in shade]
    # what wraps in a row of fixed height shows its first line and no more
    cut = [styles.cell("long", valign="top", **indent, **each) for each in shade]
    most = column.width or (PROSE if column.kind == "long" else WIDE)
    too_long = {text for text in {*values} if text and display_width(text) > most}
    for row, value in enumerate(values):
        if not value:
            if shade[1]:
                sheet.inner.write_blank(first + row, place, None, looks[row % 2])
            continue
        look = looks[row % 2]
        if column.kind == "long":
            sheet.inner.set_row(first + row, max(ROW, LINE * prose_lines(value, most) + 3))
        elif value in too_long:
            look = cut[row % 2]
            sheet.inner.set_row(first + row, LINE)
        if levels and levels[row]:
            look = styles.cell("text", indent=2 * levels[row])
        write(first + row, place, clipped(value), look)


def _formulas(
    sheet: Sheet,
    place: int,
    column: Column,
    values: Sequence[Any],
    placed: Placed,
    shade: Shade,
) -> None:
    styles = sheet.book.styles
    indent = {"indent": 1} if place and column.kind in TEXTS else {}
    looks = [styles.cell(column.kind, **indent, **each) for each in shade]
    write = sheet.inner.write_formula
    given = [column.formula] if isinstance(column.formula, str) else column.formula
    patterns = ["=" + _addressed(formula, placed, "{row}") for formula in given]
    for number, value in enumerate(values):
        row, pattern = placed.first + number, patterns[number % len(patterns)]
        known = "" if value is None else value
        write(row, place, pattern.replace("{row}", str(row + 1)), looks[number % 2], known)


def _sums(
    sheet: Sheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    placed: Placed,
    label: str,
    *,
    follows: bool,
) -> dict[str, float]:
    """Write the row of sums; give their values."""
    styles, row = sheet.book.styles, placed.total_row
    made: dict[str, float] = {}

    for place, (column, values) in enumerate(zip(columns, rows, strict=True)):
        shown = styles.total(column.kind, inner=place > 0)
        key = column.key or column.head
        if column.total:
            value: float | str | None = column.total_value
            formula = column.total
            if formula == "sum":
                value = float(np.sum([each for each in values if each is not None]))
                formula = f"SUBTOTAL(109,{{{key}:rows}})" if follows else f"SUM({{{key}:rows}})"
            known = "" if value is None else value
            sheet.inner.write_formula(
                row, place, "=" + _addressed(formula, placed, str(row + 1)), shown, known
            )
            if isinstance(value, float):
                made[key] = value
        else:
            _blank(sheet, row, place, shown, label if place == 0 else "")
    return made


def _addressed(formula: str, placed: Placed, row: str) -> str:
    """Put addresses into a formula: cells of one row, and columns from first row to last."""

    def address(found: re.Match[str]) -> str:
        letter = column_name(placed.columns[found[1]])
        if found[2]:
            last = max(placed.first, placed.last) + 1
            return f"${letter}${placed.first + 1}:${letter}${last}"
        return f"{letter}{row}"

    return _NAME.sub(address, formula)


def _blank(sheet: Sheet, row: int, place: int, shown: Format, text: str) -> None:
    if text:
        sheet.inner.write_string(row, place, text, shown)
    else:
        sheet.inner.write_blank(row, place, None, shown)


def _rules(sheet: Sheet, columns: Sequence[Column], first: int, last: int) -> None:
    """Fill every other row, and draw bars, by rules that hold after sorting too.

    Columns with bars have ranges of their own: LibreOffice applies one range's rules to a cell.
    """
    banded = sheet.book.styles.fill(BAND)
    band = {"type": "formula", "criteria": f"=MOD(ROW()-{first},2)=0", "format": banded}
    start = 0
    for place, column in enumerate(columns):
        if column.bars:
            if place > start:
                sheet.inner.conditional_format(first, start, last, place - 1, band)
            sheet.inner.conditional_format(first, place, last, place, BARS)
            sheet.inner.conditional_format(first, place, last, place, band)
            start = place + 1
    if start < len(columns):
        sheet.inner.conditional_format(first, start, last, len(columns) - 1, band)
