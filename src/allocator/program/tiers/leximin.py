"""Lexicographic min-max of stretch: lower the greatest, then the greatest of the others, on.

    minimise theta,   q[r] <= theta y[r] for every rep not yet blocked

A rep whose row carries a positive multiplier is blocked: no optimum gives him less. Rounds go on
with the others until all are blocked.
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


class Leximin(Settings):
    """Settings of the tier leximin: none."""


def steps(settings: Leximin, draft: Draft) -> Steps:
    """One step per round."""
    del settings
    inputs = draft.inputs
    free = np.flatnonzero(inputs.stretched & inputs.has_q)
    number = 0
    while len(free):
        number += 1
        name = f"leximin:{number}"
        y, q_upper = inputs.y[free], draft.columns.q_upper[free]
        theta = draft.add_columns(
            Block(
                "theta",
                np.array([str(number)], object),
                np.zeros(1),
                np.array([(q_upper / y).max()]),
            )
        )
        every = np.arange(len(free))
        places = draft.add_rows(
            block(
                name,
                inputs.parameters.reps.take(free),
                -np.inf,
                0.0,
                (every, draft.columns.q[free], 1.0),
                (every, np.repeat(theta, len(free)), -y),
            )
        )
        locks = yield Objective(name, theta, np.ones(1))
        blocked = locks.rows[places] != 0
        free = free[~blocked] if blocked.any() else free[:0]


TIER = Tier("leximin", Leximin, steps, "evening out stretch, rep by rep", needs_potential=True)
