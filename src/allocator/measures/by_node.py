"""The hierarchy as a tree in reading order, with what each node carries."""

from __future__ import annotations

import pandas as pd


def by_node(rollup: pd.DataFrame, reps: pd.DataFrame) -> pd.DataFrame:
    """Sum quotas up the tree.

    Parameters
    ----------
    rollup : rollup.csv
    reps : primary rows of reps.csv

    Returns
    -------
    node_id (index, a node before those below it, the largest first), level, parent_id, depth
    (0 for the root), quota (money, cushion included), over_assignment (money), reps (how many
    stand at or below it), least, greatest (quota of a rep there, NaN without any)
    """
    found = rollup.groupby("node_id", sort=True).agg(
        level=("level", "first"),
        parent_id=("parent_id", "first"),
        quota=("quota", "sum"),
        over_assignment=("over_assignment", "sum"),
    )
    parents = dict(zip(found.index.tolist(), found["parent_id"].tolist(), strict=True))
    carried = _under(reps, parents).groupby("node_id")["quota"]
    found["reps"] = carried.size().reindex(found.index, fill_value=0)
    found["least"], found["greatest"] = carried.min(), carried.max()
    order, depth = _walk(found)
    return found.loc[order].assign(depth=depth)


def _under(reps: pd.DataFrame, parent: dict[str, str]) -> pd.DataFrame:
    """Repeat every rep once for each node at or above him."""
    here = reps[["node_id", "quota"]]
    parts = []
    while len(here):
        parts.append(here)
        above = here.assign(node_id=here["node_id"].map(parent))
        here = above[above["node_id"].isin(parent.keys())]
    return pd.concat(parts) if parts else here


def _walk(nodes: pd.DataFrame) -> tuple[list[str], list[int]]:
    """Give the nodes as a reader meets them, with their depth."""
    below: dict[str, list[str]] = {}
    largest = nodes.sort_values("quota", ascending=False, kind="stable")
    for name, above in largest["parent_id"].items():
        below.setdefault(above if above in nodes.index else "", []).append(str(name))
    order: list[str] = []
    depth: list[int] = []
    waiting = [(name, 0) for name in reversed(below.get("", []))]
    while waiting:
        name, at = waiting.pop()
        order.append(name)
        depth.append(at)
        waiting += [(child, at + 1) for child in reversed(below.get(name, []))]
    return order, depth
