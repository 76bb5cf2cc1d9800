"""Solve one program on a face that is already known: between the sides that earlier steps hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from allocator.errors import SolverError
from allocator.solve.lexicographic import Contradiction, Step, lexicographic
from allocator.solve.linear import LinearProgram

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from allocator.solve.backend import Backend, Limits
    from allocator.solve.face import Locks
    from allocator.solve.linear import Floats


@dataclass(frozen=True, slots=True)
class Cap:
    """An earlier objective that stays at or below a limit.

    Attributes
    ----------
    cost : its linear terms; columns that came later have none
    limit : greatest value of cost'x
    """

    cost: Floats
    limit: float


@dataclass(frozen=True, slots=True)
class OnFace:
    """The optimum on a face, in the program's own units.

    Attributes
    ----------
    point : (n,)
    dual : (m,) multipliers of the program's rows; a held row may have either sign
    """

    point: Floats
    dual: Floats


def solve_on_face(
    name: str,
    program: LinearProgram,
    locks: Locks,
    caps: Sequence[Cap],
    backends: Sequence[Backend],
    limits: Limits,
) -> OnFace:
    """Minimise a program over the points that keep the locks and the caps.

    Parameters
    ----------
    name : told where something fails
    locks : of an equal or smaller program; what came later is free
    backends : tried in this order until one answer holds

    Raises
    ------
    SolverError
        if no back-end gives an answer that holds
    LimitReached, Cancelled
        as they say
    """
    held = with_caps(locks.grown(program).applied(program), caps)
    solved = lexicographic(_single(Step(name, held)), backends, limits)
    if isinstance(solved, Contradiction):
        raise SolverError(f"the face of {name} is empty")
    return OnFace(solved[0].point, solved[0].dual[: program.shape[0]])


def leading(program: LinearProgram, columns: int, rows: int) -> LinearProgram:
    """Give the program of the first columns and rows: what there was before the others came."""
    return LinearProgram(
        program.cost[:columns],
        program.quadratic[:columns],
        sp.csr_array(program.matrix[:rows, :columns]),
        program.row_lower[:rows],
        program.row_upper[:rows],
        program.column_lower[:columns],
        program.column_upper[:columns],
    )


def with_caps(program: LinearProgram, caps: Sequence[Cap]) -> LinearProgram:
    """Append a row for every cap."""
    if not caps:
        return program
    columns = program.shape[1]
    rows = np.stack([np.pad(cap.cost, (0, columns - len(cap.cost))) for cap in caps])
    return replace(
        program,
        matrix=sp.csr_array(sp.vstack([program.matrix, sp.csr_array(rows)], format="csr")),
        row_lower=np.append(program.row_lower, np.full(len(caps), -np.inf)),
        row_upper=np.append(program.row_upper, [cap.limit for cap in caps]),
    )


def reduced_costs(program: LinearProgram, point: Floats, dual: Floats) -> Floats:
    """Give c + Qx - A'y, what the bounds of the columns carry: > 0 the lower, < 0 the upper."""
    gradient = program.cost + program.quadratic * point
    return np.asarray(gradient - program.matrix.T @ dual, np.float64)


def _single(step: Step) -> Generator[Step, Locks, None]:
    """Make a sequence of one step."""
    yield step
