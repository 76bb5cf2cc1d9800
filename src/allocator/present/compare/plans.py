"""Pictures of whole plans: the spread of changes, chances of attainment, and what is traded."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.present.compare.bars import axis, money_axis, names, tip
from allocator.present.compare.words import named, own
from allocator.present.page.chart import SERIES, Chart, colour

if TYPE_CHECKING:
    from allocator.compare.comparison import Comparison

ROW = 42
"""Height of a plan with its gap, px."""
LINES = len(SERIES)
"""Most plans whose curves can be told apart."""
CURVE = 101
"""Points of a curve of probabilities: every per cent."""

Spec = dict[str, Any]


def spread(comparison: Comparison) -> Chart:
    """Draw for each later plan how the reps' changes against plan A are spread."""
    rows: list[Spec] = []
    table = comparison.reps[comparison.reps["credit"] == "primary"]
    for side in comparison.sides[1:]:
        change = table[f"change_{side.letter}"].to_numpy(np.float64)
        parts = np.percentile(change, [0, 10, 25, 50, 75, 90, 100]) if len(change) else np.zeros(7)
        keys = ("least", "p10", "p25", "median", "p75", "p90", "most")
        rows.append({"name": named(side), **dict(zip(keys, parts.tolist(), strict=True))})
    x = {"type": "quantitative", "title": None, "axis": money_axis()}
    tips = [
        tip(key, words, "signed_money")
        for key, words in (
            ("least", "least"),
            ("p10", "a tenth below"),
            ("median", "median"),
            ("p90", "a tenth above"),
            ("most", "most"),
        )
    ]
    spec = {
        "height": {"step": ROW},
        "data": {"values": rows},
        "encoding": {
            "y": names([row["name"] for row in rows]),
            "tooltip": [{"field": "name", "title": "Plan"}, *tips],
        },
        "layer": [
            {"mark": {"type": "rule", "color": colour("line-strong")},
             "encoding": {"x": {"field": "least", **x}, "x2": {"field": "most"}}},
            {"mark": {"type": "bar", "height": 8, "color": colour("line-strong")},
             "encoding": {"x": {"field": "p10", **x}, "x2": {"field": "p90"}}},
            {"mark": {"type": "bar", "height": 18, "color": colour("accent"), "cornerRadius": 2},
             "encoding": {"x": {"field": "p25", **x}, "x2": {"field": "p75"}}},
            {"mark": {"type": "tick", "height": 26, "thickness": 2, "color": colour("ink")},
             "encoding": {"x": {"field": "median", **x}}},
            {"mark": {"type": "rule", "color": colour("muted"), "strokeDash": [3, 3]},
             "data": {"values": [{}]}, "encoding": {"x": {"datum": 0}, "y": {"value": 0},
                                                    "y2": {"value": {"expr": "height"}},
                                                    "tooltip": {"value": None}}},
        ],
    }  # fmt: skip
    columns = ("Least", "Lower tenth", "Median", "Upper tenth", "Most")
    heads = [("Plan", "text"), *((name, "signed_money") for name in columns)]
    values = [
        [row[key] for key in ("name", "least", "p10", "median", "p90", "most")] for row in rows
    ]
    summary = (
        "The thick bar holds the middle half of all reps, the thin one four fifths, the line all; "
        "the mark is the median."
    )
    return Chart(spec, "Spread of the reps' changes against plan A", summary, heads, values)


