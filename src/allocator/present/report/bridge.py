"""The bridge from the baseline through the levers to the target, what is short included."""

from __future__ import annotations

from itertools import accumulate
from math import floor, log10
from typing import TYPE_CHECKING, Any

from allocator.present.page.chart import Chart, colour, figure, told
from allocator.present.page.figures import money, percent, short_money, words
from allocator.present.report.section import Section

if TYPE_CHECKING:
    from allocator.engine.report import Facts

ROW = 38
"""Height of a step, px."""
SHARE_OF_AXIS = 0.6
"""Share of the axis that the steps get where the baseline would make them slivers."""


def bridge(facts: Facts) -> Section:
    """Draw baseline, one step a lever, and where they lead; a step's unassigned part apart."""
    totals, currency = facts.plan.document["totals"], facts.currency
    baseline = float(facts.settings["target"]["baseline_revenue"])
    levers = totals["levers"]
    steps = _steps(baseline, levers)
    first = _axis_start(baseline, float(totals["target"]))
    heads = [
        ("Lever", "text"), (f"Target, {currency}", "money"), (f"Assigned, {currency}", "money"),
        (f"Short, {currency}", "money"), ("Assigned of target", "percent"),
    ]  # fmt: skip
    rows = [
        [words(name).capitalize(), line["target"], line["assigned"], line["shortfall"],
         line["assigned"] / line["target"] if line["target"] else None]
        for name, line in [*levers.items(), ("All levers", totals)]
    ]  # fmt: skip
    goal = baseline + totals["target"]
    short = f", {money(totals['shortfall'], currency)} of it unassigned" * bool(totals["shortfall"])
    label = (
        f"From {money(baseline, currency)} of baseline revenue over {len(levers)} levers to "
        f"{money(goal, currency)}{short}"
    )
    cut = f"The axis begins at {short_money(first, currency)}. " * bool(first)
    return Section(
        values={
            "bridge_heads": heads,
            "bridge_rows": rows,
            "baseline": baseline,
            "goal": goal,
            "growth": totals["target"] / baseline if baseline else None,
            "many_levers": len(levers) > 1,
        },
        charts={
            "bridge": Chart(
                _spec(steps, first, currency), label, f"{cut}{_notes(totals, currency)}"
            )
        },
    )


def _steps(baseline: float, levers: Any) -> list[dict[str, Any]]:
    """Lay out the bars: where each begins and ends, in order."""
    starts = accumulate((line["target"] for line in levers.values()), initial=baseline)
    bars = [_bar("Baseline", "whole", 0.0, baseline, short_money(baseline))] if baseline else []
    for (name, line), begin in zip(levers.items(), starts, strict=False):
        title = words(name).capitalize()
        done = begin + line["target"] - line["shortfall"]
        end, mark = begin + line["target"], "+" + short_money(line["target"])
        short = line["shortfall"] > 0
        bars.append(_bar(title, "assigned", begin, done, "" if short else mark))
        if short:
            bars.append(_bar(title, "short", done, end, mark))
    goal = baseline + sum(line["target"] for line in levers.values())
    return [*bars, _bar("Target", "whole", 0.0, goal, short_money(goal))]


def _bar(step: str, part: str, begin: float, end: float, mark: str) -> dict[str, Any]:
    return {
        "step": step,
        "part": part,
        "begin": begin,
        "end": end,
        "money": end - begin,
        "mark": mark,
    }


def _axis_start(baseline: float, growth: float) -> float:
    """Begin the axis above zero where the steps would take less than their share of it."""
    goal = baseline + growth
    if growth <= 0 or growth >= SHARE_OF_AXIS * goal:
        return 0.0
    raw = goal - growth / SHARE_OF_AXIS
    grain = 10 ** floor(log10(raw))
    return float(floor(raw / grain * 2) * grain / 2)


def _notes(totals: Any, currency: str) -> str:
    said = []
    share = totals["assigned"] / totals["target"] if totals["target"] else 0.0
    said.append(f"{percent(share)} of the target is assigned.")
    if totals["cushion_granted"]:
        said.append(
            f"{money(totals['cushion_granted'], currency)} is assigned above the target as cushion."
        )
    return " ".join(said)


def _spec(steps: list[dict[str, Any]], first: float, currency: str) -> dict[str, Any]:
    order = list(dict.fromkeys(step["step"] for step in steps))
    shown = [{**step, "from": max(step["begin"], first)} for step in steps]
    y = {
        "field": "step", "type": "nominal", "sort": order, "title": None,
        "axis": {"labelColor": colour("ink"), "labelFontSize": 13, "labelLimit": 120},
    }  # fmt: skip
    return {
        "height": {"step": ROW},
        "data": {"values": shown},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.62}, "cornerRadius": 2},
                "encoding": {
                    "x": {
                        "field": "from", "type": "quantitative", "title": None,
                        "scale": {"domainMin": first, "zero": False, "nice": False},
                        "axis": {**figure("short_money"), "tickCount": 5, "grid": True},
                    },
                    "x2": {"field": "end"},
                    "color": {
                        "field": "part", "type": "nominal", "legend": None,
                        "scale": {
                            "domain": ["whole", "assigned", "short"],
                            "range": [colour("c6"), colour("accent"), colour("bad")],
                        },
                    },
                    "tooltip": [
                        told("step", "Step"),
                        told("part", "Part"),
                        told("money", currency, "money"),
                    ],
                },
            },
            {
                "transform": [{"filter": "datum.mark != ''"}],
                "mark": {"type": "text", "align": "left", "dx": 7, "fontWeight": 600},
                "encoding": {
                    "x": {"field": "end", "type": "quantitative"}, "text": {"field": "mark"},
                },
            },
        ],
        "padding": {"right": 60, "left": 0, "top": 0, "bottom": 0},
    }  # fmt: skip
