"""The words of an explanation: figures, rules, steps, prices. No other file makes its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.domain.proof import SEPARATOR
from allocator.explain.binding import Pressed
from allocator.explain.path import FAIR, OWN, ROUNDING
from allocator.program import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from allocator.domain.calendar import Horizon
    from allocator.domain.explanation import Rule
    from allocator.explain.prices import Candidate
    from allocator.program.draft import Draft

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

FEW = 2
"""Levers up to which a line names them."""

TITLES = {FAIR: "fair share", OWN: "own limits", ROUNDING: "rounding to the published unit"}
TIERS = {
    "over_stretch": "sparing those who are stretched most",
    "leximin": "evening out stretch, rep by rep",
    "breaches": "keeping rules that have a price",
    "cushion": "filling the cushion",
    "mean_deviation": "evening out load",
    "between_groups": "evening out load between groups",
    "disruption": "staying near last year and the proposals",
    "expected_value": "putting quota where it is likeliest won",
}
"""How a tier's step is named; any other takes the phrase of its own file."""

OPENINGS = {
    FAIR: "Each lever's target, split by attainable yield.",
    OWN: "What limits on this quota and its territories allow.",
    ROUNDING: "From the exact plan to published units.",
}


def number(money: float, *, sign: bool = False) -> str:
    """Write money with thousands separators, and cents only where there are any.

    >>> number(1234567.0), number(-5.25), number(12.0, sign=True), number(-0.0)
    ('1,234,567', '-5.25', '+12', '0')
    """
    value = round(float(money), 2) + 0.0
    digits = 0 if value == round(value) else 2
    return f"{value:{'+' if sign and value else ''},.{digits}f}"


def percent(share: float) -> str:
    """Write a share as per cent, without needless digits.

    >>> percent(0.3), percent(0.125)
    ('30 %', '12.5 %')
    """
    return f"{100 * share:.4g} %"


def lever(name: str) -> str:
    """Write a lever's name.

    >>> lever("new_customers")
    'new customers'
    """
    return name.replace("_", " ")


def period(label: str, horizon: Horizon) -> str:
    """Name a period: ``Q2`` of the horizon, or ``Mar 2027``.

    >>> from datetime import date
    >>> from allocator.domain.calendar import Horizon
    >>> period("2027-04-01", Horizon(date(2027, 1, 1), 4, "quarter"))
    'Q2'
    """
    if horizon.frequency == "quarter":
        return f"Q{horizon.ids.index(label) + 1}"
    year, month, _ = label.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"


