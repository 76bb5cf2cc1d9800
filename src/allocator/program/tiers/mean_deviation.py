"""Bring each load to that of its peers.

    minimise sum |q[r] - S[g] fair[r]| / F                         over compared reps
    q[r] - fair[r] S[g] = fair[r] (over[r] - under[r])

where F is the sum of fair shares of all compared reps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.program.columns import Block
from allocator.program.family import Settings
from allocator.program.rows import block
from allocator.program.tier import Objective, Tier

if TYPE_CHECKING:
    from allocator.program.draft import Draft
    from allocator.program.tier import Steps


class MeanDeviation(Settings):
    """Settings of the tier mean_deviation: none."""


def steps(settings: MeanDeviation, draft: Draft) -> Steps:
    """One step, if anybody is compared."""
    del settings
    inputs = draft.inputs
    reps = np.flatnonzero(inputs.peers.compared)
    if not len(reps):
        return
    group, fair = inputs.peers.group[reps], inputs.fair[reps]
    load = draft.loads()[group]
    names = inputs.parameters.reps.take(reps)
    zero = np.zeros(len(reps))
    over = draft.add_columns(Block("over", names, zero, draft.columns.q_upper[reps] / fair))
    under = draft.add_columns(Block("under", names, zero, draft.columns.S_upper[group]))
    every = np.arange(len(reps))
    draft.add_rows(
        block(
            "load",
            names,
            0.0,
            0.0,
            (every, draft.columns.q[reps], 1.0),
            (every, load, -fair),
            (every, over, -fair),
            (every, under, fair),
        )
    )
    whole = float(fair.sum())
    costs = np.concatenate([fair, fair]) / whole
    yield Objective("mean_deviation", np.concatenate([over, under]), costs, money=whole)


TIER = Tier("mean_deviation", MeanDeviation, steps, "evening out load")
