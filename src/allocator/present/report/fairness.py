"""Fairness: the load of every rep beside his peers', under the plan and under the naive splits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.measures.by_split import spread, window
from allocator.present.page.chart import Chart, colour, figure, told
from allocator.present.page.figures import counted, money, peers, percent, ratio, signed_percent
from allocator.present.report.section import Section, grouped

if TYPE_CHECKING:
    import pandas as pd

    from allocator.engine.report import Facts

TITLES = {
    "plan": "This plan",
    "equal": "Equal split",
    "prior": "Last year's, scaled",
    "potential": "By potential",
}
COLOURS = {"plan": "accent", "equal": "c3", "prior": "c4", "potential": "c6"}
DOTS = 6000
"""Dots that are drawn one by one; of more, each group's quartiles."""
GROUPS = 10
"""Peer groups that are drawn, the largest."""
LANE, GAP = 15, 10
"""Height of one split in a group, and room between groups, px."""

MEASURES = (
    ("largest_stretch", "Largest stretch", ratio),
    ("capacity_use", "Selling hours used", percent),
    ("furthest", "Furthest from the peers' load", percent),
    ("gini_of_load", "Gini coefficient of load", ratio),
    ("share_inside_band", "Reps inside the band", percent),
    ("expected_attainers", "Reps expected to attain", lambda value: money(value and round(value))),
    ("expected_bookings", "Expected bookings", lambda value: money(value and round(value))),
    ("largest_change", "Largest change against last year", percent),
)
"""What is compared with the naive splits: key in plan.json, words, and how it is written."""


def fairness(facts: Facts) -> Section:
    """Draw loads, and compare the plan's measures with those of the naive splits."""
    document = facts.plan.document
    beside = {"plan": document["metrics"], **(document.get("baselines") or {})}
    known = {name: values for name, values in beside.items() if values}
    band = facts.policy.get("families", {}).get("fairness_band", {}).get("band")
    charts = {"loads": _chart(facts, band)} if len(facts.deviations) else {}
    return Section(
        values={
            "band": band,
            "loads_drawn": bool(charts),
            "split_heads": [("Measure", "text"), *((TITLES[name], "number") for name in known)],
            "split_rows": [
                (title, *(write(_value(values, key)) for values in known.values()))
                for key, title, write in MEASURES
                if any(_value(values, key) is not None for values in known.values())
            ],
            "not_compared": grouped(document.get("not_compared", {})),
        },
        charts=charts,
    )


def _value(values: Any, key: str) -> Any:
    if key != "furthest":
        return values.get(key)
    found = [v for v in values["worst_load_deviation"].values() if v is not None]
    return max(found, default=None)


def _chart(facts: Facts, band: float | None) -> Chart:
    found = facts.deviations
    sizes = found[found["split"] == "plan"]["peer_group"].value_counts(sort=True)
    shown = list(sizes.index[:GROUPS])
    drawn = found[found["peer_group"].isin(shown)]
    left = len(sizes) - len(shown)
    spec = _dots(drawn, facts) if len(drawn) <= DOTS else _bars(drawn)
    more = f" The {len(shown)} largest of {len(sizes)} peer groups are drawn." * bool(left)
    edge = f" The shaded band is {percent(band, 0)} either side." if band else ""
    summary = (
        "Each dot is a rep: how far the load, quota over fair share, lies from that of the peers."
        if len(drawn) <= DOTS
        else "Each bar holds the middle half of a group's reps, its pale ends all of them."
    )
    low, high = window(drawn, band or 0.0)
    out = drawn[(drawn["deviation"] < low) | (drawn["deviation"] > high)]["deviation"]
    further = (
        f" What lies at the edge is further out, from {signed_percent(float(out.min()), 0)} to "
        f"{signed_percent(float(out.max()), 0)}."
        if len(out)
        else ""
    )
    table = spread(found)
    rows = [
        [TITLES[split], peers(group), *rest]
        for split, group, *rest in table.itertuples(index=False)
        if group in shown
    ]
    heads = [
        ("Split", "text"), ("Peer group", "text"), ("Reps", "number"), ("Least", "signed_percent"),
        ("Lower quartile", "signed_percent"), ("Median", "signed_percent"),
        ("Upper quartile", "signed_percent"), ("Greatest", "signed_percent"),
    ]  # fmt: skip
    return Chart(
        _whole(spec, drawn, band, (low, high)),
        f"Distance from the peers' load, {counted(len(shown), 'peer group')}, beside naive splits",
        summary + edge + further + more,
        heads,
        rows,
    )


