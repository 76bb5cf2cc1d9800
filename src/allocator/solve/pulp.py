"""PuLP: the bridge to CBC, which comes with it, and to every solver that a user owns.

A program is handed over as a minimisation, one `LpAffineExpression` a row and a constraint for each
finite side of it. `pi` of a constraint of a minimisation is >= 0 on a lower side and <= 0 on an
upper one, so the multiplier of a row is the sum over its sides.

The status that PuLP reports is not trusted: at a time limit it can be Optimal without a point.
"""

from __future__ import annotations

import math
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from itertools import pairwise
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pulp

from allocator.solve.reduce import Reduced, reduce
from allocator.solve.refine import refined
from allocator.solve.residual import verdict, violation
from allocator.solve.termination import Answer, Floats, Shape, Stop

if TYPE_CHECKING:
    from allocator.solve.backend import Limits
    from allocator.solve.linear import LinearProgram

FEASIBILITY = 1e-9
"""Primal and dual tolerance asked of CBC, whose own is 1e-7."""

_RENAMED = {"PULP_CBC_CMD": "cbc"}

_COVERED = frozenset({"HiGHS", "HiGHS_CMD", "CHOCO_CMD", "MIPCL_CMD"})
"""HiGHS has a back-end of its own; the others give no multipliers."""

_STOPS = {
    pulp.LpStatusOptimal: Stop.OPTIMAL,
    pulp.LpStatusInfeasible: Stop.INFEASIBLE,
    pulp.LpStatusUnbounded: Stop.UNBOUNDED,
    pulp.LpStatusNotSolved: Stop.LIMIT,
}


@cache
def names() -> tuple[str, ...]:
    """Names of the solvers that PuLP can drive, in the order it lists them."""
    listed = dict.fromkeys(pulp.listSolvers())
    return tuple(_RENAMED.get(name, name.lower()) for name in listed if name not in _COVERED)


