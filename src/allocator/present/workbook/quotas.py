"""Sheets of the quotas themselves: the long table, by rep, lever and period, and of SDRs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.present.workbook.cells import Column, Placed, column_name
from allocator.present.workbook.facts import labels
from allocator.present.workbook.reps import people
from allocator.present.workbook.style import PALE
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from allocator.present.workbook.book import Book, Sheet
    from allocator.present.workbook.facts import Facts

MOST_ROWS = 1_000_000
"""Rows of one sheet; Excel takes 48,576 more."""


def quota_sheets(book: Book, facts: Facts) -> list[Placed]:
    """Add the long table: a row per rep, territory, lever, period and credit.

    A table that is longer than a sheet goes on in the next; the sum over primary credit stands
    on each for its own rows.
    """
    frame = facts.quotas
    made = []
    for number, start in enumerate(range(0, max(1, len(frame)), MOST_ROWS)):
        part = frame.iloc[start : start + MOST_ROWS]
        sheet = book.sheet(
            f"Quotas {number + 1}" if number else "Quotas",
            "Quotas by territory, lever and period",
            f"Every quota of the plan, in {facts.currency}; zeros are left out. Primary credit "
            "fills the target.",
        )
        lever = part["lever"].map(labels(part["lever"]))
        quota = part["quota"]
        primary = float(quota[part["credit"] == "primary"].sum())
        columns = [
            Column("Rep", "text", part["rep_id"], key="rep"),
            Column("Territory", "text", part["territory_id"]),
            Column("Lever", "text", lever, key="lever"),
            Column("Period begins", "date", pd.to_datetime(part["period"], errors="coerce")),
            Column("Credit", "text", part["credit"], key="credit", width=11),
            Column("Quota", "money", quota, key="quota",
                   total='SUMIFS({quota:rows},{credit:rows},"primary")', total_value=primary),
        ]  # fmt: skip
        _shown(sheet, columns, quota)
        made.append(table(sheet, columns, main=True, label="Primary credit"))
    return made


def _shown(sheet: Sheet, columns: list[Column], quota: pd.Series[float]) -> None:
    """Write the sum of the rows that the filter shows, above the table that comes next."""
    styles, last = sheet.book.styles, len(columns) - 1
    for place, column in enumerate(columns):
        look = styles.total(column.kind, inner=place > 0)
        sheet.inner.write_blank(sheet.row, place, None, look)
    sheet.inner.write_string(sheet.row, 0, "Rows shown", styles.total("text", inner=False))
    # the rows begin below this line, the line of sums and the head
    first = sheet.row + 4
    letter = column_name(last)
    formula = f"=SUBTOTAL(109,{letter}{first}:{letter}{first + max(0, len(quota) - 1)})"
    value = float(quota.sum())
    sheet.inner.write_formula(sheet.row, last, formula, styles.total("money"), value)
    sheet.row += 1


def period_sheet(book: Book, facts: Facts) -> Placed:
    """Add the wide table: a row per rep and lever, a column per period, primary credit."""
    sheet = book.sheet(
        "By period",
        "Quotas by lever and period",
        f"One row per rep and lever, in {facts.currency}: what fills the target.",
    )
    wide = wide_table(facts, facts.primary, ["rep_id", "lever"], "quota")
    known = facts.reps[["rep_id", "name", "role", "node_id"]]
    rows = wide.merge(known, on="rep_id", how="left")
    text = ["name", "role", "node_id"]
    rows[text] = rows[text].fillna("")
    lever = rows["lever"].map(labels(facts.levers))
    columns = [*people(rows), Column("Lever", "text", lever, key="lever"), *in_periods(facts, rows)]
    return table(sheet, columns, main=True, frozen=2)


def pipeline_sheet(book: Book, facts: Facts) -> Placed | None:
    """Add the sheet of pipeline that SDRs are to bring, where there are any."""
    frame = facts.plan.pipeline_quotas
    if not len(frame):
        return None
    sheet = book.sheet(
        "Pipeline quotas",
        "Pipeline to bring",
        f"Qualified pipeline that development reps supply to closers, in {facts.currency}: outside "
        "the target.",
        PALE,
    )
    rows = wide_table(facts, frame, ["rep_id", "node_id", "lever"], "pipeline")
    columns = [
        Column("Rep", "text", rows["rep_id"]),
        Column("Node", "text", rows["node_id"]),
        Column("Lever", "text", rows["lever"].map(labels(rows["lever"]))),
        *in_periods(facts, rows),
    ]
    return table(sheet, columns, main=True)


def wide_table(facts: Facts, frame: pd.DataFrame, keys: list[str], money: str) -> pd.DataFrame:
    """Lay money out with a column per period: rows by key, levers in their order."""
    sums = frame.pivot_table(index=keys, columns="period", values=money, aggfunc="sum")
    rows = sums.reindex(columns=list(facts.periods)).fillna(0.0).reset_index()
    place = {lever: number for number, lever in enumerate(facts.levers)}
    order = np.lexsort((rows["lever"].map(place).fillna(len(place)), rows["rep_id"]))
    return rows.iloc[order].reset_index(drop=True)


def in_periods(facts: Facts, rows: pd.DataFrame) -> list[Column]:
    """Give the columns of the periods and of their sum."""
    names = facts.period_names
    periods = [
        Column(names[period], "money", rows[period], key=f"p{place}", total="sum")
        for place, period in enumerate(facts.periods)
    ]
    whole = rows[list(facts.periods)].sum(axis=1)
    formula = f"SUM({{p0}}:{{p{len(periods) - 1}}})" if periods else ""
    return [*periods, Column("Total", "money", whole, key="total", formula=formula, total="sum")]
