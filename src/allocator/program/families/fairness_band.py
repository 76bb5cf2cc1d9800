"""Peers carry alike: each load stays within a band round the group's.

Load is quota over fair share; the group's load S is the sum of quotas over the sum of fair shares
of its compared reps.

    (1 - band) * S[g] * fair[r] <= q[r] <= (1 + band) * S[g] * fair[r]      per compared rep

At a group load of 1.1 a fair share of 100 allows quotas from 93.5 to 126.5:

>>> [round(1.1 * 100 * side, 1) for side in (0.85, 1.15)]
[93.5, 126.5]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from allocator.program.family import Family, Soft
from allocator.program.rows import Rows, block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


class FairnessBand(Soft):
    """Settings of fairness_band."""

    band: float = Field(default=0.15, ge=0, lt=1, description="allowed distance from peer load")


def rows(settings: FairnessBand, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """Two rows per compared rep: the upper side of the band, and the lower."""
    reps = np.flatnonzero(inputs.peers.compared)
    names = inputs.parameters.reps.take(reps)
    load = columns.S[inputs.peers.group[reps]]
    every = np.arange(len(reps))
    quota = (every, columns.q[reps], 1.0)
    high = (every, load, -(1.0 + settings.band) * inputs.fair[reps])
    low = (every, load, -(1.0 - settings.band) * inputs.fair[reps])
    return (
        block("fairness_band.upper", names, -np.inf, 0.0, quota, high),
        block("fairness_band.lower", names, 0.0, np.inf, quota, low),
    )


FAMILY = Family("fairness_band", FairnessBand, rows, "money", "equal load with {}", loads=True)
