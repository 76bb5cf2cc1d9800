"""Rules in words: each with its figure where it binds one rep, without where it binds many.

A family without words of its own takes the phrase of its file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.domain.proof import SEPARATOR
from allocator.explain.binding import Pressed
from allocator.explain.figures import figure, lever, listed, percent, period
from allocator.program import registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.program.draft import Draft


def _year_over_year(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["year_over_year"]
    change = f"+ {percent(rules.up)}" if found.side > 0 else f"- {percent(rules.down)}"
    return f"last year {change} ({figure(found.bound)})"


def _decided(draft: Draft, found: Pressed) -> str:
    inputs = draft.inputs
    rep = found.labels[0]
    if inputs.given.is_decided[inputs.parameters.reps.code(rep)]:
        overridden = set(inputs.scenario.tables["overrides"]["rep_id"])
        return f"the {'override' if rep in overridden else 'lock'} at {figure(found.bound)}"
    return f"the {'cap' if found.side > 0 else 'floor'} of {figure(found.bound)}"


def _stretch(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["pipeline_feasibility"]
    most = f" ({figure(found.bound)})" if np.isfinite(found.bound) else ""
    return f"the limit of {rules.max_stretch:g} x attainable yield{most}"


def _stretch_by_lever(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["pipeline_feasibility"]
    return f"the limit of {rules.max_stretch:g} x attainable yield in {_levers(found, 1)}"


def _band(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["fairness_band"]
    way = "above" if found.side > 0 else "below"
    return f"the limit of {percent(rules.band)} {way} the peers' load"


def _potential(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["potential"]
    if not found.labels:
        return f"the limit of {rules.reach:g} x the potential of the territory"
    places = [label.split(SEPARATOR) for label in found.labels]
    where = listed(f"{place} in {lever(name)}" for place, name in places)
    return f"the limit of {rules.reach:g} x the potential of {where}"


def _capacity(draft: Draft, found: Pressed) -> str:
    return f"selling hours up to {last_period(draft, found, 1)}"


def _attainable(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["attainable"]
    chance = percent(rules.min_probability)
    return f"the number attained with a probability of {chance} ({figure(found.bound)})"


def _mix(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["lever_mix"]
    rep, name = found.labels[0].split(SEPARATOR)
    role = draft.inputs.role[draft.inputs.parameters.reps.code(rep)]
    low, high = rules.mix[role][name]
    share = f"most, {percent(high)}" if found.side > 0 else f"least, {percent(low)}"
    return f"the share of {lever(name)} in the quota (at {share})"


def _phasing(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["phasing"]
    way = "above" if found.side > 0 else "below"
    when = listed(_periods(draft, found, 1))
    return f"the limit of {percent(rules.band)} {way} the timing of the yield in {when}"


def _pay(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["pay_ratio"]
    side = f"limit of {rules.hi:g}" if found.side > 0 else f"least of {rules.lo:g}"
    return f"the {side} x on-target earnings ({figure(found.bound)})"


def _node(draft: Draft, found: Pressed) -> str:
    del draft
    side = "at most" if found.side > 0 else "at least"
    return f"the number of {found.labels[0]}, {side} {figure(found.bound)}"


def _supply(draft: Draft, found: Pressed) -> str:
    node = found.labels[0].split(SEPARATOR)[0]
    when = last_period(draft, found, 2)
    return f"the pipeline supplied to {node} for {_levers(found, 1)} up to {when}"


def _target(draft: Draft, found: Pressed) -> str:
    del draft
    names = _levers(found, 0)
    target = f"the target of {names}" if names else "the target"
    return f"the smaller rest of {target}" if found.side > 0 else f"what is left of {target}"


RULES: dict[str, Callable[[Draft, Pressed], str]] = {
    "year_over_year": _year_over_year,
    "quota_bounds": _decided,
    "pipeline_feasibility": _stretch,
    "pipeline_feasibility.by_lever": _stretch_by_lever,
    "fairness_band.upper": _band,
    "fairness_band.lower": _band,
    "potential": _potential,
    "capacity": _capacity,
    "attainable": _attainable,
    "lever_mix.upper": _mix,
    "lever_mix.lower": _mix,
    "phasing.upper": _phasing,
    "phasing.lower": _phasing,
    "pay_ratio": _pay,
    "roll_up": _node,
    "pipeline_supply": _supply,
    "lever_totals": _target,
    "peer_load": lambda _draft, _found: "equal load among the peers",
    "load": lambda _draft, _found: "equal load among the peers",
    "over_stretch": lambda _draft, _found: "a stretch above that of the others",
    "leximin": lambda _draft, _found: "a stretch above that of the others",
    "group_load": lambda _draft, _found: "equal load between groups",
    "all_load": lambda _draft, _found: "equal load between groups",
    "prior": lambda _draft, _found: "last year's quota",
    "proposed": lambda _draft, _found: "the quota that the rep proposed",
    "node_proposed": lambda _draft, found: f"the number that {found.labels[0]} proposed",
    "expected_value": lambda _draft, _found: "what is likely to be won",
}
"""A block's rule in words, with its figure."""


