"""From solved steps back to the words of the field: the allocation, and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.allocation import Allocation, SupplyQuota, TierValue
from allocator.domain.proof import Proof, TierProof
from allocator.program.binding import binding_families, short_reasons
from allocator.program.choices import choices
from allocator.program.excess import excesses
from allocator.program.families.year_over_year import exempt
from allocator.program.unread import unread
from allocator.program.zero_band import zero_band
from allocator.solve.lexicographic import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import numpy.typing as npt

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.program.draft import Draft
    from allocator.program.tier import Objective, Steps
    from allocator.solve.face import Locks
    from allocator.solve.lexicographic import Solved


def programs(draft: Draft, steps: Steps, made: list[Objective]) -> Generator[Step, Locks, None]:
    """Turn objectives into programs of the draft so far; what is locked goes back.

    Parameters
    ----------
    made : filled with the objectives, in order, for reading the values as money afterwards
    """
    try:
        objective = next(steps)
        while True:
            made.append(objective)
            locks = yield Step(objective.name, draft.program(objective), objective.constant)
            objective = steps.send(locks)
    except StopIteration:
        return


def proof_of(draft: Draft, solved: Sequence[Solved], weights: Sequence[Floats]) -> Proof:
    """Collect the evidence of every tier."""
    columns, rows = draft.labels()
    return Proof(
        columns,
        rows,
        tuple(
            TierProof(
                name=tier.name,
                columns=len(tier.point),
                rows=len(tier.dual),
                value=tier.value,
                point=tier.point,
                dual=tier.dual,
                locked_columns=tier.held.columns,
                locked_rows=tier.held.rows,
                cap=np.inf,
                weights=own,
            )
            for tier, own in zip(solved, weights, strict=True)
        ),
    )


def _at(point: Floats, place: Ints) -> Floats:
    """Read columns by place; 0 where there is none."""
    return np.where(place >= 0, np.append(point, 0.0)[place], 0.0)


def allocation_of(
    draft: Draft,
    solved: Sequence[Solved],
    objectives: Sequence[Objective],
    weights: Sequence[Floats],
) -> Allocation:
    """Read the plan before rounding off the last tier.

    Parameters
    ----------
    weights : of each tier's bound on the tiers before it (`solve.weights`)
    """
    inputs, columns = draft.inputs, draft.columns
    point = solved[-1].point
    quota = _at(point, columns.x)
    per_rep = inputs.parameters.by_rep(quota)
    load = np.divide(
        inputs.by_group(per_rep),
        inputs.group_fair,
        out=np.zeros(len(inputs.group_fair)),
        where=inputs.group_fair > 0,
    )
    short = _at(point, columns.u)
    return Allocation(
        quota=quota,
        short=short,
        cushion_missing=_at(point, columns.v),
        cushion=inputs.cushion,
        node_cushion=inputs.node_cushion,
        groups=inputs.peers.groups,
        group=inputs.peers.group,
        not_compared=inputs.peers.reason,
        decided=inputs.given.is_decided,
        peer_load=load,
        exempt=_exempt(draft),
        binding=binding_families(draft, solved),
        reasons=short_reasons(draft, solved, short),
        supply=_supply(draft, point),
        warnings=(
            *excesses(draft),
            *unread(draft.inputs.scenario),
            *zero_band(draft.inputs.scenario, draft.inputs.parameters),
        ),
        choices=choices(solved, weights),
        tiers=tuple(
            TierValue(
                tier.name,
                tier.value,
                None if objective.money is None else tier.value * objective.money,
                tier.value - tier.gap,
            )
            for tier, objective in zip(solved, objectives, strict=True)
        ),
    )


def _exempt(draft: Draft) -> npt.NDArray[np.object_]:
    if "year_over_year" in draft.rules:
        return exempt(draft.inputs)
    return np.full(len(draft.inputs.y), "", dtype=object)


def _supply(draft: Draft, point: Floats) -> tuple[SupplyQuota, ...]:
    periods = draft.inputs.parameters.periods.labels
    return tuple(
        SupplyQuota(desk.node_id, desk.role, desk.lever_id, period, float(point[place]))
        for desk, places in zip(draft.inputs.desks, draft.columns.W, strict=True)
        for period, place in zip(periods, places.tolist(), strict=True)
    )
