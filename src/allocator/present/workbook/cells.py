"""Columns of a table, where a table stands, and how wide its cells are."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.present.workbook.style import SYMBOLS

if TYPE_CHECKING:
    from allocator.present.workbook.style import Kind

LONGEST = 32_767
"""Characters of one cell in Excel."""
NARROW, WIDE, PROSE = 7.0, 34.0, 96.0
"""Column widths in characters: least, most of a text, and of text that wraps."""
PADDING = 2.2
BREAKS = 1.05
"""By how much lines are longer than their text where words are kept whole."""
FILTER_BUTTON = 2.5
"""Characters that the button of a filter takes from a head."""
USUAL: Mapping[str, float] = {
    "percent": 9.5, "signed_percent": 9.5, "probability": 7.5, "ratio": 7.5, "change": 8.0,
    "count": 8.0,
    "hours": 9.0, "date": 12.5, "scientific": 10.0, "long": PROSE,
}  # fmt: skip
"""Widths of kinds whose cells are all about alike."""
_WIDTHS = {
    sign: width
    for signs, width in (
        ("ijl'|", 0.4), (" ft.,:;!/\\I[]", 0.5), ('r()-`"', 0.6), ("ckszvxyJ", 0.9),
        ("abdeghnopqu0123456789_?$", 1.0), ("FTZLABEKPSVXY&", 1.2), ("CDHNRUwGOQ", 1.3),
        ("mM%W@", 1.6),
    )
    for sign in signs
}  # fmt: skip
"""Widths of Arial's letters by that of a digit."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    values : one per row; what is unknown (None, NaN, empty text) stays empty. Of a formula, what
        it gives
    key : by which formulas speak of the column
    formula : without ``=``, of every row or one for each; ``{quota}`` is the cell of column
        `quota` in that row, ``{quota:rows}`` the whole column
    total : ``sum`` of the rows; or a formula without ``=``, in which ``{quota}`` is the sum of
        column `quota` and ``{quota:rows}`` its rows; or empty
    total_value : what such a formula gives
    width : in characters; None fits the content
    kinds : of each row, where they differ from row to row
    marked : rows whose figures stand out, one flag each; none where empty
    bars : whether each figure has a bar as long as it is large
    """

    head: str
    kind: Kind
    values: Sequence[Any] | np.ndarray[Any, Any] | pd.Series[Any]
    key: str = ""
    formula: str | Sequence[str] = ""
    total: str = ""
    total_value: float | str | None = None
    width: float | None = None
    kinds: Sequence[Kind] = ()
    marked: Sequence[bool] = ()
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table stands: its sheet, rows and columns counted from 0.

    Attributes
    ----------
    first, last : rows; without any, `last` is the head's
    columns : place of each column that has a key
    total_row : row of the sums
    sums : value of each sum that was written, by key
    """

    sheet: str
    first: int
    last: int
    columns: Mapping[str, int]
    total_row: int
    sums: Mapping[str, float]

    def rows(self, key: str) -> str:
        """Give the absolute address of a column's rows, with the sheet."""
        letter = column_name(self.columns[key])
        last = max(self.first, self.last) + 1
        return f"'{self.sheet}'!${letter}${self.first + 1}:${letter}${last}"

    def total(self, key: str) -> str:
        """Give the absolute address of a column's sum, with the sheet."""
        return f"'{self.sheet}'!${column_name(self.columns[key])}${self.total_row + 1}"

    def cell(self, key: str, row: int) -> str:
        """Give the absolute address of a cell, with the sheet; row 0 is the table's first."""
        return f"'{self.sheet}'!${column_name(self.columns[key])}${self.first + row + 1}"

    def charted(self, key: str) -> list[Any]:
        """Give a column's rows as charts take them."""
        column = self.columns[key]
        return [self.sheet, self.first, column, self.last, column]


def column_name(column: int) -> str:
    """Name a column as spreadsheets do.

    >>> column_name(0), column_name(27)
    ('A', 'AB')
    """
    name, column = "", column + 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def clipped(text: str) -> str:
    """Cut a text to what a cell can hold."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def listed(values: Sequence[Any] | np.ndarray[Any, Any] | pd.Series[Any]) -> list[Any]:
    """Give the values of a column as a list: dates as dates, what is unknown as None.

    >>> listed(pd.Series([1.0, float("nan")])), listed(np.array(["2027-01-01"], "datetime64[D]"))
    ([1.0, None], [datetime.date(2027, 1, 1)])
    """
    if isinstance(values, list | tuple):
        return list(values)
    found = pd.Series(values)
    if found.dtype.kind == "M":
        days: list[date | None] = found.to_numpy().astype("datetime64[D]").tolist()
        return days
    return found.astype(object).where(found.notna(), None).tolist()


def display_width(text: str) -> float:
    """Measure a text in widths of a digit, as Arial has them; of East Asia and emoji two.

    >>> display_width("12"), display_width("東京"), display_width("il")
    (2.0, 4.0, 0.8)
    """
    return sum(_WIDTHS.get(sign) or _wide(sign) for sign in text)


def _wide(sign: str) -> float:
    return 2.0 if unicodedata.east_asian_width(sign) in "WF" else 1.0


def prose_lines(text: str, width: float) -> int:
    """Count the lines that a text takes when it wraps in so many characters of width."""
    return max(1, math.ceil(display_width(text) * BREAKS / width))


def fitting(column: Column, values: Sequence[Any], currency: str, *, filtered: bool) -> float:
    """Give the width that shows a column's cells, or its head in two lines if that is wider."""
    if column.width is not None:
        return column.width
    words = column.head.split()
    room = FILTER_BUTTON if filtered else 0.5
    head = max([len(word) + room for word in words] + [len(column.head) / 2 + room], default=0)
    cells = USUAL.get(column.kind)
    if cells is None and column.kind == "text":
        longest = max((display_width(text) for text in {*values} if text), default=0.0)
        cells = min(WIDE, longest * 1.02)
    elif cells is None:
        known = [abs(value) for value in values if value is not None and value == value]  # noqa: PLR0124 - NaN
        largest = max(known, default=0.0)
        if column.total == "sum":
            largest = max(largest, abs(float(np.sum(known))) * 1.05)
        cells = len(f"{largest:,.0f}") + (1 if currency in SYMBOLS else 4) + 0.5
    padded = column.kind in ("text", "money", "signed_money")
    return max(NARROW, head, cells + PADDING if padded else cells)
