"""What a proof proves: every tier by its own point and dual, under the locks before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.certify import align
from allocator.certify.duality import (
    Region,
    column_misses,
    gap,
    on_cone,
    row_misses,
    wrong_signs,
)  # fmt: skip
from allocator.certify.lock import locked, unproven
from allocator.domain.certificate import Check, TierGap

if TYPE_CHECKING:
    from allocator.certify.arrays import Bools, Floats
    from allocator.certify.objective import Objective
    from allocator.certify.program import Rebuilt
    from allocator.domain.proof import Proof, TierProof

FACE = 1e-9
"""Largest gap on the locked face, scale-free."""
FREE = 1e-6
"""Largest gap without any lock for the words "proven optimal"."""
GIVE = 1e-14
"""How far a point may be above the plan in earlier tiers and still fall under the free bound."""
CAP = 1e-8
"""What a tier with a doubtful side gives to later ones."""
RATIOS = ("S", "eta", "theta", "over", "under", "S_all", "group_over", "group_under")
"""Blocks of columns that are ratios, not money."""
RATIO_ROWS = ("group_load",)
"""Blocks of rows that are ratios."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Gaps and checks of all tiers."""

    tiers: tuple[TierGap, ...]
    checks: tuple[Check, ...]

    @property
    def words(self) -> str:
        """What the plan may say of itself."""
        proven = bool(self.tiers) and all(tier.free <= FREE for tier in self.tiers)
        return "proven optimal" if proven else "optimal on the locked face"


def verdict(rebuilt: Rebuilt, proof: Proof, unit: float) -> Verdict:
    """Check a proof against the program written again, in whose order it already stands."""
    region = whole(rebuilt)
    names = align.names(proof.rows)
    checks = [_finite(region, rebuilt)]
    start, now = region, region
    marks = ratios(rebuilt)
    gaps = []
    for number, (tier, objective) in enumerate(zip(proof.tiers, rebuilt.objectives, strict=True)):
        own = now.leading(tier.columns, tier.rows)
        face, found = _tier(own, objective, tier, marks, names)
        checks += found
        free = _free(start, rebuilt, proof, number)
        within = 0.0
        if objective.quadratic:
            money = face * objective.scale
            within = float(np.sqrt(2.0 * objective.fair.max() * money))
            near = within < unit / 2
            mend = "" if near else "a larger rounding.unit asks for less"
            checks.append(Check("closest: each cell is near x*", within, unit / 2, near, mend))
        gaps.append(TierGap(tier.name, tier.value, tier.value - face, face, free, within))
        checks.append(_locks(own, objective, tier, face))
        now = locked(now, tier)
    checks += _final(now, rebuilt, proof, gaps, marks)
    return Verdict(tuple(gaps), tuple(checks))


def ratios(rebuilt: Rebuilt) -> tuple[Bools, Bools]:
    """Say which rows and columns speak of ratios, not of money or hours."""
    book = rebuilt.book
    rows = [np.full(len(block.labels), block.name in RATIO_ROWS) for block in book.rows]
    columns = [np.full(len(b.labels), b.name in RATIOS) for b in book.blocks.values()]
    none = np.zeros(0, bool)
    return np.concatenate([none, *rows]), np.concatenate([none, *columns])


def whole(rebuilt: Rebuilt) -> Region:
    """Give the region of the whole program."""
    book = rebuilt.book
    return Region(book.matrix(), *book.sides(), book.lower, book.upper)


def _finite(region: Region, rebuilt: Rebuilt) -> Check:
    """Check that the data of the program are finite."""
    bad = int((~np.isfinite(region.matrix.data)).sum())
    bad += int((~np.isfinite(region.least) | ~np.isfinite(region.most)).sum())
    bad += int((np.isnan(region.lower) | np.isnan(region.upper)).sum())
    bad += sum(int((~np.isfinite(o.cost)).sum()) for o in rebuilt.objectives)
    return Check("program: data finite", bad, 0, bad == 0)


