"""Who gains and who loses: by rep, node, lever, period, and in pipeline quotas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from allocator.compare.inputs import table_file, table_of
from allocator.domain.difference import FINEST
from allocator.domain.lever import LEVERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.compare.comparison import Side

    BySide = Mapping[str, pd.Series]

PAIR = 2
CREDITS = ("primary", "overlay")
FACTS = ("name", "role", "node_id")


def reps(sides: Sequence[Side]) -> pd.DataFrame:
    """Give quotas, stretch and probability of every rep and credit under every plan."""
    tables = {side.letter: side.plan.reps.set_index(["rep_id", "credit"]) for side in sides}
    made = _beside({letter: table["quota"] for letter, table in tables.items()})
    for name, column in (("stretch", "stretch"), ("probability", "attainment_probability")):
        for letter, table in tables.items():
            made[f"{name}_{letter}"] = table[column].reindex(made.index)
    facts = pd.concat([table[list(FACTS)] for table in reversed(tables.values())])
    facts = facts[~facts.index.duplicated()]
    made = pd.concat([facts.reindex(made.index), _state(made, list(tables)), made], axis=1)
    made = made.reset_index()
    rank = made["credit"].map({credit: place for place, credit in enumerate(CREDITS)})
    order = made.assign(rank=rank).sort_values(["rep_id", "rank"]).index
    return made.loc[order].reset_index(drop=True)


def _state(made: pd.DataFrame, letters: Sequence[str]) -> pd.Series:
    """Say which plans do not have a rep: of two plans new or gone, of more ``not in A, C``."""
    absent = pd.Series("", made.index, dtype="str")
    for letter in letters:
        there = made[f"quota_{letter}"].notna()
        absent = absent.where(there, absent + ", " + letter)
    absent = absent.str.removeprefix(", ")
    if len(letters) == PAIR:
        return absent.map({"": "", letters[0]: "new", letters[1]: "gone"}).rename("state")
    return absent.where(absent == "", "not in " + absent).rename("state")


def nodes(sides: Sequence[Side]) -> pd.DataFrame:
    """Give the quota of every node under every plan, parents before children."""
    tables = {side.letter: side.plan.rollup for side in sides}
    made = _beside(
        {letter: table.groupby("node_id")["quota"].sum() for letter, table in tables.items()}
    )
    whole = pd.concat(list(reversed(tables.values())))
    facts = whole.drop_duplicates("node_id").set_index("node_id")[["level", "parent_id"]]
    named = [
        table_of(side.plan, "hierarchy").set_index("node_id")["name"]
        for side in reversed(sides)
        if table_file("hierarchy") in side.plan.files
    ]
    names = pd.concat([*named, pd.Series(dtype="str")])
    facts["name"] = names[~names.index.duplicated()].reindex(facts.index).fillna("")
    order, depth = _descent(dict(zip(facts.index, facts["parent_id"], strict=True)))
    made = pd.concat([facts.reindex(order), pd.Series(depth, order, name="depth"), made], axis=1)
    made = made.loc[order].reset_index(names="node_id")
    heads = ["node_id", "name", "level", "parent_id", "depth"]
    return made[[*heads, *(column for column in made.columns if column not in heads)]]


def levers(sides: Sequence[Side]) -> pd.DataFrame:
    """Give primary quota and shortfall of every lever under every plan."""
    made = _sums(sides, "lever")
    made = made.reindex([lever for lever in LEVERS if lever in made.index])
    return made.reset_index(names="lever")


def periods(sides: Sequence[Side]) -> pd.DataFrame:
    """Give primary quota and shortfall of every period under every plan."""
    return _sums(sides, "period").sort_index().reset_index(names="period")


def pipeline(sides: Sequence[Side]) -> pd.DataFrame:
    """Give the pipeline quotas of SDRs under every plan, over all periods."""
    keys = ["rep_id", "node_id", "lever"]
    made = _beside(
        {side.letter: side.plan.pipeline_quotas.groupby(keys)["pipeline"].sum() for side in sides}
    )
    return made.sort_index().reset_index()


def _sums(sides: Sequence[Side], column: str) -> pd.DataFrame:
    quotas = {
        side.letter: side.plan.quotas[side.plan.quotas["credit"] == "primary"] for side in sides
    }
    short = {side.letter: side.plan.shortfall.groupby(column)["amount"].sum() for side in sides}
    made = _beside({letter: own.groupby(column)["quota"].sum() for letter, own in quotas.items()})
    more = pd.concat(list(short.values()), axis=1, keys=[f"shortfall_{name}" for name in short])
    made = made.reindex(made.index.union(more.index))
    return pd.concat([made, more.reindex(made.index).fillna(0.0)], axis=1)


def _beside(series: BySide) -> pd.DataFrame:
    """Put the plans' figures beside each other, with the changes against the first."""
    made = pd.concat(list(series.values()), axis=1, keys=[f"quota_{name}" for name in series])
    made = made.sort_index()
    first, *others = series
    for letter in others:
        change = made[f"quota_{letter}"].fillna(0.0) - made[f"quota_{first}"].fillna(0.0)
        made[f"change_{letter}"] = change.round(FINEST)
    return made


def _descent(parents: Mapping[str, str]) -> tuple[list[str], list[int]]:
    """Order nodes so that children follow their parent, by id; give each one's depth."""
    children: dict[str, list[str]] = {}
    for node in sorted(parents):
        above = parents[node] if parents[node] in parents else ""
        children.setdefault(above, []).append(node)
    order: list[str] = []
    depth: list[int] = []
    waiting = [(node, 0) for node in reversed(children.get("", []))]
    while waiting:
        node, level = waiting.pop()
        order.append(node)
        depth.append(level)
        waiting += [(child, level + 1) for child in reversed(children.get(node, []))]
    return order, depth
