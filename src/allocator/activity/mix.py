"""How the weight of objectives is split: leading indicators against lagging ones.

Leading indicators can be steered this week (activities, pipeline, forecasts); lagging ones are
results. Practice: SDR 60-70 % leading, account executives 60-70 % lagging, managers mainly
lagging; a company at an early stage 70-80 % leading, a mature one 60-70 % lagging. A role's mix
rules its reps, the company's stage rules nodes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from allocator.publish.money import apportion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from allocator.domain.axes import Ints
    from allocator.domain.lever import Role
    from allocator.domain.parameters import Bools, Floats
    from allocator.domain.scenario import Scenario

BY_KIND: Mapping[str, float] = {
    "": 0.35,
    "executive": 0.35,
    "account_manager": 0.35,
    "partner": 0.35,
    "overlay": 0.35,
    "manager": 0.25,
    "sdr": 0.65,
}
"""Leading share of a role by its kind."""
BY_STAGE: Mapping[str, float] = {"early": 0.75, "growth": 0.50, "mature": 0.35}
"""Leading share of nodes by the company's stage; without a stage that of managers."""

HUNDREDTHS = 100
"""Weights are whole hundredths."""
MAIN = 0.5
"""Part of the lagging weight that the owner's number itself has, where others lag beside it."""


def of_role(scenario: Scenario, role: Role) -> float:
    """Give the leading share of a role's objectives."""
    return _leading(scenario.objectives.get("mix", {}).get(role.name), BY_KIND[role.kind])


def of_nodes(scenario: Scenario) -> float:
    """Give the leading share of the objectives of nodes and of the company."""
    stage = scenario.objectives.get("company_stage")
    if stage is None:
        return BY_KIND["manager"]
    return _leading(scenario.objectives.get("stage_mix", {}).get(stage), BY_STAGE[stage])


def _leading(given: Mapping[str, Any] | None, usual: float) -> float:
    """Read a mix: leading, or what lagging leaves."""
    if given is None:
        return usual
    return float(given["leading"] if "leading" in given else 1.0 - given["lagging"])


def weights(owner: Ints, leads: Bools, main: Bools, share: Floats) -> Floats:
    """Give every objective its weight: those of one owner sum to one, in whole hundredths.

    The leading share is split evenly over the leading objectives; of the lagging share the
    owner's number has half, the others the other half. Who has objectives of one kind only has
    all weight there.

    Parameters
    ----------
    owner : (n,) ascending codes of the owners
    leads : (n,) whether an objective leads
    main : (n,) whether it is the owner's number itself
    share : (n,) the owner's leading share

    >>> weights(np.array([0, 0, 0]), np.array([True, False, False]),
    ...         np.array([False, True, False]), np.full(3, 0.4)).tolist()
    [0.4, 0.3, 0.3]
    """
    made = np.zeros(len(owner))
    edges = np.flatnonzero(np.diff(owner, prepend=-1))
    for begin, end in pairwise([*edges, len(owner)]):
        here = slice(int(begin), int(end))
        made[here] = _of_owner(leads[here], main[here], float(share[begin]))
    return made


def _of_owner(leads: Bools, main: Bools, share: float) -> Floats:
    """Weigh the objectives of one owner."""
    leading = 1.0 if leads.all() else 0.0 if not leads.any() else share
    first = round(leading * HUNDREDTHS)
    own = np.where(main & ~leads, 1.0, 0.0)
    beside = (~leads & ~main).sum()
    if beside and own.any():
        own = np.where(~leads & ~main, (1.0 - MAIN) / beside, own * MAIN / own.sum())
    elif not own.any():
        own = np.where(leads, 0.0, 1.0)
    units = apportion(leads.astype(float), first) + apportion(own, HUNDREDTHS - first)
    return units / HUNDREDTHS
