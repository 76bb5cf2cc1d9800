"""Sheets of which cause did what: by company, lever and period, and by rep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from allocator.present.workbook.cells import Column
from allocator.present.workbook.facts import label
from allocator.present.workbook.style import SAGE
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from allocator.compare.comparison import Attribution
    from allocator.present.workbook.book import Book
    from allocator.present.workbook.style import Kind

COMPANY: tuple[tuple[str, str, Kind], ...] = (
    ("assigned", "Assigned", "signed_money"),
    ("shortfall", "Short", "signed_money"),
    ("expected_bookings", "Expected bookings", "signed_money"),
    ("expected_attainers", "Reps expected to attain", "change"),
    ("company_probability", "The company attains with", "signed_percent"),
    ("largest_stretch", "Largest stretch", "change"),
)
HOW = {
    "single": "One cause has it all.",
    "average": "Each cause's share is the average over all orders of the causes.",
    "order": "Causes were added one after the other, in the order stated.",
}


def attribution_sheets(book: Book, found: Attribution, periods: Mapping[str, str]) -> None:
    """Add the sheet of the company, and that of the reps.

    Parameters
    ----------
    periods : how people call each period
    """
    titles = [cause.title for cause in found.causes]
    sheet = book.sheet("Causes", "Which input did what", f"{HOW[found.how]} {found.note}", SAGE)
    sheet.heading("The company")
    columns = [
        Column("Cause", "long", [f"{place}. {title}" for place, title in enumerate(titles, 1)],
               width=70),
        *(
            Column(words, kind, found.company[key], total="sum", key=key, width=15)
            for key, words, kind in COMPANY
        ),
    ]  # fmt: skip
    table(sheet, columns, sums="below", label="All causes")
    for words, frame, key in (
        ("By lever", found.levers, "lever"), ("By period", found.periods, "period"),
    ):  # fmt: skip
        if len(frame):
            sheet.heading(words)
            names = {**periods, **{each: label(each) for each in found.levers["lever"]}}
            shown = frame[key].map(names)
            first = Column(label(key), "text", shown)
            table(sheet, [first, *_steps(frame, len(titles))], sums="below")
    people = book.sheet(
        "Causes by rep",
        "Which input did what to whom",
        "The steps of every rep add up to the change of his quota. Step numbers are those of the "
        "sheet Causes.",
        SAGE,
    )
    frame = found.reps
    columns = [
        Column("Rep", "text", frame["rep_id"]),
        Column("Name", "text", frame["name"]),
        Column("Credit", "text", frame["credit"], key="credit", width=11),
        *(_primary(column, frame) for column in _steps(frame, len(titles))),
    ]
    table(people, columns, main=True, frozen=2, label="Primary credit")


def _primary(column: Column, frame: pd.DataFrame) -> Column:
    """Let a column's sum count primary credit alone."""
    values = pd.Series(column.values, frame.index)
    total = f'SUMIFS({{{column.key}:rows}},{{credit:rows}},"primary")'
    value = float(values[frame["credit"] == "primary"].sum())
    return replace(column, total=total, total_value=value)


def _steps(frame: pd.DataFrame, count: int) -> list[Column]:
    """Give the step of every cause, their sum as a formula, and the change that they add up to."""
    steps = [f"step_{place}" for place in range(1, count + 1)]
    formula = f"SUM({{{steps[0]}}}:{{{steps[-1]}}})" if steps else ""
    return [
        *(
            Column(f"Step {place}", "signed_money", frame[key], key=key, total="sum")
            for place, key in enumerate(steps, 1)
        ),
        Column("Sum of steps", "signed_money", frame[steps].sum(axis=1), key="sum", formula=formula,
               total="sum"),
        Column("Change", "signed_money", frame["change"], key="change", total="sum"),
    ]  # fmt: skip
