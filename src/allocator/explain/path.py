"""The path of every quota through the tiers: fair share, own limits, a step per tier, rounding.

`closest` is solved on the hard rows alone, then on the face of each tier in turn. Each point is
unique, the last one is the plan, so the differences add up to the quota exactly, in the order in
which the policy was written (docs/formulation.md, "Explanation of a quota"). One solve serves all
reps. Points that were kept with the proof need none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.proof import Waypoint
from allocator.errors import PlanError
from allocator.program import assemble
from allocator.solve.face import Locks
from allocator.solve.onface import Cap, leading, reduced_costs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.domain.proof import Proof, TierProof
    from allocator.program.draft import Draft
    from allocator.program.tier import Objective
    from allocator.solve.linear import LinearProgram
    from allocator.solve.onface import OnFace

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
    after : how many tiers hold
    """

    name: str
    after: int
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
    dual : (stages, rows) multipliers of each stage, 0 of rows that had not come yet
    activity : (stages, rows) A x of each stage, 0 likewise
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
    objectives: list[Objective] = []
    steps = assemble.steps(draft)
    objective = next(steps, None)
    for tier in proof.tiers:
        if objective is None or objective.name != tier.name:
            raise PlanError([f"proof.npz: tier {tier.name} is not the policy's"])
        objectives.append(objective)
        locks = _grown(locks, tier).joined(Locks(tier.locked_columns, tier.locked_rows))
        try:
            objective = steps.send(locks)
        except StopIteration:
            objective = None
    if objective is not None:
        raise PlanError([f"proof.npz: tier {objective.name} is missing"])
    return Replay(draft.program(objectives[-1]), stages(proof, objectives), tuple(objectives))


def stages(proof: Proof, objectives: Sequence[Objective]) -> tuple[Stage, ...]:
    """Say what holds at each point of the path; the last stage is the plan.

    Parameters
    ----------
    objectives : of every tier, in order
    """
    locks = Locks.none()
    caps: tuple[Cap, ...] = ()
    found = [Stage(OWN, 0, locks, caps)]
    for tier, objective in zip(proof.tiers[:-1], objectives, strict=False):
        locks = _grown(locks, tier).joined(Locks(tier.locked_columns, tier.locked_rows))
        if np.isfinite(tier.cap):
            caps = (*caps, _cap(objective, tier))
        found.append(Stage(tier.name, len(found), locks, caps))
    return _merged(found)


def waypoints(
    program: LinearProgram, along: Sequence[Stage], proof: Proof, solve: SolveOnFace
) -> tuple[Waypoint, ...]:
    """Solve every stage but the last, which is the plan.

    Each has the columns and rows that were there when its last tier was solved: what later tiers
    add says nothing yet.

    Parameters
    ----------
    program : of `closest`, with everything that the tiers added
    along : the stages
    solve : minimises a program over a face
    """
    found = []
    for stage in along[:-1]:
        own = leading(program, *proof.size(stage.after))
        answer = solve(stage.name, own, stage.locks, stage.caps)
        found.append(Waypoint(stage.after, answer.point, answer.dual))
    return tuple(found)


def paths(draft: Draft, proof: Proof, published: Floats, solve: SolveOnFace) -> Path:
    """Follow every quota through the tiers.

    Parameters
    ----------
    draft : fresh; it is grown
    published : (K, P) published money
    solve : minimises a program over a face; not asked where the proof keeps the path

    Raises
    ------
    PlanError
        if the proof's tiers or points of the path are not the policy's
    """
    again = replay(draft, proof)
    program, along = again.program, again.stages
    found = proof.waypoints or waypoints(program, along, proof, solve)
    if [way.after for way in found] != [stage.after for stage in along[:-1]]:
        raise PlanError(["proof.npz: the points of the path are not those of the policy"])
    rows = program.shape[0]
    last = Waypoint(along[-1].after, proof.point, proof.tiers[-1].dual[:rows])
    ways = (*found, last)
    cells = np.stack([_cells(draft, way.point) for way in ways])
    fair = np.where(draft.inputs.has_x, draft.inputs.parameters.fair, 0.0)
    steps = np.diff(np.concatenate([[np.zeros_like(fair), fair], cells, [published]]), axis=0)
    return Path(
        (FAIR, *(stage.name for stage in along), ROUNDING),
        cells,
        np.stack([_padded(way.dual, rows) for way in ways]),
        np.stack([_padded(_activity(program, way), rows) for way in ways]),
        np.stack([_padded(_at_upper(program, way), program.shape[1]) for way in ways]),
        steps,
    )


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
        kept.append(replace(stage, name="leximin") if kind == "leximin" else stage)
    return tuple(kept)


def _padded(values: Floats, length: int) -> Floats:
    """Give 0 to what had not come yet."""
    return np.pad(values, (0, length - len(values)))


def _activity(program: LinearProgram, way: Waypoint) -> Floats:
    """Give A x of the rows that were there."""
    return np.asarray(leading(program, len(way.point), len(way.dual)).matrix @ way.point)


def _at_upper(program: LinearProgram, way: Waypoint) -> Floats:
    """Keep the reduced costs of columns at their upper bound."""
    own = leading(program, len(way.point), len(way.dual))
    room = own.column_upper - way.point
    there = room <= NEAR * (1.0 + np.abs(own.column_upper))
    return np.where(there, reduced_costs(own, way.point, way.dual), 0.0)


def _cells(draft: Draft, point: Floats) -> Floats:
    """Read x off a point: (K, P), 0 where there is no column."""
    place = draft.columns.x
    return np.where(place >= 0, np.append(point, 0.0)[place], 0.0)