def _whole(
    layer: list[dict[str, Any]],
    drawn: pd.DataFrame,
    band: float | None,
    domain: tuple[float, float],
) -> dict[str, Any]:
    """Put the band and the middle under the dots or bars."""
    groups = drawn["peer_group"].nunique()
    splits = [name for name in TITLES if (drawn["split"] == name).any()]
    under: list[dict[str, Any]] = []
    if band:
        under.append(
            {
                "data": {"values": [{"low": -band, "high": band}]},
                "mark": {"type": "rect", "color": colour("accent"), "opacity": 0.1},
                "encoding": {
                    "x": {"field": "low", "type": "quantitative"},
                    "x2": {"field": "high"},
                },
            }
        )
    under.append(
        {
            "data": {"values": [{"zero": 0}]},
            "mark": {"type": "rule"},
            "encoding": {"x": {"field": "zero", "type": "quantitative"}},
        }
    )
    tint = {
        "field": "split", "type": "nominal", "title": None, "legend": {"columns": 2},
        "scale": {
            "domain": [TITLES[name] for name in splits],
            "range": [colour(COLOURS[name]) for name in splits],
        },
    }  # fmt: skip
    lanes = {
        "y": {
            "field": "group", "type": "nominal", "title": None,
            "scale": {"paddingInner": GAP / (LANE * len(splits)) * 2, "paddingOuter": 0.1},
            "axis": {
                "labelColor": colour("ink"), "labelExpr": "split(datum.label, ', ')",
                "labelLimit": 150,
            },
        },
        "yOffset": {
            "field": "split", "type": "nominal", "sort": [TITLES[name] for name in splits],
            "bandPosition": 0.5,
        },
        "color": tint,
    }  # fmt: skip
    for each in layer:
        each["encoding"] = {**lanes, **each["encoding"]}
    return {
        "height": groups * (LANE * len(splits) + GAP * 2),
        "layer": [*under, *layer],
        "encoding": {
            "x": {
                "type": "quantitative", "title": "Load against the peers'",
                "scale": {"domain": list(domain), "clamp": True, "nice": False},
                "axis": {**figure("signed_percent:0"), "grid": True, "tickCount": 8},
            }
        },
        "resolve": {"scale": {"y": "shared"}},
    }  # fmt: skip


def _dots(drawn: pd.DataFrame, facts: Facts) -> list[dict[str, Any]]:
    names = facts.reps.set_index("rep_id")["name"].to_dict()
    values = [
        {"split": TITLES[split], "group": peers(group), "rep": names.get(rep) or rep,
         "quota": quota, "x": round(deviation, 5)}
        for split, rep, group, quota, deviation in drawn.itertuples(index=False)
    ]  # fmt: skip
    return [
        {
            "data": {"values": values},
            "mark": {"type": "circle", "size": 48, "opacity": 0.62},
            "encoding": {
                "x": {"field": "x", "type": "quantitative"},
                "tooltip": [
                    told("rep", "Rep"),
                    told("split", "Split"),
                    told("x", "Against peers", "signed_percent"),
                    told("quota", f"Quota, {facts.currency}", "money"),
                ],
            },
        }
    ]  # fmt: skip


def _bars(drawn: pd.DataFrame) -> list[dict[str, Any]]:
    values = [
        {**row, "split": TITLES[row["split"]], "group": peers(row["peer_group"])}
        for row in spread(drawn).round(5).to_dict("records")
    ]

    def span(low: str, high: str, mark: dict[str, Any]) -> dict[str, Any]:
        return {
            "data": {"values": values},
            "mark": mark,
            "encoding": {
                "x": {"field": low, "type": "quantitative"},
                "x2": {"field": high},
                "tooltip": [
                    told(name, title, "signed_percent")
                    for name, title in (
                        ("least", "Least"), ("low", "Lower quartile"), ("middle", "Median"),
                        ("high", "Upper quartile"), ("greatest", "Greatest"),
                    )
                ],
            },
        }  # fmt: skip

    return [
        span("least", "greatest", {"type": "bar", "height": {"band": 0.55}, "opacity": 0.25}),
        span("low", "high", {"type": "bar", "height": {"band": 0.55}}),
    ]
