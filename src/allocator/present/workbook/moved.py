"""Who gains, who loses, and what each plan is expected to win: two tables, each with its chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.present.workbook import charts
from allocator.present.workbook.cells import Column
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from allocator.compare.comparison import Comparison
    from allocator.present.workbook.beside import Heads
    from allocator.present.workbook.book import Book, Sheet
    from allocator.present.workbook.cells import Placed

MONEY = (("assigned", "Assigned"), ("expected", "Expected bookings"))
MOVED = (("gained", "Money gained by reps"), ("lost", "Money lost by reps"))
CHARTS = ((480, 330), (480, 330))
WIDTH = 17.0


def money_moved(
    book: Book, sheet: Sheet, comparison: Comparison, heads: Heads, reps: Placed
) -> None:
    """Write both tables and both charts.

    Parameters
    ----------
    reps : the table of the sheet Reps
    """
    pictures = [_won(book, sheet, comparison, heads)]
    if len(comparison.reps):
        pictures.append(_gains(book, sheet, comparison, heads, reps))
    sheet.break_page()
    sheet.row += 2
    sheet.charts(pictures, CHARTS[: len(pictures)])


def _gains(book: Book, sheet: Sheet, comparison: Comparison, heads: Heads, reps: Placed) -> Chart:
    """Tabulate and draw who gains and who loses in each plan against the first."""
    frame = comparison.reps[comparison.reps["credit"] == "primary"]
    others = heads.letters[1:]
    changes = [frame[f"change_{letter}"].to_numpy(float) for letter in others]
    where = [reps.rows(f"change_{letter}") for letter in others]
    gained = [float(np.maximum(each, 0.0).sum()) for each in changes]
    lost = [float(np.minimum(each, 0.0).sum()) for each in changes]
    title = "Who gains, who loses, against A"
    sheet.heading(title)
    columns = [
        Column("Plan", "text", [heads.full[letter] for letter in others], key="period"),
        Column("Reps with more", "count", [int((each > 0).sum()) for each in changes],
               formula=[f'COUNTIF({each},">0")' for each in where], width=WIDTH),
        Column("Reps with less", "count", [int((each < 0).sum()) for each in changes],
               formula=[f'COUNTIF({each},"<0")' for each in where], width=WIDTH),
        Column("Gained", "signed_money", gained, key="gained",
               formula=[f'SUMIF({each},">0")' for each in where]),
        Column("Lost", "signed_money", lost, key="lost",
               formula=[f'SUMIF({each},"<0")' for each in where]),
        Column("Together", "signed_money", [round(float(each.sum()), 6) + 0.0 for each in changes],
               formula="ROUND({gained}+{lost},6)"),
    ]  # fmt: skip
    largest = max(map(abs, (*gained, *lost)))
    return charts.columns(book, table(sheet, columns, sums=""), title, MOVED, largest, losses=True)


def _won(book: Book, sheet: Sheet, comparison: Comparison, heads: Heads) -> Chart:
    """Tabulate and draw what each plan assigns, and what can be expected of it."""
    own = comparison.measures[comparison.measures["of"] == "plan"].set_index("measure")
    money = own[list(heads.letters)].reindex(["assigned", "expected_bookings"]).astype(float)
    assigned, expected = money.to_numpy()
    share = np.divide(expected, assigned, out=np.full(len(assigned), np.nan), where=assigned > 0)
    title = "Assigned, and expected to be won"
    sheet.heading(title)
    columns = [
        Column("Plan", "text", [heads.full[letter] for letter in heads.letters], key="period"),
        Column("Assigned", "money", assigned, key="assigned"),
        Column("Expected bookings", "money", expected, key="expected"),
        Column("Of assigned", "percent", share,
               formula='IF(N({assigned})>0,IF(ISNUMBER({expected}),{expected}/{assigned},""),"")'),
    ]  # fmt: skip
    largest = float(np.nan_to_num(money.to_numpy()).max())
    return charts.columns(book, table(sheet, columns, sums=""), title, MONEY, largest)
