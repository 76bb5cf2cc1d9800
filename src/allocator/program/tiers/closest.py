"""Of all plans that are left, the one closest to the fair shares: it makes the plan unique.

    minimise 1/2 sum (x[k,p] - fair[k,p])^2 / fair[k,p] / T

Strictly convex in x, so there is one plan; it spreads each number over cells and periods, pulls
groups together as far as earlier tiers allow, and carries the explanation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.program.family import Settings
from allocator.program.tier import Objective, Tier

if TYPE_CHECKING:
    from allocator.program.draft import Draft
    from allocator.program.tier import Steps


class Closest(Settings):
    """Settings of the tier closest: none."""


def steps(settings: Closest, draft: Draft) -> Steps:
    """One step."""
    del settings
    inputs = draft.inputs
    target = inputs.whole
    fair = inputs.parameters.fair[inputs.has_x]
    yield Objective(
        "closest",
        draft.columns.x[inputs.has_x],
        np.full(len(fair), -1.0 / target),
        squares=1.0 / fair / target,
        constant=0.5 * float(fair.sum()) / target,
    )


TIER = Tier("closest", Closest, steps, "closest to the fair shares")
