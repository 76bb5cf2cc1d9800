"""From scenario and parameters to a draft, and from a policy to its steps in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import InputError, LimitReached, Problem
from allocator.program import registry
from allocator.program.draft import Draft
from allocator.program.inputs import build_inputs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.parameters import Parameters
    from allocator.domain.scenario import Policy, Scenario
    from allocator.program.family import Settings
    from allocator.program.tier import Steps, Tier

LAST = "closest"
"""The tier every policy must end with: it makes the plan unique."""
CUSHION = "cushion"
"""The tier that a missing cushion gets by itself, unless the policy names it or breaches has it."""


def draft(scenario: Scenario, parameters: Parameters) -> Draft:
    """Build the program of a scenario's policy, before any tier has added to it.

    Raises
    ------
    InputError
        if settings name a level or role that the scenario does not have
    """
    known = registry.families()
    on = [family for name, family in known.items() if name in scenario.policy.families]
    rules: dict[str, Settings] = {
        family.name: family.settings(**scenario.policy.families[family.name]) for family in on
    }
    inputs = build_inputs(scenario, parameters, rules)
    return Draft(inputs, rules, on, cushion_in_breaches=_cushion_in_breaches(scenario.policy))


def steps(made: Draft) -> Steps:
    """Run through the objectives of the policy, tier by tier.

    A tier that means nothing without a potential table is left out where there is none.

    Raises
    ------
    InputError
        if the policy does not end with the tier that makes a plan unique
    """
    policy = made.inputs.scenario.policy
    for tier, settings in order_of(policy):
        if tier.needs_potential and not made.inputs.parameters.has_potential:
            continue
        yield from tier.steps(settings, made)


def order_of(policy: Policy) -> Sequence[tuple[Tier, Settings]]:
    """Give the tiers of a policy with their settings; the cushion's own tier where it needs one.

    Raises
    ------
    InputError
        ``tiers-without-closest``, ``cushion-before-shortfall``
    """
    known = registry.tiers()
    names = [name for name, _ in policy.tiers]
    if not names or names[-1] != LAST or names.count(LAST) > 1:
        raise InputError(
            [
                Problem(
                    "tiers-without-closest",
                    "the tiers of a policy do not end with closest",
                    pointer="settings.tiers",
                    got=", ".join(names),
                    want="closest once, as the last tier",
                    fix="Add closest at the end: it makes the plan unique",
                )
            ]
        )
    if CUSHION in names and "shortfall" in names[names.index(CUSHION) :]:
        raise InputError.of(
            "cushion-before-shortfall",
            "a missing cushion would count more than target that nobody carries",
            pointer="settings.tiers",
            got=", ".join(names),
            want="cushion behind shortfall",
            fix="Move cushion behind shortfall, or leave it out: it then comes by itself.",
        )
    found = [(known[name], known[name].settings(**settings)) for name, settings in policy.tiers]
    if not _cushion_in_breaches(policy) and CUSHION not in names:
        behind = names.index("shortfall") + 1 if "shortfall" in names else 0
        cushion = known[CUSHION]
        found.insert(behind, (cushion, cushion.settings()))
    return found


BYTES_PER_NONZERO = 400
"""Measured on solves of 1,000 to 10,000 reps: program, factor and work arrays together."""


def nonzeros(made: Draft) -> int:
    """Count the nonzeros of the rows so far; the tiers add few."""
    return sum(len(rows.value) for rows in made.row_blocks())


def check_size(made: Draft, memory_limit: float | None) -> None:
    """Refuse a program that cannot fit before anything large is made.

    Parameters
    ----------
    memory_limit : GB; None sets none

    Raises
    ------
    LimitReached
        if the estimate is above the limit
    """
    if memory_limit is None:
        return
    estimate = nonzeros(made) * BYTES_PER_NONZERO / 1e9
    if estimate > memory_limit:
        raise LimitReached(
            f"the solve needs about {estimate:,.1f} GB, the memory limit is {memory_limit:g} GB"
        )


def _cushion_in_breaches(policy: Policy) -> bool:
    """Whether `breaches` prices a missing cushion.

    Only where no shortfall comes later, and no tier of its own does.
    """
    names = [name for name, _ in policy.tiers]
    if "breaches" not in names or CUSHION in names:
        return False
    return "shortfall" not in names or names.index("shortfall") < names.index("breaches")
