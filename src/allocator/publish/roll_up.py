"""What each node answers for: its reps' quotas, less the cushion below it.

    number[n] = sum of x under n / C[l,n] x (target[l] - sum_p u[l,p]) / number[root,l]

C is the lever's own over-assignment times that of the node's level and every level below, so
that the root reads target less shortfall (docs/formulation.md, family roll_up).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import scipy.sparse as sp

from allocator.domain.plan import COLUMNS
from allocator.publish.money import to_unit

if TYPE_CHECKING:
    from allocator.domain.allocation import Allocation
    from allocator.domain.parameters import Floats, Parameters
    from allocator.program.hierarchy import Tree


def roll_up(
    parameters: Parameters, allocation: Allocation, tree: Tree, published: Floats, unit: float
) -> pd.DataFrame:
    """Give the table rollup.csv: every node, lever and period.

    `sum_of_children` adds the published numbers of the nodes directly below and the quotas of
    the node's own reps.

    Parameters
    ----------
    published : (K, P) published primary quota
    unit : published unit: numbers are rounded to it for display
    """
    reps, levers, periods = (
        len(a) for a in (parameters.reps, parameters.levers, parameters.periods)
    )
    nodes = len(tree.nodes)
    column = parameters.cell_lever[:, None] * periods + np.arange(periods)
    row = np.repeat(parameters.cell_rep, periods)
    by_rep = sp.csr_array(
        (published.ravel(), (row, column.ravel())), shape=(reps, levers * periods)
    )
    under = np.asarray((tree.rep_under() @ by_rep).toarray()).reshape(nodes, levers, periods)
    cushion = allocation.node_cushion.T
    number = under / cushion[:, :, None]
    root = number[tree.root].sum(axis=1)
    wanted = parameters.target.sum(axis=1) - np.maximum(allocation.short, 0.0).sum(axis=1)
    factor = np.divide(wanted, root, out=np.ones(levers), where=root > 0)
    shown = to_unit(number * factor[:, None], unit)
    below = np.zeros_like(shown)
    inner = np.flatnonzero(tree.parent >= 0)
    np.add.at(below, tree.parent[inner], shown[inner])
    own = sp.csr_array((np.ones(reps), (tree.rep_node, np.arange(reps))), shape=(nodes, reps))
    below += np.asarray((own @ by_rep).toarray()).reshape(below.shape)
    return _table(parameters, tree, shown, below, cushion - 1.0)


def _table(
    parameters: Parameters, tree: Tree, shown: Floats, below: Floats, over: Floats
) -> pd.DataFrame:
    """Lay (N, L, P) numbers out in rows."""
    nodes, levers, periods = shown.shape
    labels = np.array(tree.nodes.labels, dtype=object)
    parents = np.where(tree.parent >= 0, labels[np.maximum(tree.parent, 0)], "")
    per_node = levers * periods
    table = {
        "node_id": np.repeat(labels, per_node),
        "level": np.repeat(np.array(tree.level, dtype=object), per_node),
        "parent_id": np.repeat(parents, per_node),
        "lever": np.tile(
            np.repeat(np.array(parameters.levers.labels, dtype=object), periods), nodes
        ),
        "period": np.tile(np.array(parameters.periods.labels, dtype=object), nodes * levers),
        "quota": shown.ravel(),
        "sum_of_children": below.ravel(),
        "over_assignment": np.round(np.repeat(over.ravel(), periods), 12),
    }
    text = dict.fromkeys(("node_id", "level", "parent_id", "lever", "period"), "str")
    return pd.DataFrame(table, columns=list(COLUMNS["rollup"])).astype(text)
