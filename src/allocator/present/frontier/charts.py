"""Charts of a frontier: the trade-off between two measures, and each measure by setting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.compare.measured import MEASURES
from allocator.present.frontier.words import KINDS, ends, figure, label, names, setting
from allocator.present.page.chart import Chart, colour

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.compare.frontier import Frontier, Point

LABELLED = 5
"""Most plans that carry their settings in the trade-off; of more, the ends and the knee do."""
FINE = 0.02
"""Spread, as a share of the largest value, below which an axis needs its money in full."""
TICKS = 9
"""Up to so many values of a setting stand on its axis themselves."""
NARROW = 0.01
"""Spread of a share below which an axis needs hundredths of a per cent."""
DRAWN = (
    "expected_bookings",
    "shortfall",
    "largest_stretch",
    "worst_load_deviation",
    "disruption",
    "company_probability",
    "expected_attainers",
    "assigned",
)
"""Measures that have a chart of their own where they move."""


def tradeoff(frontier: Frontier, summary: str) -> Chart:
    """Draw every plan by the two measures; efficient ones are joined, the knee is ringed."""
    cost, gain = frontier.between
    said = names(frontier)
    if len(said) > LABELLED:
        marked = (*(ends(frontier) or ()), frontier.knee)
        kept = {point.number for point in marked if point is not None}
        said = {number: name for number, name in said.items() if number in kept}
    rows = [_row(frontier, point, said) for point in frontier.certified]
    x, y = (_field(frontier, key, name) for key, name in ((cost, "x"), (gain, "y")))
    tooltip = [
        {"field": "label", "title": " / ".join(setting(axis.path) for axis in frontier.axes)},
        {"field": "x_text", "title": MEASURES[cost].title},
        {"field": "y_text", "title": MEASURES[gain].title},
    ]
    on = {"condition": {"test": "datum.efficient", "value": colour("accent")},
          "value": colour("line-strong")}  # fmt: skip
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": "datum.efficient"}],
            "mark": {"type": "line", "color": colour("accent"), "opacity": 0.55},
            "encoding": {"x": x, "y": y, "order": {"field": "x"}},
        },
        {
            "transform": [{"filter": "datum.knee"}],
            "mark": {"type": "point", "filled": False, "size": 420, "strokeWidth": 2.5,
                     "color": colour("c3")},
            "encoding": {"x": x, "y": y},
        },
        {
            "mark": {"type": "point", "size": 90},
            "encoding": {"x": x, "y": y, "color": on, "tooltip": tooltip},
        },
        {
            "transform": [{"filter": "datum.name !== ''"}],
            "mark": {"type": "text", "dy": -16, "fontSize": 12},
            "encoding": {"x": x, "y": y, "text": {"field": "name"}},
        },
    ]  # fmt: skip
    heads = [" / ".join(setting(axis.path) for axis in frontier.axes), MEASURES[cost].title]
    return Chart(
        spec={"height": 380, "data": {"values": rows}, "layer": layers},
        label=f"{MEASURES[gain].title} against {MEASURES[cost].title}",
        summary=summary,
        heads=[
            (heads[0], "text"),
            (heads[1], KINDS[MEASURES[cost].unit]),
            (MEASURES[gain].title, KINDS[MEASURES[gain].unit]),
        ],
        rows=[(row["label"], row["x"], row["y"]) for row in rows],
    )


def by_setting(frontier: Frontier, moving: list[str]) -> dict[str, Chart]:
    """Draw each measure that moves against the first setting, a line per value of the second."""
    return {f"by-{key}": _by_setting(frontier, key) for key in DRAWN if key in moving}


def _by_setting(frontier: Frontier, key: str) -> Chart:
    first = frontier.axes[0]
    numeric = all(_numeric(value) for value in first.values)
    series = len(frontier.axes) > 1
    rows = [_value(frontier, key, point, numeric=numeric) for point in frontier.points]
    x: dict[str, Any] = {
        "field": "at",
        "type": "quantitative" if numeric else "ordinal",
        "title": setting(first.path),
    }
    if numeric:
        ticks = sorted(map(float, first.values))
        x |= {"scale": {"zero": False, "padding": 16},
              "axis": {"values": ticks} if len(ticks) <= TICKS else {}}  # fmt: skip
    else:
        x |= {"sort": list(first.values), "axis": {"labelAngle": 0}}
    y = {**_field(frontier, key, "value"), "title": None, "scale": {"zero": False}}
    shade: dict[str, Any] = {"value": colour("accent")}
    if series:
        shade = {"field": "series", "type": "nominal", "title": setting(frontier.axes[1].path),
                 "sort": list(frontier.axes[1].values)}  # fmt: skip
    tooltip = [
        {"field": "label", "title": " / ".join(setting(axis.path) for axis in frontier.axes)},
        {"field": "text", "title": MEASURES[key].title},
    ]
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": "datum.value !== null"}],
            "mark": {"type": "line", "point": {"size": 60}},
            "encoding": {"x": x, "y": y, "color": shade, "tooltip": tooltip},
        },
    ]
    if len(frontier.certified) < len(frontier.points):
        layers.append(
            {
                "transform": [{"filter": "datum.value === null"}],
                "mark": {
                    "type": "point",
                    "shape": "cross",
                    "size": 90,
                    "angle": 45,
                    "filled": True,
                    "color": colour("bad"),
                },
                "encoding": {"x": x, "y": {"value": {"expr": "height - 6"}}, "tooltip": tooltip},
            }
        )
    return Chart(
        spec={"height": 200, "data": {"values": rows}, "layer": layers},
        label=f"{MEASURES[key].title} by {setting(first.path)}",
    )


def _row(frontier: Frontier, point: Point, said: Mapping[int, str]) -> dict[str, Any]:
    cost, gain = frontier.between
    on = point.number in frontier.efficient
    return {
        "x": point.measures[cost],
        "y": point.measures[gain],
        "x_text": figure(cost, point.measures[cost], frontier.currency),
        "y_text": figure(gain, point.measures[gain], frontier.currency),
        "label": label(point),
        "name": said.get(point.number, ""),
        "efficient": on,
        "knee": point is frontier.knee,
    }


def _value(frontier: Frontier, key: str, point: Point, *, numeric: bool) -> dict[str, Any]:
    value = point.measures.get(key)
    first = point.settings[0]
    return {
        "at": float(first) if numeric else first,
        "value": value,
        "series": point.settings[-1],
        "label": label(point),
        "text": figure(key, value, frontier.currency) if point.certified else point.status,
    }


def _field(frontier: Frontier, key: str, field: str) -> dict[str, Any]:
    """Give the encoding of a measure: its axis begins where its values do."""
    values = [abs(point.measures[key] or 0.0) for point in frontier.certified]
    most = max(values, default=0.0)
    fine = most > 0 and (most - min(values)) / most < FINE
    kind: str = KINDS[MEASURES[key].unit]
    if kind == "money" and not fine:
        kind = "short_money"
    if kind == "percent":
        kind = "percent:2" if most - min(values, default=0.0) < NARROW else "percent:1"
    unit = f" ({frontier.currency})" if MEASURES[key].unit == "money" else ""
    return {
        "field": field,
        "type": "quantitative",
        "title": f"{MEASURES[key].title}{unit}",
        "scale": {"zero": False, "padding": 24},
        "axis": {"format": kind, "formatType": "figure", "tickCount": 6},
    }


def _numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