def _tier(
    own: Region,
    objective: Objective,
    tier: TierProof,
    marks: tuple[Bools, Bools],
    names: list[str],
) -> tuple[float, list[Check]]:
    """Check one tier on the face it had; give the face gap."""
    row = row_misses(own, tier.point, marks[0][: tier.rows])
    column = column_misses(own, tier.point, marks[1][: tier.columns])
    value = objective.value(tier.point)
    off = abs(value - tier.value)
    allowed = 1e-9 * abs(tier.value) + 1e-12
    wrong = wrong_signs(tier.dual, own.lower, own.upper)
    dual = on_cone(tier.dual, own.lower, own.upper)
    face = gap(own, objective, objective.cost, tier.point, dual)
    name = tier.name
    at = names[row.place].replace("\t", "/") if row.ratio > 1 else ""
    return face, [
        Check(f"{name}: rows hold", row.ratio, 1.0, row.ratio <= 1, at),
        Check(f"{name}: bounds hold", column.ratio, 1.0, column.ratio <= 1),
        Check(f"{name}: objective recomputed", off, allowed, off <= allowed),
        Check(f"{name}: dual on its sign cone", len(wrong), 0, not len(wrong),
              names[wrong[0]].replace("\t", "/") if len(wrong) else ""),
        Check(f"{name}: gap on the locked face", face, FACE, face <= FACE),
    ]  # fmt: skip


def _locks(own: Region, objective: Objective, tier: TierProof, face: float) -> Check:
    """Check that each lock has a multiplier of the right sign that carries it."""
    reduced = objective.cost - own.matrix.T @ tier.dual
    count = len(objective.fair)
    if count:
        cells = (tier.point[:count] - objective.fair) / objective.fair / objective.scale
        reduced[:count] += cells
    column, row = unproven(own, tier, reduced, face)
    bad = int(column.sum() + row.sum())
    return Check(f"{tier.name}: each lock has its multiplier", bad, 0, bad == 0)


def _free(region: Region, rebuilt: Rebuilt, proof: Proof, number: int) -> float:
    """Gap that holds without any lock, at the plan.

    For weights w >= 0 and any dual y on the cone, every point whose earlier tiers are within
    1e-14 of the plan's has `f_j >= L(f_j + sum w f_i; y) - sum w (f_i(plan) + 1e-14)`; y is this
    tier's dual plus the earlier ones, weighed alike.
    """
    tier, objective = proof.tiers[number], rebuilt.objectives[number]
    own = region.leading(tier.columns, tier.rows)
    dual, cost = tier.dual.copy(), objective.cost.copy()
    for weight, earlier, goal in zip(tier.weights, proof.tiers, rebuilt.objectives, strict=False):
        if goal.quadratic and weight:
            return float("inf")
        dual[: earlier.rows] += weight * earlier.dual
        cost[: goal.columns] += weight * goal.cost
    dual = on_cone(dual, own.lower, own.upper)
    plan = proof.point[: tier.columns]
    return gap(own, objective, cost, plan, dual) + GIVE * float(tier.weights.sum())


def _final(
    now: Region, rebuilt: Rebuilt, proof: Proof, gaps: list[TierGap], marks: tuple[Bools, Bools]
) -> list[Check]:
    """Check that the plan sits at every lock and keeps every earlier tier's value."""
    point = proof.point
    last = now.leading(len(point), proof.tiers[-1].rows)
    row = row_misses(last, point, marks[0][: len(last.lower)])
    column = column_misses(last, point, marks[1][: len(point)])
    checks = [
        Check("plan: rows at their locks", row.ratio, 1.0, row.ratio <= 1),
        Check("plan: columns at their locks", column.ratio, 1.0, column.ratio <= 1),
    ]
    for tier, objective, found in zip(proof.tiers, rebuilt.objectives, gaps, strict=True):
        capped = np.isfinite(tier.cap)
        if capped:
            above = tier.cap - tier.value
            checks.append(Check(f"{tier.name}: cap", above, 1.01 * CAP, above <= 1.01 * CAP))
        off = abs(objective.value(point) - tier.value)
        allowed = found.face + FACE + (CAP if capped else 0.0)
        checks.append(Check(f"plan: keeps {tier.name}", off, allowed, off <= allowed))
    return checks


def ray(rebuilt: Rebuilt, dual: Floats) -> Check:
    """Whether multipliers prove that no point exists: the bound of nothing is above zero."""
    region = whole(rebuilt)
    name = "infeasible: Farkas ray"
    if not np.isfinite(dual).all():
        return Check(
            name, float("nan"), 0.0, passed=False, detail="the ray holds what is no number"
        )
    held = on_cone(dual, region.lower, region.upper)
    side = np.where(held > 0, region.lower, np.where(held < 0, region.upper, 0.0))
    reduced = -(region.matrix.T @ held)
    best = np.where(reduced > 0, region.least, region.most)
    terms = np.concatenate([held * side, reduced * best])
    bound, size = float(terms.sum()), float(np.abs(terms).sum())
    least = 1e-9 * size
    return Check(
        name, bound, least, bound > least and size > 0, "the bound must be above the limit"
    )
