"""A second opinion on every step: a vertex solver, with caps where the first road has locks.

Step j minimises f_j over its program with the rows f_i(x) <= w_i + GIVE for every earlier step i,
w_i being the value found here, not the one under test. No point, no dual and no face of the first
road is used. The give is no small thing: a billionth in an early step can buy a later one much
(docs/formulation.md, Tiers). How much is known from the caps' own multipliers m_i >= 0, for the
optimum is convex in the gives:

    least = f_j + sum_i m_i GIVE <= optimum without any give <= the first road's value

so it is `least` that is compared. A convex step is replaced by its tangent at the first road's
point p, which lies below it everywhere and touches it there: where the least of

    f_j(p) + f_j'(p) (x - p)

is f_j(p), no point is better than p. So a vertex solver serves for that step as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import Cancelled, LimitReached, SolverError
from allocator.solve import scale
from allocator.solve.onface import Cap, with_caps
from allocator.solve.termination import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.solve.backend import Backend, Limits
    from allocator.solve.face import Locks
    from allocator.solve.lexicographic import Step, Steps
    from allocator.solve.linear import Floats, LinearProgram

GIVE = 1e-9
"""How far an earlier objective may rise above its value, in its own scale-free unit."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the first road answered to one step.

    Attributes
    ----------
    held : goes back to whoever makes the steps, which with `leximin` depend on it, and is used
        for nothing else
    point : where a convex step is straightened, and used for nothing else
    """

    held: Locks
    point: Floats


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the second road says of one step.

    Attributes
    ----------
    value : its optimum under the caps
    least : what no point that keeps the earlier steps without any give can undercut
    backend : who solved it
    """

    name: str
    value: float
    least: float
    backend: str


def opinions(
    steps: Steps,
    said: Sequence[Said],
    backends: Sequence[Backend],
    limits: Limits,
) -> Iterator[Opinion]:
    """Solve every step again, one after the other.

    Parameters
    ----------
    said : what the first road answered, step by step
    backends : tried in this order for each step

    Raises
    ------
    SolverError
        if no back-end gives an optimum
    LimitReached, Cancelled
        as they say
    """
    caps: list[Cap] = []
    try:
        step = next(steps)
        for first in said:
            opinion = _opinion(step, first.point, caps, backends, limits)
            yield opinion
            caps.append(Cap(step.program.cost, opinion.least - step.constant + GIVE))
            step = steps.send(first.held.grown(step.program))
    except StopIteration:
        return


def infeasible(program: LinearProgram, backends: Sequence[Backend], limits: Limits) -> bool:
    """Whether the first back-end that knows says that no point keeps all rows."""
    scaled, _ = scale.apply(program)
    for backend in backends:
        answer = backend.solve(scaled, limits)
        if answer.stop in (Stop.INFEASIBLE, Stop.OPTIMAL):
            return answer.stop is Stop.INFEASIBLE
    return False


def _opinion(
    step: Step, point: Floats, caps: Sequence[Cap], backends: Sequence[Backend], limits: Limits
) -> Opinion:
    """Solve one step under the caps."""
    straight, constant = _tangent(step.program, point)
    program = with_caps(straight, caps)
    scaled, scaling = scale.apply(program)
    tried = []
    for backend in backends:
        answer = backend.solve(scaled, limits)
        if answer.stop is Stop.CANCELLED:
            raise Cancelled(f"stopped in the second solve of {step.name}")
        if answer.stop is Stop.LIMIT:
            raise LimitReached(f"the time limit came in the second solve of {step.name}")
        if answer.stop is Stop.OPTIMAL and answer.point is not None and answer.dual is not None:
            value = straight.objective(scaling.invert_point(answer.point))
            value += constant + step.constant
            multipliers = scaling.invert_dual(answer.dual)[step.program.shape[0] :]
            least = value + GIVE * float(np.maximum(-multipliers, 0.0).sum())
            return Opinion(step.name, value, least, backend.name)
        tried.append(f"{backend.name}: {answer.stop.value} {answer.detail}".strip())
    raise SolverError(f"no second solver could solve {step.name}: " + "; ".join(tried))


def _tangent(program: LinearProgram, point: Floats) -> tuple[LinearProgram, float]:
    """Give a program with its objective replaced by the tangent at a point, and the constant."""
    if not program.quadratic.any():
        return program, 0.0
    slope = program.cost + program.quadratic * point
    straight = replace(program, cost=slope, quadratic=np.zeros_like(slope))
    return straight, program.objective(point) - float(slope @ point)