@cache
def available() -> tuple[str, ...]:
    """Names of those that can run here; their packages and licences are asked in silence."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        found = dict.fromkeys(pulp.listSolvers(onlyAvailable=True))
    return tuple(_RENAMED.get(name, name.lower()) for name in found if name not in _COVERED)


@dataclass(frozen=True, slots=True)
class PulpBackend:
    """One of PuLP's solvers, for linear programs.

    Attributes
    ----------
    solver : one of `names`
    """

    solver: str = "cbc"

    @property
    def name(self) -> str:
        """Give the name that ``--solver`` takes."""
        return self.solver

    @property
    def quadratic(self) -> bool:
        """Whether it takes a quadratic term."""
        return False

    @property
    def version(self) -> str:
        """Version of PuLP; the solvers behind it do not tell theirs in one way."""
        return f"PuLP {pulp.__version__}"

    def solve(self, program: LinearProgram, limits: Limits) -> Answer:
        """Solve; never raise for a program that has no answer, but say so in `stop`."""
        start = perf_counter()
        if program.quadratic.any():
            return _without(Stop.FAILED, "takes no quadratic term")
        if limits.cancelled():
            return _without(Stop.CANCELLED, "before the start")
        reduced = reduce(program, Shape.VERTEX)
        if isinstance(reduced, Answer):
            return reduced
        try:
            return _solved(reduced, self.solver, limits, start)
        except pulp.PulpError as error:
            return _without(Stop.FAILED, str(error), perf_counter() - start)


def _solved(reduced: Reduced, solver: str, limits: Limits, start: float) -> Answer:
    program = reduced.program
    handed = _Handed(program)
    left = None if limits.seconds is None else limits.seconds - (perf_counter() - start)
    if left is not None and left <= 0:
        return _without(Stop.LIMIT, "before the start", perf_counter() - start)
    status = handed.problem.solve(_solver(solver, left))
    said, word = _STOPS.get(status, Stop.FAILED), pulp.LpStatus[status]
    if said is Stop.OPTIMAL and left is not None and perf_counter() - start > left:
        said = Stop.LIMIT
    point, dual = handed.point(), handed.dual(program.shape[0])
    stop, figures = _judged(program, point, dual, said)
    complete = np.isfinite(point).all() and np.isfinite(dual).all()
    if stop is Stop.FAILED and said is Stop.OPTIMAL and complete:
        point, dual = refined(program, point, dual)
        stop, figures = _judged(program, point, dual, said)
    seconds = perf_counter() - start
    if stop in (Stop.INFEASIBLE, Stop.UNBOUNDED) or not np.isfinite(point).all():
        return _without(stop, f"{word}, {figures}", seconds)
    given = reduced.dual(dual) if np.isfinite(dual).all() else None
    detail = f"{word}, {figures}"
    return Answer(stop, reduced.point(point), given, Shape.VERTEX, 0, seconds, detail)


def _judged(program: LinearProgram, point: Floats, dual: Floats, said: Stop) -> tuple[Stop, str]:
    if said in (Stop.INFEASIBLE, Stop.UNBOUNDED):
        return said, "without a proof"
    if not np.isfinite(point).all():
        return (Stop.LIMIT if said is Stop.OPTIMAL else said), "without a point"
    if not np.isfinite(dual).all():
        worst = violation(program, point)
        return (Stop.FAILED if said is Stop.OPTIMAL else said), (
            f"without multipliers, primal {worst:.1e}"
        )
    return verdict(program, point, dual, said)


class _Handed:
    """A program as PuLP's objects.

    Attributes
    ----------
    problem : the minimisation
    columns : its variables, in order
    sides : (row, constraint) for each finite side, in order of the rows
    """

    def __init__(self, program: LinearProgram) -> None:
        self.problem: Any = pulp.LpProblem("program", pulp.LpMinimize)
        self.columns: list[Any] = [
            self.problem.add_variable(f"x{j}", _finite(low), _finite(high))
            for j, (low, high) in enumerate(
                zip(program.column_lower.tolist(), program.column_upper.tolist(), strict=True)
            )
        ]
        self.sides: list[tuple[int, Any]] = []
        priced = np.flatnonzero(program.cost).tolist()
        costs = program.cost[priced].tolist()
        self.problem += pulp.LpAffineExpression(
            {self.columns[j]: cost for j, cost in zip(priced, costs, strict=True)}
        )
        starts, places = program.matrix.indptr.tolist(), program.matrix.indices.tolist()
        values = program.matrix.data.tolist()
        lower, upper = program.row_lower.tolist(), program.row_upper.tolist()
        for i, (start, end) in enumerate(pairwise(starts)):
            terms = zip(places[start:end], values[start:end], strict=True)
            row = pulp.LpAffineExpression({self.columns[j]: value for j, value in terms})
            if lower[i] == upper[i]:
                self._add(i, row, pulp.LpConstraintEQ, lower[i])
                continue
            if math.isfinite(lower[i]):
                self._add(i, row, pulp.LpConstraintGE, lower[i])
            if math.isfinite(upper[i]):
                self._add(i, row, pulp.LpConstraintLE, upper[i])

    def _add(self, row: int, terms: Any, sense: int, side: float) -> None:
        constraint = pulp.LpConstraint(terms, sense, f"r{len(self.sides)}", side)
        self.problem.addConstraint(constraint)
        self.sides.append((row, constraint))

    def point(self) -> Floats:
        """Values of the columns; NaN where the solver gave none."""
        values = (column.varValue for column in self.columns)
        return np.array([np.nan if value is None else value for value in values], np.float64)

    def dual(self, rows: int) -> Floats:
        """Multipliers of the rows; NaN where the solver gave none."""
        dual = np.zeros(rows)
        for row, constraint in self.sides:
            dual[row] += np.nan if constraint.pi is None else constraint.pi
        return dual


def _solver(name: str, seconds: float | None) -> Any:
    """Make PuLP's solver object, silent, for a linear program."""
    if name == "cbc":
        options = [f"primalTolerance {FEASIBILITY}", f"dualTolerance {FEASIBILITY}"]
        return pulp.COIN_CMD(
            path=pulp.PULP_CBC_CMD.pulp_cbc_path,
            mip=False,
            msg=False,
            timeLimit=seconds,
            options=options,
        )
    listed = {known.lower(): known for known in pulp.listSolvers()}
    return pulp.getSolver(listed[name], mip=False, msg=False, timeLimit=seconds)


def _without(stop: Stop, detail: str, seconds: float = 0.0) -> Answer:
    return Answer(stop, None, None, Shape.VERTEX, 0, seconds, detail)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
