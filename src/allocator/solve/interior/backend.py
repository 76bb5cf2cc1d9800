"""Our interior point as a back-end: for programs that are large for a library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import version
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from allocator.solve import scale
from allocator.solve.interior.form import form
from allocator.solve.interior.path import ITERATIONS, RESIDUAL, Path, Reached
from allocator.solve.reduce import reduce
from allocator.solve.residual import proven, verdict
from allocator.solve.termination import Answer, Shape, Stop

if TYPE_CHECKING:
    from allocator.solve.backend import Limits
    from allocator.solve.linear import Floats, LinearProgram

FURTHER = 3
"""Iterations of a closer answer behind the first. What lies behind them is rounding error."""
FALLS = 1e-6
"""Slope of the objective, per unit of a direction on scaled data, that is one."""


@dataclass(frozen=True, slots=True)
class InteriorBackend:
    """A primal-dual interior point in compiled Python; it asks after every iteration to stop."""

    @property
    def name(self) -> str:
        """Give the name that ``--solver`` takes."""
        return "interior"

    @property
    def quadratic(self) -> bool:
        """Whether it takes a quadratic term."""
        return True

    @property
    def version(self) -> str:
        """Version of this package, whose own it is."""
        return version("allocator")

    def solve(self, program: LinearProgram, limits: Limits) -> Answer:
        """Solve; never raise for a program that has no answer, but say so in `stop`."""
        start = perf_counter()
        answer = _run(program, limits, start)
        return replace(answer, seconds=perf_counter() - start)


def _run(program: LinearProgram, limits: Limits, start: float) -> Answer:
    reduced = reduce(program, Shape.INTERIOR)
    if isinstance(reduced, Answer):
        return reduced

    def over() -> bool:
        return limits.seconds is not None and perf_counter() - start >= limits.seconds

    scaled, scaling = scale.apply(reduced.program)
    path = Path(form(scaled))
    reached = path.run(limits.tolerance, ITERATIONS, lambda: limits.cancelled() or over())

    def told(reached: Reached) -> Answer:
        point = reduced.point(scaling.invert_point(reached.point[: len(reduced.columns)]))
        dual = reduced.dual(scaling.invert_dual(reached.dual))
        stop, figures = verdict(program, point, dual, Stop.FAILED)
        if stop is Stop.FAILED:
            # without a feasible point the multipliers grow along a ray that proves it
            ray = proven(program, dual)
            if ray is not None:
                return _without_point(Stop.INFEASIBLE, reached, ray)
            if _recedes(scaled, limits.tolerance):
                return _without_point(Stop.UNBOUNDED, reached)
        return Answer(stop, point, dual, Shape.INTERIOR, reached.iterations, 0.0, figures)

    if not reached.ended:
        return _without_point(Stop.CANCELLED if limits.cancelled() else Stop.LIMIT, reached)
    return replace(told(reached), closer=lambda: told(path.further(FURTHER)))


def _without_point(stop: Stop, reached: Reached, ray: Floats | None = None) -> Answer:
    return Answer(stop, None, ray, Shape.INTERIOR, reached.iterations, 0.0)


def _recedes(program: LinearProgram, tolerance: float) -> bool:
    """Whether the objective falls for ever along some direction that no row or column stops."""
    low, high = np.isfinite(program.column_lower), np.isfinite(program.column_upper)
    if (low & high).all() or (program.quadratic > 0).all():
        return False
    directions = replace(
        program,
        quadratic=np.zeros(len(program.cost)),
        row_lower=np.where(np.isfinite(program.row_lower), 0.0, -np.inf),
        row_upper=np.where(np.isfinite(program.row_upper), 0.0, np.inf),
        column_lower=np.where(low | (program.quadratic > 0), 0.0, -1.0),
        column_upper=np.where(high | (program.quadratic > 0), 0.0, 1.0),
    )
    reduced = reduce(directions, Shape.INTERIOR)
    if isinstance(reduced, Answer):
        return False
    found = Path(form(reduced.program)).run(tolerance, ITERATIONS, lambda: False)
    steepest = float(reduced.program.cost @ found.point[: len(reduced.columns)])
    return found.rows <= RESIDUAL and steepest < -FALLS
