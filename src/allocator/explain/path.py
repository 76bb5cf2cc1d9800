"""The path of every quota through the tiers: fair share, own limits, a step per tier, rounding.

`closest` is solved on the hard rows alone, then on the face of each tier in turn. Each point is
unique, the last one is the plan, so the differences add up to the quota exactly, in the order in
which the policy was written (docs/formulation.md, "Explanation of a quota"). One solve serves all
reps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import PlanError
from allocator.program import assemble
from allocator.solve.face import Locks
from allocator.solve.onface import Cap, OnFace, reduced_costs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.domain.proof import Proof, TierProof
    from allocator.program.draft import Draft
    from allocator.program.tier import Objective
    from allocator.solve.linear import LinearProgram

    SolveOnFace = Callable[[str, LinearProgram, Locks, Sequence[Cap]], OnFace]

FAIR, OWN, ROUNDING = "fair_share", "own_limits", "rounding"
"""Lines that belong to no tier."""

NEAR = 1e-9
"""Distance from a bound, relative, that counts as none."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What holds when `closest` is solved: the locks and caps of all tiers up to one.

    Attributes
    ----------
    name : ``own_limits``, or the tier whose face came last; rounds of one tier are one stage
    """

    name: str
    locks: Locks
    caps: tuple[Cap, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """The program of `closest` with everything that the tiers added, and its stages.

    Attributes
    ----------
    objectives : of every tier, in order
    """

    program: LinearProgram
    stages: tuple[Stage, ...]
    objectives: tuple[Objective, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """Where every stage stands, and every line of every quota.

    Attributes
    ----------
    names : of the lines: fair_share, own_limits, tiers, rounding
    cells : (stages, K, P) money of each stage; the last is x*
    dual : (stages, rows) multipliers of each stage
    activity : (stages, rows) A x of each stage
    pressed : (stages, columns) what a column's upper bound carries, 0 where x is not there; a
        bound that a tier holds may have either sign
    steps : (lines, K, P) money; their sum is the published quota
    """

    names: tuple[str, ...]
    cells: Floats
    dual: Floats
    activity: Floats
    pressed: Floats
    steps: Floats

    def by_rep(self, cell_rep: Ints, reps: int) -> Floats:
        """Sum the lines over each rep's cells: (lines, R)."""
        return np.stack([np.bincount(cell_rep, step.sum(axis=1), reps) for step in self.steps])


def replay(draft: Draft, proof: Proof) -> Replay:
    """Let the tiers add again what they added, and collect what each of them locked.

    Parameters
    ----------
    draft : fresh; it is grown

    Raises
    ------
    PlanError
        if the policy's tiers are not those of the proof
    """
    locks = Locks.none()
    caps: tuple[Cap, ...] = ()
    stages = [Stage(OWN, locks, caps)]
    objectives: list[Objective] = []
    steps = assemble.steps(draft)
    objective = next(steps, None)
    for tier in proof.tiers:
        if objective is None or objective.name != tier.name:
            raise PlanError([f"proof.npz: tier {tier.name} is not the policy's"])
        objectives.append(objective)
        locks = _grown(locks, tier).joined(Locks(tier.locked_columns, tier.locked_rows))
        if np.isfinite(tier.cap):
            caps = (*caps, _cap(objective, tier))
        if tier is not proof.tiers[-1]:
            stages.append(Stage(tier.name, locks, caps))
        try:
            objective = steps.send(locks)
        except StopIteration:
            objective = None
    if objective is not None:
        raise PlanError([f"proof.npz: tier {objective.name} is missing"])
    return Replay(draft.program(objectives[-1]), _merged(stages), tuple(objectives))


def paths(draft: Draft, proof: Proof, published: Floats, solve: SolveOnFace) -> Path:
    """Follow every quota through the tiers.

    Parameters
    ----------
    draft : fresh; it is grown
    published : (K, P) published money
    solve : minimises a program over a face
    """
    again = replay(draft, proof)
    found = [
        solve(stage.name, again.program, stage.locks, stage.caps) for stage in again.stages[:-1]
    ]
    found.append(last(again, proof))
    cells = np.stack([_cells(draft, answer.point) for answer in found])
    fair = np.where(draft.inputs.has_x, draft.inputs.parameters.fair, 0.0)
    steps = np.diff(np.concatenate([[np.zeros_like(fair), fair], cells, [published]]), axis=0)
    return Path(
        (FAIR, *(stage.name for stage in again.stages), ROUNDING),
        cells,
        np.stack([answer.dual for answer in found]),
        np.stack([again.program.matrix @ answer.point for answer in found]),
        np.stack([_at_upper(again.program, answer) for answer in found]),
        steps,
    )


def last(again: Replay, proof: Proof) -> OnFace:
    """Give the last stage, which the proof holds: the plan before rounding."""
    rows = again.program.shape[0]
    dual = proof.tiers[-1].dual[:rows]
    return OnFace(proof.point, dual, reduced_costs(again.program, proof.point, dual))


def _grown(locks: Locks, tier: TierProof) -> Locks:
    """Extend locks to the columns and rows of a later tier, which are free."""
    return Locks(
        np.pad(locks.columns, (0, tier.columns - len(locks.columns))),
        np.pad(locks.rows, (0, tier.rows - len(locks.rows))),
    )


def _cap(objective: Objective, tier: TierProof) -> Cap:
    cost = np.zeros(tier.columns)
    np.add.at(cost, objective.columns, objective.costs)
    return Cap(cost, tier.cap - objective.constant)


def _merged(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Keep the last stage of the rounds of one tier: a round alone says nothing to a reader."""
    kept: list[Stage] = []
    for stage in stages:
        kind = stage.name.partition(":")[0]
        if kept and kind == kept[-1].name.partition(":")[0] == "leximin":
            kept.pop()
        kept.append(Stage("leximin", stage.locks, stage.caps) if kind == "leximin" else stage)
    return tuple(kept)


def _at_upper(program: LinearProgram, answer: OnFace) -> Floats:
    """Keep the reduced costs of columns at their upper bound."""
    room = program.column_upper - answer.point
    there = room <= NEAR * (1.0 + np.abs(program.column_upper))
    return np.where(there, answer.reduced, 0.0)


def _cells(draft: Draft, point: Floats) -> Floats:
    """Read x off a point: (K, P), 0 where there is no column."""
    place = draft.columns.x
    return np.where(place >= 0, np.append(point, 0.0)[place], 0.0)
