"""The primal-dual path: predictor, corrector, and one round that draws products to the centre.

S. Mehrotra, "On the implementation of a primal-dual interior point method", SIAM J. Optimization 2
(1992); J. Gondzio, "Multiple centrality corrections in a primal-dual method for linear
programming", Computational Optimization and Applications 6 (1996).
"""

# ruff: noqa: PLR0913, PLR0917 - a compiled kernel takes its arrays one by one

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.solve.interior.compiled import compiled
from allocator.solve.interior.normal import REFINEMENTS, Normal

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.solve.interior.form import Bools, Form
    from allocator.solve.linear import Floats

ITERATIONS = 200
RESIDUAL = 1e-9
"""Residual of rows and of columns, on scaled data, with which an answer may end."""
PATIENCE = 8
"""Iterations without progress after which the best point is what there is ..."""
SETTLED = 3
"""... or after this many once it is an answer already."""
GLANCE = 1
"""Rounds of refinement of the predictor: it only tells how far one can see."""
CENTRED = 0.9
"""Steps shorter than this ask for a centrality correction."""
WIDE, NARROW = 10.0, 0.1
"""Products are drawn to within these multiples of the target."""
STEP, LONGEST = 0.995, 0.99995
"""Share of the way to the boundary that a step goes, the longer the nearer the end."""


@compiled
def _state(
    low: Bools, high: Bools, lower: Floats, upper: Floats, point: Floats, below: Floats,
    above: Floats, cost: Floats, quadratic: Floats, pull: Floats, gap_low: Floats,
    gap_high: Floats, rest: Floats, curve: Floats,
) -> tuple[float, float]:  # fmt: skip
    """Distances to the bounds, stationarity error, curvature; sum of products, worst error."""
    products, worst = 0.0, 0.0
    for j in range(len(point)):
        bend = quadratic[j]
        left = cost[j] + quadratic[j] * point[j] - pull[j]
        if low[j]:
            gap_low[j] = point[j] - lower[j]
            products += gap_low[j] * below[j]
            bend += below[j] / gap_low[j]
            left -= below[j]
        if high[j]:
            gap_high[j] = upper[j] - point[j]
            products += gap_high[j] * above[j]
            bend += above[j] / gap_high[j]
            left += above[j]
        rest[j] = left
        curve[j] = bend
        worst = max(worst, abs(left))
    return products, worst


@compiled
def _right(
    low: Bools, high: Bools, gap_low: Floats, gap_high: Floats, below: Floats, above: Floats,
    rest: Floats, target: float, more_low: Floats, more_high: Floats, found: Floats,
) -> None:  # fmt: skip
    """Right-hand side of the columns for products of `target` plus what is to be corrected."""
    for j in range(len(rest)):
        value = -rest[j]
        if low[j]:
            value += (target + more_low[j]) / gap_low[j] - below[j]
        if high[j]:
            value -= (target + more_high[j]) / gap_high[j] - above[j]
        found[j] = value


@compiled
def _multipliers(
    low: Bools, high: Bools, gap_low: Floats, gap_high: Floats, below: Floats, above: Floats,
    dx: Floats, target: float, more_low: Floats, more_high: Floats, d_below: Floats,
    d_above: Floats,
) -> tuple[float, float]:  # fmt: skip
    """Find the steps of the bounds' multipliers; give 1 / longest step of point and of them."""
    most, most_dual = 0.0, 0.0
    for j in range(len(dx)):
        if low[j]:
            d_below[j] = (target + more_low[j] - below[j] * dx[j]) / gap_low[j] - below[j]
            most = max(most, -dx[j] / gap_low[j])
            most_dual = max(most_dual, -d_below[j] / below[j])
        if high[j]:
            d_above[j] = (target + more_high[j] + above[j] * dx[j]) / gap_high[j] - above[j]
            most = max(most, dx[j] / gap_high[j])
            most_dual = max(most_dual, -d_above[j] / above[j])
    return most, most_dual


