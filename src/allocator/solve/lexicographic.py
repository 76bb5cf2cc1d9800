"""Solve programs one after the other, each over the optimal points of all before it.

It knows no sales word: a step is a program and a name; what its optimum holds is sent back to
whoever makes the steps, and locked for the steps behind.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import Cancelled, LimitReached, SolverError
from allocator.solve import scale
from allocator.solve.backend import Backend, Limits
from allocator.solve.face import Locks, read_face, same_face
from allocator.solve.gap import gap, on_cone
from allocator.solve.linear import LinearProgram
from allocator.solve.polish import polish
from allocator.solve.termination import Answer, Stop

if TYPE_CHECKING:
    from allocator.solve.linear import Floats

GAP = 1e-9
"""Largest face gap, scale-free, that a tier may end with."""
FEASIBLE = 1e-9
"""Violation of a row, relative to 1 + sum |a x|, that the certificate allows."""
ENOUGH = 1e-12
"""Face gap of a linear tier from which polishing has nothing to add."""
DUST = 1e-4
"""Violation of a row, in its own unit, that is none: a hundredth of a cent where it is money."""


@dataclass(frozen=True, slots=True)
class Step:
    """One program of the sequence; columns and rows of earlier ones lead.

    Attributes
    ----------
    constant : added to the objective for reading
    """

    name: str
    program: LinearProgram
    constant: float = 0.0


Steps = Generator[Step, Locks, None]


@dataclass(frozen=True, slots=True)
class Solved:
    """One step's answer, in the program's own units.

    Attributes
    ----------
    program : the step's program, without locks
    before : what was locked when it was solved
    held : what it locks itself
    doubtful : sides of which it could not be told whether they press
    gap : face gap
    backend : who solved it
    """

    name: str
    program: LinearProgram
    constant: float
    value: float
    point: Floats
    dual: Floats
    before: Locks
    held: Locks
    doubtful: int
    gap: float
    backend: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A step without any feasible point: the first one. `ray` proves it where it is given."""

    step: Step
    ray: Floats | None


Progress = Callable[[str], None]


def lexicographic(
    steps: Steps,
    backends: Sequence[Backend],
    limits: Limits,
    progress: Progress = lambda _: None,
    witness: Backend | None = None,
) -> tuple[Solved, ...] | Contradiction:
    """Solve all steps.

    Parameters
    ----------
    backends : tried in this order for each step until one answer holds
    limits : for the whole sequence
    progress : told the name of each step before it is solved
    witness : a vertex solver that is asked where an interior point leaves a side in doubt

    Raises
    ------
    SolverError
        if no back-end gives an answer that holds
    LimitReached, Cancelled
        as they say
    """
    started = perf_counter()
    done: list[Solved] = []
    locks = Locks.none()

    def held() -> Locks:
        return locks

    for step in _sent(steps, held):
        progress(step.name)
        left = None if limits.seconds is None else limits.seconds - (perf_counter() - started)
        if left is not None and left <= 0:
            raise LimitReached(f"the time limit came before tier {step.name}")
        locks = locks.grown(step.program)
        answered = _solve(step, locks, done, backends, replace(limits, seconds=left))
        if isinstance(answered, Contradiction):
            return answered
        if answered.doubtful and witness is not None:
            answered = _resolved(step, answered, witness, limits)
        done.append(answered)
        locks = locks.joined(answered.held)
    return tuple(done)


def _sent(steps: Steps, locks: Callable[[], Locks]) -> Generator[Step, None, None]:
    """Run a generator of steps, sending back what is locked after each."""
    try:
        step = next(steps)
        while True:
            yield step
            step = steps.send(locks())
    except StopIteration:
        return


