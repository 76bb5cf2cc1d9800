"""Assign as much of the target as anybody can carry; more important levers first.

    minimise sum of u[l,p] over levers of one priority / T         one step per priority

A strict priority lets one dollar of it outrank any amount of the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.program.family import Settings
from allocator.program.tier import Objective, Tier, spread

if TYPE_CHECKING:
    from allocator.program.draft import Draft
    from allocator.program.tier import Steps


class Shortfall(Settings):
    """Settings of the tier shortfall: none."""


def steps(settings: Shortfall, draft: Draft) -> Steps:
    """One step per distinct priority of a lever with a target."""
    del settings
    inputs = draft.inputs
    target = inputs.whole
    priority = np.array([lever.priority for lever in inputs.scenario.levers])
    wanted = (draft.columns.u >= 0).any(axis=1)
    for rank in sorted(set(priority[wanted].tolist())):
        columns, costs = spread(draft.columns.u[priority == rank], 1.0 / target)
        yield Objective(f"shortfall:{rank}", columns, costs, money=target)


TIER = Tier("shortfall", Shortfall, steps, "so that first-priority levers are covered")
