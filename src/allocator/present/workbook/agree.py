"""A table that holds the sums of sheets against what plans say, by formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.present.workbook.cells import Column
from allocator.present.workbook.style import GREEN, RED
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from allocator.present.workbook.book import Sheet

AGREES, DIFFERS = "agrees", "DIFFERS"


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum that is held against a plan.

    Attributes
    ----------
    formula : without ``=``
    value : what it gives
    said : what the plan says
    allowed : by how much rounding to the published unit can move it
    """

    words: str
    formula: str
    value: float
    said: float
    allowed: float


def agree_table(sheet: Sheet, sums: Sequence[Sum]) -> None:
    """Write the table: each sum, what the plan says, the difference, and the verdict."""
    # what doubles leave over is no money
    away = np.array([round(each.value - each.said, 6) + 0.0 for each in sums])
    allowed = np.array([each.allowed for each in sums])
    verdicts = np.where(np.abs(away) <= allowed, AGREES, DIFFERS)
    columns = [
        Column("Sum of the sheet", "text", [each.words for each in sums]),
        Column("Sum", "money", [each.value for each in sums], key="sum",
               formula=[each.formula for each in sums]),
        Column("The plan says", "money", [each.said for each in sums], key="said"),
        Column("Difference", "signed_money", away, key="away", formula="ROUND({sum}-{said},6)"),
        Column("Rounding allows", "money", allowed, key="allowed"),
        Column("Verdict", "text", verdicts.tolist(), key="verdict",
               formula=f'IF(ABS({{away}})<={{allowed}},"{AGREES}","{DIFFERS}")'),
    ]  # fmt: skip
    placed = table(sheet, columns, sums="")
    place = placed.columns["verdict"]
    for word, colour in ((AGREES, GREEN), (DIFFERS, RED)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
        look = {"format": sheet.book.styles.ink(colour)}
        sheet.inner.conditional_format(placed.first, place, placed.last, place, {**rule, **look})
