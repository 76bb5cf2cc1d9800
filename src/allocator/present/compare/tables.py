"""The short tables of a comparison: measures, nodes, levers, periods, pipeline."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allocator.present.compare.words import arrows, figure, short
from allocator.present.page.figures import period, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from allocator.compare.comparison import Attribution, Comparison

SECTIONS = {
    "target": "Target",
    "fairness": "Fairness",
    "reach": "Reach",
    "risk": "Risk",
    "pay": "Pay",
}
SPLITS = {
    "plan": "the plan",
    "equal": "split equally",
    "prior": "by last year's quota",
    "potential": "by potential",
}
NODES_SHOWN = 400
"""Most nodes that stand in the page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the table of measures: whether it is the best of its row, or better, or worse."""

    text: str
    tone: str = ""
    best: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table of measures; `change` is B against A, None where more than two stand."""

    title: str
    cells: tuple[Cell, ...]
    change: Cell | None


def measure_sections(comparison: Comparison) -> list[tuple[str, list[Line]]]:
    """Give the plans' own measures by section."""
    table = comparison.measures[comparison.measures["of"] == "plan"]
    return [
        (SECTIONS[str(section)], [_line(row, comparison) for row in rows.to_dict("records")])
        for section, rows in table.groupby("section", sort=False)
    ]


def _line(row: Mapping[Any, Any], comparison: Comparison) -> Line:
    letters, unit, better = comparison.letters, row["unit"], row["better"]
    values = [float(row[letter]) for letter in letters]
    known = [value for value in values if math.isfinite(value)]
    shown = [figure(value, unit) for value in values]
    many = len(letters) > 2  # noqa: PLR2004 - a pair has a change instead
    best = (max(known) if better == "higher" else min(known)) if better and many and known else None
    top = figure(best, unit) if best is not None else ""
    apart = len(set(shown)) > 1
    cells = tuple(Cell(text, best=bool(top) and apart and text == top) for text in shown)
    return Line(row["title"], cells, None if many else _change(values, unit, better))


def _change(values: list[float], unit: str, better: str) -> Cell:
    before, after = values
    if figure(before, unit) == figure(after, unit) or not math.isfinite(after - before):
        return Cell("=" if math.isfinite(after - before) else "")
    rises = after > before
    tone = "" if not better else "good" if rises == (better == "higher") else "bad"
    return Cell(figure(after - before, unit, sign=True), tone)


def split_lines(comparison: Comparison) -> list[tuple[str, str, list[str]]]:
    """Give measures beside the naive splits of the same people: title, split, figures."""
    table = comparison.measures
    split = table[table["of"] != "plan"]["measure"].unique()
    rows = table[table["measure"].isin(split)]
    found = []
    last = ""
    for row in rows.to_dict("records"):
        shown = [figure(float(row[letter]), row["unit"]) for letter in comparison.letters]
        title = "" if row["title"] == last else row["title"]
        last = row["title"]
        found.append((title, SPLITS[row["of"]], shown))
    return found


def node_rows(comparison: Comparison) -> tuple[list[dict[str, Any]], int]:
    """Give the nodes that stand in the page, and how many more there are."""
    table = comparison.nodes
    shown = table.head(NODES_SHOWN)
    rows = [
        {
            "name": row["name"] or row["node_id"],
            "depth": min(int(row["depth"]), 4),
            "quotas": [row[f"quota_{letter}"] for letter in comparison.letters],
            "changes": [row[f"change_{letter}"] for letter in comparison.letters[1:]],
        }
        for row in shown.to_dict("records")
    ]
    return rows, len(table) - len(shown)


def sums(comparison: Comparison, table: pd.DataFrame, key: str, frequency: str) -> dict[str, Any]:
    """Give quota by lever or period: heads and rows of a plain table, the sum last."""
    letters = comparison.letters
    short_too = [
        letter for letter in letters if len(table) and (table[f"shortfall_{letter}"] != 0).any()
    ]
    columns = [
        *((f"quota_{letter}", f"Quota {letter}", "money") for letter in letters),
        *((f"change_{letter}", f"{letter} less A", "signed_money") for letter in letters[1:]),
        *((f"shortfall_{letter}", f"Short {letter}", "money") for letter in short_too),
    ]
    heads = [("Lever" if key == "lever" else "Period", "text")]
    heads += [(title, kind) for _, title, kind in columns]
    names = [
        words(str(name)).capitalize() if key == "lever" else period(str(name), frequency)
        for name in table[key]
    ]
    keys = [column for column, _, _ in columns]
    rows = [
        [name, *cells] for name, cells in zip(names, table[keys].to_numpy().tolist(), strict=True)
    ]
    rows.append(["Company", *table[keys].sum().tolist()])
    return {"heads": heads, "rows": rows}


def steps(found: Attribution, table: pd.DataFrame, key: str, frequency: str) -> dict[str, Any]:
    """Give the causes' steps by lever or period, the company's last."""
    numbers = [f"step_{at + 1}" for at in range(len(found.causes))]
    heads = [("Lever" if key == "lever" else "Period", "text")]
    heads += [
        (f"{at + 1}. {short(arrows(cause.title), 26)}", "signed_money")
        for at, cause in enumerate(found.causes)
    ]
    heads.append(("Change", "signed_money"))
    keys = [*numbers, "change"]
    rows = [
        [
            words(str(row[key])).capitalize()
            if key == "lever"
            else period(str(row[key]), frequency),
            *(row[column] for column in keys),
        ]
        for row in table.to_dict("records")
    ]
    rows.append(["Company", *table[keys].sum().tolist()])
    return {"heads": heads, "rows": rows}
