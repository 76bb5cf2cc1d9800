"""The sheet of capacity: what pipeline and hours can carry, by period and by rep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.present.workbook import charts
from allocator.present.workbook.cells import Column
from allocator.present.workbook.reps import people
from allocator.present.workbook.style import TEAL
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from allocator.present.workbook.book import Book, Sheet
    from allocator.present.workbook.facts import Facts

CELL = ["rep_id", "territory_id", "lever"]
CHART = (500, 320)
STRETCH = 'IF({attainable}>0,{quota}/{attainable},"")'
COVERED = 'IF({quota}>0,{worth}/{quota},"")'
USED = 'IF({hours}+{done}>0,{needed}/({hours}+{done}),"")'
"""Hours behind open deals are hours too, and their quota is part of the quota."""


def capacity_sheets(book: Book, facts: Facts) -> None:
    """Add the sheet of the company by period, and that of the reps."""
    hours = hours_of_quota(facts)
    sheet = book.sheet(
        "Capacity",
        "What pipeline and hours can carry",
        f"Money in {facts.currency}, time in hours. Open pipeline counts at its chance to be won; "
        "the hours of reps without a limit are left out.",
        TEAL,
    )
    sheet.heading("By period")
    _periods(book, sheet, facts, hours)
    _reps(book, facts, hours)


def hours_of_quota(facts: Facts) -> pd.DataFrame:
    """Give primary quotas with the hours that each takes: effort of its cell times the quota."""
    effort = facts.parameter("effort")[[*CELL, "value"]].astype(dict.fromkeys(CELL, "str"))
    found = facts.primary.merge(effort, on=CELL, how="left")
    found["hours"] = found["quota"] * found["value"].fillna(0.0)
    return found


def _by(
    facts: Facts, symbol: str, key: str, reps: pd.Series[str] | None = None
) -> pd.Series[float]:
    """Sum a parameter by rep or period, over some reps or all."""
    frame = facts.parameter(symbol)
    if reps is not None:
        frame = frame[frame["rep_id"].isin(set(reps))]
    return frame.groupby(key, observed=True)["value"].sum()


def _limited(facts: Facts) -> pd.Series[str]:
    """Name the primary reps whose hours have a limit."""
    hours = facts.parameter("hours")
    finite = hours[np.isfinite(hours["value"])]["rep_id"].unique()
    ids = facts.reps["rep_id"]
    return ids[ids.isin(set(finite))]


def _periods(book: Book, sheet: Sheet, facts: Facts, hours: pd.DataFrame) -> None:
    """Tabulate and draw the company by period."""
    limited = _limited(facts)
    rows = pd.DataFrame(
        {
            "quota": facts.primary.groupby("period")["quota"].sum(),
            "worth": _by(facts, "open_worth", "period"),
            "attainable": _by(facts, "y", "period"),
            "hours": _by(facts, "hours", "period", limited),
            "done": _by(facts, "done", "period", limited),
            "needed": hours[hours["rep_id"].isin(set(limited))].groupby("period")["hours"].sum(),
        },
        index=pd.Index(facts.periods),
    ).fillna(0.0)
    names = [facts.period_names[period] for period in facts.periods]
    columns = [Column("Period", "text", names, key="period", width=14), *_carried(rows, live=True)]
    placed = table(sheet, columns, sums="below")
    largest = float(rows[["quota", "attainable"]].to_numpy().max(initial=0.0))
    pictures = (
        charts.beside(
            book, placed, "Quota against what can be won",
            (("worth", "Open pipeline, worth"), ("attainable", "Attainable yield")),
            (("quota", "Quota"),), charts.scaled(largest),
        ),
        charts.beside(
            book, placed, "Selling hours", (("hours", "Hours to sell"),),
            (("needed", "Hours the quota takes"),),
        ),
    )  # fmt: skip
    sheet.row += 1
    sheet.charts(pictures, (CHART, CHART))


def _reps(book: Book, facts: Facts, hours: pd.DataFrame) -> None:
    """Add the sheet of the reps."""
    sheet = book.sheet(
        "Capacity by rep",
        "What each rep's pipeline and hours can carry",
        f"Money in {facts.currency}, time in hours over the whole horizon. No hours: the role has "
        "no limit.",
        TEAL,
    )
    reps = facts.reps
    limited = reps["rep_id"].isin(set(_limited(facts)))
    rows = reps[["rep_id", "name", "role", "node_id", "quota"]].copy()
    rows["attainable"] = reps["attainable_yield"]
    for key, symbol in (("worth", "open_worth"), ("hours", "hours"), ("done", "done")):
        rows[key] = rows["rep_id"].map(_by(facts, symbol, "rep_id")).fillna(0.0).astype(float)
    rows["needed"] = rows["rep_id"].map(hours.groupby("rep_id")["hours"].sum()).fillna(0.0)
    rows.loc[~limited, ["hours", "done", "needed"]] = np.nan
    table(sheet, [*people(rows), *_carried(rows, live=False)], main=True, frozen=2)


def _carried(rows: pd.DataFrame, *, live: bool) -> list[Column]:
    """Give the columns that hold quota against yield, pipeline and hours.

    Parameters
    ----------
    live : whether every row's ratios are formulas, which in a long table cost too much
    """
    sums = rows[["quota", "attainable", "worth", "hours", "done", "needed"]].sum()
    known = {
        name: (_ratio(rows[part], rows[whole]), _one(sums[part], sums[whole]))
        for name, part, whole in (
            ("stretch", "quota", "attainable"), ("covered", "worth", "quota"),
        )
    }  # fmt: skip
    used = _ratio(rows["needed"], rows["hours"] + rows["done"])
    all_used = _one(sums["needed"], sums["hours"] + sums["done"])
    return [
        Column("Quota", "money", rows["quota"], key="quota", total="sum"),
        Column("Attainable yield", "money", rows["attainable"], key="attainable", total="sum"),
        Column("Stretch", "ratio", known["stretch"][0], formula=STRETCH * live, total=STRETCH,
               total_value=known["stretch"][1]),
        Column("Open pipeline, worth", "money", rows["worth"], key="worth", total="sum"),
        Column("Quota covered", "percent", known["covered"][0], formula=COVERED * live,
               total=COVERED, total_value=known["covered"][1], width=11),
        Column("Hours to sell", "hours", rows["hours"], key="hours", total="sum"),
        Column("Behind open deals", "hours", rows["done"], key="done", total="sum", width=11),
        Column("Hours the quota takes", "hours", rows["needed"], key="needed", total="sum",
               width=13),
        Column("Hours used", "percent", used, formula=USED * live, total=USED,
               total_value=all_used),
    ]  # fmt: skip


def _ratio(part: pd.Series[float], whole: pd.Series[float]) -> pd.Series[float]:
    return part / whole.where(whole > 0)


def _one(part: float, whole: float) -> float | str:
    return float(part / whole) if whole > 0 else ""
