"""interlock.csv: top-down, bottom-up and meeting number of every node.

The two sides are solves of their own; of them only what must hold between a node and those below
can be checked without a solver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from allocator.certify.printed.agree import apart, none
from allocator.domain.certificate import Check

if TYPE_CHECKING:
    from allocator.certify.world import World

MODEL = "interlock"
"""The model whose plans have the file, where there is a tree."""
SIDES = ("top_down", "bottom_up")


def checks(world: World) -> list[Check]:
    """Compare the file with the tree and the roll-up; nothing where a plan needs none."""
    tree = world.evidence.tables["hierarchy"].sort_values("node_id").set_index("node_id")
    table = world.evidence.published.get("interlock")
    if table is None:
        asked = world.evidence.model.get("name") == MODEL and len(tree) > 0
        return [Check("interlock: it is there", 0, 1, passed=False)] if asked else []
    nodes = table["node_id"]
    whole = nodes.tolist() == tree.index.tolist()
    found = [Check("interlock: a row for each node", len(table), len(tree), whole)]
    if not whole:
        return found
    rollup = world.evidence.published["rollup"]
    meeting = rollup.groupby("node_id")["quota"].sum().reindex(tree.index).to_numpy(float)
    gap = meeting - tree["target"].to_numpy(float)
    level = tree["level"].to_numpy(object) != table["level"].to_numpy(object)
    found.append(none("interlock: level", level, nodes))
    for name, due in (
        ("target", tree["target"]), ("proposed", tree["proposed"]), ("meeting", meeting),
        ("gap", gap),
    ):  # fmt: skip
        found.append(none(f"interlock: {name}", apart(due, table[name]), nodes))
    return [*found, *(_side(world, tree, table.set_index("node_id")[side]) for side in SIDES)]


def _side(world: World, tree: pd.DataFrame, number: pd.Series) -> Check:
    """Check that a side's numbers can be sums of quotas; one without a plan is blank whole.

    No node is below zero, the root carries no more than the target, and a node carries what its
    children do, and no more unless people stand at it. Where a level has a cushion of its own,
    the children's sum exceeds the parent's number, and says nothing.
    """
    name = f"interlock: sums of {number.name}"
    blank = number.isna()
    if blank.all():
        return none(name, [False], [""])
    rows = len(world.levers) * len(world.periods)
    unit = world.evidence.unit
    under = number.groupby(tree["parent_id"]).agg(["sum", "size"]).reindex(number.index).fillna(0.0)
    noise = unit * rows * (1.0 + under["size"])
    staffed = number.index.isin(world.nodes.home[world.people["has_x"].to_numpy()])
    factor = world.nodes.factor
    parents = (under["size"] > 0) & bool((factor == factor[:, :1]).all())
    bad = blank | (number < 0)
    bad |= parents & (number < under["sum"] - noise)
    bad |= parents & ~staffed & (number > under["sum"] + noise)
    bad |= (number.index == world.nodes.root) & (number > world.target + noise)
    return none(name, bad, number.index)
