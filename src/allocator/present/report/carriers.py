"""Who carries what: the hierarchy as a tree, and every rep in a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from allocator.explain.rulebook import GROUPS
from allocator.present.page.figures import peers, period, words
from allocator.present.page.grid import Column, Grid
from allocator.present.report.section import Section
from allocator.present.workbook.facts import says_pay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.engine.report import Facts

DEEPEST = 4
"""Levels of the tree that are set in."""
NODES = 1500
"""Nodes of the tree that are listed; the workbook has all."""
SEEN = 60
"""Nodes that are seen at once; more are behind a fold, level by level from the top."""
PRIOR = "The prior quota for the days present"
FAIR = "Each lever's target, split by attainable yield"
YIELD = "What pipeline, potential, record and hours can yield"
EARNINGS = "On-target earnings"
MORE = "The workbook has all: allocator report --out FILE.xlsx."


def carriers(facts: Facts, *, pay: bool) -> Section:
    """Lay out nodes and reps."""
    return Section(
        values={
            **_tree(_nodes(facts)),
            "nodes_left": max(0, len(facts.nodes) - NODES),
            "nodes_asked": bool(facts.nodes["target"].notna().any()),
            "nodes_proposed": bool(facts.nodes["proposed"].notna().any()),
        },
        grids={"reps": _reps(facts, pay=pay), **_pipeline(facts)},
    )


def _tree(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the nodes that are seen at once, and all of them where those are not all."""
    for depth in range(max((node["depth"] for node in nodes), default=0), 0, -1):
        top = [node for node in nodes if node["depth"] <= depth]
        if len(top) <= SEEN:
            break
    else:
        top = [node for node in nodes if node["depth"] <= 1][:SEEN]
    return {
        "nodes": top,
        "all_nodes": nodes[:NODES] if len(top) < len(nodes) else [],
        "nodes_left": max(0, len(nodes) - NODES),
    }


def _nodes(facts: Facts) -> list[dict[str, Any]]:
    """Give the lines of the tree; `share` is of the whole company."""
    whole = float(facts.nodes["quota"].iloc[0]) if len(facts.nodes) else 0.0
    shown = facts.nodes.assign(depth=facts.nodes["depth"].clip(upper=DEEPEST))
    shown = shown[(shown["reps"] > 0) | (shown["quota"] > 0)]
    return [
        {**_known(node), "share": node["quota"] / whole if whole else 0.0}
        for node in shown.to_dict("records")
    ]


def _known(node: Mapping[Any, Any]) -> dict[str, Any]:
    """Give a row with None for what is unknown."""
    return {str(key): None if pd.isna(value) else value for key, value in node.items()}


def columns(facts: Facts, *, pay: bool) -> list[Column]:
    """Give the columns of the table of reps; those that no rep has are left out."""
    currency, reps = facts.currency, facts.plan.reps
    found = [
        Column("name", "Name", link=True, frozen=True, width=170),
        Column("rep_id", "Rep"),
        Column("role", "Role", filter=True, printed=False),
        Column("node", "Node", filter=True),
        Column("quota", f"Quota, {currency}", "money"),
        Column("prior_quota", f"Last year, {currency}", "money", note=PRIOR),
        Column("change", "Change", "signed_percent", note=f"Against {PRIOR[0].lower()}{PRIOR[1:]}"),
        Column("fair_share", f"Fair share, {currency}", "money", note=FAIR),
        Column("load", "Load", "ratio", note="Quota over fair share"),
        Column("peer_load", "Peers' load", "ratio", printed=False, note="That of the peer group"),
        Column("attainable_yield", f"Attainable, {currency}", "money", printed=False, note=YIELD),
        Column("stretch", "Stretch", "ratio", note="Quota over attainable yield"),
        Column("attainment_probability", "Attains", "percent", note="How likely it is attained"),
        Column("capacity_used", "Hours used", "percent", note="Selling hours that the quota takes"),
        Column("peer_group", "Peer group", filter=True, printed=False),
        Column("binding", "What binds", printed=False),
        Column("credit", "Credit", filter=True, printed=False),
    ]
    if pay:
        found.insert(7, Column("ote", f"OTE, {currency}", "money", printed=False, note=EARNINGS))
    kept = {"name", "rep_id", "role", "quota"}
    known = {
        name for name in reps.columns if reps[name].dtype != float or reps[name].notna().any()
    } | ({"ote"} if facts.reps["ote"].notna().any() else set())
    if (reps["binding"] != "").sum() == 0:
        known.discard("binding")
    if (reps["credit"] == "primary").all():
        known.discard("credit")
    if len(facts.nodes) > 1:
        known.add("node")
    if (reps["name"] == "").all():
        kept.discard("rep_id")
        known.discard("rep_id")
        found[0] = replace(found[0], title="Rep")
    return [column for column in found if column.key in kept | known]


def ordered(facts: Facts, *, pay: bool) -> pd.DataFrame:
    """Give all rows of reps.csv as the table shows them: primary credit first, by quota."""
    reps = facts.plan.reps.merge(facts.reps[["rep_id", "ote"]], on="rep_id", how="left")
    names = facts.nodes["name"]
    shown = reps.assign(
        name=reps["name"].where(reps["name"] != "", reps["rep_id"]),
        role=reps["role"].map(words),
        node=reps["node_id"].map(names).fillna(reps["node_id"]),
        peer_group=reps["peer_group"].map(peers),
        binding=reps["binding"].map(lambda families: bound(families, pay=pay)),
        fair_share=reps["fair_share"].round(),
        attainable_yield=reps["attainable_yield"].round(),
        ote=reps["ote"].where(reps["credit"] == "primary"),
        overlay=reps["credit"] != "primary",
    )
    ranked = shown.sort_values(["overlay", "quota", "rep_id"], ascending=[True, False, True])
    return ranked.reset_index(drop=True)


def bound(families: str, *, pay: bool = True) -> str:
    """Say the families that bind a rep; a quota at its ratio to pay would tell the pay.

    >>> bound("roll_up;capacity"), bound("pay_ratio;capacity", pay=False)
    ('the number of a node; selling hours', 'selling hours')
    """
    named = [name for name in families.split(";") if name and (pay or not says_pay(name))]
    return "; ".join(GROUPS.get(name, words(name)) for name in named)


def _reps(facts: Facts, *, pay: bool) -> Grid:
    shown = columns(facts, pay=pay)
    frame = ordered(facts, pay=pay)
    cells = [
        frame[column.key].astype(object).where(frame[column.key].notna(), None) for column in shown
    ]
    return Grid(shown, list(zip(*cells, strict=True)), "Quotas by rep", "quota", more=MORE)


def _pipeline(facts: Facts) -> dict[str, Grid]:
    """Give the pipeline quotas of those who carry none of their own."""
    table = facts.plan.pipeline_quotas
    if table.empty:
        return {}
    wide = table.pivot_table(
        index=["rep_id", "node_id", "lever"], columns="period", values="pipeline", aggfunc="sum"
    ).fillna(0.0)  # fmt: skip
    shown = [
        Column("rep_id", "Rep"),
        Column("node_id", "Node", filter=True),
        Column("lever", "Lever"),
    ]
    shown += [
        Column(f"p{at}", f"{period(first, facts.frequency)}, {facts.currency}", "money")
        for at, first in enumerate(wide.columns)
    ]
    rows = [
        (rep, node, words(lever), *row)
        for (rep, node, lever), row in zip(wide.index, wide.to_numpy().tolist(), strict=True)
    ]
    return {"pipeline": Grid(shown, rows, "Pipeline to be brought, by rep", "rep", 360, MORE)}
