"""Weights on earlier objectives that prove a tier's bound without any lock.

Over all points whose earlier objectives are within `GIVE` of the plan's,

    f_j(x) >= L(f_j + sum_i w_i f_i) - sum_i w_i (f_i(plan) + GIVE),   w >= 0

where L is the weak-duality bound of the weighted objective with the dual y_j + sum_i w_i y_i. It is
concave and piecewise linear in w; a few cutting planes find good weights. Any weights give a true
bound, so nothing rests on how they were found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.solve.lexicographic import Solved
    from allocator.solve.linear import Floats, LinearProgram

GIVE = 1e-14
"""How far earlier tiers may be from the plan's values, scale-free."""
CUTS = 60
MOST = 1e9
ENOUGH = 1e-8


def free_weights(solved: Sequence[Solved]) -> tuple[Floats, ...]:
    """Find weights for each tier; the first tier has none."""
    return tuple(_weights(solved[:j], solved[j], solved[-1].point) for j in range(len(solved)))


def _weights(earlier: Sequence[Solved], tier: Solved, plan: Floats) -> Floats:
    """Maximise the bound over the weights of the earlier tiers."""
    count = len(earlier)
    if not count:
        return np.zeros(0)
    evaluate = _bound(earlier, tier, plan)
    best_at = np.zeros(count)
    best, slope = evaluate(best_at)
    value = tier.program.objective(plan[: len(tier.point)])
    cuts = [(best, slope, best_at)]
    box = np.ones(count)
    for _ in range(CUTS):
        if value - best < ENOUGH:
            break
        rows = np.array([np.append(-cut[1], 1.0) for cut in cuts])
        sides = np.array([cut[0] - cut[1] @ cut[2] for cut in cuts])
        size = np.maximum(np.abs(rows).max(axis=1), 1e-12)
        found = linprog(
            np.append(np.zeros(count), -1.0),
            A_ub=rows / size[:, None],
            b_ub=sides / size,
            bounds=[*zip(np.zeros(count), np.minimum(best_at * 4 + box, MOST), strict=True),
                    (None, None)],
            method="highs",
        )  # fmt: skip
        if found.status != 0 or found.x is None:
            break
        at = np.maximum(found.x[:count], 0.0)
        here, slope = evaluate(at)
        cuts.append((here, slope, at))
        if here > best:
            best, best_at = here, at
        elif found.x[count] - best < ENOUGH:
            if (box >= MOST).all():
                break
            box = np.minimum(box * 16, MOST)
    return best_at


def _bound(
    earlier: Sequence[Solved], tier: Solved, plan: Floats
) -> Callable[[Floats], tuple[float, Floats]]:
    """Give the function w -> (bound, slope) of one tier."""
    program = tier.program
    rows, columns = program.shape
    transposed = program.matrix.T.tocsr()

    def padded(values: Floats, size: int) -> Floats:
        return np.pad(values, (0, size - len(values)))

    point = plan[:columns]
    costs = [padded(s.program.cost, columns) for s in earlier]
    duals = [padded(s.dual, rows) for s in earlier]
    limits = np.array([cost @ point + GIVE for cost in costs])
    gradient = program.cost + program.quadratic * point
    constant = -0.5 * float((program.quadratic * point) @ point)
    reduced = [
        cost - transposed @ dual
        for cost, dual in zip([*costs, gradient], [*duals, tier.dual], strict=True)
    ]
    activity = _activity(program)

    def evaluate(weights: Floats) -> tuple[float, Floats]:
        all_weights = np.append(weights, 1.0)
        y = sum(w * d for w, d in zip(all_weights, [*duals, tier.dual], strict=True))
        z = sum(w * r for w, r in zip(all_weights, reduced, strict=True))
        side = np.where(y > 0, activity[0], activity[1])
        corner = np.where(z > 0, program.column_lower, program.column_upper)
        bound = constant + float(y @ side + z @ corner - weights @ limits)
        slope = np.array([d @ side + r @ corner for d, r in zip(duals, reduced[:-1], strict=True)])
        return bound, slope - limits

    return evaluate


def _activity(program: LinearProgram) -> tuple[Floats, Floats]:
    """Sides of each row, as tight as the columns' bounds make them: finite on both sides."""
    positive, negative = program.matrix.maximum(0), program.matrix.minimum(0)
    least = positive @ program.column_lower + negative @ program.column_upper
    most = positive @ program.column_upper + negative @ program.column_lower
    return np.maximum(program.row_lower, least), np.minimum(program.row_upper, most)
