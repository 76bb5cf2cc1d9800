"""Who reports where: the tree of nodes, its levels, and the reps under each node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from allocator.domain.axes import Axis

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from allocator.domain.axes import Ints

COMPANY = "company"
"""The one node of a scenario without a hierarchy table."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The hierarchy in codes.

    Attributes
    ----------
    nodes : axis of node ids
    parent : (N,) code of the parent, -1 at the root
    depth : (N,) 0 at the root
    level : (N,) level name, empty where none is given
    rank : (N,) rank of the node's level; a node without level name has the rank of its depth
    levels : level names with their rank
    rep_node : (R,) code of each rep's own node
    under : (N, N) CSR; entry (n, m) is 1 where m is n or below n
    """

    nodes: Axis
    parent: Ints
    depth: Ints
    level: tuple[str, ...]
    rank: Ints
    levels: dict[str, int]
    rep_node: Ints
    under: sp.csr_array

    @property
    def root(self) -> int:
        """Code of the root."""
        return int(np.flatnonzero(self.parent < 0)[0])

    def rep_under(self) -> sp.csr_array:
        """(N, R) CSR; entry (n, r) is 1 where rep r sits at n or below."""
        reps = len(self.rep_node)
        sits = sp.csr_array(
            (np.ones(reps), (self.rep_node, np.arange(reps))), shape=(len(self.nodes), reps)
        )
        return sp.csr_array(self.under @ sits)


def build_tree(hierarchy: pd.DataFrame, node_id: Sequence[str], region: Sequence[str]) -> Tree:
    """Build the tree; a rep sits at node_id, else at the node his region names, else at the root.

    Parameters
    ----------
    hierarchy : the table; without rows there is one node, the company
    node_id, region : (R,) as in the reps table
    """
    if len(hierarchy):
        ids, parents = hierarchy["node_id"].tolist(), hierarchy["parent_id"].tolist()
        names = dict(zip(ids, hierarchy["level"].tolist(), strict=True))
    else:
        ids, parents, names = [COMPANY], [""], {COMPANY: COMPANY}
    nodes = Axis.sorted(ids)
    count = len(nodes)
    parent = np.full(count, -1, np.int64)
    parent[nodes.codes(ids)] = nodes.codes(parents)
    depth = np.zeros(count, np.int64)
    pairs = [np.arange(count)], [np.arange(count)]
    above = parent.copy()
    while (above >= 0).any():
        has = above >= 0
        depth[has] += 1
        pairs[0].append(above[has])
        pairs[1].append(np.flatnonzero(has))
        above = np.where(has, parent[np.maximum(above, 0)], -1)
    rows, columns = np.concatenate(pairs[0]), np.concatenate(pairs[1])
    under = sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=(count, count))
    level = tuple(names[label] for label in nodes.labels)
    least: dict[str, int] = {}
    for name, deep in zip(level, depth.tolist(), strict=True):
        if name:
            least[name] = min(least.get(name, deep), deep)
    rank = np.array(
        [least.get(name, deep) for name, deep in zip(level, depth.tolist(), strict=True)],
        np.int64,
    )
    own, by_region = nodes.codes(node_id), nodes.codes(region)
    root = int(np.flatnonzero(parent < 0)[0])
    rep_node = np.where(own >= 0, own, np.where(by_region >= 0, by_region, root))
    return Tree(nodes, parent, depth, level, rank, least, rep_node, under)