def rule(draft: Draft, found: Pressed) -> str:
    """Say a rule that binds; a family without words of its own takes its phrase."""
    said = RULES.get(found.block) or RULES.get(found.block.partition(":")[0])
    if said is not None:
        return said(draft, found)
    family = registry.families().get(found.block.partition(".")[0])
    entity = listed(label.replace(SEPARATOR, "/") for label in found.labels[:1])
    return family.phrase.format(entity) if family else found.block.replace("_", " ")


GROUPS = {
    "year_over_year": "last year's quota",
    "quota_bounds": "floors, caps and locks",
    "pipeline_feasibility": "the greatest stretch",
    "fairness_band": "the band round the peers' load",
    "potential": "the potential of territories",
    "capacity": "selling hours",
    "attainable": "what is attained with the wanted probability",
    "lever_mix": "the mix of levers",
    "phasing": "the timing of the yield",
    "pay_ratio": "the ratio of quota to pay",
    "roll_up": "the number of a node",
    "pipeline_supply": "the pipeline supplied",
    "lever_totals": "the levers' targets",
}
"""A family's rule among many reps, without figures."""


def family(draft: Draft, block: str, side: str) -> str:
    """Say a rule that binds several reps, without the figures of one."""
    rules: Any = draft.rules.get(block.partition(".")[0])
    if block == "year_over_year":
        way = f"+ {percent(rules.up)}" if side == "upper" else f"- {percent(rules.down)}"
        return f"last year {way}"
    known = GROUPS.get(block.partition(".")[0])
    if known is not None:
        return known
    said = RULES.get(block.partition(":")[0])
    if said is not None and block != "node_proposed":
        return said(draft, Pressed(block, 1 if side == "upper" else -1, (), (), np.nan, 0.0))
    return block.replace("_", " ")


CHANGES = {
    "pipeline_feasibility": "more open pipeline, potential or hours, or another max_stretch",
    "capacity": "more selling hours, fewer hours per deal, or another limit",
    "potential": "another territory, a measured potential, or another reach",
    "attainable": "more pipeline or a steadier record, or another min_probability",
    "fairness_band": "a wider band, or a change that moves the peers' load",
    "year_over_year": "another limit on the change against last year, or a corrected prior quota",
    "quota_bounds": "lifting the floor, cap, lock or override",
    "lever_mix": "another mix for the role",
    "phasing": "a wider band round the timing of the yield",
    "pay_ratio": "other on-target earnings, or another ratio of quota to pay",
    "roll_up": "another bound or target for the node",
    "pipeline_supply": "more pipeline from marketing, partners and SDRs, or earlier",
    "lever_totals": "another target for the lever",
    "over_stretch": "more attainable yield, or another place of this goal in the policy",
    "leximin": "more attainable yield, or another place of this goal in the policy",
    "peer_load": "what moves the peers' loads, or another place of this goal in the policy",
    "load": "what moves the peers' loads, or another place of this goal in the policy",
    "group_load": "what moves the groups' loads, or another place of this goal in the policy",
    "all_load": "what moves the groups' loads, or another place of this goal in the policy",
    "prior": "a corrected prior quota, or another price of leaving it",
    "proposed": "another proposal, or another price of leaving it",
    "node_proposed": "another proposal, or another price of leaving it",
    "expected_value": "surer pipeline, or another place of this goal in the policy",
}
"""What would move a quota that a family or a tier holds."""


def change(family: str, text: str) -> str:
    """Say what would change a rule that binds."""
    what = CHANGES.get(family.partition(":")[0])
    return f"{text[:1].upper()}{text[1:]}: would move with {what}." if what else ""


def _levers(found: Pressed, part: int) -> str:
    return listed(lever(label.split(SEPARATOR)[part]) for label in found.labels)


def _periods(draft: Draft, found: Pressed, part: int) -> list[str]:
    horizon = draft.inputs.scenario.horizon
    ids = sorted({label.split(SEPARATOR)[part] for label in found.labels})
    return [period(label, horizon) for label in ids]


def last_period(draft: Draft, found: Pressed, part: int) -> str:
    """Name the last of the periods: a cumulated row speaks of all before it."""
    return _periods(draft, found, part)[-1]
