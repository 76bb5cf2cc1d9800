"""The sheet of what stays unassigned: how much, where, why, and what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from allocator.engine.beside import diagnosis
from allocator.explain.words import diagnosis_lines
from allocator.present.workbook.cells import Column, Placed
from allocator.present.workbook.facts import label, says_pay
from allocator.present.workbook.style import AMBER
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from allocator.present.workbook.book import Book, Sheet
    from allocator.present.workbook.facts import Facts

REASONS = {
    "nobody": "Nobody who could carry it is there",
    "bound": "Every owner is at a cap, a lock or an override",
    "supply": "The pipeline supplied runs out",
    "hours": "Selling hours run out",
    "potential": "The potential of the territories runs out",
    "stretch": "Everybody is at the greatest stretch allowed",
}
"""Reasons of shortfall.csv in words."""
BALANCE = "{target}-{short}+{granted}-{rounding}"


def shortfall_sheet(book: Book, facts: Facts, periods: Placed) -> None:
    """Add the sheet.

    Parameters
    ----------
    periods : the table of the sheet By period
    """
    sheet = book.sheet(
        "Shortfall",
        "What stays unassigned, and why",
        f"In {facts.currency}. The target is what is assigned, plus what is short, less the "
        "cushion that levers grant, plus rounding.",
        AMBER,
    )
    sheet.heading("By lever")
    _levers(sheet, facts, periods)
    frame = facts.plan.shortfall
    if len(frame):
        sheet.heading("Where, and why")
        reason = frame["reason"].map(lambda text: REASONS.get(text, text))
        columns = [
            Column("Lever", "text", frame["lever"].map(label), width=22),
            Column("Period", "text", frame["period"].map(facts.period_names)),
            Column("Short", "money", frame["amount"], total="sum"),
            Column("Why", "text", reason, width=50),
        ]
        table(sheet, columns, sums="below")
    else:
        sheet.row += 1
        sheet.text(sheet.row, 0, "Nothing is short: every lever is assigned in full.")
    diagnosis_lines_on(sheet, facts)


def diagnosis_lines_on(sheet: Sheet, facts: Facts) -> None:
    """Write what the plan's diagnosis says, where it has one."""
    told = diagnosis(facts.plan)
    if told is None:
        return
    lines = [
        line for line in diagnosis_lines(told, facts.currency) if facts.pay or not says_pay(line)
    ]
    sheet.heading("Diagnosis")
    sheet.sentences(lines, 8, 115.0)


def _levers(sheet: Sheet, facts: Facts, periods: Placed) -> None:
    totals = facts.document["totals"]["levers"]
    rows = pd.DataFrame.from_dict(totals, orient="index").reindex(list(facts.levers))
    names = [label(lever) for lever in facts.levers]
    keys = ("target", "assigned", "shortfall", "cushion_granted", "rounding")
    rows = rows.reindex(columns=list(keys)).fillna(0.0)
    carried = facts.primary.groupby("lever")["quota"].sum().reindex(list(facts.levers)).fillna(0.0)
    balance = rows["target"] - rows["shortfall"] + rows["cushion_granted"] - rows["rounding"]
    columns = [
        Column("Lever", "text", names, key="lever", width=22),
        Column("Target", "money", rows["target"], key="target", total="sum"),
        Column("Assigned", "money", carried, key="assigned", total="sum",
               formula=f"SUMIFS({periods.rows('total')},{periods.rows('lever')},{{lever}})"),
        Column("Short", "money", rows["shortfall"], key="short", total="sum"),
        Column("Cushion granted", "money", rows["cushion_granted"], key="granted", total="sum"),
        Column("Rounding", "signed_money", rows["rounding"], key="rounding", total="sum"),
        Column("What should be assigned", "money", balance, key="balance", total="sum",
               formula=BALANCE),
        Column("Share of target", "percent", (carried / rows["target"].where(rows["target"] > 0)),
               formula=SHARE, total=SHARE,
               total_value=_share(float(carried.sum()), float(rows["target"].sum()))),
    ]  # fmt: skip
    table(sheet, columns, sums="below")


SHARE = 'IF({target}>0,{assigned}/{target},"")'


def _share(part: float, whole: float) -> float | str:
    return part / whole if whole > 0 else ""
