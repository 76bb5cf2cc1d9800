"""Reach: how far quotas stretch what reps can attain, and how likely each is attained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.present.page.chart import Chart, colour, figure, told
from allocator.present.page.figures import percent, ratio, words
from allocator.present.report.section import Section

if TYPE_CHECKING:
    import pandas as pd

    from allocator.engine.report import Facts

DOTS = 1500
"""Reps that are drawn one by one; of more, how many fall into each step of the axis."""
LANE = 44
"""Height of a role, px."""


def reach(facts: Facts) -> Section:
    """Draw stretch and probability of attainment; without potential both are unknown."""
    known = facts.reps[facts.reps["stretch"].notna() & (facts.reps["quota"] > 0)]
    if known.empty:
        return Section(values={"reach_known": False})
    chance, stretch = known["attainment_probability"], known["stretch"]
    return Section(
        values={
            "reach_known": True,
            "over_one": int((stretch > 1).sum()),
            "even_chance": int((chance >= 0.5).sum()),  # noqa: PLR2004 - an even chance
            "carrying": len(known),
            "company_chance": facts.plan.document["metrics"]["company_probability"],
        },
        charts={
            "stretch": Chart(
                _spec(known, "stretch", "Quota over attainable yield", "ratio", 1.0),
                "Stretch of every rep by role",
                f"Median {ratio(float(stretch.median()))}; from {ratio(float(stretch.min()))} "
                f"to {ratio(float(stretch.max()))}. At 1.00 a quota is all that can be attained.",
            ),
            "chances": Chart(
                _spec(
                    known, "attainment_probability", "Probability of attaining", "percent:0", 0.5
                ),
                "Probability of attaining the quota of every rep by role",
                f"Median {percent(float(chance.median()), 0)}; from "
                f"{percent(float(chance.min()), 0)} to {percent(float(chance.max()), 0)}.",
            ),
        },
    )


def _spec(reps: pd.DataFrame, field: str, title: str, kind: str, middle: float) -> dict[str, Any]:
    axis = {
        "title": title,
        "axis": {**figure(kind), "tickCount": 5, "grid": True},
        "scale": {"zero": False, "padding": 12},
    }
    rule = {
        "data": {"values": [{"at": middle}]},
        "mark": {"type": "rule", "strokeDash": [4, 4], "color": colour("muted")},
        "encoding": {"x": {"field": "at", "type": "quantitative", **axis}},
    }
    roles = reps["role"].map(words)
    lane = {
        "field": "role", "type": "nominal", "title": None,
        "axis": {"labelColor": colour("ink"), "labelLimit": 120},
    }  # fmt: skip
    if len(reps) > DOTS:
        values = [
            {"role": role, "x": float(f"{value:.4g}")}
            for role, value in zip(roles, reps[field], strict=True)
        ]
        marks = {
            "data": {"values": values},
            "mark": {"type": "circle", "opacity": 0.75},
            "transform": [
                {"bin": {"maxbins": 50}, "field": "x", "as": ["from", "to"]},
                {"calculate": "(datum.from + datum.to) / 2", "as": "middle"},
                {
                    "aggregate": [{"op": "count", "as": "reps"}],
                    "groupby": ["role", "middle"],
                },
            ],
            "encoding": {
                "x": {"field": "middle", "type": "quantitative", **axis},
                "y": lane,
                "size": {
                    "field": "reps",
                    "type": "quantitative",
                    "legend": None,
                    "scale": {"range": [4, 700]},
                },
                "tooltip": [told("reps", "Reps"), told("middle", title, kind.removesuffix(":0"))],
            },
        }
    else:
        named = reps["name"].where(reps["name"] != "", reps["rep_id"])
        # a golden step spreads the dots of a lane evenly, the same every time
        values = [
            {
                "role": role,
                "rep": name,
                "x": float(f"{value:.5g}"),
                "y": round(at * 0.618034 % 1, 3),
            }
            for at, (role, name, value) in enumerate(zip(roles, named, reps[field], strict=True))
        ]
        marks = {
            "data": {"values": values},
            "mark": {"type": "circle", "size": 46, "opacity": 0.65},
            "encoding": {
                "x": {"field": "x", "type": "quantitative", **axis},
                "y": lane,
                "yOffset": {"field": "y", "type": "quantitative", "scale": {"domain": [-0.3, 1.3]}},
                "tooltip": [
                    told("rep", "Rep"),
                    told("x", title, kind.removesuffix(":0")),
                ],
            },
        }  # fmt: skip
    return {"height": roles.nunique() * LANE, "layer": [rule, marks]}
