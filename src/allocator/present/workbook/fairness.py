"""The sheet of fairness: load by peer group, and the plan beside the naive splits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from allocator.present.workbook import charts
from allocator.present.workbook.cells import Column, Placed
from allocator.present.workbook.facts import PAY_METRICS, labels
from allocator.present.workbook.measures import MEASURES, measure_table, worst
from allocator.present.workbook.style import TEAL
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from allocator.present.workbook.book import Book, Sheet
    from allocator.present.workbook.facts import Facts

SPLITS = {"equal": "Equal split", "prior": "Prior plus uplift", "potential": "By potential"}
FIRST = 46.0
"""Width of the first column: the longest measure fits."""
GROUPS_DRAWN = 20
"""Peer groups in the chart; of more, the largest."""
DRAWN_NAME, SHORT = 32, "short"
"""Characters of a group's name in the chart; the column that holds names which are longer."""
CHART = (980, 350)


def fairness_sheet(book: Book, facts: Facts, reps: Placed) -> None:
    """Add the sheet.

    Parameters
    ----------
    reps : the table of the sheet Reps
    """
    sheet = book.sheet(
        "Fairness",
        "Equal load, not equal money",
        "Load is quota over fair share. Within a peer group it should be alike; fair shares follow "
        "what each rep can attain.",
        TEAL,
    )
    groups = _groups(facts)
    if len(groups):
        sheet.heading("Load by peer group")
        placed = _group_table(sheet, groups, reps)
        drawn = Placed(
            placed.sheet, placed.first, min(placed.last, placed.first + GROUPS_DRAWN - 1),
            placed.columns, placed.total_row, placed.sums,
        )  # fmt: skip
        shown = groups.head(GROUPS_DRAWN)
        more = f", the largest {GROUPS_DRAWN} of {len(groups)} groups" * (
            len(groups) > GROUPS_DRAWN
        )
        title = f"Load by peer group{more}"
        least, greatest = float(shown["low"].min()), float(shown["high"].max())
        names = SHORT if SHORT in placed.columns else "group"
        chart = charts.ranges(book, drawn, title, least, greatest, names=names)
        sheet.row += 1
        sheet.charts([chart], [CHART])
    _beside(sheet, facts)


def _groups(facts: Facts) -> pd.DataFrame:
    """Measure each peer group, the largest first."""
    compared = facts.reps[facts.reps["peer_group"] != ""]
    if not len(compared):
        return pd.DataFrame()
    away = (compared["load"] / compared["peer_load"] - 1.0).abs()
    grouped = compared.assign(away=away).groupby("peer_group", sort=True)
    groups = grouped.agg(
        reps=("rep_id", "size"),
        quota=("quota", "sum"),
        fair=("fair_share", "sum"),
        low=("load", "min"),
        high=("load", "max"),
        mean=("away", "mean"),
        worst=("away", "max"),
    ).reset_index()
    groups["load"] = (groups["quota"] / groups["fair"]).where(groups["fair"] > 0)
    return groups.sort_values("reps", ascending=False, kind="stable").reset_index(drop=True)


def _group_table(sheet: Sheet, groups: pd.DataFrame, reps: Placed) -> Placed:
    mine = f"EXACT({reps.rows('group')},{{group}})"
    names = groups["peer_group"].map(labels(groups["peer_group"]))
    columns = [
        Column("Peer group", "text", names, key="group", width=FIRST),
        Column("Reps", "count", groups["reps"], key="reps", total="sum",
               formula=f"SUMPRODUCT(--{mine})"),
        Column("Quota", "money", groups["quota"], key="quota", total="sum",
               formula=f"SUMPRODUCT({mine}*{reps.rows('quota')})"),
        Column("Fair share", "money", groups["fair"], key="fair", total="sum",
               formula=f"SUMPRODUCT({mine}*{reps.rows('fair')})"),
        Column("Load of the group", "ratio", groups["load"], key="load",
               formula='IF({fair}>0,{quota}/{fair},"")'),
        Column("Least load", "ratio", groups["low"], key="low"),
        Column("Greatest load", "ratio", groups["high"], key="high"),
        Column("Spread", "ratio", groups["high"] - groups["low"], key="spread",
               formula="{high}-{low}"),
        Column("Mean distance", "percent", groups["mean"], width=11),
        Column("Furthest away", "percent", groups["worst"], width=11),
    ]  # fmt: skip
    short = [name if len(name) <= DRAWN_NAME else name[: DRAWN_NAME - 1] + "…" for name in names]
    if short != names.tolist():
        columns.append(Column("In the chart", "text", short, key=SHORT))
    return table(sheet, columns, sums="below", label="All compared reps")


def _beside(sheet: Sheet, facts: Facts) -> None:
    """Tabulate the plan's measures beside those of the naive splits."""
    naive = {key: found for key, found in (facts.document.get("baselines") or {}).items() if found}
    measured = {"plan": facts.document.get("metrics") or {}, **naive}
    rows = []
    for key, words, kind in MEASURES:
        figures = [worst(each.get(key)) for each in measured.values()]
        if figures[0] is not None and (facts.pay or key not in PAY_METRICS):
            rows.append((words, kind, figures))
    if rows:
        sheet.widen(0, FIRST)
        sheet.break_page()
        sheet.heading("The plan beside naive splits")
        measure_table(sheet, ["Plan", *(SPLITS.get(key, key) for key in naive)], rows)
