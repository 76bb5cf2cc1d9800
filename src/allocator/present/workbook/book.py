"""A workbook and its sheets: heads, columns' widths, print set-up, and equal bytes every time."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from allocator.present.workbook.cells import NARROW, clipped, prose_lines
from allocator.present.workbook.style import FONT, NAVY, QUIET, RED, SIZE, WHITE, Styles

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CREATED = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Date of every workbook, as of the entries of its archive: equal plans give equal bytes."""
ROW, LINE = 15.75, 13.5
"""Heights in points: of a row, and of one line of several."""
ROW_PIXELS, GAP = 21, 10
"""Pixels of a row, and between charts."""
UNVERIFIED = "NOT VERIFIED: this plan has not been proven. Its figures are a claim."
LETTER_CURRENCIES = frozenset(("USD", "CAD", "MXN"))
"""Where paper is Letter; elsewhere it is A4."""
LETTER, A4 = 1, 9
PAPER = 116.0
"""Characters across a page in landscape, without being made smaller."""
SMALLEST = 175.0
"""Characters across a page that can still be read; wider tables take pages side by side."""
FOOTER_TITLE = 80
"""Characters of the title in a footer: Excel takes 255 for all of it."""
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f]")


class Book:
    """A workbook in the making.

    Attributes
    ----------
    title : what the footers say
    currency, unit : of all money, and the smallest that is published
    notice : what every sheet says in its first row and at the head of every page; may be empty
    """

    def __init__(self, title: str, currency: str, unit: float, notice: str = "") -> None:
        from xlsxwriter.workbook import Workbook

        self._bytes = io.BytesIO()
        self.workbook: Workbook = Workbook(
            self._bytes,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONT, "font_size": SIZE},
            },
        )
        self.title, self.currency, self.unit, self.notice = title, currency, unit, notice
        self.workbook.set_properties({"title": title[:255], "created": CREATED})
        self.workbook.set_size(28_000, 16_000)
        self.styles = Styles(self.workbook, currency, unit)
        self._sheets: list[Sheet] = []

    def sheet(self, name: str, title: str, note: str, colour: str = NAVY) -> Sheet:
        """Add a sheet with its head."""
        made = Sheet(self, self.workbook.add_worksheet(name), title, note, colour)
        self._sheets.append(made)
        return made

    def content(self) -> bytes:
        """Close the workbook and give its bytes."""
        for sheet in self._sheets:
            sheet.finish()
        self.workbook.close()
        return self._bytes.getvalue()


class Sheet:
    """A sheet in the making; `row` is the next free one, counted from 0."""

    def __init__(self, book: Book, inner: Worksheet, title: str, note: str, colour: str) -> None:
        self.book, self.inner, self.name, self.row = book, inner, inner.get_name(), 0
        self.repeated: tuple[int, int] | None = None
        self.repeated_columns = 0
        self._widths: dict[int, float] = {}
        self._breaks: list[int] = []
        self._drawn = False
        inner.hide_gridlines(2)
        inner.set_default_row(ROW)
        inner.set_tab_color(colour)
        if book.notice:
            filled = book.styles.of(bold=True, font_color=WHITE, bg_color=RED)
            inner.set_row(0, 22, filled)
            inner.write_string(0, 0, book.notice, filled)
            self.row = 1
        inner.set_row(self.row, 28)
        self.text(self.row, 0, title, bold=True, font_size=16, font_color=NAVY)
        inner.set_row(self.row + 1, 20)
        self.text(self.row + 1, 0, note, font_color=QUIET, valign="top")
        self.row += 2
        self._paper()

    def text(self, row: int, column: int, text: str, **properties: Any) -> None:
        """Write a text that is not part of a table."""
        self.inner.write_string(row, column, clipped(text), self.book.styles.of(**properties))

    def heading(self, text: str) -> None:
        """Begin a section: an empty row, then its heading."""
        self.row += 1
        self.inner.set_row(self.row, 22)
        self.text(self.row, 0, text, bold=True, font_size=12, font_color=NAVY)
        self.row += 1

    def sentences(self, texts: Sequence[str], columns: int, width: float, **more: Any) -> None:
        """Write sentences, each across so many columns and as high as it needs.

        Parameters
        ----------
        width : of these columns together, in characters
        more : of the format, such as ``font_size``
        """
        shown = self.book.styles.of(text_wrap=True, valign="top", **more)
        scale = more.get("font_size", SIZE) / SIZE
        for text in texts:
            lines = prose_lines(text, width / scale)
            self.inner.set_row(self.row, LINE * scale * lines + 4)
            self.inner.merge_range(self.row, 0, self.row, columns - 1, "", shown)
            self.inner.write_string(self.row, 0, clipped(text), shown)
            self.row += 1

    def charts(self, charts: Sequence[Chart], sizes: Sequence[tuple[int, int]]) -> None:
        """Place charts beside one another, and move below them; sizes in pixels."""
        self._drawn = True
        across = 0
        for chart, (width, height) in zip(charts, sizes, strict=True):
            chart.set_size({"width": width, "height": height})
            place = {"object_position": 2, "x_offset": across}
            self.inner.insert_chart(self.row, 0, chart, place)
            across += width + GAP
        self.row += math.ceil(max(height for _, height in sizes) / ROW_PIXELS) + 1

    def width(self, column: int) -> float:
        """Give the width of a column so far, in characters."""
        return self._widths.get(column, NARROW)

    def break_page(self) -> None:
        """Let the next row begin a new page on paper."""
        self._breaks.append(self.row + 1)
        self.inner.set_h_pagebreaks(self._breaks)

    def widen(self, column: int, width: float) -> None:
        """Make a column at least so wide."""
        self._widths[column] = max(width, self._widths.get(column, 0.0))

    def finish(self) -> None:
        """Set widths, what is repeated on every printed page, and how it fits on the paper."""
        for column, width in self._widths.items():
            self.inner.set_column(column, column, width)
        across = sum(self._widths.values())
        if self._drawn:
            self.inner.fit_to_pages(1, 0)
        elif across > PAPER:
            # what fits already would be enlarged, and what is far too wide could not be read
            self.inner.fit_to_pages(math.ceil(across / SMALLEST), 0)
        if self.repeated:
            self.inner.repeat_rows(*self.repeated)
        if self.repeated_columns:
            self.inner.repeat_columns(0, self.repeated_columns - 1)

    def _paper(self) -> None:
        """Set up printing: landscape, one page wide, what it is and which page."""
        sheet = self.inner
        sheet.set_landscape()
        sheet.set_paper(LETTER if self.book.currency in LETTER_CURRENCIES else A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        title = _UNSHOWN.sub(" ", self.book.title)[:FOOTER_TITLE].replace("&", "&&")
        sheet.set_footer(f'&L&"{FONT}"&8 {title}&C&"{FONT}"&8 &A&R&"{FONT}"&8 Page &P of &N')
        if self.book.notice:
            sheet.set_header(f'&C&"{FONT},Bold"&10 {self.book.notice}')
