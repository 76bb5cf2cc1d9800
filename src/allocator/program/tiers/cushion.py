"""Keep the cushion between quotas and target as far as anybody can carry it.

    minimise cushion_price * sum v / T

A policy without `breaches` behind `shortfall` gets this tier by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.program.family import Settings
from allocator.program.tier import Objective, Tier, spread

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from allocator.domain.axes import Ints
    from allocator.program.draft import Draft
    from allocator.program.tier import Steps

DEFAULT_PRICE = 0.5
"""`roll_up.cushion_price` where the policy has no roll_up."""


class Cushion(Settings):
    """Settings of the tier cushion: none."""


def missing(draft: Draft) -> tuple[Ints, npt.NDArray[np.float64]]:
    """Columns v and their cost in money of the target."""
    roll_up: Any = draft.rules.get("roll_up")
    price = roll_up.cushion_price if roll_up is not None else DEFAULT_PRICE
    return spread(draft.columns.v, price / draft.inputs.whole)


def steps(settings: Cushion, draft: Draft) -> Steps:
    """One step, if there is any cushion."""
    del settings
    columns, costs = missing(draft)
    if len(columns):
        yield Objective("cushion", columns, costs, money=draft.inputs.whole)


TIER = Tier("cushion", Cushion, steps, "so that the cushion is kept")
