"""Every printed figure computed again from the published quotas and the final point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.certify.arrays import total
from allocator.certify.printed import (
    activity,
    heading,
    initiatives,
    interlock,
    metrics,
    objectives,
    pipeline,
    reps,
    rollup,
    totals,
    unassigned,
)
from allocator.certify.rounding import published

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.certify.program import Rebuilt
    from allocator.certify.world import World
    from allocator.domain.certificate import Check
    from allocator.domain.proof import Proof


def checks(
    world: World, rebuilt: Rebuilt, proof: Proof, document: Mapping[str, Any]
) -> list[Check]:
    """Compare every printed table and figure with what the published quotas give."""
    told = published(world)
    who = world.x["who"].to_numpy(np.int64)
    quota = total(who, told.x, len(world.people))
    used = total(who, told.x * world.x["effort"].to_numpy(float), len(world.people))
    u = unassigned.short(world, rebuilt, proof.point)
    v = unassigned.missing(world, rebuilt, proof.point)
    return [
        *heading.checks(world, u, proof, document),
        *reps.checks(world, quota, used, told.overlay),
        *rollup.checks(world, told.x, u),
        *interlock.checks(world),
        *unassigned.checks(world, u),
        *pipeline.checks(world, rebuilt, proof.point),
        *totals.checks(world, told.x, u, v, document.get("totals")),
        *metrics.checks(world, quota, used, document),
        *activity.checks(world, document),
        *objectives.checks(world),
        *initiatives.checks(world),
    ]
