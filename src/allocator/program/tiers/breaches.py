"""Break rules about people as little as possible, each breach in money times its price.

    minimise (sum price * slack in money + cushion_price * sum v) / T

The missing cushion stands here too, unless shortfall comes later: no tier prices v before u.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.program.family import Settings
from allocator.program.tier import Objective, Tier, spread
from allocator.program.tiers.cushion import missing

if TYPE_CHECKING:
    from allocator.program.draft import Draft
    from allocator.program.tier import Steps


class Breaches(Settings):
    """Settings of the tier breaches: none."""


def steps(settings: Breaches, draft: Draft) -> Steps:
    """One step, if any family is soft or there is a cushion."""
    del settings
    target = draft.inputs.whole
    pairs = [spread(columns, costs / target) for columns, costs in draft.breaches]
    if draft.cushion_in_breaches:
        pairs.append(missing(draft))
    columns = np.concatenate([c for c, _ in pairs]) if pairs else np.zeros(0, np.int64)
    costs = np.concatenate([v for _, v in pairs]) if pairs else np.zeros(0)
    if len(columns):
        yield Objective("breaches", columns, costs, money=target)


TIER = Tier("breaches", Breaches, steps, "rules with a price")
