"""An explanation as a page: the path drawn step by step, its evidence, what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from allocator.present.page.figures import (
    day,
    money,
    percent,
    period,
    ratio,
    short_money,
    signed_money,
    words,
)
from allocator.present.page.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.explanation import Evidence, LeverEvidence, Line, PeriodEvidence
    from allocator.domain.plan import Plan
    from allocator.explain.explanation import Explanation

UNVERIFIED = "This plan does not verify: nothing on this page is proven."
ROOM = 0.6
"""Space before the drawn steps, as a share of their spread: the fair share would dwarf them."""
SLIVER = 0.5
"""Width of a step that is too small to be seen, per cent of the drawing."""
FULL = 0.9995
"""A presence or cut above this is not worth a word."""
FLAT = 0.02
"""Spread of the drawing, as a share of the quota, where steps are tiny."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the path with its bar.

    Attributes
    ----------
    begin, width, end : per cent of the drawing
    kind : whole, more or less
    """

    line: Line
    begin: float
    width: float
    end: float
    kind: str


def explain_page(plan: Plan, found: Explanation, *, proven: bool = True) -> str:
    """Write the page of one explanation.

    Parameters
    ----------
    plan : what is explained
    proven : whether the plan was verified; the page says so where it was not
    """
    name = found.name or found.id or str(plan.document["scenario"])
    behind = found.evidence
    return page(
        "explain.html",
        {
            "found": found,
            "name": name,
            "about": _about(found),
            "scenario": plan.document["scenario"],
            "model": plan.document["model"],
            "currency": found.currency,
            "carries": any(line.money for line in found.lines),
            "answer": _answer(found),
            "tiles": _tiles(found),
            "steps": steps(found.lines, found.quota),
            "cut": _cut(found.lines, found.quota),
            "room": _room(found),
            "movers": [
                [line.title.capitalize(), _person(each.name, each.rep), each.money, each.why]
                for line in found.lines
                for each in line.movers
            ],
            "asked": _asked(found),
            "levers": [_lever(each) for each in behind.levers],
            "facts": _facts(behind),
            "many": found.kind != "rep",
        },
        title=f"Why this number: {name}",
        notice=None if proven else UNVERIFIED,
    )


def steps(lines: Sequence[Line], quota: float) -> tuple[Step, ...]:
    """Place the bar of every line, one after the other, from the fair share to the quota."""
    low, span = _window(lines, quota)
    ends = [*accumulate(line.money for line in lines)]
    made = []
    for number, line in enumerate(lines):
        before = low if number == 0 else ends[number - 1]
        left, right = sorted((before, ends[number]))
        kind = "whole" if number == 0 else "less" if line.money < 0 else "more"
        begin = round(100.0 * (left - low) / span, 2)
        width = max(round(100.0 * (right - left) / span, 2), SLIVER) if line.money else 0.0
        end = round(100.0 * (ends[number] - low) / span, 2)
        made.append(Step(line, begin, width, end, kind))
    return tuple(made)


def _window(lines: Sequence[Line], quota: float) -> tuple[float, float]:
    """Give where the drawing begins and how much money it spans: the steps are to fill it."""
    reached = [*accumulate(line.money for line in lines), quota]
    spread = max(reached) - min(reached)
    low = max(0.0, min(reached) - max(spread, FLAT * quota) * ROOM)
    return low, max(max(reached) - low, 1.0) * 1.02


def _cut(lines: Sequence[Line], quota: float) -> str:
    """Say where the drawing begins, if that is not at zero."""
    low, _ = _window(lines, quota)
    return short_money(low) if low else ""


def _about(found: Explanation) -> str:
    about = words(found.about).replace("/", ", ")
    return f"{about} ({found.id})" if about and found.id else about or found.id


def _answer(found: Explanation) -> str:
    """Say the number in one sentence: the fair share, and the largest steps away from it."""
    if not any(line.money for line in found.lines):
        return "Carries no quota of its own."
    first = found.lines[0]
    moved = sorted(
        (line for line in found.lines[1:] if line.money and line.key != "rounding"),
        key=lambda line: -abs(line.money),
    )
    base = f"A fair share of {money(first.money, found.currency)}"
    if not moved:
        return f"{base}; no rule and no other goal moves it."
    parts = [f"{line.title} {signed_money(line.money)}" for line in moved[:2]]
    rest = "" if len(moved) <= len(parts) else ", and smaller steps"
    return f"{base}, then {' and '.join(parts)}{rest}."


def _tiles(found: Explanation) -> list[tuple[str, str, str]]:
    behind, currency = found.evidence, found.currency
    away = found.quota - found.lines[0].money
    load = found.quota / behind.fair if behind.fair > 0 else None
    tiles = [
        ("Fair share", short_money(found.lines[0].money, currency), "targets by attainable yield"),
        (
            "Away from it",
            short_money(away, currency) if away <= 0 else f"+{short_money(away, currency)}",
            f"load {ratio(load)}" if load is not None else "",
        ),
    ]
    if behind.attainable > 0 and any(each.attainable > 0 for each in behind.levers):
        stretch = found.quota / behind.attainable
        note = f"stretch {ratio(stretch)}"
        tiles.append(("Attainable yield", short_money(behind.attainable, currency), note))
    if behind.hours is not None:
        done = f"{behind.hours_done:,.0f} h behind open deals" if behind.hours_done else ""
        tiles.append(("Selling hours", f"{behind.hours:,.0f}", done))
    return tiles


def _room(found: Explanation) -> list[list[Any]]:
    """List who made room, or took over, line by line."""
    return [
        [line.title.capitalize(), _person(each.name, each.rep), each.money, each.why]
        for line in found.lines
        for each in line.made_room
    ]


def _person(name: str, identity: str) -> str:
    return f"{name} ({identity})" if name and name != identity else identity


def _asked(found: Explanation) -> list[list[Any]]:
    """Set a node's number beside what was asked of it."""
    node = found.number
    if node is None:
        return []
    asked = (
        ("target", node.target),
        ("at least", node.least),
        ("at most", node.greatest),
        ("proposed", node.proposed),
    )
    return [
        [word.capitalize(), value, node.number - value]
        for word, value in asked
        if value is not None
    ]


