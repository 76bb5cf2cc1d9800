"""Totals of plan.json: by lever and for the company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.certify.arrays import total
from allocator.certify.evidence import finite
from allocator.certify.printed.agree import none
from allocator.domain.certificate import Check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.certify.arrays import Floats
    from allocator.certify.world import World

GRAIN = 1e-3
"""Part of a unit to which totals are printed."""
RELATIVE = 1e-9


def checks(world: World, x: Floats, u: Floats, v: Floats, told: Any) -> list[Check]:
    """Compare every figure, and the balance of target, assigned, shortfall, cushion, rounding.

    Parameters
    ----------
    x : published primary quota of each x column
    u, v : (L, P) of the final point
    told : ``totals`` of plan.json
    """
    levers = list(world.evidence.levers)
    told = told or {}
    said = told.get("levers") or {}
    target = world.figures.target.sum(axis=1)
    assigned = total(world.x["l"], x, len(levers))
    missing = v.sum(axis=1)
    granted = (world.cushion - 1.0) * target - missing
    lines = np.column_stack([target, assigned, u.sum(axis=1), missing, granted])
    strange = set(said) ^ set(levers)
    found = [none("totals: levers", [bool(strange)], [", ".join(sorted(strange))])]
    for code, name in enumerate(levers):
        found += _line(world.evidence.unit, name, lines[code], said.get(name) or {}, 1)
    count = len(levers)
    return found + _line(world.evidence.unit, "company", lines.sum(axis=0), told, count)


def _line(unit: float, name: str, line: Floats, said: Mapping[str, Any], count: int) -> list[Check]:
    """Check one line; shortfall is printed in whole units, what is finer stands as rounding."""
    target, assigned, short, missing, granted = line.tolist()
    grain = count * unit * GRAIN + RELATIVE * target
    found = [
        _near(f"totals: {name} target", target, said.get("target"), grain),
        _near(f"totals: {name} assigned", assigned, said.get("assigned"), grain),
        _near(f"totals: {name} shortfall", short, said.get("shortfall"), count * unit),
        _near(f"totals: {name} cushion_missing", missing, said.get("cushion_missing"), grain),
        _near(f"totals: {name} rounding is small", 0.0, said.get("rounding"), count * unit),
    ]
    printed = said.get("shortfall")
    rest = target - assigned + granted - (printed if finite(printed) else np.inf)
    return [*found, _near(f"totals: {name} balance", rest, said.get("rounding"), 4 * grain)]


def _near(name: str, mine: float, told: Any, allowed: float) -> Check:
    """Check that a printed figure is near; one that is none is infinitely far."""
    off = abs(mine - told) if finite(told) else np.inf
    limit = allowed * (1 + RELATIVE)
    return Check(name, off, limit, bool(off <= limit))
