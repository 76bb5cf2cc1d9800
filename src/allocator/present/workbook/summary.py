"""The first sheet: the answer, the figures that matter, two charts, and whether all sums agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.present.page.figures import counted, money
from allocator.present.workbook import charts
from allocator.present.workbook.agree import Sum, agree_table
from allocator.present.workbook.bridge import bridge_sheet
from allocator.present.workbook.cells import Column, Placed
from allocator.present.workbook.facts import label, labels
from allocator.present.workbook.measures import worst
from allocator.present.workbook.proof import in_words
from allocator.present.workbook.style import NAVY, QUIET, TEAL, TINT
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from allocator.present.workbook.book import Book, Sheet
    from allocator.present.workbook.facts import Facts
    from allocator.present.workbook.style import Kind

COLUMNS, FIRST, OTHER = 8, 27.0, 15.0
"""Columns of the sheet, and their widths in characters."""
WIDTH = FIRST + OTHER * (COLUMNS - 1)
TILES = ((0, 0), (1, 2), (3, 4), (5, 7))
"""First and last column of the tiles of a row."""
DASH = '"–"'  # noqa: RUF001 - how formats write zero
CHARTS = ((560, 400), (390, 400))
TILE_ROWS, CHART_ROWS = 7, 21


@dataclass(frozen=True, slots=True)
class Tables:
    """Where the tables stand that the summary adds up."""

    reps: Placed
    quotas: Sequence[Placed]
    periods: Placed
    rollup: Placed


def answer(facts: Facts) -> str:
    """Say in one sentence what the plan is."""
    totals, currency = facts.document["totals"], facts.currency
    target, short = float(totals["target"]), float(totals["shortfall"])
    carrying = int((facts.reps["quota"] > 0).sum())
    who = f"{counted(carrying, 'rep')} by {counted(len(facts.levers), 'lever')}"
    certificate = facts.document.get("certificate")
    words = certificate.get("words", "") if isinstance(certificate, Mapping) else ""
    proven = "" if facts.unverified or not words else f", {words}"
    if short > 0:
        left = f"{money(short, currency)} stays short"
        return (
            f"{money(totals['assigned'], currency)} of {money(target, currency)} growth is "
            f"assigned to {who}; {left}{proven}."
        )
    return (
        f"All {money(target, currency)} of growth is assigned to {who}: nothing is short{proven}."
    )


def fill_summary(book: Book, sheet: Sheet, facts: Facts, tables: Tables) -> None:
    """Fill the sheet, once all others stand."""
    sheet.widen(0, FIRST)
    for column in range(1, COLUMNS):
        sheet.widen(column, OTHER)
    sheet.sentences([answer(facts)], COLUMNS, WIDTH, font_size=12, bold=True)
    tiles_row = sheet.row + 1
    charts_row = tiles_row + TILE_ROWS
    sheet.row = charts_row + CHART_ROWS
    sheet.break_page()
    levers = _levers(sheet, facts, tables)
    periods = _periods(sheet, facts, tables)
    _roles(sheet, facts, tables)
    sheet.break_page()
    sheet.heading("What is proven")
    sheet.sentences(in_words(facts), COLUMNS, WIDTH)
    _checks(sheet, facts, tables, levers)
    _tiles(sheet, facts, tiles_row, levers)
    data = bridge_sheet(book, facts, levers)
    target = facts.baseline + float(facts.document["totals"]["target"])
    drawn = (
        charts.bridge(book, data, facts.baseline, target),
        charts.stacked(
            book, periods, "Quota by period",
            [(f"l{place}", label(lever)) for place, lever in enumerate(facts.levers)],
        ),
    )  # fmt: skip
    sheet.row = charts_row
    sheet.charts(drawn, CHARTS)


def _levers(sheet: Sheet, facts: Facts, tables: Tables) -> Placed:
    """Tabulate target, assigned and short by lever."""
    totals = facts.document["totals"]["levers"]
    names = [label(lever) for lever in facts.levers]
    wanted, short = (
        pd.Series([float(totals.get(lever, {}).get(key, 0.0)) for lever in facts.levers])
        for key in ("target", "shortfall")
    )
    primary = facts.primary.groupby("lever")
    carried = primary["quota"].sum().reindex(list(facts.levers)).fillna(0.0).reset_index(drop=True)
    reps = primary["rep_id"].nunique().reindex(list(facts.levers)).fillna(0).to_numpy()
    sheet.heading("By lever")
    lever, total = tables.periods.rows("lever"), tables.periods.rows("total")
    columns = [
        Column("Lever", "text", names, key="lever"),
        Column("Target", "money", wanted, key="target", total="sum"),
        Column("Assigned", "money", carried, key="assigned", total="sum",
               formula=f"SUMIFS({total},{lever},{{lever}})"),
        Column("Short", "money", short, key="short", total="sum"),
        Column("Of target", "percent", carried / wanted.where(wanted > 0),
               formula=ASSIGNED, total=ASSIGNED, total_value=_over(carried.sum(), wanted.sum())),
        Column("Share of all", "percent", _shares(carried), formula=SHARE, total=""),
        Column("Reps", "count", reps, formula=f"COUNTIFS({lever},{{lever}})"),
    ]  # fmt: skip
    return table(sheet, columns, sums="below")


ASSIGNED = 'IF({target}>0,{assigned}/{target},"")'
SHARE = 'IF(SUM({assigned:rows})>0,{assigned}/SUM({assigned:rows}),"")'


def _periods(sheet: Sheet, facts: Facts, tables: Tables) -> Placed:
    """Tabulate quota by period and lever."""
    sheet.heading("By period")
    wide = facts.primary.pivot_table(index="period", columns="lever", values="quota", aggfunc="sum")
    rows = wide.reindex(index=list(facts.periods), columns=list(facts.levers)).fillna(0.0)
    by = tables.periods
    columns = [
        Column("Period", "text", [facts.period_names[p] for p in facts.periods], key="period")
    ]
    for place, lever in enumerate(facts.levers):
        formulas = [
            f'SUMIFS({by.rows(f"p{number}")},{by.rows("lever")},"{label(lever)}")'
            for number in range(len(facts.periods))
        ]
        columns.append(
            Column(
                label(lever), "money", rows[lever], key=f"l{place}", formula=formulas, total="sum"
            )
        )
    last = len(facts.levers) - 1
    columns.append(
        Column("Total", "money", rows.sum(axis=1), key="total", formula=f"SUM({{l0}}:{{l{last}}})",
               total="sum")
    )  # fmt: skip
    return table(sheet, columns, sums="below")


def _roles(sheet: Sheet, facts: Facts, tables: Tables) -> None:
    """Tabulate quotas by role."""
    names = labels(facts.reps["role"])
    grouped = facts.reps.assign(role=facts.reps["role"].map(names)).groupby("role", sort=True)
    rows = grouped.agg(
        reps=("rep_id", "size"), quota=("quota", "sum"), median=("quota", "median"),
        least=("quota", "min"), greatest=("quota", "max"), low=("load", "min"),
        high=("load", "max"),
    ).reset_index()  # fmt: skip
    sheet.heading("By role")
    mine = f"EXACT({tables.reps.rows('role')},{{role}})"
    columns = [
        Column("Role", "text", rows["role"], key="role"),
        Column("Reps", "count", rows["reps"], total="sum", formula=f"SUMPRODUCT(--{mine})"),
        Column("Quota", "money", rows["quota"], key="quota", total="sum",
               formula=f"SUMPRODUCT({mine}*{tables.reps.rows('quota')})"),
        Column("Median quota", "money", rows["median"]),
        Column("Least", "money", rows["least"]),
        Column("Greatest", "money", rows["greatest"]),
        Column("Least load", "ratio", rows["low"]),
        Column("Greatest load", "ratio", rows["high"]),
    ]  # fmt: skip
    table(sheet, columns, sums="below")


def _checks(sheet: Sheet, facts: Facts, tables: Tables, levers: Placed) -> None:
    """Hold the sums of all sheets against what plan.json says."""
    totals = facts.document["totals"]
    assigned, wanted, short = (float(totals[key]) for key in ("assigned", "target", "shortfall"))
    carried = float(facts.primary["quota"].sum())
    reps, number = tables.reps, tables.rollup
    tops = facts.plan.rollup.loc[facts.plan.rollup["parent_id"] == "", "quota"]
    half = facts.unit / 2
    # a node's number is rounded in every lever and period
    cells = max(1, len(facts.levers) * len(facts.periods))
    quotas = "+".join(
        f'SUMIFS({each.rows("quota")},{each.rows("credit")},"primary")' for each in tables.quotas
    )
    periods = f"SUM({tables.periods.rows('total')})"
    top = f'SUMPRODUCT(EXACT({number.rows("parent")},"")*{number.rows("number")})'
    each_rep = float(facts.reps["quota"].sum())
    sheet.heading("Do the sheets agree?")
    agree_table(
        sheet,
        [
            Sum("Quotas, primary credit", quotas, carried, assigned, half),
            Sum("Reps", f"SUM({reps.rows('quota')})", each_rep, assigned, half),
            Sum("By period", periods, carried, assigned, half),
            Sum("By lever, assigned", levers.total("assigned"), carried, assigned, half),
            Sum("By lever, target", levers.total("target"), levers.sums["target"], wanted, half),
            Sum("Roll-up, at the top", top, float(tops.sum()), wanted - short, half * cells),
        ],
    )


def _tiles(sheet: Sheet, facts: Facts, row: int, levers: Placed) -> None:
    """Write the figures that matter in two rows of four."""
    metrics = facts.document.get("metrics") or {}
    carrying = int((facts.reps["quota"] > 0).sum())

    def metric(key: str) -> float | None:
        return worst(metrics.get(key))

    tiles: list[tuple[str, Kind, float | None, str]] = [
        ("Target", "money", levers.sums["target"], levers.total("target")),
        ("Assigned", "money", levers.sums["assigned"], levers.total("assigned")),
        ("Short", "money", levers.sums["short"], levers.total("short")),
        ("Reps with a quota", "count", carrying, ""),
        ("Largest stretch", "ratio", metric("largest_stretch"), ""),
        ("Furthest from the peers' load", "percent", metric("worst_load_deviation"), ""),
        ("Expected bookings", "money", metric("expected_bookings"), ""),
        ("The company attains with", "probability", metric("company_probability"), ""),
    ]
    for number, tile in enumerate(tiles):
        line, place = divmod(number, len(TILES))
        _tile(sheet, row + 3 * line, TILES[place], tile)


def _tile(
    sheet: Sheet, row: int, span: tuple[int, int], tile: tuple[str, Kind, float | None, str]
) -> None:
    words, kind, value, formula = tile
    styles, inner = sheet.book.styles, sheet.inner
    edge = {"left": 5, "left_color": TEAL, "bg_color": TINT, "indent": 1}
    above = styles.of(font_size=9, font_color=QUIET, **edge)
    look: dict[str, Any] = {"font_size": 15, "bold": True, "font_color": NAVY, **edge}
    below = styles.of(num_format=styles.numbers[kind].replace(DASH, "0"), align="left", **look)
    inner.set_row(row, 18)
    inner.set_row(row + 1, 26)
    inner.set_row(row + 2, 6)
    first, last = span
    if last > first:
        inner.merge_range(row, first, row, last, "", above)
        inner.merge_range(row + 1, first, row + 1, last, "", below)
    inner.write_string(row, first, words, above)
    if formula:
        inner.write_formula(row + 1, first, f"={formula}", below, value)
    elif value is None:
        inner.write_string(row + 1, first, "unknown", styles.of(**{**look, "font_size": 11}))
    else:
        inner.write_number(row + 1, first, value, below)


def _shares(values: pd.Series[float]) -> pd.Series[float]:
    total = float(values.sum())
    return values / total if total > 0 else values * np.nan


def _over(part: float, whole: float) -> float | str:
    return float(part / whole) if whole > 0 else ""