def _facts(behind: Evidence) -> list[str]:
    """Say what of a person's time the figures rest on."""
    said = []
    if behind.presence is not None and behind.presence < FULL:
        said.append(f"Present {percent(behind.presence)} of the horizon.")
    if behind.cut is not None and behind.cut < FULL:
        said.append(f"The hours allow {percent(behind.cut)} of the expected yield.")
    return said


def _lever(each: LeverEvidence) -> dict[str, Any]:
    """Lay out one lever: by period how the fair share comes about, and the territories."""
    periods = [
        [
            _period(when.period, each.periods),
            when.season,
            None if when.ramp is None else when.ramp * (when.present or 0.0),
            when.target,
            when.attainable,
            when.everybody,
            when.fair,
        ]
        for when in each.periods
    ]
    together = ["Together", sum(when.season for when in each.periods), None, each.target,
                each.attainable, each.everybody, each.fair]  # fmt: skip
    return {
        "name": words(each.lever).capitalize(),
        "fair": each.fair,
        "target": each.target,
        "periods": [*periods, together],
        "territories": [
            [
                _person(place.name, place.territory),
                place.share,
                place.potential,
                place.rest,
                place.open_amount,
                place.open_worth,
                place.attainable,
            ]
            for place in each.territories
        ],
        "rate": _rate(each),
        "effort": each.effort,
    }


def _period(label: str, periods: Sequence[PeriodEvidence]) -> str:
    """Name a period; a single one, whose length the labels do not tell, by its first day."""
    if len(periods) == 1:
        return day(label)
    first, second = (int(each.period[5:7]) for each in periods[:2])
    return period(label, "month" if (second - first) % 12 == 1 else "quarter")


def _rate(each: LeverEvidence) -> str:
    """Say a win rate with the record and the peers it comes from."""
    if each.rate is None:
        return ""
    if each.rate_source == "default":
        return f"Win rate {percent(each.rate)}: the default, for want of any record."
    record = (
        f"own record {each.wins:,.0f} of {each.opportunities:,.0f} ({percent(each.raw_rate)})"
        if each.raw_rate is not None
        else "no own record"
    )
    weight = "" if each.peers_weight is None else (
        f", with the weight of {each.peers_weight:,.0f} opportunities"
    )  # fmt: skip
    return (
        f"Win rate {percent(each.rate)}: {record}; peers by {each.rate_source} "
        f"{percent(each.peers_rate)}{weight}."
    )
