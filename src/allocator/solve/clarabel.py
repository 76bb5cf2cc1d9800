"""Clarabel: a homogeneous interior point for linear and diagonal quadratic programs.

Clarabel minimises 1/2 x'Px + q'x over Ax + s = b, s in a product of cones, with

    Px + q + A'z = 0,   z in the dual cone

Equalities stand in the zero cone and give the row multiplier -z. Every finite side of the other
rows and of the columns is one row of the nonnegative cone, (A, upper) or (-A, -lower), and the row
multiplier is z of the lower side less z of the upper.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import clarabel
import numpy as np
import scipy.sparse as sp

from allocator.solve.reduce import Reduced, reduce
from allocator.solve.residual import proven, verdict
from allocator.solve.termination import Answer, Floats, Shape, Stop

if TYPE_CHECKING:
    from allocator.solve.backend import Limits
    from allocator.solve.linear import LinearProgram

SETTINGS = {
    "verbose": False,
    "max_threads": 1,
    "max_iter": 100,
    "direct_solve_method": "qdldl",
    # Tighter refinement gains a digit of the gap; less static regularisation ruins it.
    "iterative_refinement_abstol": 1e-14,
    "iterative_refinement_reltol": 1e-14,
    "iterative_refinement_max_iter": 30,
}

_STOPS = {
    "Solved": Stop.OPTIMAL,
    "AlmostSolved": Stop.OPTIMAL,
    "PrimalInfeasible": Stop.INFEASIBLE,
    "AlmostPrimalInfeasible": Stop.INFEASIBLE,
    "DualInfeasible": Stop.UNBOUNDED,
    "MaxTime": Stop.LIMIT,
    "CallbackTerminated": Stop.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class ClarabelBackend:
    """Clarabel on one thread with its own LDL'."""

    @property
    def name(self) -> str:
        """Give the name that ``--solver`` takes."""
        return "clarabel"

    @property
    def quadratic(self) -> bool:
        """Whether it takes a quadratic term."""
        return True

    @property
    def version(self) -> str:
        """Version of the library behind it."""
        return str(clarabel.__version__)

    def solve(self, program: LinearProgram, limits: Limits) -> Answer:
        """Solve; never raise for a program that has no answer, but say so in `stop`."""
        start = perf_counter()
        if limits.cancelled():
            return Answer(Stop.CANCELLED, None, None, Shape.INTERIOR, 0, 0.0)
        reduced = reduce(program, Shape.INTERIOR)
        if isinstance(reduced, Answer):
            return reduced
        form = _Form(reduced)
        left = None if limits.seconds is None else limits.seconds - (perf_counter() - start)
        solution = form.solve(limits, left)
        status = str(solution.status)
        said = _STOPS.get(status, Stop.FAILED)
        dual = reduced.dual(form.dual(np.asarray(solution.z)))
        count, seconds = int(solution.iterations), perf_counter() - start
        if said is Stop.INFEASIBLE:
            ray = proven(program, dual)
            shown = Stop.INFEASIBLE if ray is not None else Stop.FAILED
            return Answer(shown, None, ray, Shape.INTERIOR, count, seconds, status)
        point = reduced.point(np.asarray(solution.x))
        stop, figures = verdict(program, point, dual, said)
        return Answer(stop, point, dual, Shape.INTERIOR, count, seconds, f"{status}, {figures}")


class _Form:
    """A program in Clarabel's form, and the way back to row multipliers."""

    def __init__(self, reduced: Reduced) -> None:
        program = reduced.program
        self.program = program
        self.equal = program.row_lower == program.row_upper
        self.upper = ~self.equal & np.isfinite(program.row_upper)
        self.lower = ~self.equal & np.isfinite(program.row_lower)

    def solve(self, limits: Limits, seconds: float | None) -> Any:
        program = self.program
        top, low = np.isfinite(program.column_upper), np.isfinite(program.column_lower)
        unit = sp.eye_array(program.shape[1], format="csr")
        blocks = (
            (program.matrix[self.equal], program.row_lower[self.equal]),
            (program.matrix[self.upper], program.row_upper[self.upper]),
            (-program.matrix[self.lower], -program.row_lower[self.lower]),
            (unit[top], program.column_upper[top]),
            (-unit[low], -program.column_lower[low]),
        )
        sides = np.concatenate([side for _, side in blocks])
        equalities = int(self.equal.sum())
        cones = [
            clarabel.ZeroConeT(equalities),
            clarabel.NonnegativeConeT(len(sides) - equalities),
        ]
        options = clarabel.DefaultSettings()
        for key, value in SETTINGS.items():
            setattr(options, key, value)
        for key in ("tol_feas", "tol_gap_abs", "tol_gap_rel"):
            setattr(options, key, limits.tolerance)
        if seconds is not None:
            options.time_limit = max(seconds, 0.0)
        solver = clarabel.DefaultSolver(
            sp.diags_array(program.quadratic).tocsc(),
            program.cost,
            sp.vstack([matrix for matrix, _ in blocks]).tocsc(),
            sides,
            cones,
            options,
        )
        solver.set_termination_callback(lambda _: limits.cancelled())
        return solver.solve()

    def dual(self, multipliers: Floats) -> Floats:
        """Row multipliers of the program from Clarabel's z."""
        equalities, uppers, lowers = (
            int(rows.sum()) for rows in (self.equal, self.upper, self.lower)
        )
        dual = np.zeros(len(self.equal))
        dual[self.equal] = -multipliers[:equalities]
        dual[self.upper] -= multipliers[equalities : equalities + uppers]
        dual[self.lower] += multipliers[equalities + uppers : equalities + uppers + lowers]
        return dual
