"""Sheets of objectives, activities and initiatives, where the plan has them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd

from allocator.present.workbook.cells import Column
from allocator.present.workbook.facts import label
from allocator.present.workbook.style import SAGE
from allocator.present.workbook.table import table
from allocator.read.plan import PROTECTED

if TYPE_CHECKING:
    from allocator.present.workbook.book import Book
    from allocator.present.workbook.facts import Facts
    from allocator.present.workbook.style import Kind

SHEETS = {
    "objectives": ("Objectives", "What each is to reach, how it is measured, and by when"),
    "activity": ("Activity", "The way there: what the quota takes in a week and a period"),
    "initiatives": ("Initiatives", "Missions in time, whose amounts are part of their lever"),
}
KINDS: dict[str, Kind] = {
    "from": "ratio", "to": "ratio", "weight": "percent", "per_week": "ratio",
    "per_period": "ratio", "hours": "hours", "amount": "money", "due": "date", "start": "date",
    "end": "date", "period": "date",
}  # fmt: skip
SUMMED = frozenset(("hours", "amount"))
WORDS = frozenset(("type", "lever", "step", "cadence", "name", "indicator"))
HEADS = {"owner_id": "Owner", "rep_id": "Rep"}
WIDTHS = {"metric": 70.0}
REACHED = frozenset(("from", "to"))
"""Figures of an objective, in its unit."""


def activity_sheets(book: Book, facts: Facts) -> None:
    """Add a sheet for each of the three tables that the plan has with rows."""
    for name, (title, note) in SHEETS.items():
        content = facts.plan.files.get(f"{name}.csv")
        if content is None:
            continue
        frame = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False)
        if len(frame):
            sheet = book.sheet(title, note, f"Money in {facts.currency}.", SAGE)
            columns = [_column(frame, str(key), facts) for key in frame.columns]
            table(sheet, columns, main=True, sums="above" if SUMMED & {*frame.columns} else "")


def _column(frame: pd.DataFrame, key: str, facts: Facts) -> Column:
    """Type one column by its name; what objectives reach, by their unit."""
    cells, kind = frame[key], KINDS.get(key, "text")
    if kind == "date":
        return Column(label(key), kind, pd.to_datetime(cells, errors="coerce"), key=key)
    if kind != "text":
        numbers = pd.to_numeric(cells, errors="coerce")
        units: dict[str, Kind] = {facts.currency: "money", "share": "percent"}
        kinds = [units.get(unit, "ratio") for unit in frame["unit"]] if key in REACHED else []
        return Column(
            label(key), kind, numbers, key=key, total="sum" * (key in SUMMED), kinds=kinds,
            width=13 if kinds else None,
        )  # fmt: skip
    plain = cells.str.replace(PROTECTED, "", regex=True)
    said = plain.map({each: label(each) for each in plain.unique()}) if key in WORDS else plain
    return Column(HEADS.get(key, label(key)), "text", said, key=key, width=WIDTHS.get(key))
