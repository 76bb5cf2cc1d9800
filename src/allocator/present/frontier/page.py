"""The page of a frontier: the answer, the curve, what each value does, and every point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.compare.measured import MEASURES
from allocator.present.frontier.charts import by_setting, tradeoff
from allocator.present.frontier.words import (
    KINDS,
    STATUS,
    command,
    ends,
    figure,
    flat,
    label,
    lead,
    moving,
    sentence,
    setting,
    title,
)
from allocator.present.page.figures import UNKNOWN, counted
from allocator.present.page.grid import Column, Grid
from allocator.present.page.page import page

if TYPE_CHECKING:
    from allocator.compare.frontier import Frontier, Point

PLAIN = 8
"""Up to so many points stand side by side; more stand in a table that sorts and filters."""
CURVE = 2
"""Plans that a curve needs at least."""


def html(frontier: Frontier) -> str:
    """Write the page; every text of the scenario is escaped."""
    moved = moving(frontier)
    several = len(frontier.efficient) > 0 and len(frontier.certified) >= CURVE
    curve = several and not set(frontier.between).isdisjoint(moved)
    charts = {"tradeoff": tradeoff(frontier, frontier.note)} if curve else {}
    singles = by_setting(frontier, moved) if several else {}
    found = ends(frontier)
    at = frontier.knee or (found and found[1])
    long = len(frontier.points) > PLAIN
    values: dict[str, Any] = {
        "name": title(frontier),
        "facts": [
            frontier.scenario,
            f"model {frontier.model}",
            *(f"{axis.path}: {', '.join(axis.values)}" for axis in frontier.axes),
        ],
        "lead": lead(frontier),
        "tiles": _tiles(frontier) if several else [],
        "curve": curve,
        "singles": [(name, sentence(MEASURES[name.removeprefix("by-")].title)) for name in singles],
        "settings": sentence(" and ".join(setting(axis.path) for axis in frontier.axes)),
        "flat": flat(frontier) if several else [],
        "missing": [
            (label(point), STATUS[point.status], sentence(point.reason))
            for point in frontier.points
            if not point.certified
        ],
        "heads": [("measure", "text"), *((label(point), "figure") for point in frontier.points)],
        "rows": _by_measure(frontier),
        "long": long,
        "command": "" if at is None else command(frontier, at),
        "knee": None if frontier.knee is None else label(frontier.knee),
        "cost": MEASURES[frontier.between[0]].title,
        "gain": MEASURES[frontier.between[1]].title,
        "heading": sentence(
            " against ".join(MEASURES[key].title for key in frontier.between[::-1])
        ),
    }
    return page(
        "frontier.html",
        values,
        title=f"{title(frontier)}: frontier",
        charts={**charts, **singles},
        grids={"points": _grid(frontier)} if long else None,
    )


def _tiles(frontier: Frontier) -> list[tuple[str, str, str]]:
    """Give the key figures: the ends, the knee, and how many plans there are."""
    found = ends(frontier)
    if found is None:
        return []
    first, last = found
    cost, gain = frontier.between
    shown = [("plans", str(len(frontier.certified)), _of(frontier))]
    marks: list[tuple[str, Point | None]] = [
        (f"best {MEASURES[cost].title}", first),
        ("knee", frontier.knee),
        (f"best {MEASURES[gain].title}", last),
    ]
    for words, point in marks:
        if point is not None:
            figures = " · ".join(
                figure(key, point.measures[key], frontier.currency) for key in (cost, gain)
            )
            shown.append((words, label(point), figures))
    return shown


def _of(frontier: Frontier) -> str:
    none = len(frontier.points) - len(frontier.certified)
    return f"{counted(none, 'point')} without" if none else "each with its certificate"


def _grid(frontier: Frontier) -> Grid:
    """Tabulate every point."""
    keys = [
        key for key in MEASURES if any(p.measures.get(key) is not None for p in frontier.points)
    ]
    columns = [
        *(Column(f"s{at}", setting(axis.path)) for at, axis in enumerate(frontier.axes)),
        Column("status", "plan", filter=True),
        *(Column(key, MEASURES[key].title, KINDS[MEASURES[key].unit]) for key in keys),
    ]
    return Grid(
        columns,
        [_cells(frontier, point, keys) for point in frontier.points],
        label="Every point of the sweep",
        thing="point",
    )


def _by_measure(frontier: Frontier) -> list[list[str]]:
    """Tabulate every point as a column, as text."""
    rows = [["plan", *(_status(frontier, point) for point in frontier.points)]]
    for key, measure in MEASURES.items():
        values = [figure(key, point.measures.get(key)) for point in frontier.points]
        unit = f" ({frontier.currency})" if measure.unit == "money" else ""
        if set(values) != {UNKNOWN}:
            rows.append([measure.title + unit, *values])
    return rows


def _status(frontier: Frontier, point: Point) -> str:
    said = STATUS[point.status]
    return f"{said}, knee" if point is frontier.knee else said


def _cells(frontier: Frontier, point: Point, keys: list[str]) -> list[Any]:
    return [
        *point.settings,
        _status(frontier, point),
        *(_cell(key, point.measures.get(key)) for key in keys),
    ]


def _cell(key: str, value: float | None) -> float | None:
    """Give money in whole units; what cents there are is what a probability left."""
    money = value is not None and MEASURES[key].unit == "money"
    return float(round(value)) if money and value is not None else value
