"""Status and tiers of plan.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.certify.evidence import finite
from allocator.certify.printed.agree import none
from allocator.domain.certificate import Check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.certify.arrays import Floats
    from allocator.certify.world import World
    from allocator.domain.proof import Proof

NOTHING = 1e-9
"""Share of the whole target that is no shortfall: a solver's last digits."""
CLOSE = 1e-9
"""Printed tier values agree within this, and so much more of themselves."""


def checks(world: World, u: Floats, proof: Proof, document: Mapping[str, Any]) -> list[Check]:
    """Compare the status with the shortfall of x*, and the tiers with the proof's."""
    short = float(u.sum())
    due = "optimal_short" if short > NOTHING * world.target else "optimal"
    status = document.get("status")
    said = [entry if isinstance(entry, dict) else {} for entry in document.get("tiers") or []]
    names = [tier.name for tier in proof.tiers]
    found = [
        Check("plan.json: status", short, NOTHING * world.target, status == due, f"it is {status}"),
        none("plan.json: tiers", [[e.get("name") for e in said] != names], [", ".join(names)]),
    ]
    for tier, entry in zip(proof.tiers, said, strict=False):
        allowed = CLOSE * (1.0 + abs(tier.value))
        for key in ("value", "bound"):
            figure = entry.get(key)
            off = abs(figure - tier.value) if finite(figure) else np.inf
            found.append(Check(f"plan.json: {tier.name} {key}", off, allowed, bool(off <= allowed)))
    return found
