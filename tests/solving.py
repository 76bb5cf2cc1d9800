"""Solve a world in memory, without rounding or certificate: what the laws speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import currently_in_test_context, reject

from allocator.engine.load import scenario as build_scenario
from allocator.errors import SolverError
from allocator.program import assemble
from allocator.program.solution import allocation_of, programs
from allocator.solve.auto import chain, witness
from allocator.solve.backend import Limits
from allocator.solve.lexicographic import Contradiction, lexicographic
from allocator.yields.derive import derive

if TYPE_CHECKING:
    from allocator.domain.allocation import Allocation
    from allocator.domain.parameters import Parameters
    from allocator.domain.scenario import Scenario
    from allocator.program.draft import Draft
    from allocator.solve.lexicographic import Solved
    from worlds import World


@dataclass(frozen=True)
class Answer:
    """A solved world: `quotas` by (rep, territory, lever, period), `tiers` by name."""

    scenario: Scenario
    parameters: Parameters
    draft: Draft
    solved: tuple[Solved, ...]
    allocation: Allocation

    @property
    def quotas(self) -> dict[tuple[str, str, str, str], float]:
        data, quota = self.parameters, self.allocation.quota
        return {
            (
                data.reps.labels[data.cell_rep[k]],
                data.territories.labels[data.cell_territory[k]],
                data.levers.labels[data.cell_lever[k]],
                data.periods.labels[p],
            ): float(quota[k, p])
            for k, p in zip(*np.nonzero(self.draft.inputs.has_x), strict=True)
        }

    @property
    def by_rep(self) -> dict[str, float]:
        quota = self.parameters.by_rep(self.allocation.quota)
        return dict(zip(self.parameters.reps.labels, quota.tolist(), strict=True))

    @property
    def tiers(self) -> dict[str, float]:
        return {tier.name: tier.value for tier in self.solved}

    @property
    def size(self) -> float:
        """Money against which differences are small or large."""
        return max(1.0, self.scenario.target)


def scenario_of(world: World, **more: Any) -> Scenario:
    return build_scenario(
        world.settings, world.tables, model=world.model, set={**world.set, **more}
    )


def solve_scenario(scenario: Scenario, solver: str = "auto") -> Answer | None:
    """Give the answer, or None where no plan exists.

    A solve that no solver can certify is refused with its reason: a law has nothing to say of it.
    """
    try:
        return _solved(scenario, solver)
    except SolverError:
        if currently_in_test_context():
            reject()
        raise


def _solved(scenario: Scenario, solver: str) -> Answer | None:
    parameters = derive(scenario)
    draft = assemble.draft(scenario, parameters)
    objectives: list[Any] = []
    found = lexicographic(
        programs(draft, assemble.steps(draft), objectives),
        chain(solver),
        Limits(),
        witness=witness(),
    )
    if isinstance(found, Contradiction):
        return None
    weights = tuple(np.zeros(number) for number in range(len(found)))
    return Answer(
        scenario, parameters, draft, found, allocation_of(draft, found, objectives, weights)
    )


def solve_world(world: World, **more: Any) -> Answer | None:
    return solve_scenario(scenario_of(world, **more))
