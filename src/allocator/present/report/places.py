"""The map: where quota lies, over the states where all of it lies in the United States."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from allocator.present.page import assets
from allocator.present.page.chart import Chart, colour, told
from allocator.present.page.figures import counted, money
from allocator.present.report.section import Section

if TYPE_CHECKING:
    import pandas as pd

    from allocator.engine.report import Facts

AREAS = (
    ((24.0, 50.0), (-125.5, -66.0)),
    ((51.0, 72.0), (-180.0, -129.0)),
    ((18.5, 23.0), (-161.0, -154.0)),
)
"""Latitudes and longitudes of the contiguous states, Alaska and Hawaii, which the map shows."""
POINTS = 2000
"""Places that are drawn, the largest."""
HEIGHT = 420


def places(facts: Facts) -> Section:
    """Draw a circle for each place, its area the quota; without coordinates nothing."""
    found = facts.places
    if found.empty:
        return Section(values={"map_drawn": False})
    states = in_states(found)
    drawn = found.head(POINTS)
    currency = facts.currency
    values = [
        {"name": name or key, "latitude": lat, "longitude": lon, "quota": quota, "reps": int(reps)}
        for key, name, lat, lon, quota, reps in drawn.itertuples(index=False)
    ]
    largest = values[0]
    base = "" if states else " Points alone: only shapes of the United States come with this page."
    left = f" The {POINTS:,} largest of {len(found):,} are drawn." * (len(found) > POINTS)
    summary = (
        f"{counted(len(found), 'place')}; the largest is {largest['name']} with "
        f"{money(largest['quota'], currency)}.{left}{base}"
    )
    heads = [("Place", "text"), (f"Quota, {currency}", "money"), ("Reps", "number")]
    rows = [[v["name"], v["quota"], v["reps"]] for v in values[:25]]
    return Section(
        values={"map_drawn": True, "map_states": states},
        charts={
            "map": Chart(
                _spec(values, currency, states=states), "Quota by place", summary, heads, rows
            )
        },
    )


def in_states(found: pd.DataFrame) -> bool:
    """Whether every place lies where the map of the United States has room for it."""
    inside = found["latitude"].isna()
    for (south, north), (west, east) in AREAS:
        inside |= found["latitude"].between(south, north) & found["longitude"].between(west, east)
    return bool(inside.all())


def _spec(values: list[dict[str, Any]], currency: str, *, states: bool) -> dict[str, Any]:
    layers: list[dict[str, Any]] = []
    if states:
        shapes = json.loads(assets.text(assets.STATES))
        layers.append(
            {
                "data": {"values": shapes, "format": {"type": "topojson", "feature": "states"}},
                "mark": {
                    "type": "geoshape", "fill": colour("raised"), "stroke": colour("line-strong"),
                    "strokeWidth": 0.7, "tooltip": None,
                },
            }
        )  # fmt: skip
    else:
        layers.append(
            {
                "data": {"graticule": {"step": [10, 10]}},
                "mark": {"type": "geoshape", "stroke": colour("line"), "filled": False},
            }
        )
    layers.append(
        {
            "data": {"values": values},
            "mark": {
                "type": "circle", "color": colour("accent"), "opacity": 0.55,
                "stroke": colour("accent"), "strokeWidth": 1,
            },
            "encoding": {
                "longitude": {"field": "longitude", "type": "quantitative"},
                "latitude": {"field": "latitude", "type": "quantitative"},
                "size": {
                    "field": "quota", "type": "quantitative", "legend": None,
                    "scale": {"range": [12, 900], "domainMin": 0},
                },
                "tooltip": [
                    told("name", "Place"),
                    told("quota", f"Quota, {currency}", "money"),
                    told("reps", "Reps"),
                ],
            },
        }
    )  # fmt: skip
    kind = {"type": "albersUsa"} if states else {"type": "naturalEarth1"}
    return {"height": HEIGHT, "projection": kind, "layer": layers}
