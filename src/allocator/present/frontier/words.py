"""What a frontier says, in sentences and figures; every way of showing it takes them from here."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from allocator.compare.measured import MEASURES
from allocator.present.page.figures import UNKNOWN, counted, money, number, percent, ratio, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.compare.frontier import Axis, Frontier, Point
    from allocator.present.page.grid import Kind

KINDS: Mapping[str, Kind] = {
    "money": "money",
    "share": "percent",
    "ratio": "ratio",
    "number": "ratio",
}
"""Unit of a measure -> kind of a page's column; a count that is expected has decimals."""

UNSAID = ("settings", "rows")
"""Parts of a path that say nothing to a reader."""

STATUS: Mapping[str, str] = {
    "optimal": "full target",
    "optimal_short": "part unassigned",
    "infeasible": "no plan",
    "stopped": "stopped",
    "refused": "refused",
}


def title(frontier: Frontier) -> str:
    """Name it by its scenario."""
    return frontier.title or frontier.scenario


def sentence(text: str) -> str:
    """Begin with a capital; the rest stays as it is.

    >>> sentence("load of AM")
    'Load of AM'
    """
    return text[:1].upper() + text[1:]


def figure(key: str, value: float | None, currency: str = "") -> str:
    """Write a measure; money in whole units.

    >>> figure("largest_stretch", 1.0514), figure("shortfall", 2.0)
    ('1.05', '2')
    """
    unit = MEASURES[key].unit
    if unit == "money":
        return money(None if value is None else float(round(value)), currency)
    if unit == "share":
        return percent(value)
    return ratio(value) if unit == "ratio" else number(value, 1)


def setting(path: str) -> str:
    """Say a setting's path in words.

    >>> setting("fairness_band.band"), setting("pipeline_feasibility.max_stretch")
    ('fairness band', 'max stretch (pipeline feasibility)')
    """
    parts = [words(part) for part in path.split(".")]
    kept = [part for part in parts if part not in UNSAID] or parts
    if len(kept) > 1 and kept[-2].endswith(kept[-1]):
        kept.pop()
    *before, last = kept
    return f"{last} ({', '.join(before)})" if before else last


def named(axes: tuple[Axis, ...], point: Point) -> str:
    """Say which point: ``fairness band 0.06 and scale (target) 1.1``."""
    pairs = zip(axes, point.settings, strict=True)
    return " and ".join(f"{setting(axis.path)} {value}" for axis, value in pairs)


def label(point: Point) -> str:
    """Say which point in a chart."""
    return " / ".join(point.settings)


def command(frontier: Frontier, point: Point) -> str:
    """Give the options of `solve` that make the plan of a point."""
    words: list[str] = []
    for axis, value in zip(frontier.axes, point.settings, strict=True):
        words += ["--model", value] if axis.path == "model" else ["--set", f"{axis.path}={value}"]
    return shlex.join(words)


def names(frontier: Frontier) -> dict[int, str]:
    """Name the plans of a drawing by number of their points: of those in one place, the first."""
    alike: dict[tuple[float | None, ...], list[Point]] = {}
    for point in frontier.certified:
        place = tuple(point.measures[key] for key in frontier.between)
        alike.setdefault(place, []).append(point)
    return {head.number: _all_of(head, others) for head, *others in alike.values()}


def _all_of(head: Point, others: list[Point]) -> str:
    if not others:
        return label(head)
    more = label(others[0]) if len(others) == 1 else f"{len(others)} more"
    return f"{label(head)} and {more}"


def lead(frontier: Frontier) -> str:
    """Give the answer in one or two sentences."""
    all_of, certified = counted(len(frontier.points), "point"), frontier.certified
    if not certified:
        return f"None of the {all_of} has a plan."
    if len(certified) == 1:
        return f"One of the {all_of} has a plan: {named(frontier.axes, certified[0])}."
    return _trade(frontier, all_of)


def _trade(frontier: Frontier, all_of: str) -> str:
    """Say what several plans give up for what."""
    certified, found = frontier.certified, ends(frontier)
    if found is None:
        known = counted(len(certified), "plan")
        return f"{known} for {all_of}; no two measures of them can be weighed against each other."
    moved = moving(frontier)
    if not moved:
        return f"All {counted(len(certified), 'plan')} are alike in every measure that is known."
    if set(frontier.between).isdisjoint(moved):
        still = f"neither {_title(frontier, 0)} nor {_title(frontier, 1)} moves"
        return f"{counted(len(certified), 'plan')} for {all_of}: {still}."
    first, last = found
    if first is last:
        return (
            f"At {named(frontier.axes, first)} both are best, "
            f"{_title(frontier, 0)} and {_title(frontier, 1)}: nothing has to be given up."
        )
    moves = " and ".join(
        f"{MEASURES[key].title} from {_said(frontier, key, first)} to {_said(frontier, key, last)}"
        for key in frontier.between
    )
    said = f"From {named(frontier.axes, first)} to {_short(frontier, last)} the plan moves {moves}."
    at = frontier.knee
    if at is None:
        return said
    figures = " and ".join(
        f"{_said(frontier, key, at)} {MEASURES[key].title}" for key in frontier.between
    )
    return f"{said} The curve bends at {_short(frontier, at)}: {figures}."


def ends(frontier: Frontier) -> tuple[Point, Point] | None:
    """Give the efficient points that are best in the first and in the second measure.

    None where no plan knows both.
    """
    on = [point for point in frontier.points if point.number in frontier.efficient]
    if not on:
        return None
    best = []
    for key in frontier.between:
        lower = MEASURES[key].better == "lower"
        values = [point.measures[key] or 0.0 for point in on]
        best.append(on[values.index(min(values) if lower else max(values))])
    return best[0], best[1]


def flat(frontier: Frontier) -> list[str]:
    """Say of the measures that are known and the same at every plan what they are."""
    said = []
    for key, measure in MEASURES.items():
        values = {figure(key, point.measures.get(key)) for point in frontier.certified}
        if len(values) == 1 and UNKNOWN not in values:
            value = figure(key, frontier.certified[0].measures[key], frontier.currency)
            said.append(f"{measure.title} {value}")
    return said


def moving(frontier: Frontier) -> list[str]:
    """Give the keys of the measures that are not the same at every plan, as far as a reader sees.

    The target moves only where it is swept itself.
    """
    return [
        key
        for key in MEASURES
        if len({figure(key, point.measures.get(key)) for point in frontier.certified}) > 1
    ]


def _said(frontier: Frontier, key: str, point: Point) -> str:
    return figure(key, point.measures[key], frontier.currency)


def _short(frontier: Frontier, point: Point) -> str:
    """Say which point to a reader who knows which setting is meant."""
    return label(point) if len(frontier.axes) == 1 else named(frontier.axes, point)


def _title(frontier: Frontier, at: int) -> str:
    return MEASURES[frontier.between[at]].title
