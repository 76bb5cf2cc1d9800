"""The tiers' values at the rounded plan: what rounding to the unit has cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.program.tiers.over_stretch import TAIL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.domain.parameters import Bools, Floats
    from allocator.program.draft import Draft
    from allocator.program.tier import Objective
    from allocator.solve.lexicographic import Solved


def tier_values(
    draft: Draft, solved: Sequence[Solved], objectives: Sequence[Objective], quota: Floats
) -> Mapping[str, float | None]:
    """Give the value of the tiers that are a function of quotas alone; None for the others.

    Parameters
    ----------
    quota : (K, P) published money
    """
    inputs, data = draft.inputs, draft.inputs.parameters
    periods = data.target.shape[1]
    assigned = np.stack(
        [np.bincount(data.cell_lever, quota[:, p], len(data.levers)) for p in range(periods)], 1
    )
    short = np.clip(data.target - assigned, 0.0, None)
    per_rep = data.by_rep(quota)
    priority = np.array([lever.priority for lever in inputs.scenario.levers])
    found: dict[str, float | None] = {}
    for tier, objective in zip(solved, objectives, strict=True):
        kind, _, number = tier.name.partition(":")
        value: float | None = None
        if kind == "shortfall":
            value = float(short[priority == int(number)].sum() / inputs.whole)
        elif kind == "over_stretch":
            value = _worst_tenth(per_rep, inputs.y, inputs.stretched)
        elif kind == "mean_deviation" and objective.money:
            compared = inputs.peers.compared
            load = inputs.by_group(per_rep) / inputs.group_fair
            away = per_rep - inputs.fair * load[np.maximum(inputs.peers.group, 0)]
            value = float(np.abs(away[compared]).sum() / objective.money)
        elif kind == "closest":
            fair = data.fair
            away = np.divide((quota - fair) ** 2, fair, out=np.zeros_like(fair), where=fair > 0)
            value = float(0.5 * away.sum() / inputs.whole)
        found[tier.name] = value
    return found


def _worst_tenth(per_rep: Floats, y: Floats, who: Bools) -> float:
    """Mean of the worst tenth of stretch, weighted by yield (CVaR, closed form)."""
    stretch, weight = per_rep[who] / y[who], y[who]
    order = np.argsort(-stretch, kind="stable")
    left = np.minimum(np.cumsum(weight[order]), TAIL * weight.sum())
    taken = np.diff(left, prepend=0.0)
    return float(taken @ stretch[order] / (TAIL * weight.sum()))