def chances(comparison: Comparison) -> Chart | None:
    """Draw how many reps attain with at least each probability; None where it is unknown."""
    table = comparison.reps[comparison.reps["credit"] == "primary"]
    least = np.linspace(0.0, 1.0, CURVE)
    points: list[Spec] = []
    drawn = comparison.sides[:LINES]
    for side in drawn:
        known = table[(table[f"quota_{side.letter}"] > 0)][f"probability_{side.letter}"].dropna()
        if known.empty:
            continue
        ordered = np.sort(known.to_numpy())
        counts = len(ordered) - np.searchsorted(ordered, least - 1e-12)
        points += [
            {"plan": named(side), "least": float(p), "reps": int(n)}
            for p, n in zip(least, counts, strict=True)
        ]
    if not points:
        return None
    order = [named(side) for side in drawn]
    spec = {
        "height": 260,
        "data": {"values": points},
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
        "encoding": {
            "x": {"field": "least", "type": "quantitative",
                  "title": "Probability of attainment, at least", "axis": axis("percent:0")},
            "y": {"field": "reps", "type": "quantitative", "title": "Reps", "axis": {"grid": True}},
            "color": {"field": "plan", "type": "nominal", "title": None, "sort": order,
                      "scale": {"domain": order, "range": [colour(name) for name in SERIES]},
                      "legend": {"columns": 1 if len(order) > 2 else 2}},  # noqa: PLR2004 - a pair
            "tooltip": [tip("plan", "Plan"), tip("least", "At least", "percent:0"),
                        tip("reps", "Reps", "number")],
        },
    }  # fmt: skip
    measures = own(comparison)
    heads = [("Plan", "text"), ("50 %", "number"), ("70 %", "number"), ("90 %", "number")]
    rows = [
        [
            named(side),
            *(measures[name][side.letter] for name in ("reps_50", "reps_70", "reps_90")),
        ]
        for side in comparison.sides
        if "reps_50" in measures
    ]
    left = len(comparison.sides) - len(drawn)
    more = f" Drawn are the first {len(drawn)} plans; the table has all." if left else ""
    summary = f"The further a line stays up, the more reps are likely to attain.{more}"
    return Chart(spec, "Reps by their probability of attainment", summary, heads, rows)


def trade(comparison: Comparison) -> Chart | None:
    """Draw what each plan brings against what it asks of the rep it asks most of."""
    known = own(comparison)
    if not {"expected_bookings", "largest_stretch"} <= set(known):
        return None
    points: list[Spec] = []
    for side in comparison.sides:
        stretch = known["largest_stretch"][side.letter]
        bookings = known["expected_bookings"][side.letter]
        if math.isfinite(stretch) and math.isfinite(bookings):
            points.append({"plan": named(side), "letter": side.letter, "stretch": stretch,
                           "bookings": bookings})  # fmt: skip
    if len(points) < 3:  # noqa: PLR2004 - two points are a line, not a picture
        return None
    x = {"field": "stretch", "type": "quantitative",
         "title": "Largest stretch (quota / attainable)",
         "scale": {"zero": False, "nice": False, "padding": 28},
         "axis": {**axis("ratio"), "grid": True, "tickCount": 6}}  # fmt: skip
    y = {"field": "bookings", "type": "quantitative",
         "title": f"Expected bookings, {comparison.currency}",
         "scale": {"zero": False, "nice": False, "padding": 28}, "axis": money_axis()}  # fmt: skip
    spec = {
        "height": 300,
        "data": {"values": points},
        "encoding": {
            "x": x, "y": y,
            "tooltip": [
                tip("plan", "Plan"), tip("stretch", "Largest stretch", "percent"),
                tip("bookings", "Expected bookings", "short_money"),
            ],
        },
        "layer": [
            {"mark": {"type": "circle", "size": 110, "opacity": 1}},
            {"mark": {"type": "text", "align": "left", "dx": 10, "fontWeight": 600},
             "encoding": {"text": {"field": "letter"}}},
        ],
    }  # fmt: skip
    heads = [("Plan", "text"), ("Largest stretch", "percent"),
             (f"Expected bookings, {comparison.currency}", "money")]  # fmt: skip
    rows = [[p["plan"], p["stretch"], round(p["bookings"])] for p in points]
    summary = "Up is more expected money; left is easier for the rep with the hardest quota."
    return Chart(spec, "Expected bookings against the largest stretch", summary, heads, rows)