def listed(words: Iterable[str]) -> str:
    """Join words: ``a, b and c``.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    each = list(dict.fromkeys(words))
    return " and ".join([", ".join(each[:-1]), each[-1]]) if len(each) > 1 else "".join(each)


def title(key: str, draft: Draft) -> str:
    """Name a line."""
    kind, _, rank = key.partition(":")
    if kind == "shortfall":
        wanted = [each for each in draft.inputs.scenario.levers if each.amount > 0]
        mine = [lever(each.lever) for each in wanted if str(each.priority) == rank]
        if len(mine) == len(wanted):
            return "covering the target"
        few = len(mine) <= FEW
        return f"covering {listed(mine)}" if few else f"covering levers of priority {rank}"
    known = registry.tiers()
    return TITLES.get(kind) or TIERS.get(kind) or (known[kind].phrase if kind in known else kind)


def _year_over_year(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["year_over_year"]
    change = f"+ {percent(rules.up)}" if found.side > 0 else f"- {percent(rules.down)}"
    return f"last year {change} ({number(found.bound)})"


def _decided(draft: Draft, found: Pressed) -> str:
    inputs = draft.inputs
    rep = found.labels[0]
    if inputs.given.is_decided[inputs.parameters.reps.code(rep)]:
        overridden = set(inputs.scenario.tables["overrides"]["rep_id"])
        return f"the {'override' if rep in overridden else 'lock'} at {number(found.bound)}"
    return f"the {'cap' if found.side > 0 else 'floor'} of {number(found.bound)}"


def _stretch(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["pipeline_feasibility"]
    most = f" ({number(found.bound)})" if np.isfinite(found.bound) else ""
    return f"at most {rules.max_stretch:g} x attainable yield{most}"


def _stretch_by_lever(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["pipeline_feasibility"]
    return f"at most {rules.max_stretch:g} x attainable yield in {_levers(found, 1)}"


def _band(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["fairness_band"]
    way = "above" if found.side > 0 else "below"
    return f"load at most {percent(rules.band)} {way} that of the peers"


def _potential(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["potential"]
    if not found.labels:
        return f"at most {rules.reach:g} x the potential of the territory"
    places = [label.split(SEPARATOR) for label in found.labels]
    where = listed(f"{place} in {lever(name)}" for place, name in places)
    return f"at most {rules.reach:g} x the potential of {where}"


def _capacity(draft: Draft, found: Pressed) -> str:
    return f"selling hours up to {_last(draft, found, 1)}"


def _attainable(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["attainable"]
    chance = percent(rules.min_probability)
    return f"what is attained with a probability of {chance} ({number(found.bound)})"


def _mix(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["lever_mix"]
    rep, name = found.labels[0].split(SEPARATOR)
    role = draft.inputs.role[draft.inputs.parameters.reps.code(rep)]
    low, high = rules.mix[role][name]
    side = f"at most {percent(high)}" if found.side > 0 else f"at least {percent(low)}"
    return f"{lever(name)} {side} of the quota"


def _phasing(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["phasing"]
    way = "above" if found.side > 0 else "below"
    when = listed(_periods(draft, found, 1))
    return f"at most {percent(rules.band)} {way} the timing of the yield in {when}"


def _pay(draft: Draft, found: Pressed) -> str:
    rules: Any = draft.rules["pay_ratio"]
    side = f"at most {rules.hi:g}" if found.side > 0 else f"at least {rules.lo:g}"
    return f"{side} x on-target earnings ({number(found.bound)})"


def _node(draft: Draft, found: Pressed) -> str:
    del draft
    side = "at most" if found.side > 0 else "at least"
    return f"the number of {found.labels[0]}: {side} {number(found.bound)}"


def _supply(draft: Draft, found: Pressed) -> str:
    node = found.labels[0].split(SEPARATOR)[0]
    when = _last(draft, found, 2)
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


def step(key: str, money: float, rules: Sequence[str], *, owed: bool) -> str:
    """Say why a line is what it is.

    Parameters
    ----------
    owed : whether somebody else moved the other way
    """
    if key in (FAIR, ROUNDING):
        return OPENINGS[key]
    if money == 0:
        return "No change."
    if rules:
        verb = "Lowered" if money < 0 else "Raised"
        return f"{verb} by {listed(rules)}."
    if owed:
        return "Others carry more of it." if money < 0 else "Others carry less of it."
    return "Lowered by what others need." if money < 0 else "Raised by what is left."


CHANGES = {
    "pipeline_feasibility": "more open pipeline, potential or selling hours, or another max_stretch",
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
}
"""What would move a quota that a family holds."""


def change(family: str, text: str) -> str:
    """Say what would change a rule that binds."""
    what = CHANGES.get(family)
    return f"{text[:1].upper()}{text[1:]}: would move with {what}." if what else ""


def _levers(found: Pressed, part: int) -> str:
    return listed(lever(label.split(SEPARATOR)[part]) for label in found.labels)


def _periods(draft: Draft, found: Pressed, part: int) -> list[str]:
    horizon = draft.inputs.scenario.horizon
    ids = sorted({label.split(SEPARATOR)[part] for label in found.labels})
    return [period(label, horizon) for label in ids]


def _last(draft: Draft, found: Pressed, part: int) -> str:
    """Name the last of the periods: a cumulated row speaks of all before it."""
    return _periods(draft, found, part)[-1]


def price(draft: Draft, found: Candidate, gained: float) -> str:
    """Say what relaxing a rule by its step is worth, with unit and direction."""
    currency = draft.inputs.scenario.currency
    kind = found.tier.partition(":")[0]
    gain = {
        "shortfall": "would cover {} of target",
        "cushion": "would fill {} of the cushion",
        "breaches": "would spare {} of rules that have a price",
    }[kind].format(f"{number(_readable(gained))} {currency}")
    return f"{_more(draft, found, f'{number(found.step)} {currency}')} {gain}."


def _more(draft: Draft, found: Candidate, step: str) -> str:
    """Say what is relaxed, by how much, in which direction."""
    pressed = found.pressed
    parts = [part for label in pressed.labels for part in label.split(SEPARATOR)]
    match pressed.block:
        case "capacity":
            return f"One more selling hour of {parts[0]} up to {_last(draft, pressed, 1)}"
        case "potential":
            rules: Any = draft.rules["potential"]
            less = number(_readable(found.step / rules.reach))
            currency = draft.inputs.scenario.currency
            return f"{less} {currency} more potential of {parts[0]} in {lever(parts[1])}"
        case "pipeline_feasibility":
            rules = draft.rules["pipeline_feasibility"]
            less = number(_readable(found.step / rules.max_stretch))
            currency = draft.inputs.scenario.currency
            return f"{less} {currency} more attainable yield of {parts[0]}"
        case "pipeline_supply":
            when = _last(draft, pressed, 2)
            return f"{step} more pipeline supplied to {parts[0]} for {lever(parts[1])} up to {when}"
    way = "higher" if pressed.side > 0 else "lower"
    return f"{step} {way} than {rule(draft, pressed)} for {parts[0]}"


def _readable(money: float) -> float:
    """Round a gain to what a re-solve can tell: four digits."""
    return float(f"{money:.4g}")


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


def counted(rules: Sequence[Rule]) -> str:
    """List rules with the number of reps that each binds.

    >>> from allocator.domain.explanation import Rule
    >>> counted([Rule("capacity", "upper", "selling hours", 3)])
    'Selling hours (3 reps)'
    """
    said = listed(f"{r.text} ({r.reps:,} rep{'s' * (r.reps != 1)})" for r in rules)
    return said[:1].upper() + said[1:]


def overlay(name: str, money: float, currency: str) -> str:
    """Say what a rep is credited with of others' quota."""
    return (
        f"Overlay credit in {lever(name)}: {number(money)} {currency}, a share of the quota of the "
        "cells it helps; it is outside every total."
    )


def supplied(name: str, money: float, currency: str) -> str:
    """Say how much pipeline a rep is to bring."""
    return f"Pipeline quota in {lever(name)}: {number(money)} {currency} of pipeline, no bookings."
