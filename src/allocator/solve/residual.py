"""How far an answer is from what it claims, computed from the program's arrays alone.

No solver's own word is taken: a back-end says OPTIMAL only for a point and a dual that pass here.

    z = c + Qx - A'y
    P - L = sum |y| slack of its side + sum |z| slack of its side

where y > 0 (z > 0) belongs to the lower side and y < 0 (z < 0) to the upper. The gap is a sum of
products, so no digits are lost in a difference of large objective values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.solve.termination import Stop

if TYPE_CHECKING:
    from allocator.solve.linear import Floats, LinearProgram

ACCEPTED = 1e-9
"""Residuals, relative and on scaled data, up to which an answer is called optimal."""

PROVEN = 1e-10
"""Least relative value of a Farkas ray: far above the rounding of its own sums."""

NOISE = 1e-11
"""Share of a sum of ray entries that counts as its rounding error on an open column."""


@dataclass(frozen=True, slots=True)
class Residual:
    """What is left of the optimality conditions.

    Attributes
    ----------
    primal : worst violation of a row or column side, relative to 1 + sum |a x|
    dual : worst multiplier of a row, or worst column stationarity error, that no side can take up
    gap : sum of |multiplier| x |slack|, relative to 1 + |objective|
    """

    primal: float
    dual: float
    gap: float

    @property
    def worst(self) -> float:
        """The greatest of the three; infinite where one is no number."""
        worst = float(np.max([self.primal, self.dual, self.gap]))
        return worst if np.isfinite(worst) else np.inf

    def __str__(self) -> str:
        """Give the three figures in one line."""
        return f"primal {self.primal:.1e}, dual {self.dual:.1e}, gap {self.gap:.1e}"


def violation(program: LinearProgram, point: Floats) -> float:
    """Worst violation of a row or column side, relative to 1 + sum |a x|."""
    activity = program.matrix @ point
    scale = 1.0 + abs(program.matrix) @ np.abs(point)
    rows = np.maximum(program.row_lower - activity, activity - program.row_upper) / scale
    columns = np.maximum(program.column_lower - point, point - program.column_upper)
    columns = columns / (1.0 + np.abs(point))
    return float(np.max([rows.max(initial=0.0), columns.max(initial=0.0)]))


def residual(program: LinearProgram, point: Floats, dual: Floats) -> Residual:
    """Measure a point with its row multipliers.

    Parameters
    ----------
    point : (n,)
    dual : (m,) row multipliers, >= 0 on the lower side, <= 0 on the upper
    """
    if not (np.isfinite(point).all() and np.isfinite(dual).all()):
        return Residual(np.inf, np.inf, np.inf)
    activity = program.matrix @ point
    reduced = program.cost + program.quadratic * point - program.matrix.T @ dual
    row_open, row_gap = _pressed(dual, activity, program.row_lower, program.row_upper)
    column_open, gap = _pressed(reduced, point, program.column_lower, program.column_upper)
    value = 1.0 + abs(program.objective(point))
    return Residual(violation(program, point), max(row_open, column_open), (row_gap + gap) / value)


def verdict(
    program: LinearProgram, point: Floats, dual: Floats, said: Stop, accepted: float = ACCEPTED
) -> tuple[Stop, str]:
    """Judge what a solver said about its point; the second part holds the figures.

    An answer that passes is OPTIMAL even where the solver stopped for another reason: tolerances
    beyond its reach end most runs of an interior point. One that does not pass is never OPTIMAL.
    """
    found = residual(program, point, dual)
    if found.worst <= accepted:
        return Stop.OPTIMAL, str(found)
    return (Stop.FAILED if said is Stop.OPTIMAL else said), str(found)


def farkas(program: LinearProgram, ray: Floats) -> float:
    """Value of a Farkas ray relative to its own terms, within -1 .. 1; positive is a proof.

    The ray sums the rows to one row; its value is what that row asks for at least, less what the
    columns can give at most. An entry on an open side of a row makes it -inf, and so does a
    coefficient of the sum on an open side of a column, unless it is rounding error of the sum.
    """
    size = float(np.abs(ray).max(initial=0.0))
    if size == 0.0 or not np.isfinite(size):
        return -np.inf
    y = ray / size
    pressed = y != 0
    side = np.where(y > 0, program.row_lower, program.row_upper)
    asked = y[pressed] * side[pressed]
    total = program.matrix.T @ y
    bound = np.where(total > 0, program.column_upper, program.column_lower)
    noise = NOISE * (abs(program.matrix).T @ np.abs(y))
    used = (total != 0) & ~(np.isinf(bound) & (np.abs(total) <= noise))
    given = total[used] * bound[used]
    terms = float(np.abs(asked).sum() + np.abs(given).sum())
    if not np.isfinite(terms) or terms == 0.0:
        return -np.inf
    return float(asked.sum() - given.sum()) / terms


def proven(program: LinearProgram, ray: Floats) -> Floats | None:
    """Give the ray without its entries on open sides, if what is left is a proof."""
    side = np.where(ray > 0, program.row_lower, program.row_upper)
    clean = np.where(np.isinf(side), 0.0, ray)
    return clean if farkas(program, clean) > PROVEN else None


def _pressed(
    multiplier: Floats, value: Floats, lower: Floats, upper: Floats
) -> tuple[float, float]:
    """Worst multiplier on an open side, and the sum of |multiplier| x |slack| on the others."""
    slack = np.abs(value - np.where(multiplier > 0, lower, upper))
    opened = np.isinf(slack)
    worst = float(np.abs(multiplier[opened]).max(initial=0.0))
    return worst, float(np.abs(multiplier[~opened]) @ slack[~opened])
