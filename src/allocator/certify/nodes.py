"""The hierarchy: who stands under which node, and the cushion that its level carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from allocator.certify.evidence import Evidence, MalformedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.certify.arrays import Floats

COMPANY = "company"
"""Name and level of the one node where no hierarchy is given."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """The tree of nodes.

    Attributes
    ----------
    table : frame by node_id, sorted, with the hierarchy's columns and depth
    root : the node without a parent
    above : frame (at, node): every node that a node stands under, itself included
    home : node of each rep, in the order of the rep frame
    factor : (L, N) C[l, n]
    """

    table: pd.DataFrame
    root: str
    above: pd.DataFrame
    home: npt.NDArray[np.object_]
    factor: Floats

    def cushion(self) -> Floats:
        """(L,) factor on each lever's target: C at the root."""
        return np.asarray(self.factor[:, self.table.index.get_loc(self.root)])


def nodes(evidence: Evidence, reps: pd.DataFrame) -> Nodes:
    """Build the tree, find every rep's node, and the cushions of docs/program.md."""
    table = evidence.tables["hierarchy"].sort_values("node_id").set_index("node_id")
    if table.empty:
        table = table.reindex(pd.Index([COMPANY], name="node_id"))
        table["parent_id"], table["level"] = "", COMPANY
    parent = dict(zip(table.index, table["parent_id"], strict=True))
    above = [(node, up) for node in table.index for up in _chain(node, parent)]
    chain = pd.DataFrame(above, columns=["at", "node"])
    table = table.assign(depth=chain.groupby("at").size() - 1)
    roots = table.index[table["depth"] == 0]
    if len(roots) != 1:
        raise MalformedError("inputs/tables/hierarchy.csv has no single root")
    root = str(roots[0])
    stated = reps["node_id"].where(reps["node_id"] != "", reps["region"])
    home = stated.where(stated.isin(table.index), root).to_numpy(dtype=object)
    return Nodes(table, root, chain, home, _factors(evidence, table))


def _chain(node: str, parent: Mapping[str, str]) -> list[str]:
    """List a node and all above it, up to the root."""
    found = [node]
    while parent.get(found[-1], ""):
        found.append(parent[found[-1]])
        if len(found) > len(parent):
            raise MalformedError(f"inputs/tables/hierarchy.csv: {node} stands under itself")
    return found


def _factors(evidence: Evidence, table: pd.DataFrame) -> Floats:
    """`C[l,n]`: the lever's own cushion times those of the node's level and the deeper ones."""
    levels = (evidence.families.get("roll_up") or {}).get("over_assignment") or {}
    named = table[table["level"] != ""]
    least = named.groupby("level")["depth"].min().to_dict()
    rank = table["level"].map(least).astype(float).fillna(table["depth"].astype(float)).to_numpy()
    below = np.ones(len(table))
    for level, share in levels.items():
        below *= np.where(least.get(level, -1) >= rank, 1.0 + float(share), 1.0)
    own = [
        1.0 + float(evidence.lever(name).get("over_assignment") or 0.0) for name in evidence.levers
    ]
    return np.outer(own, below)