def _solve(
    step: Step,
    locks: Locks,
    done: Sequence[Solved],
    backends: Sequence[Backend],
    limits: Limits,
) -> Solved | Contradiction:
    started = perf_counter()
    program = locks.applied(step.program)
    scaled, scaling = scale.apply(program)
    tried = []
    for backend in backends:
        if step.program.quadratic.any() and not backend.quadratic:
            continue
        if limits.cancelled():
            raise Cancelled(f"stopped before tier {step.name}")
        answer = backend.solve(scaled, limits)
        if answer.stop is Stop.CANCELLED:
            raise Cancelled(f"stopped in tier {step.name}")
        if answer.stop is Stop.LIMIT:
            raise LimitReached(f"the time limit came in tier {step.name} ({backend.name})")
        if answer.stop is Stop.INFEASIBLE and not done:
            ray = None if answer.dual is None else scaling.invert_dual(answer.dual)
            return Contradiction(step, ray)
        held = _accepted(step, locks, program, scaled, scaling, answer)
        if held is not None and held.doubtful and answer.closer is not None:
            late = answer.closer()
            sharper = _accepted(step, locks, program, scaled, scaling, late)
            if sharper is not None and not sharper.doubtful and _agree(scaled, answer, late):
                held = sharper
        if held is not None:
            return replace(held, backend=backend.name, seconds=perf_counter() - started)
        tried.append(f"{backend.name}: {answer.stop.value} {answer.detail}".strip())
    raise SolverError(f"no solver could certify tier {step.name}: " + "; ".join(tried))


def _agree(scaled: LinearProgram, early: Answer, late: Answer) -> bool:
    """Whether two answers of one path tell of the same face."""
    pairs = [(a.point, a.dual) for a in (early, late) if a.point is not None and a.dual is not None]
    return len(pairs) == 2 and same_face(scaled, *pairs)  # noqa: PLR2004 - both


def _accepted(
    step: Step,
    locks: Locks,
    program: LinearProgram,
    scaled: LinearProgram,
    scaling: scale.Scaling,
    answer: Answer,
) -> Solved | None:
    """Turn an answer into a solved step, if it holds."""
    if answer.point is None or answer.dual is None:
        return None
    face = read_face(scaled, answer.point, answer.dual, answer.shape)
    found = _measured(program, scaling, answer.point, answer.dual)
    enough = not scaled.quadratic.any() and found.gap <= ENOUGH
    better = None if enough else polish(scaled, answer.point, answer.dual)
    if better is not None:
        exact = _measured(program, scaling, better.point, better.dual)
        if exact.gap < found.gap:
            found = exact
            if scaled.quadratic.any():
                face = read_face(scaled, better.point, better.dual, answer.shape)
    if not found.gap <= GAP:
        return None
    rows = step.program.shape[0]
    value = step.program.objective(found.point) + step.constant
    held = Locks(face.locks.columns, face.locks.rows[:rows])
    doubtful = 0 if scaled.quadratic.any() else face.doubtful
    return Solved(
        step.name,
        step.program,
        step.constant,
        value,
        found.point,
        found.dual,
        locks,
        held,
        doubtful,
        found.gap,
        "",
        0.0,
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    point: Floats
    dual: Floats
    gap: float


def _measured(
    program: LinearProgram, scaling: scale.Scaling, point: Floats, dual: Floats
) -> _Measured:
    """Bring an answer to the program's own units, inside its bounds, and measure its gap."""
    whole = np.clip(scaling.invert_point(point), program.column_lower, program.column_upper)
    own = on_cone(program, scaling.invert_dual(dual))
    return _Measured(whole, own, gap(program, whole, own) if holds(program, whole) else np.inf)


def holds(program: LinearProgram, point: Floats) -> bool:
    """Whether a point keeps every row, to `DUST` or to `FEASIBLE` of 1 + sum |a x|."""
    activity = program.matrix @ point
    size = 1.0 + abs(program.matrix) @ np.abs(point)
    away = np.maximum(program.row_lower - activity, activity - program.row_upper)
    return bool((away <= np.maximum(DUST, FEASIBLE * size)).all())


WITNESSED = 200_000
"""Nonzeros up to which a vertex solver is quick enough to be asked."""


def _resolved(step: Step, answered: Solved, witness: Backend, limits: Limits) -> Solved:
    """Let a vertex decide the doubtful sides: its dual is exactly zero where nothing presses.

    Any optimal dual gives the same face, so what either dual holds may be held.
    """
    if step.program.matrix.nnz > WITNESSED:
        return answered
    program = answered.before.applied(step.program)
    scaled, scaling = scale.apply(program)
    answer = witness.solve(scaled, limits)
    if answer.stop is not Stop.OPTIMAL:
        return answered
    vertex = _accepted(step, answered.before, program, scaled, scaling, answer)
    if vertex is None:
        return answered
    # the mean of two optimal duals is one that presses wherever either does
    dual = (answered.dual + vertex.dual) / 2
    return replace(
        answered,
        held=answered.held.joined(vertex.held),
        dual=dual,
        gap=gap(program, answered.point, dual),
        doubtful=0,
    )
