"""What a point and a dual prove: feasibility, a bound by weak duality, and the gap between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

    from allocator.certify.arrays import Bools, Floats, Ints
    from allocator.certify.objective import Objective


CENT = 0.005
"""Half a cent: a row of money may be missed by so much."""
RELATIVE = 1e-9
RATIO = 1e-7
"""A column that is a ratio, not money, may leave its bounds by so much."""


@dataclass(frozen=True, slots=True)
class Region:
    """`lower <= A x <= upper`, `least <= x <= most`."""

    matrix: sparse.csr_matrix
    lower: Floats
    upper: Floats
    least: Floats
    most: Floats

    def leading(self, columns: int, rows: int) -> Region:
        """Give the part of the first columns and rows."""
        return Region(
            self.matrix[:rows, :columns], self.lower[:rows], self.upper[:rows],
            self.least[:columns], self.most[:columns],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Miss:
    """The worst violation in units of what is allowed, and where it is."""

    ratio: float
    place: int


def row_misses(region: Region, point: Floats, ratios: Bools) -> Miss:
    """How far a point is outside its rows, against max(half a cent, 1e-9 (1 + sum |a x|)).

    Rows of ratios are held tighter than rows of money.
    """
    activity = region.matrix @ point
    scale = RELATIVE * (1.0 + abs(region.matrix) @ np.abs(point))
    allowed = np.where(ratios, np.maximum(RATIO, scale), np.maximum(CENT, scale))
    off = np.maximum(region.lower - activity, activity - region.upper)
    return _worst(off / allowed)


def column_misses(region: Region, point: Floats, ratios: Bools) -> Miss:
    """How far a point is outside its bounds; ratios are held tighter than money."""
    size = RELATIVE * (1.0 + np.abs(point))
    allowed = np.where(ratios, np.maximum(RATIO, size), np.maximum(CENT, size))
    off = np.maximum(region.least - point, point - region.most)
    return _worst(off / allowed)


def _worst(ratio: Floats) -> Miss:
    """Give the worst entry; one that is not a number is as bad as can be."""
    if not len(ratio):
        return Miss(0.0, -1)
    filled = np.where(np.isnan(ratio), np.inf, ratio)
    place = int(np.argmax(filled))
    return Miss(max(0.0, float(filled[place])), place)


def wrong_signs(dual: Floats, lower: Floats, upper: Floats) -> Ints:
    """Rows whose multiplier presses from a side that does not exist."""
    wrong = ((dual > 0) & ~np.isfinite(lower)) | ((dual < 0) & ~np.isfinite(upper))
    return np.flatnonzero(wrong)


def on_cone(dual: Floats, lower: Floats, upper: Floats) -> Floats:
    """Drop multipliers that press from a side that does not exist: any such dual bounds."""
    found = dual.copy()
    found[wrong_signs(dual, lower, upper)] = 0.0
    return found


def gap(region: Region, objective: Objective, cost: Floats, point: Floats, dual: Floats) -> float:
    """Objective at the point less the bound that the dual proves, without large differences.

    Weak duality: over the region, `cost x + quadratic(x)` is at least the Lagrangian's least value
    over the box. Its distance from the value at the point is a sum of terms that are not negative
    at a feasible point, term by term: `|y| slack` of each row, and for each column what moving it
    inside its box can still win: `|z| distance` where linear, and where quadratic, with
    `r = (x - fair) / fair + scale z` and the best place `x' = clip(x - fair r)`,
    `r (x - x') - (x - x')^2 / (2 fair)`, which is `fair d^2 / 2` where no bound absorbs `d = r`.

    Parameters
    ----------
    region : the tier's own rows and boxes
    objective : gives the quadratic part
    cost : linear part, with any earlier objectives weighed in
    dual : on its sign cone
    """
    # the total of a lever is a sum of thousands of cells: in doubles its slack is all noise, and
    # so is what the load of a large group is pulled by
    activity = region.matrix.astype(np.longdouble) @ point.astype(np.longdouble)
    side = np.where(dual > 0, region.lower, region.upper)
    presses = dual != 0
    slack = np.where(presses, activity - np.where(presses, side, 0.0), 0.0)
    rows = np.abs(dual * slack)
    reduced = cost - (region.matrix.astype(np.longdouble).T @ dual.astype(np.longdouble))
    reduced = reduced.astype(np.float64)
    count = len(objective.fair)
    best = np.where(reduced > 0, region.least, np.where(reduced < 0, region.most, point))
    columns = np.abs(reduced * (point - best))[count:]
    cells = _cells(region, objective, reduced[:count], point[:count])
    return float(rows.sum() + columns.sum() + cells.sum() / objective.scale)


def _cells(region: Region, objective: Objective, reduced: Floats, point: Floats) -> Floats:
    """Give what each cell of `closest` can still win, times its scale."""
    fair = objective.fair
    count = len(fair)
    pull = (point - fair) / fair + objective.scale * reduced
    best = np.clip(point - fair * pull, region.least[:count], region.most[:count])
    move = point - best
    return np.abs(pull * move - move * move / (2.0 * fair))
