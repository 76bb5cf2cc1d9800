"""Metrics and baselines of plan.json, key by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.certify import yardstick
from allocator.certify.arrays import places, total
from allocator.certify.evidence import finite
from allocator.certify.printed.agree import ABSOLUTE, RELATIVE
from allocator.domain.certificate import Check

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats
    from allocator.certify.world import World

SHOWN = 3
"""How many figures a refusal names."""


def checks(world: World, quota: Floats, used: Floats, document: Mapping[str, Any]) -> list[Check]:
    """Compare the measures of the plan and of every naive split."""
    found = [same("metrics", yardstick.metrics(world, quota, used), document.get("metrics"))]
    told = document.get("baselines") or {}
    cells, count = world.figures.cells, len(world.people)
    seller = places(world.people.index, cells["rep"])
    effort = cells["effort"].to_numpy(float)
    for name, money in yardstick.splits(world).items():
        said = told.get(name)
        if money is None:
            found.append(Check(f"baseline {name}", 0, 0, said is None, "the data allow none"))
            continue
        mine = yardstick.metrics(
            world, total(seller, money, count), total(seller, effort * money, count)
        )
        found.append(same(f"baseline {name}", mine, said))
    return found


def same(what: str, mine: Mapping[str, Any], told: Any) -> Check:
    """Compare a set of measures; a measure by group must name the same groups."""
    if not isinstance(told, Mapping):
        return Check(what, 0, 1, passed=False, detail="it is missing")
    bad = [
        f"{key}: plan.json says {told.get(key)}, the quotas give {value}"
        for key, value in mine.items()
        if not _agrees(value, told.get(key))
    ]
    return Check(what, len(bad), 0, not bad, "; ".join(bad[:SHOWN]))


def _agrees(mine: Any, told: Any) -> bool:
    """Whether two figures agree; None agrees with None alone."""
    if isinstance(mine, Mapping):
        groups = told if isinstance(told, Mapping) else {}
        return set(groups) == set(mine) and all(_agrees(mine[g], groups[g]) for g in mine)
    if mine is None or told is None:
        return mine is None and told is None
    return finite(told) and bool(np.abs(mine - told) <= RELATIVE * np.abs(mine) + ABSOLUTE)
