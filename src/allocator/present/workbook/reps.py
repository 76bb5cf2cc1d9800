"""Sheets of people: who carries what, by lever and period, and beside the naive splits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.engine.beside import splits
from allocator.explain.rulebook import GROUPS
from allocator.present.workbook.cells import Column, Placed
from allocator.present.workbook.facts import PAY_FAMILY, labels
from allocator.present.workbook.style import PALE, TEAL
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    import pandas as pd

    from allocator.present.workbook.book import Book
    from allocator.present.workbook.facts import Facts


def reps_sheet(book: Book, facts: Facts) -> Placed:
    """Add the sheet of primary quotas, a row per rep."""
    sheet = book.sheet(
        "Reps",
        "Who carries what",
        f"One row per rep who fills the target. Money in {facts.currency}. Load is quota over fair "
        "share, stretch is quota over what pipeline and hours can yield.",
    )
    reps = facts.reps
    quota, fair = reps["quota"], reps["fair_share"]
    group = reps["peer_group"].map(labels(reps["peer_group"]))
    columns = [
        *people(reps),
        Column("Peer group", "text", group, key="group", width=27),
        Column("Quota", "money", quota, key="quota", total="sum", bars=True),
        Column("Fair share", "money", fair, key="fair", total="sum"),
        Column("Load", "ratio", reps["load"], key="load",
               total='IF({fair}>0,{quota}/{fair},"")',
               total_value=_ratio(float(quota.sum()), float(fair.sum()))),
        Column("Stretch", "ratio", reps["stretch"], marked=(reps["stretch"] > 1).tolist()),
        Column("Attains with", "probability", reps["attainment_probability"]),
        Column("Prior quota", "money", reps["prior_quota"], key="prior", total="sum"),
        Column("Change", "signed_percent", reps["change"], width=9.5),
        Column("Proposed", "money", reps["proposed_quota"]),
        *(_pay(reps) if facts.pay else ()),
        Column("Rules that bind", "text", binding(facts), width=30),
    ]  # fmt: skip
    return table(sheet, columns, main=True, frozen=2)


def overlay_sheet(book: Book, facts: Facts) -> Placed | None:
    """Add the sheet of shared credit, where there is any."""
    reps = facts.overlay
    if not len(reps):
        return None
    sheet = book.sheet(
        "Overlay credit",
        "Credit that is shared",
        "A share of what others sell where these reps help: outside every total, so that the "
        "target is not filled twice.",
        PALE,
    )
    columns = [*people(reps), Column("Quota", "money", reps["quota"], key="quota", total="sum")]
    return table(sheet, columns, main=True, label="Credit, outside the target")


def splits_sheet(book: Book, facts: Facts) -> Placed | None:
    """Add the sheet that shows what naive splits would have given each rep."""
    naive = splits(facts.plan)
    if not len(naive):
        return None
    sheet = book.sheet(
        "Naive splits",
        "What naive splits would have given",
        "Equal shares, last year's quota plus a flat uplift, and shares by potential, beside the "
        f"plan. Rounded to {facts.unit:g} for reading.",
        TEAL,
    )
    known = facts.reps[["rep_id", "name", "role", "node_id"]]
    rows = naive.merge(known, on="rep_id", how="left")
    text = ["name", "role", "node_id"]
    rows[text] = rows[text].fillna("")
    heads = (
        ("equal", "Equal split"),
        ("prior", "Prior plus uplift"),
        ("potential", "By potential"),
    )
    shown = [(key, head) for key, head in heads if rows[key].notna().any()]
    columns = [
        *people(rows),
        Column("Quota", "money", rows["quota"], key="quota", total="sum"),
        *(Column(head, "money", rows[key], key=key, total="sum") for key, head in shown),
        *(
            Column(f"Plan less {head[0].lower()}{head[1:]}", "signed_money",
                   rows["quota"] - rows[key])
            for key, head in shown
        ),
    ]  # fmt: skip
    return table(sheet, columns, main=True, frozen=2)


def people(rows: pd.DataFrame) -> list[Column]:
    """Give the columns that say who a row speaks of."""
    role = rows["role"].map(labels(rows["role"]))
    return [
        Column("Rep", "text", rows["rep_id"], key="rep"),
        Column("Name", "text", rows["name"]),
        Column("Role", "text", role, key="role"),
        Column("Node", "text", rows["node_id"], key="node"),
    ]


def binding(facts: Facts) -> pd.Series[str]:
    """Say which rules bind each primary rep; without pay, not those that tell it."""
    said = {text: _rules(text, pay=facts.pay) for text in facts.reps["binding"].unique()}
    return facts.reps["binding"].map(said)


def rule_names(families: str, *, pay: bool) -> list[str]:
    """Give the rules of a cell of `binding` in words."""
    found = [family for family in families.split(";") if family]
    return [
        GROUPS.get(family, family.replace("_", " "))
        for family in found
        if pay or family != PAY_FAMILY
    ]


def _rules(families: str, *, pay: bool) -> str:
    return "; ".join(rule_names(families, pay=pay))


def _pay(reps: pd.DataFrame) -> tuple[Column, Column]:
    ratio = (reps["quota"] / reps["ote"].where(reps["ote"] > 0)).replace(np.inf, np.nan)
    return (
        Column("On-target earnings", "money", reps["ote"], key="ote"),
        Column("Quota to OTE", "ratio", ratio, formula='IF(N({ote})>0,{quota}/{ote},"")', width=9),
    )


def _ratio(part: float, whole: float) -> float | str:
    return part / whole if whole > 0 else ""
