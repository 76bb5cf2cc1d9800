"""How a workbook looks: colours, number formats, and the formats of cells made of both.

Arial is on every desktop and has the same widths where it is replaced by Liberation Sans, so
that columns fit wherever the workbook is opened.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

Kind = Literal[
    "text", "long", "money", "signed_money", "percent", "signed_percent", "ratio", "count",
    "hours", "date", "scientific", "probability", "change",
]  # fmt: skip
"""What a column holds: text in one line, text that wraps, or numbers of one format."""

NAVY, TEAL, AMBER, SAND, PLUM, SAGE = (
    "#16324F", "#1F7A8C", "#D1741F", "#C9A227", "#7A5C86", "#6F9457",
)  # fmt: skip
INK, QUIET, RULE, TINT, BAND, WHITE = (
    "#1B2733", "#5C6B7A", "#B8C4CE", "#E6EDF2", "#F5F8FA", "#FFFFFF",
)  # fmt: skip
RED, GREEN, PALE = "#B3261E", "#2E7D4F", "#C8D3DC"
SERIES = (NAVY, TEAL, SAND, PLUM, SAGE, AMBER)
"""Colours of the levers, in their order; of compared plans, in theirs."""

FONT, SIZE = "Arial", 10

SYMBOLS = {"USD": "$-409", "EUR": "€-2", "GBP": "£-809", "JPY": "¥-411", "INR": "₹-4009"}
"""Signs that nobody takes for another currency, each with the place that it belongs to."""
_CODE = re.compile(r"[A-Z]{3}")


def money_format(currency: str, unit: float, *, sign: bool = False) -> str:
    """Give the number format of money: thousands separators, the currency, zero as a dash.

    Parameters
    ----------
    currency : code of the scenario; one that is no three letters is left out
    unit : published unit; below one, cents are shown
    sign : whether gains carry a plus

    >>> money_format("USD", 1), money_format("SEK", 0.01)  # doctest: +ELLIPSIS
    ('[$$-409]#,##0;-[$$-409]#,##0;...', '[$SEK] #,##0.00;-[$SEK] #,##0.00;...')
    """
    figure = "#,##0.00" if unit < 1 else "#,##0"
    if currency in SYMBOLS:
        figure = f"[${SYMBOLS[currency]}]{figure}"
    elif _CODE.fullmatch(currency):
        figure = f"[${currency}] {figure}"
    return f'{"+" if sign else ""}{figure};-{figure};"–"'  # noqa: RUF001 - the en dash is meant


def number_formats(currency: str, unit: float) -> dict[str, str]:
    """Give the number format of every kind that is not text."""
    return {
        "money": money_format(currency, unit),
        "signed_money": money_format(currency, unit, sign=True),
        "percent": "0.0%",
        "signed_percent": "+0.0%;-0.0%;0.0%",
        "probability": "0%",
        "ratio": "0.00",
        "change": "+0.00;-0.00;0.00",
        "count": "#,##0",
        "hours": "#,##0",
        "date": "d mmm yyyy",
        "scientific": '[=0]"0";0.0E+00',
    }


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook, currency: str, unit: float) -> None:
        self.numbers = number_formats(currency, unit)
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._fills: dict[str, Format] = {}
        self._inks: dict[str, Format] = {}
        self._strong: Format | None = None

    def of(self, **properties: Any) -> Format:
        """Give the format with these properties, on top of the workbook's font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": SIZE, "font_color": INK, "valign": "vcenter"}
            self._made[key] = self._book.add_format({**base, **properties})
        return self._made[key]

    def cell(self, kind: Kind, **properties: Any) -> Format:
        """Give the format of a cell of a kind."""
        if kind in ("text", "long"):
            # to the left whichever way the text runs
            return self.of(align="left", text_wrap=kind == "long", **properties)
        return self.of(num_format=self.numbers[kind], align="right", **properties)

    def head(self, *, text: bool, inner: bool) -> Format:
        """Give the format of a column's head: on the side of its cells.

        Parameters
        ----------
        text : whether the column holds text
        inner : whether a column stands before it, from which text keeps a distance
        """
        return self.of(
            bold=True, font_size=9, font_color=WHITE, bg_color=NAVY, text_wrap=True,
            valign="vcenter", align="left" if text else "right", indent=int(text and inner),
        )  # fmt: skip

    def total(self, kind: Kind, *, inner: bool = True) -> Format:
        """Give the format of a sum."""
        text = kind in ("text", "long")
        distance = {"indent": 1} if text and inner else {}
        return self.cell(kind, bold=True, bg_color=TINT, bottom=1, bottom_color=RULE, **distance)

    def fill(self, colour: str) -> Format:
        """Give a fill for rules that colour cells; it leaves everything else as it is."""
        if colour not in self._fills:
            self._fills[colour] = self._book.add_format({"bg_color": colour})
        return self._fills[colour]

    def ink(self, colour: str) -> Format:
        """Give a colour of figures, for rules that mark cells."""
        if colour not in self._inks:
            self._inks[colour] = self._book.add_format({"font_color": colour, "bold": True})
        return self._inks[colour]

    @property
    def strong(self) -> Format:
        """Give the look of a row that leads, for rules that mark rows."""
        if self._strong is None:
            self._strong = self._book.add_format({"bold": True, "bg_color": TINT})
        return self._strong
