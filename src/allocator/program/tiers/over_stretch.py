"""Spare those who are stretched most: the mean of the worst tenth of stretch, weighted by yield.

    minimise eta + sum t[r] / (0.1 sum y),   t[r] >= q[r] - eta y[r]      (CVaR)

over reps with y > 0 whose quota nobody decided.
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

TAIL = 0.1
"""Share of attainable yield whose stretch is averaged."""


class OverStretch(Settings):
    """Settings of the tier over_stretch: none."""


def steps(settings: OverStretch, draft: Draft) -> Steps:
    """One step."""
    del settings
    inputs = draft.inputs
    reps = np.flatnonzero(inputs.stretched & inputs.has_q)
    if not len(reps):
        return
    y, q_upper = inputs.y[reps], draft.columns.q_upper[reps]
    names = inputs.parameters.reps.take(reps)
    eta = draft.add_columns(
        Block("eta", np.array([""], object), np.zeros(1), np.array([(q_upper / y).max()]))
    )
    t = draft.add_columns(Block("t", names, np.zeros(len(reps)), q_upper))
    every = np.arange(len(reps))
    draft.add_rows(
        block(
            "over_stretch",
            names,
            -np.inf,
            0.0,
            (every, draft.columns.q[reps], 1.0),
            (every, np.repeat(eta, len(reps)), -y),
            (every, t, -1.0),
        )
    )
    tail = TAIL * inputs.y[inputs.stretched].sum()
    costs = np.concatenate([[1.0], np.full(len(reps), 1.0 / tail)])
    yield Objective("over_stretch", np.concatenate([eta, t]), costs)


TIER = Tier("over_stretch", OverStretch, steps, "evening out stretch", needs_potential=True)
