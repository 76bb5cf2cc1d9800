"""Sheets of the hierarchy: what every node answers for, by lever and by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from allocator.present.workbook.cells import Column, Placed, column_name
from allocator.present.workbook.facts import label
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.parameters import Floats
    from allocator.present.workbook.book import Book
    from allocator.present.workbook.facts import Facts

DIGITS = 6
"""Decimals of a difference: what doubles leave over is no money."""


def rollup_sheets(book: Book, facts: Facts) -> Placed:
    """Add the two sheets; give the place of the first."""
    nodes = tree(facts)
    by_lever = _sheet(book, facts, nodes, "lever")
    _sheet(book, facts, nodes, "period")
    return by_lever


def tree(facts: Facts) -> pd.DataFrame:
    """List the nodes, parents before children: node_id, parent_id, level, depth, name, target."""
    own = facts.plan.rollup[["node_id", "parent_id", "level"]].drop_duplicates("node_id")
    children: dict[str, list[str]] = {}
    known = set(own["node_id"])
    for node, parent in zip(own["node_id"], own["parent_id"], strict=True):
        children.setdefault(parent if parent in known else "", []).append(node)
    order: dict[str, int] = {}
    waiting = [(node, 0) for node in reversed(children.get("", []))]
    while waiting:
        node, depth = waiting.pop()
        order[node] = depth
        waiting += [(child, depth + 1) for child in reversed(children.get(node, []))]
    # nodes of a circle, which only a plan that does not verify can have
    order.update({node: 0 for node in own["node_id"] if node not in order})
    listed = own.set_index("node_id").loc[list(order)].reset_index()
    listed["depth"] = list(order.values())
    given = facts.nodes[["node_id", "name", "target"]]
    found = listed.merge(given, on="node_id", how="left")
    found["name"] = found["name"].fillna("")
    return found


def _sheet(book: Book, facts: Facts, nodes: pd.DataFrame, by: str) -> Placed:
    """Add the sheet that lays nodes out by lever or by period."""
    levers = by == "lever"
    sheet = book.sheet(
        "Roll-up" if levers else "Roll-up by period",
        "What every node answers for" + ("" if levers else ", by period"),
        f"In {facts.currency}. A node's number is what is below it, less the cushion that its "
        "manager holds.",
    )
    heads: Sequence[tuple[str, str]] = (
        [(lever, label(lever)) for lever in facts.levers]
        if levers
        else [(period, facts.period_names[period]) for period in facts.periods]
    )
    wide = facts.plan.rollup.pivot_table(
        index="node_id", columns=by, values="quota", aggfunc="sum", observed=True
    )
    rows = wide.reindex(index=nodes["node_id"], columns=[key for key, _ in heads]).fillna(0.0)
    whole = rows.sum(axis=1).to_numpy()
    shown = nodes["name"].where(nodes["name"] != "", nodes["node_id"])
    columns = [
        Column("Node", "text", shown, width=30),
        Column("Id", "text", nodes["node_id"], key="id"),
        Column("Reports to", "text", nodes["parent_id"], key="parent"),
        Column("Level", "text", nodes["level"]),
        *(
            Column(head, "money", rows[key], key=f"c{place}")
            for place, (key, head) in enumerate(heads)
        ),
        Column(
            "Number", "money", whole, key="number", formula=f"SUM({{c0}}:{{c{len(heads) - 1}}})"
        ),
    ]
    if levers:
        columns += _below(facts, nodes, whole)
    placed = table(sheet, columns, main=True, sums="", levels=nodes["depth"].tolist(), frozen=1)
    if placed.last >= placed.first:
        parent = column_name(placed.columns["parent"])
        top = {"type": "formula", "criteria": f'=${parent}{placed.first + 1}=""'}
        area = (placed.first, 0, placed.last, len(columns) - 1)
        sheet.inner.conditional_format(*area, {**top, "format": book.styles.strong})
    return placed


def _below(facts: Facts, nodes: pd.DataFrame, whole: Floats) -> list[Column]:
    """Give the columns that say what stands below a node, and its own target."""
    number = pd.Series(whole, nodes["node_id"])
    under = number.groupby(nodes.set_index("node_id")["parent_id"]).sum()
    children = nodes["node_id"].map(under).fillna(0.0)
    below = facts.plan.rollup.groupby("node_id")["sum_of_children"].sum()
    own = nodes["node_id"].map(below).fillna(0.0) - children
    cushion = (children + own) / number.where(number > 0).to_numpy() - 1.0
    columns = [
        Column("Nodes below", "money", children, key="children",
               formula="SUMPRODUCT(EXACT({parent:rows},{id})*{number:rows})"),
        Column("Own reps", "money", own, key="own"),
        Column("Cushion", "percent", cushion.round(12),
               formula='IF({number}>0,ROUND(({children}+{own})/{number}-1,12),"")'),
    ]  # fmt: skip
    if nodes["target"].notna().any():
        away = (number.to_numpy() - nodes["target"]).round(DIGITS) + 0.0
        columns += [
            Column("Asked for", "money", nodes["target"], key="target"),
            Column("Away from it", "signed_money", away,
                   formula='IF(ISNUMBER({target}),ROUND({number}-{target},6),"")'),
        ]  # fmt: skip
    return columns
