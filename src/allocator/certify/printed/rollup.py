"""rollup.csv: what each node answers for, beside the sum of what is printed below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.arrays import grouped, places, ratio, total
from allocator.certify.printed.agree import ABSOLUTE, RELATIVE, apart, none

if TYPE_CHECKING:
    import pandas as pd

    from allocator.certify.arrays import Floats
    from allocator.certify.world import World
    from allocator.domain.certificate import Check

KEYS = ["node", "l", "p"]


def numbers(world: World, x: Floats, u: Floats) -> pd.DataFrame:
    """Rows (node, l, p, number): quotas under the node over its cushion, in the root's measure.

    Per lever the numbers carry the factor that makes the root read target less shortfall.
    """
    nodes = world.nodes
    frame = world.x[["rep", "l", "p"]].assign(x=x)
    under = grouped(frame.merge(world.under(), on="rep", how="inner"), KEYS, ["x"])
    lever = under["l"].to_numpy(np.int64)
    factor = nodes.factor[lever, places(nodes.table.index, under["node"])]
    number = under["x"].to_numpy(float) / factor
    at_root = (under["node"] == nodes.root).to_numpy()
    count = len(world.levers)
    root = total(lever[at_root], number[at_root], count)
    wanted = world.figures.target.sum(axis=1) - u.sum(axis=1)
    scale = np.nan_to_num(ratio(wanted, root), nan=1.0)
    return under[KEYS].assign(number=number * scale[lever])


def checks(world: World, x: Floats, u: Floats) -> list[Check]:
    """Compare node numbers within a unit, and the sums of what is printed below exactly."""
    unit, nodes = world.evidence.unit, world.nodes
    table, strange = _table(world)
    shown = table[["parent_id", "l", "p", "quota"]].rename(
        columns={"parent_id": "node", "quota": "children"}
    )
    shown = grouped(shown[shown["node"] != ""], KEYS, ["children"])
    home = world.nodes.home[world.x["who"]]
    own = grouped(
        world.x[["l", "p"]].assign(node=home, own=x).astype({"node": "str"}), KEYS, ["own"]
    )
    both = numbers(world, x, u).merge(table, on=KEYS, how="outer")
    both = both.merge(shown, on=KEYS, how="left").merge(own, on=KEYS, how="left")
    figures = ["number", "quota", "children", "own", "sum_of_children"]
    both[figures] = both[figures].fillna(0.0)
    off = (both["number"] - both["quota"]).abs() > unit * (1 + RELATIVE) + ABSOLUTE
    below = apart(both["children"] + both["own"], both["sum_of_children"])
    row = places(nodes.table.index, table["node"])
    over = nodes.factor[table["l"].to_numpy(np.int64), row] - 1.0
    found = [
        strange,
        none("rollup: no row twice", table.duplicated(KEYS), table["node"]),
        none("rollup: node numbers", off, both["node"]),
        none("rollup: sums of children", below, both["node"]),
        none("rollup: over_assignment", apart(over, table["over_assignment"]), table["node"]),
    ]
    for name in ("level", "parent_id"):
        due = nodes.table[name].to_numpy(object)[row]
        bad = due != table[name].to_numpy(object)
        found.append(none(f"rollup: {name}", bad, table["node"]))
    return found


def _table(world: World) -> tuple[pd.DataFrame, Check]:
    """Read the table's keys as codes; rows with keys that do not exist fail and go."""
    table = world.evidence.published["rollup"]
    levers = {name: code for code, name in enumerate(world.evidence.levers)}
    periods = {name: code for code, name in enumerate(world.figures.periods)}
    table = table.assign(l=table["lever"].map(levers), p=table["period"].map(periods))
    known = table["node_id"].isin(world.nodes.table.index) & table["l"].notna()
    known &= table["p"].notna()
    strange = none("rollup: known nodes, levers and periods", ~known, table["node_id"])
    table = table[known].astype({"l": np.int64, "p": np.int64})
    return table.rename(columns={"node_id": "node"}), strange
