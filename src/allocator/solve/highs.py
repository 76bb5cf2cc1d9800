"""HiGHS: simplex, or its interior point with crossover; a vertex either way.

HiGHS minimises, and its row duals have the sign of this package.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

import highspy
import numpy as np

from allocator.solve.reduce import contradiction
from allocator.solve.residual import proven, verdict
from allocator.solve.termination import Answer, Floats, Shape, Stop

if TYPE_CHECKING:
    from allocator.solve.backend import Limits
    from allocator.solve.linear import LinearProgram

TIGHTEST = 1e-10
"""HiGHS refuses feasibility tolerances below this."""

SMALLEST = 1e-12
"""Least coefficient that HiGHS can be told to keep; it drops smaller ones with a warning."""

_STOPS = {
    "kOptimal": Stop.OPTIMAL,
    "kModelEmpty": Stop.OPTIMAL,
    "kInfeasible": Stop.INFEASIBLE,
    "kUnbounded": Stop.UNBOUNDED,
    "kTimeLimit": Stop.LIMIT,
    "kIterationLimit": Stop.LIMIT,
    "kMemoryLimit": Stop.LIMIT,
    "kInterrupt": Stop.CANCELLED,
    "kHighsInterrupt": Stop.CANCELLED,
}

_UNCLEAR = ("kUnboundedOrInfeasible", "kUnknown")

_HIGHS: Any = highspy.Highs

_first = Lock()


class _Refused(Exception):
    """A call of HiGHS that did not return kOk."""


@dataclass(frozen=True, slots=True)
class HighsBackend:
    """HiGHS on one thread.

    Attributes
    ----------
    method : ``simplex``, or ``ipx`` (interior point, then crossover to a vertex), which is far
        faster from some thousand rows on
    """

    method: Literal["simplex", "ipx"] = "simplex"

    @property
    def name(self) -> str:
        """Give the name that ``--solver`` takes."""
        return "highs" if self.method == "simplex" else "highs-ipm"

    @property
    def quadratic(self) -> bool:
        """Whether it takes a quadratic term."""
        return False

    @property
    def version(self) -> str:
        """Version of the library behind it."""
        return str(_instance().version())

    def solve(self, program: LinearProgram, limits: Limits) -> Answer:
        """Solve; never raise for a program that has no answer, but say so in `stop`."""
        start = perf_counter()
        if program.quadratic.any():
            return _without(Stop.FAILED, "takes no quadratic term")
        crossed = contradiction(program)
        if crossed:
            return _without(Stop.INFEASIBLE, crossed)
        if limits.cancelled():
            return _without(Stop.CANCELLED, "before the start")
        try:
            return _run(program, limits, self.method, start)
        except _Refused as refused:
            return _without(Stop.FAILED, str(refused), perf_counter() - start)


def _without(stop: Stop, detail: str, seconds: float = 0.0) -> Answer:
    return Answer(stop, None, None, Shape.VERTEX, 0, seconds, detail)


def _run(program: LinearProgram, limits: Limits, method: str, start: float) -> Answer:
    solver = _loaded(program, limits, method)
    status = _ran(solver)
    if status in _UNCLEAR and not limits.cancelled():
        _ok(solver.setOptionValue("presolve", "off"), "presolve off")
        status = _ran(solver)
    said = _STOPS.get(status, Stop.FAILED)
    if said is Stop.INFEASIBLE:
        ray = _ray(solver, program)
        detail = "" if ray is not None else "no ray that holds"
        return Answer(said, None, ray, Shape.VERTEX, _count(solver), perf_counter() - start, detail)
    solution = solver.getSolution()
    if not (solution.value_valid and solution.dual_valid):
        return _without(Stop.FAILED if said is Stop.OPTIMAL else said, status)
    point, dual = np.array(solution.col_value), np.array(solution.row_dual)
    stop, figures = verdict(program, point, dual, said)
    shape = Shape.VERTEX if solver.getBasis().valid else Shape.INTERIOR
    seconds = perf_counter() - start
    return Answer(stop, point, dual, shape, _count(solver), seconds, f"{status}, {figures}")


def _loaded(program: LinearProgram, limits: Limits, method: str) -> Any:
    """Give HiGHS with options set, the program passed and the question whether to stop."""
    solver = _instance()
    tolerance = max(limits.tolerance, TIGHTEST)
    options: dict[str, object] = {
        "solver": method,
        "threads": 1,
        "parallel": "off",
        "random_seed": 0,
        "primal_feasibility_tolerance": tolerance,
        "dual_feasibility_tolerance": tolerance,
        "small_matrix_value": SMALLEST,
    }
    if method == "ipx":
        options |= {"run_crossover": "on", "ipm_optimality_tolerance": max(tolerance, 1e-10)}
    if limits.seconds is not None:
        options["time_limit"] = max(limits.seconds, 0.0)
    for key, value in options.items():
        _ok(solver.setOptionValue(key, value), key)
    rows, columns = program.shape
    matrix = program.matrix.copy()
    matrix.sum_duplicates()  # HiGHS refuses an entry that comes twice
    passed = solver.passModel(
        columns,
        rows,
        matrix.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        program.cost,
        program.column_lower,
        program.column_upper,
        program.row_lower,
        program.row_upper,
        matrix.indptr.astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data,
        np.zeros(columns, np.int32),
    )
    _ok(passed, "passModel")

    def ask(event: Any) -> None:
        if limits.cancelled():
            event.interrupt()

    solver.cbSimplexInterrupt.subscribe(ask)
    solver.cbIpmInterrupt.subscribe(ask)
    return solver


def _ran(solver: Any) -> str:
    """Run; a warning is allowed only where HiGHS stopped at a limit or was told to stop."""
    returned = solver.run()
    status = str(solver.getModelStatus().name)
    if _STOPS.get(status) not in (Stop.LIMIT, Stop.CANCELLED) and status not in _UNCLEAR:
        _ok(returned, f"run ({status})")
    return status


def _ray(solver: Any, program: LinearProgram) -> Floats | None:
    """Give a Farkas ray that holds; without presolve if the first one does not."""
    for again in (False, True):
        if again:
            _ok(solver.setOptionValue("presolve", "off"), "presolve off")
            _ok(solver.setOptionValue("solver", "simplex"), "simplex")
            _ok(solver.clearSolver(), "clearSolver")
            _ran(solver)
        _, exists, values = solver.getDualRay()
        if not exists:
            continue
        for ray in (np.array(values), -np.array(values)):
            holds = proven(program, ray)
            if holds is not None:
                return holds
    return None


def _count(solver: Any) -> int:
    info = solver.getInfo()
    kinds = ("simplex", "ipm", "crossover")
    return sum(max(int(getattr(info, f"{kind}_iteration_count")), 0) for kind in kinds)


def _ok(status: Any, call: str) -> None:
    if status != highspy.HighsStatus.kOk:
        raise _Refused(f"HiGHS: {call} returned {status.name}")


def _instance() -> Any:
    """Give a silent HiGHS."""
    with _first:
        _banner_swallowed()
    solver: Any = _HIGHS()
    _ok(solver.setOptionValue("output_flag", False), "output_flag")  # noqa: FBT003 - HiGHS's call
    return solver


@cache
def _banner_swallowed() -> None:
    """Construct the first HiGHS of the process, which prints a banner, with stdout led away."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        _HIGHS()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
