"""The kept path: each of its points is the nearest to the fair shares while its tiers hold.

A point is proven as the last tier is: by its own dual, over the program as it was when the last
of its tiers was solved, with the locks of all of them. The plan itself ends the path, and the
proof of the plan proves it.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.duality import (
    column_misses,
    gap,
    on_cone,
    row_misses,
    wrong_signs,
)  # fmt: skip
from allocator.certify.lock import locked
from allocator.certify.proven import FACE, ratios, whole
from allocator.domain.certificate import Check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.certify.arrays import Bools
    from allocator.certify.duality import Region
    from allocator.certify.program import Rebuilt
    from allocator.domain.proof import Proof, Waypoint


def checks(rebuilt: Rebuilt, proof: Proof, unit: float) -> list[Check]:
    """Check every point of the path, if it was kept; the proof stands in the program's order."""
    if not proof.waypoints:
        return []
    mine = expected([tier.name for tier in proof.tiers])
    told = [way.after for way in proof.waypoints]
    detail = "" if mine == told else f"the policy gives {mine}, the proof has {told}"
    found = [Check("path: points", len(told), len(mine), mine == told, detail)]
    if mine != told:
        return found
    held, done = whole(rebuilt), 0
    marks = ratios(rebuilt)
    for way in proof.waypoints:
        while done < way.after:
            held = locked(held, proof.tiers[done])
            done += 1
        found += _point(held, rebuilt, proof, way, marks, unit)
    return found


def expected(tiers: Sequence[str]) -> list[int]:
    """Say how many tiers hold at each point: the rounds of leximin come all at once.

    >>> expected(["shortfall:1", "leximin:1", "leximin:2", "closest"])
    [0, 1]
    >>> expected(["shortfall:1", "leximin:1", "leximin:2", "breaches", "closest"])
    [0, 1, 3]
    """
    rounds = [name.startswith("leximin:") for name in tiers]
    between = (rounds[after - 1] and rounds[after] for after in range(1, len(tiers) - 1))
    return [0][: len(tiers) - 1] + [after for after, inside in enumerate(between, 1) if not inside]


def _point(
    held: Region,
    rebuilt: Rebuilt,
    proof: Proof,
    way: Waypoint,
    marks: tuple[Bools, Bools],
    unit: float,
) -> list[Check]:
    """Check one point: it is there, it keeps its tiers' values, and nothing is nearer."""
    columns, rows = proof.size(way.after)
    region = held.leading(columns, rows)
    goal = dataclasses.replace(
        rebuilt.objectives[-1],
        columns=columns,
        rows=rows,
        cost=rebuilt.objectives[-1].cost[:columns],
    )
    name = f"path, {proof.tiers[way.after - 1].name}" if way.after else "path, hard rows"
    row = row_misses(region, way.point, marks[0][:rows])
    column = column_misses(region, way.point, marks[1][:columns])
    wrong = wrong_signs(way.dual, region.lower, region.upper)
    dual = on_cone(way.dual, region.lower, region.upper)
    face = gap(region, goal, goal.cost, way.point, dual)
    within = float(np.sqrt(2.0 * goal.fair.max(initial=0.0) * face * goal.scale))
    found = [
        Check(f"{name}: rows hold", row.ratio, 1.0, row.ratio <= 1),
        Check(f"{name}: bounds hold", column.ratio, 1.0, column.ratio <= 1),
        Check(f"{name}: dual on its sign cone", len(wrong), 0, not len(wrong)),
        Check(f"{name}: gap on its face", face, FACE, face <= FACE),
        Check(f"{name}: each cell is near", within, unit / 2, within < unit / 2),
    ]
    for tier, objective in zip(proof.tiers[: way.after], rebuilt.objectives, strict=False):
        off = abs(objective.value(way.point) - tier.value)
        found.append(Check(f"{name}: keeps {tier.name}", off, 2 * FACE, off <= 2 * FACE))
    return found
