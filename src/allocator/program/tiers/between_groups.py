"""Bring the groups' loads together.

    minimise sum_g |S[g] - S| F_g / F,   S = sum_g F_g S[g] / F

where F_g is the sum of fair shares of a group's compared reps.
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


class BetweenGroups(Settings):
    """Settings of the tier between_groups: none."""


def steps(settings: BetweenGroups, draft: Draft) -> Steps:
    """One step, if there is any group."""
    del settings
    inputs = draft.inputs
    groups = np.array(inputs.peers.groups, object)
    if not len(groups):
        return
    load, fair = draft.loads(), inputs.group_fair
    most = float(draft.columns.S_upper.max())
    none = np.array([""], object)
    of_all = draft.add_columns(Block("S_all", none, np.zeros(1), np.array([most])))
    size = len(groups)
    zero, full = np.zeros(size), np.full(size, most)
    over = draft.add_columns(Block("group_over", groups, zero, full))
    under = draft.add_columns(Block("group_under", groups, zero, full))
    every, whole = np.arange(size), float(fair.sum())
    none_row = np.zeros(size, np.int64)
    draft.add_rows(
        block(
            "all_load", none, 0.0, 0.0, (np.zeros(1, int), of_all, whole), (none_row, load, -fair)
        )
    )
    draft.add_rows(
        block(
            "group_load",
            groups,
            0.0,
            0.0,
            (every, load, 1.0),
            (every, np.repeat(of_all, size), -1.0),
            (every, over, -1.0),
            (every, under, 1.0),
        )
    )
    costs = np.concatenate([fair, fair]) / whole
    yield Objective("between_groups", np.concatenate([over, under]), costs, money=whole)


TIER = Tier("between_groups", BetweenGroups, steps, "evening out load between groups")
