"""Put quota where it will be earned: the most expected bookings.

    minimise - sum_r E[min(q[r], Y[r])] / T

E[min(q, Y)] is concave in q; it is taken as piecewise linear between fixed multiples of y, with
the mean of Pr(Y > b) over each piece as its slope. The last piece has slope 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.program.columns import Block
from allocator.program.family import Settings
from allocator.program.rows import block, labels
from allocator.program.tier import Objective, Tier
from allocator.yields.risk import expected_up_to

if TYPE_CHECKING:
    from allocator.program.draft import Draft
    from allocator.program.tier import Steps

BREAKS = np.array([0, 0.25, 0.5, 0.65, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3])
"""Where the pieces begin, in attainable yields."""


class ExpectedValue(Settings):
    """Settings of the tier expected_value: none."""


def steps(settings: ExpectedValue, draft: Draft) -> Steps:
    """One step."""
    del settings
    inputs, data = draft.inputs, draft.inputs.parameters
    reps = np.flatnonzero(inputs.has_q & (inputs.y > 0))
    if not len(reps):
        return
    y, size = inputs.y[reps], len(BREAKS)
    edges = y[:, None] * BREAKS[None, :]
    earned = np.stack(
        [expected_up_to(edges[:, j], y, data.variance[reps]) for j in range(size)], axis=1
    )
    width = np.concatenate([np.diff(edges), draft.columns.q_upper[reps][:, None]], axis=1)
    slope = np.zeros_like(width)
    slope[:, :-1] = np.diff(earned) / np.diff(edges)
    names = inputs.parameters.reps.take(reps)
    numbers = np.array([str(j) for j in range(size)], object)
    every = np.arange(len(reps))
    piece = draft.add_columns(
        Block(
            "piece",
            labels(np.repeat(names, size), np.tile(numbers, len(reps))),
            np.zeros(width.size),
            width.ravel(),
        )
    )
    draft.add_rows(
        block(
            "expected_value",
            names,
            0.0,
            0.0,
            (np.repeat(every, size), piece, 1.0),
            (every, draft.columns.q[reps], -1.0),
        )
    )
    target = inputs.whole
    yield Objective("expected_value", piece, -slope.ravel() / target, money=target)


TIER = Tier(
    "expected_value", ExpectedValue, steps, "putting quota where it is earned",
    needs_potential=True,
)  # fmt: skip
