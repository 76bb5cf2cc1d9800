"""Sheets of the rules that bind: how many reps each holds, and whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from allocator.engine.report import kept_prices
from allocator.present.workbook.cells import Column
from allocator.present.workbook.facts import capital, says_pay
from allocator.present.workbook.proof import goals
from allocator.present.workbook.reps import people, rule_names
from allocator.present.workbook.style import PLUM
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from allocator.present.workbook.book import Book, Sheet
    from allocator.present.workbook.facts import Facts

FIRST = 74.0
"""Width of the first column: the longest goal fits."""
LEAST = (
    "What stays unassigned, and by how much soft rules are bent, is the least that the rules allow."
)
UNPRICED = (
    "What relaxing one rule would gain takes a solve for each rule: `allocator explain PLAN` makes "
    "them."
)


def rule_sheets(book: Book, facts: Facts) -> None:
    """Add the sheet of rules with what they cost, and the sheet of the reps at a rule."""
    held = _held(facts)
    sheet = book.sheet(
        "Binding rules",
        "What binds, and what it costs",
        f"A rule binds where a quota stands at its limit. Money in {facts.currency}.",
        PLUM,
    )
    counts = held.groupby("rule", sort=True).agg(reps=("rep_id", "nunique"), quota=("quota", "sum"))
    counts = counts.sort_values("reps", ascending=False, kind="stable").reset_index()
    by_rep = book.sheet(
        "Binding by rep",
        "Whose quota stands at a rule",
        "One row per rep and rule. `allocator explain PLAN --rep ID` says by how much.",
        PLUM,
    )
    columns = [
        *people(held),
        Column("Quota", "money", held["quota"], key="quota"),
        Column("Rule", "text", held["rule"], key="rule", width=52),
    ]
    placed = table(by_rep, columns, main=True, sums="", frozen=2)
    sheet.heading("Rules at their limit")
    if len(counts):
        share = counts["quota"] / facts.reps["quota"].sum()
        mine = f"EXACT({placed.rows('rule')},{{rule}})"
        columns = [
            Column("Rule", "text", counts["rule"], key="rule", width=FIRST),
            Column("Reps", "count", counts["reps"], key="reps", formula=f"SUMPRODUCT(--{mine})"),
            Column("Their quota", "money", counts["quota"], key="quota", width=16,
                   formula=f"SUMPRODUCT({mine}*{placed.rows('quota')})"),
            Column("Of all quota", "percent", share, width=12),
        ]  # fmt: skip
        table(sheet, columns, sums="")
    else:
        sheet.text(sheet.row, 0, "No quota stands at a limit.")
        sheet.row += 1
    _costs(sheet, facts)


def _held(facts: Facts) -> pd.DataFrame:
    """List rep and rule, for every rule that binds a rep."""
    known = ["rep_id", "name", "role", "node_id", "quota"]
    said = facts.reps["binding"].map(
        lambda families: [*map(capital, rule_names(families, pay=facts.pay))]
    )
    rows = facts.reps[known].assign(rule=said)
    held = rows.explode("rule").dropna(subset="rule").reset_index(drop=True)
    return held.astype({"rule": "str"})


def _costs(sheet: Sheet, facts: Facts) -> None:
    """Say what each goal reached, in money where it has any."""
    rows = goals(facts)
    priced = rows[rows["money"].notna()]
    if not len(priced):
        return
    sheet.heading("What the rules cost")
    columns = [
        Column("Goal", "text", priced["goal"], width=FIRST),
        Column("In money", "money", priced["money"].round(2), width=16),
    ]
    table(sheet, columns, sums="")
    sheet.row += 1
    sheet.sentences([LEAST], 4, FIRST + 40)
    _prices(sheet, facts)


def _prices(sheet: Sheet, facts: Facts) -> None:
    """Say what relaxing one rule is worth, where that was measured."""
    prices = None if facts.unverified else kept_prices(facts.plan)
    if prices is None:
        sheet.sentences([UNPRICED], 4, FIRST + 40)
        return
    told = [price for price in prices if facts.pay or not says_pay(price.sentence)]
    if told:
        sheet.heading("What relaxing one rule would gain, measured by a re-solve")
        columns = [
            Column("Rule", "long", [price.sentence for price in told], width=FIRST),
            Column("Worth", "money", [price.money for price in told], width=16),
        ]
        table(sheet, columns, sums="")
