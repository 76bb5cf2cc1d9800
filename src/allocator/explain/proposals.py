"""Which changes are worth a trial, for the rules that clash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.explain import earning, easing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.explain.change import Change
    from allocator.explain.conflict import Clash, Named
    from allocator.program.draft import Draft


def changes(draft: Draft, clash: Clash, members: Sequence[Named]) -> list[Change]:
    """Give the changes that speak of these rules, in the order in which they are best proposed.

    Parameters
    ----------
    members : rules in conflict, of `clash` or found behind them
    """
    inputs = draft.inputs
    families = {rule.family for rule in members}
    found = [*earning.over_assignment(inputs, members)]
    found += easing.setting(
        draft, clash, families, "pipeline_feasibility", "max_stretch", "stretch"
    )
    found += earning.less_target(inputs, clash)
    found += earning.hours(inputs, members)
    if families & {"pipeline_feasibility", "potential", "attainable"}:
        found += earning.potential(inputs, clash)
    found += earning.supply(inputs, members)
    found += easing.setting(draft, clash, families, "potential", "reach", "reach")
    found += easing.setting(draft, clash, families, "capacity", "limit", "limit")
    found += easing.probability(draft, families)
    found += easing.bounds(inputs, members)
    found += easing.nodes(draft, members)
    found += easing.bands(draft, members)
    found += [easing.soft(name) for name in easing.BENDING if name in families]
    if clash.short and not inputs.shortfall_allowed:
        found.append(earning.accepted(clash))
    return found


def concessions(draft: Draft, clash: Clash) -> list[Change]:
    """Give every switch that gives in: rules of habit made soft, target left unassigned."""
    rules = draft.rules
    hard = [
        name for name in easing.BENDING if name in rules and not getattr(rules[name], "soft", True)
    ]
    given = [] if draft.inputs.shortfall_allowed else [earning.accepted(clash)]
    return [*given, *(easing.soft(name) for name in hard)]
