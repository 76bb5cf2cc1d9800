"""PIQP: a proximal interior point for linear and diagonal quadratic programs.

PIQP minimises 1/2 x'Px + c'x over Ax = b, h_l <= Gx <= h_u, x_l <= x <= x_u with

    Px + c + A'y + G'(z_u - z_l) + z_bu - z_bl = 0,   z >= 0

so the row multiplier of this package is -y for an equality and z_l - z_u for the rest; what the
column bounds carry follows from c + Qx - A'y.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import piqp
import scipy.sparse as sp

from allocator.solve.reduce import reduce
from allocator.solve.residual import proven, verdict
from allocator.solve.termination import Answer, Floats, Shape, Stop

if TYPE_CHECKING:
    from allocator.solve.backend import Limits
    from allocator.solve.linear import LinearProgram

Settings = Mapping[str, object]

VARIANTS: tuple[Settings, ...] = (
    {"preconditioner_scale_cost": True, "reg_lower_limit": 1e-13},
    {"preconditioner_scale_cost": True, "delta_init": 1e-2, "rho_init": 1e-8},
    {"reg_lower_limit": 1e-8, "reg_finetune_lower_limit": 1e-10},
)
"""Settings to try in order. With PIQP's own, one program in ten stalls at 1e-6 to 1e-8."""

NO_ANSWER = 1e-8
"""Accuracy of a ray; at PIQP's own 1e-4 it stops at rays that do not hold."""

ITERATIONS = 100
"""A run that is not through by then has stalled; usual are 15 to 40."""

TRIAL = 3
"""Iterations that are timed to turn a time limit into an iteration limit."""

LEAST = 1e-12
"""Tolerance below which PIQP stalls more often than it gains."""

SHARP = 1e-15
"""Tolerance of a closer answer, which no run meets: it ends after ..."""

FURTHER = 4
"""... so many iterations more than the first took. What lies behind them is rounding error."""

FEW = 2_000
"""Columns up to which the gap is held to the tolerance. It is a sum over the columns and their
rounding: held to the same in larger programs, PIQP runs on to its last iteration for nothing."""


@dataclass(frozen=True, slots=True)
class PiqpBackend:
    """PIQP's sparse solver. It cannot be interrupted: a time limit becomes an iteration limit."""

    @property
    def name(self) -> str:
        """Give the name that ``--solver`` takes."""
        return "piqp"

    @property
    def quadratic(self) -> bool:
        """Whether it takes a quadratic term."""
        return True

    @property
    def version(self) -> str:
        """Version of the library behind it."""
        return str(piqp.__version__)

    def solve(self, program: LinearProgram, limits: Limits) -> Answer:
        """Solve; never raise for a program that has no answer, but say so in `stop`."""
        start = perf_counter()
        answer = Answer(Stop.FAILED, None, None, Shape.INTERIOR, 0, 0.0)
        for settings in VARIANTS:
            spent = perf_counter() - start
            if limits.cancelled():
                return replace(answer, stop=Stop.CANCELLED, seconds=spent)
            left = None if limits.seconds is None else limits.seconds - spent
            within = replace(limits, seconds=left, tolerance=max(limits.tolerance, LEAST))
            answer = _run(program, within, settings)
            answer = replace(
                answer,
                seconds=perf_counter() - start,
                closer=partial(_closer, program, within, settings, answer.iterations),
            )
            if answer.stop is not Stop.FAILED:
                break
        return answer


def _closer(program: LinearProgram, limits: Limits, settings: Settings, iterations: int) -> Answer:
    """Run again to a few iterations behind those of the first answer."""
    return _run(program, replace(limits, tolerance=SHARP), settings, iterations + FURTHER)


_STOPS = {
    piqp.PIQP_SOLVED: Stop.OPTIMAL,
    piqp.PIQP_PRIMAL_INFEASIBLE: Stop.INFEASIBLE,
    piqp.PIQP_DUAL_INFEASIBLE: Stop.UNBOUNDED,
}


def _run(
    program: LinearProgram, limits: Limits, settings: Settings, last: int | None = None
) -> Answer:
    start = perf_counter()
    reduced = reduce(program, Shape.INTERIOR)
    if isinstance(reduced, Answer):
        return reduced
    equal = reduced.program.row_lower == reduced.program.row_upper
    solver = _loaded(reduced.program, equal, limits.tolerance, settings)
    most = ITERATIONS if last is None else last
    allowed = _allowed(solver, limits, start, most)
    if allowed == 0:
        return Answer(Stop.LIMIT, None, None, Shape.INTERIOR, 0, 0.0, "before the first iteration")
    solver.settings.max_iter = allowed
    status = solver.solve()
    result = solver.result
    dual = np.empty(len(equal))
    dual[equal] = -result.y
    dual[~equal] = result.z_l - result.z_u
    said = _STOPS.get(status, Stop.FAILED)
    if status == piqp.PIQP_MAX_ITER_REACHED and allowed < most:
        said = Stop.LIMIT
    count, whole = int(result.info.iter), reduced.dual(dual)
    if said is Stop.INFEASIBLE:
        return _infeasible(program, whole, count)
    point = reduced.point(np.asarray(result.x))
    stop, figures = verdict(program, point, whole, said)
    return Answer(stop, point, whole, Shape.INTERIOR, count, 0.0, f"{status.name}, {figures}")


def _infeasible(program: LinearProgram, ray: Floats, count: int) -> Answer:
    """Say infeasible only with a ray that holds."""
    holds = proven(program, ray)
    stop = Stop.INFEASIBLE if holds is not None else Stop.FAILED
    detail = "" if holds is not None else "said infeasible, its ray does not hold"
    return Answer(stop, None, holds, Shape.INTERIOR, count, 0.0, detail)


def _loaded(program: LinearProgram, equal: Any, tolerance: float, settings: Settings) -> Any:
    solver = piqp.SparseSolver()
    options = solver.settings
    options.max_iter = ITERATIONS
    for key in ("eps_abs", "eps_rel", "eps_duality_gap_abs", "eps_duality_gap_rel"):
        setattr(options, key, tolerance)
    options.eps_duality_gap_abs = tolerance * max(1.0, len(program.cost) / FEW)
    options.eps_primal_inf = options.eps_dual_inf = NO_ANSWER
    for key, value in settings.items():
        setattr(options, key, value)
    solver.setup(
        sp.diags_array(program.quadratic).tocsc(),
        program.cost,
        program.matrix[equal].tocsc(),
        program.row_lower[equal],
        program.matrix[~equal].tocsc(),
        program.row_lower[~equal],
        program.row_upper[~equal],
        program.column_lower,
        program.column_upper,
    )
    return solver


def _allowed(solver: Any, limits: Limits, start: float, most: int) -> int:
    """Count the iterations that fit into the time left, by the time of a few."""
    if limits.seconds is None:
        return most
    begun = perf_counter()
    if begun - start >= limits.seconds:
        return 0
    solver.settings.max_iter = TRIAL
    solver.solve()
    each = (perf_counter() - begun) / TRIAL
    left = limits.seconds - (perf_counter() - start)
    return max(0, min(most, int(left / max(each, 1e-9))))
