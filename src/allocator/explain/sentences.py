"""The sentences of an explanation: why a line is what it is, and what relaxing a rule is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.domain.proof import SEPARATOR
from allocator.explain.figures import lever, listed, number
from allocator.explain.path import FAIR, OWN, ROUNDING
from allocator.explain.rulebook import last_period, rule
from allocator.program import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.explanation import Line, Rule
    from allocator.explain.binding import Pressed
    from allocator.explain.prices import Candidate
    from allocator.program.draft import Draft

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


def crowds(line: Line) -> str:
    """Say who made room, to the one who is explained, without a name.

    >>> from allocator.domain.explanation import Crowd, Line
    >>> made = (Crowd(2, peers=True, why="floors, caps and locks"), Crowd(1, peers=False))
    >>> crowds(Line("breaches", "", 5.0, 5.0, "", crowds=made))
    'Room made by 2 reps of your group (floors, caps and locks) and 1 other rep.'
    """
    if not line.crowds:
        return ""
    said = listed(
        f"{each.reps:,} {'' if each.peers else 'other '}rep{'s' * (each.reps != 1)}"
        f"{' of your group' if each.peers else ''}{f' ({each.why})' if each.why else ''}"
        for each in line.crowds
    )
    return f"{'Taken over' if line.money < 0 else 'Room made'} by {said}."


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
            return f"One more selling hour of {parts[0]} up to {last_period(draft, pressed, 1)}"
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
            when = last_period(draft, pressed, 2)
            return f"{step} more pipeline supplied to {parts[0]} for {lever(parts[1])} up to {when}"
    whose = "" if pressed.block == "roll_up" else f" of {parts[0]}"
    said = f"{rule(draft, pressed)}{whose}"
    if pressed.rows and _equal(draft, pressed):
        way = "up" if pressed.side > 0 else "down"
        return f"Moving {said} {way} by {step}"
    return f"{step} more room at {said}"


def _equal(draft: Draft, found: Pressed) -> bool:
    """Whether both sides of a row are one: it can only be moved."""
    first = draft.first_row[found.block]
    rows = next(rows for rows in draft.row_blocks() if rows.name == found.block)
    place = found.rows[0] - first
    return bool(rows.lower[place] == rows.upper[place])


def _readable(money: float) -> float:
    """Round a gain to what a re-solve can tell: four digits."""
    return float(f"{money:.4g}")


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