@compiled
def _predicted(
    low: Bools, high: Bools, gap_low: Floats, gap_high: Floats, below: Floats, above: Floats,
    dx: Floats, d_below: Floats, d_above: Floats, step: float, step_dual: float,
    more_low: Floats, more_high: Floats,
) -> float:  # fmt: skip
    """Sum of products after a step; the second-order error of a whole one goes into `more`."""
    products = 0.0
    for j in range(len(dx)):
        if low[j]:
            products += (gap_low[j] + step * dx[j]) * (below[j] + step_dual * d_below[j])
            more_low[j] = -dx[j] * d_below[j]
        if high[j]:
            products += (gap_high[j] - step * dx[j]) * (above[j] + step_dual * d_above[j])
            more_high[j] = dx[j] * d_above[j]
    return products


@compiled
def _drawn(product: float, target: float) -> float:
    """How far a product must move to lie within multiples of the target; never far."""
    if product < NARROW * target:
        return min(NARROW * target - product, WIDE * target)
    if product > WIDE * target:
        return max(WIDE * target - product, -WIDE * target)
    return 0.0


@compiled
def _centred(
    low: Bools, high: Bools, gap_low: Floats, gap_high: Floats, below: Floats, above: Floats,
    dx: Floats, d_below: Floats, d_above: Floats, step: float, step_dual: float, target: float,
    more_low: Floats, more_high: Floats,
) -> None:  # fmt: skip
    """Add to `more` what draws the products after a longer step to the centre."""
    for j in range(len(dx)):
        if low[j]:
            product = (gap_low[j] + step * dx[j]) * (below[j] + step_dual * d_below[j])
            more_low[j] += _drawn(product, target)
        if high[j]:
            product = (gap_high[j] - step * dx[j]) * (above[j] + step_dual * d_above[j])
            more_high[j] += _drawn(product, target)


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a path ended.

    Attributes
    ----------
    point, dual : (n + k,), (m,)
    rows, columns : worst residuals; of rows relative to 1 + the greatest side
    gap : sum of the products of multipliers and distances
    ended : whether it ended by itself; False where it was stopped
    """

    point: Floats
    dual: Floats
    rows: float
    columns: float
    gap: float
    iterations: int
    ended: bool

    @property
    def worst(self) -> float:
        """The greatest of the three."""
        return max(self.rows, self.columns, self.gap)


@dataclass(slots=True)
class _Direction:
    dx: Floats
    dy: Floats
    below: Floats
    above: Floats
    step: float
    step_dual: float

    @property
    def reach(self) -> float:
        """Both step lengths together."""
        return self.step + self.step_dual


class Path:
    """The iterates of one program."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._normal = Normal(form)
        self._low, self._high = np.isfinite(form.lower), np.isfinite(form.upper)
        self._pairs = int(self._low.sum() + self._high.sum())
        self._linear = not form.quadratic.any()
        size = len(form.cost)
        self._gap_low, self._gap_high = np.ones(size), np.ones(size)
        self._rest, self._curve, self._right_side = np.empty(size), np.empty(size), np.empty(size)
        self._more_low, self._more_high = np.zeros(size), np.zeros(size)
        self._missing = np.empty(0)
        self._taken = 0
        # a total over a whole company is thousands of columns: its last digit is no residual
        self._size = 1.0 + float(np.abs(form.side).max(initial=0.0))
        self._point, self._dual, self._below, self._above = self._started()

    def _started(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Start at the least change from the box's inside that keeps the rows, clear of bounds."""
        form, low, high = self._form, self._low, self._high
        room = np.where(low & high, form.upper - form.lower, 1.0)
        clear = 0.1 * np.minimum(room, 1.0)
        least = np.where(low, form.lower + clear, -np.inf)
        most = np.where(high, form.upper - clear, np.inf)
        point = np.clip(0.0, least, most)
        self._normal.factor(np.ones(len(point)))
        step, _ = self._normal.solve(np.zeros(len(point)), form.side - form.activity(point))
        point = np.clip(point + step, least, most)
        slope = form.cost + form.quadratic * point
        below = np.where(low, np.maximum(slope, 0.0) + 0.1, 0.0)
        above = np.where(high, np.maximum(-slope, 0.0) + 0.1, 0.0)
        return point, np.zeros(len(form.side)), below, above

    def run(self, tolerance: float, iterations: int, stopped: Callable[[], bool]) -> Reached:
        """Follow the path until the gap is within the tolerance, or no progress is made."""
        best = here = self._here(0)
        for number in range(1, iterations + 1):
            good = max(best.rows, best.columns) <= RESIDUAL
            if good and best.gap <= tolerance:
                break
            waited = here.iterations - best.iterations
            if not np.isfinite(here.gap) or waited > (SETTLED if good else PATIENCE):
                break
            if stopped():
                return replace(best, ended=False)
            self._advance(here.gap / max(self._pairs, 1))
            here = self._here(number)
            if here.worst < best.worst:
                best = here
        self._taken = here.iterations
        return best

    def further(self, iterations: int) -> Reached:
        """Go on from where `run` ended, for so long as there are numbers to go on with."""
        here = self._here(self._taken)
        for number in range(self._taken + 1, self._taken + iterations + 1):
            self._advance(here.gap / max(self._pairs, 1))
            following = self._here(number)
            if not (np.isfinite(following.gap) and np.isfinite(following.dual).all()):
                break
            here = following
        return here

    def _here(self, number: int) -> Reached:
        """Measure the present iterate."""
        form = self._form
        self._missing = form.side - form.activity(self._point)
        products, columns = _state(
            self._low, self._high, form.lower, form.upper, self._point, self._below,
            self._above, form.cost, form.quadratic, form.pull(self._dual), self._gap_low,
            self._gap_high, self._rest, self._curve,
        )  # fmt: skip
        rows = float(np.abs(self._missing).max(initial=0.0)) / self._size
        dual = self._dual.copy()
        # what its own bounds say of a loose row is on the right side of zero to the last digit
        slack = slice(form.columns, None)
        dual[form.loose] = self._below[slack] - self._above[slack]
        return Reached(self._point, dual, rows, columns, products, number, ended=True)

    def _advance(self, mean: float) -> None:
        """Take one step; `mean` is the mean product."""
        self._normal.factor(self._curve)
        self._more_low.fill(0.0)
        self._more_high.fill(0.0)
        first = self._direction(0.0, GLANCE)
        products = _predicted(
            *self._sides(), first.dx, first.below, first.above, first.step, first.step_dual,
            self._more_low, self._more_high,
        )  # fmt: skip
        ahead = products / max(self._pairs, 1) / mean
        target = max(ahead**3, 1e-6) * mean
        taken = self._direction(target)
        if min(taken.step, taken.step_dual) < CENTRED:
            longer, longer_dual = (min(1.0, 1.5 * s + 0.1) for s in (taken.step, taken.step_dual))
            _centred(
                *self._sides(), taken.dx, taken.below, taken.above, longer, longer_dual,
                max(target, 0.01 * mean), self._more_low, self._more_high,
            )  # fmt: skip
            other = self._direction(target)
            if other.reach > taken.reach:
                taken = other
        share = min(max(STEP, 1.0 - mean), LONGEST)
        step, step_dual = min(1.0, share * taken.step), min(1.0, share * taken.step_dual)
        self._point = self._point + step * taken.dx
        self._dual = self._dual + step_dual * taken.dy
        self._below = self._below + step_dual * taken.below
        self._above = self._above + step_dual * taken.above

    def _sides(self) -> tuple[Bools, Bools, Floats, Floats, Floats, Floats]:
        return self._low, self._high, self._gap_low, self._gap_high, self._below, self._above

    def _direction(self, target: float, rounds: int = REFINEMENTS) -> _Direction:
        """Solve for a step towards products of `target`."""
        _right(
            *self._sides(), self._rest, target, self._more_low, self._more_high, self._right_side
        )
        dx, dy = self._normal.solve(self._right_side, self._missing, rounds)
        below, above = np.zeros_like(dx), np.zeros_like(dx)
        most, most_dual = _multipliers(
            *self._sides(), dx, target, self._more_low, self._more_high, below, above
        )
        step, step_dual = (min(1.0, 1.0 / max(m, 1e-300)) for m in (most, most_dual))
        if not self._linear:
            # the stationarity of a quadratic term ties both
            step = step_dual = min(step, step_dual)
        return _Direction(dx, dy, below, above, step, step_dual)
