"""The path that explains every quota, found when the plan is solved and kept with its proof."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.explain.path import stages, waypoints
from allocator.solve.onface import solve_on_face

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.domain.proof import Proof
    from allocator.explain.path import SolveOnFace
    from allocator.program.tier import Objective
    from allocator.solve.backend import Backend, Limits
    from allocator.solve.face import Locks
    from allocator.solve.linear import LinearProgram
    from allocator.solve.onface import Cap, OnFace


def with_path(
    proof: Proof,
    program: LinearProgram,
    objectives: Sequence[Objective],
    backends: Sequence[Backend],
    limits: Limits,
    progress: Callable[[str], None] = lambda _: None,
) -> Proof:
    """Add the points of the path to a proof.

    Parameters
    ----------
    program : of the last tier
    objectives : of every tier, in order
    progress : told each step as it begins

    Raises
    ------
    SolverError, LimitReached, Cancelled
        if a step cannot be solved, or is stopped
    """
    along = stages(proof, objectives)
    found = waypoints(program, along, proof, on_face(backends, limits, progress))
    return replace(proof, waypoints=found)


def on_face(
    backends: Sequence[Backend],
    limits: Limits,
    progress: Callable[[str], None] = lambda _: None,
) -> SolveOnFace:
    """Give the solve that the path asks for."""

    def solve(name: str, program: LinearProgram, locks: Locks, caps: Sequence[Cap]) -> OnFace:
        progress(f"explain {name}")
        return solve_on_face(name, program, locks, caps, backends, limits)

    return solve
