"""What the bridge is drawn from: its steps, each a formula on the cells of the first sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.present.workbook.cells import Column, Placed
from allocator.present.workbook.facts import label
from allocator.present.workbook.style import QUIET
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from allocator.present.workbook.book import Book
    from allocator.present.workbook.facts import Facts


def bridge_sheet(book: Book, facts: Facts, levers: Placed) -> Placed:
    """Add the sheet: a row for the baseline, one per lever, and one for the target.

    Parameters
    ----------
    levers : the table By lever of the first sheet
    """
    sheet = book.sheet(
        "Chart data",
        "What the bridge is drawn from",
        "Steps of the waterfall on the first sheet. A step begins at `Begins at`; what is below is "
        "not drawn.",
        QUIET,
    )
    count = len(facts.levers)
    totals = facts.document["totals"]["levers"]
    carried = facts.primary.groupby("lever")["quota"].sum()
    assigned = [float(carried.get(lever, 0.0)) for lever in facts.levers]
    wanted = [float(totals.get(lever, {}).get("target", 0.0)) for lever in facts.levers]
    pairs = list(zip(assigned, wanted, strict=True))
    cells = [(levers.cell("assigned", row), levers.cell("target", row)) for row in range(count)]
    # rows count from 1 in addresses; the head stands in between
    top = sheet.row + 2
    begins = [facts.baseline + sum(wanted[:place]) for place in range(count)]
    begin_cells = [
        f"B{top + place}+{cells[place - 1][1]}" if place else f"C{top}" for place in range(count)
    ]
    whole = facts.baseline + levers.sums["target"]
    ends = ["0.0"] * count
    columns = [
        Column("Step", "text", ["Baseline", *map(label, facts.levers), "Target"], key="step"),
        Column("Begins at", "money", [0.0, *begins, 0.0], key="base",
               formula=["0", *begin_cells, "0"]),
        Column("Revenue", "money", [facts.baseline, *[0.0] * count, whole], key="whole",
               formula=[repr(facts.baseline), *ends, f"C{top}+{levers.total('target')}"]),
        Column("Assigned", "money", [0.0, *(min(pair) for pair in pairs), 0.0], key="assigned",
               formula=["0", *(f"MIN({a},{w})" for a, w in cells), "0"]),
        Column("Short", "money", [0.0, *(max(0.0, w - a) for a, w in pairs), 0.0], key="short",
               formula=["0", *(f"MAX(0,{w}-{a})" for a, w in cells), "0"]),
        Column("Above the target", "money", [0.0, *(max(0.0, a - w) for a, w in pairs), 0.0],
               key="above", formula=["0", *(f"MAX(0,{a}-{w})" for a, w in cells), "0"]),
    ]  # fmt: skip
    placed = table(sheet, columns, sums="")
    drawn = {
        "assigned": sum(min(pair) for pair in pairs),
        "short": sum(max(0.0, w - a) for a, w in pairs),
        "above": sum(max(0.0, a - w) for a, w in pairs),
    }
    return Placed(placed.sheet, placed.first, placed.last, placed.columns, placed.total_row, drawn)
