"""Stay close to last year's quotas, and to what reps and managers proposed.

    minimise (prior_price sum |q - prior| + proposed_price (sum |q - proposed|
              + sum |number[n] - proposed[n]|)) / T

Proposals live here and nowhere else, so that a low proposal cannot outrank fairness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from allocator.program.columns import Block
from allocator.program.families.roll_up import node_entries
from allocator.program.family import Settings
from allocator.program.rows import block
from allocator.program.tier import Objective, Tier

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.program.draft import Draft
    from allocator.program.tier import Steps


class Disruption(Settings):
    """Settings of the tier disruption."""

    prior_price: float = Field(default=1.0, ge=0, description="price of leaving the prior quota")
    proposed_price: float = Field(default=1.0, ge=0, description="price of leaving a proposal")


def _by_rep(draft: Draft, name: str, wish: Floats) -> Ints:
    """Add |q - wish| for every rep with a wish; give the columns of both sides."""
    columns = draft.columns
    reps = np.flatnonzero(draft.inputs.has_q & ~np.isnan(wish))
    names = draft.inputs.parameters.reps.take(reps)
    zero, every = np.zeros(len(reps)), np.arange(len(reps))
    more = draft.add_columns(Block(f"{name}_more", names, zero, columns.q_upper[reps]))
    less = draft.add_columns(Block(f"{name}_less", names, zero, wish[reps]))
    draft.add_rows(
        block(
            name,
            names,
            wish[reps],
            wish[reps],
            (every, columns.q[reps], 1.0),
            (every, more, -1.0),
            (every, less, 1.0),
        )
    )
    return np.concatenate([more, less])


def _by_node(draft: Draft) -> Ints:
    """Add |number - proposed| for every node with a proposal; give the columns of both sides."""
    inputs = draft.inputs
    table = inputs.scenario.tables["hierarchy"].set_index("node_id")["proposed"]
    if table.isna().all():
        return np.zeros(0, np.int64)
    wish = table.loc[list(inputs.tree.nodes.labels)].to_numpy(np.float64)
    nodes = np.flatnonzero(~np.isnan(wish))
    place = np.full(len(wish), -1, np.int64)
    place[nodes] = np.arange(len(nodes))
    node, column, value = node_entries(inputs, draft.columns)
    kept = (place[node] >= 0) & (column.ravel() >= 0)
    row, column, value = place[node][kept], column.ravel()[kept], value[kept]
    upper = np.append(draft.columns.x_upper[inputs.has_x], 0.0)
    most = np.bincount(row, value * upper[column], len(nodes)).astype(np.float64)
    names = inputs.tree.nodes.take(nodes)
    zero, every = np.zeros(len(nodes)), np.arange(len(nodes))
    more = draft.add_columns(Block("node_more", names, zero, most))
    less = draft.add_columns(Block("node_less", names, zero, wish[nodes]))
    draft.add_rows(
        block(
            "node_proposed",
            names,
            wish[nodes],
            wish[nodes],
            (row, column, value),
            (every, more, -1.0),
            (every, less, 1.0),
        )
    )
    return np.concatenate([more, less])


def steps(settings: Disruption, draft: Draft) -> Steps:
    """One step, if there is anything to stay close to."""
    given, target = draft.inputs.given, draft.inputs.whole
    none = np.zeros(0, np.int64)
    prior = proposed = none
    if settings.prior_price > 0:
        prior = _by_rep(draft, "prior", given.net(given.prior))
    if settings.proposed_price > 0:
        wishes = _by_rep(draft, "proposed", given.proposed)
        proposed = np.concatenate([wishes, _by_node(draft)])
    columns = np.concatenate([prior, proposed])
    if len(columns):
        costs = np.concatenate(
            [
                np.full(len(prior), settings.prior_price / target),
                np.full(len(proposed), settings.proposed_price / target),
            ]
        )
        yield Objective("disruption", columns, costs, money=target)


TIER = Tier("disruption", Disruption, steps, "staying close to prior quotas and proposals")
