"""A table of a page that sorts, filters and searches, whatever its length.

The browser draws visible rows alone. The first rows stand in the page as a plain table too: for
paper, and for readers without scripts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal[
    "text", "money", "signed_money", "percent", "signed_percent", "ratio", "number", "hours", "date"
]
DIGITS = 6
"""Significant digits of shares and ratios in a page: more than any column shows."""
PLAIN_ROWS = 250
"""Rows that stand in the page as a plain table."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes
    ----------
    key : its name in the data
    title : its head
    kind : how its cells look (`page.figures.KINDS`); ``text`` is aligned to the left
    filter : whether a list above the table picks one of its values
    link : whether its cells are buttons that open a row: the page's script hears
        ``allocator:open`` with the row
    search : whether the search looks into it
    width : px, 0 for what the content needs
    frozen : whether it stays when the table is moved sideways
    hidden : in the data of the row, but not shown
    printed : whether it stands in the plain table, which has to fit a sheet
    note : what the column means, shown on its head
    """

    key: str
    title: str
    kind: Kind = "text"
    filter: bool = False
    link: bool = False
    search: bool = True
    width: int = 0
    frozen: bool = False
    hidden: bool = False
    printed: bool = True
    note: str = ""

    @property
    def on_paper(self) -> bool:
        """Whether it stands in the plain table."""
        return self.printed and not self.hidden


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes
    ----------
    columns : in order
    rows : cells in the order of the columns; None, NaN and "" are unknown
    label : what the table holds: its name to screen readers
    thing : what a row is, for the count above the table: ``rep``
    height : of the window on its rows, px
    more : where the rows are that a plain table leaves out, a sentence
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    label: str
    thing: str = "row"
    height: int = 520
    more: str = ""

    def embedded(self) -> dict[str, Any]:
        """Give what the page's script needs: columns, and rows column by column."""
        columns = [
            {
                name: value
                for name in ("key", "title", "kind", "filter", "link", "search", "width",
                             "frozen", "hidden", "note")
                if (value := getattr(column, name)) not in (False, 0, "") or name == "search"
            }
            for column in self.columns
        ]  # fmt: skip
        cells = zip(*self.rows, strict=True) if self.rows else [() for _ in self.columns]
        values = [
            _values(column.kind, column_cells)
            for column, column_cells in zip(self.columns, cells, strict=True)
        ]
        return {
            "columns": columns,
            "values": values,
            "label": self.label,
            "thing": self.thing,
            "height": self.height,
        }

    @property
    def plain_heads(self) -> list[tuple[str, str]]:
        """Give titles and kinds of the plain table."""
        return [(column.title, column.kind) for column in self.columns if column.on_paper]

    @property
    def plain_rows(self) -> list[list[Any]]:
        """Give the first rows for the plain table."""
        shown = [at for at, column in enumerate(self.columns) if column.on_paper]
        return [[row[at] for at in shown] for row in self.rows[:PLAIN_ROWS]]


def _values(kind: Kind, cells: Iterable[Any]) -> list[Any]:
    """Give cells as JSON has them; shares and ratios with the digits that can be seen."""
    if kind in ("text", "date"):
        return [None if cell is None else str(cell) for cell in cells]
    return [_number(kind, cell) for cell in cells]


def _number(kind: Kind, cell: Any) -> float | int | None:
    if cell is None or cell == "" or not math.isfinite(cell):
        return None
    if float(cell).is_integer():
        return int(cell)
    return float(cell) if "money" in kind else float(f"{cell:.{DIGITS}g}")
