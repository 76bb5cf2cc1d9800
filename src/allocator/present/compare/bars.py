"""Bars of a comparison: what each cause did, and who gains and loses."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.present.compare.words import arrows, short, signed
from allocator.present.page.chart import Chart, colour
from allocator.present.page.figures import counted, money

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from allocator.compare.comparison import Attribution

ROW, TALL, LOW = 36, 46, 28
"""Heights of a bar with its gap, px: usual, with a name of several lines, of many bars."""
MANY = 6
"""From so many bars on they are low."""
SHOWN = 12
"""Reps who gain most, and who lose most, that are drawn."""
AROUND = 0.2
"""Room for the figures at the ends of bars, as a share of their range."""
WIDE, LINES = 32, 2
"""Characters of a line of a cause's name beside a chart, and its most lines."""

Spec = dict[str, Any]

TEXT: Spec = {"type": "text", "fontWeight": 600, "fontSize": 11}


def waterfall(found: Attribution, before: float, after: float, column: str, currency: str) -> Chart:
    """Draw how one figure of the company changes from plan A to plan B, cause by cause."""
    steps = found.company[column].to_numpy(np.float64)
    edges = np.concatenate([[0.0], np.cumsum(steps)])
    drawn = [
        bar(name, float(begin), float(end), float(step))
        for name, step, begin, end in zip(causes(found), steps, edges[:-1], edges[1:], strict=True)
    ]
    whole = float(edges[-1])
    drawn.append({**bar("All together, B less A", 0.0, whole, whole), "part": "plan"})
    title = "Assigned money goes" if column == "assigned" else "Expected bookings go"
    told = f"{title} from {money(round(before), currency)} to {money(round(after), currency)}"
    low, high = min(0.0, float(edges.min())), max(0.0, float(edges.max()))
    room = AROUND * ((high - low) or 1.0)
    domain = [low - room if low < 0 else 0.0, high + room if high > 0 else 0.0]
    return Chart(
        bars(drawn, domain, currency), f"{told}, cause by cause", f"{told}.",
        _heads("Cause", currency), [[_flat(each["name"]), each["value"]] for each in drawn],
    )  # fmt: skip


def moved(found: Attribution, currency: str) -> Chart:
    """Draw what each cause gives to some reps and takes from others."""
    rows = found.reps[found.reps["credit"] == "primary"]
    drawn: list[Spec] = []
    for at, name in enumerate(causes(found)):
        step = rows[f"step_{at + 1}"]
        for amount in (step.clip(lower=0).sum(), step.clip(upper=0).sum()):
            count = int((step > 0).sum() if amount > 0 else (step < 0).sum())
            drawn.append({**bar(name, 0.0, float(amount), float(amount)), "reps": count})
    heads = [("Cause", "text"), ("Quotas", "text"), (currency, "signed_money"), ("Reps", "number")]
    table = [
        [_flat(each["name"]), "raised" if each["value"] > 0 else "lowered", each["value"],
         each["reps"]]
        for each in drawn if each["value"]
    ]  # fmt: skip
    summary = "To the right what a cause adds to quotas, to the left what it takes off others."
    title = "What each cause moves between reps"
    return Chart(_diverging(drawn, currency), title, summary, heads, table)


def gains(table: pd.DataFrame, column: str, currency: str, thing: str) -> Chart:
    """Draw the largest gains and losses; rows have `label` and the change."""
    changed = table[table[column] != 0].sort_values([column, "label"], ascending=[False, True])
    ends = (changed[changed[column] > 0].head(SHOWN), changed[changed[column] < 0].tail(SHOWN))
    drawn = [
        bar(str(label), 0.0, float(change), float(change))
        for part in ends
        for label, change in part[["label", column]].itertuples(index=False, name=None)
    ]
    told = f"{counted(len(changed), thing)} with a change"
    left = len(changed) > len(drawn)
    more = f"; the {counted(len(drawn), thing)} with the largest are drawn." if left else "."
    rows = [[each["name"], each["value"]] for each in drawn]
    title = f"Change by {thing}, B against A"
    heads = _heads(thing.capitalize(), currency)
    return Chart(_diverging(drawn, currency), title, told + more, heads, rows)


def causes(found: Attribution) -> list[str]:
    """Name the causes with their numbers, in lines that fit beside a chart."""
    lines = [
        wrap(f"{at + 1}. {arrows(cause.title)}", WIDE, max_lines=LINES, placeholder=" …")
        for at, cause in enumerate(found.causes)
    ]
    return ["\n".join(line) for line in lines]


def label(name: str, key: str) -> str:
    """Name a row of a chart, unlike any other's."""
    return f"{short(name, 32)} ({short(key, 32)})" if name else short(key, 32)


def bar(name: str, begin: float, end: float, value: float) -> Spec:
    """Give the facts of one bar."""
    edge = max(begin, end) if value >= 0 else min(begin, end)
    return {
        "name": name, "part": "more" if value > 0 else "less", "from": begin, "to": end,
        "edge": edge, "value": value, "mark": signed(value),
    }  # fmt: skip


def names(order: Sequence[str]) -> Spec:
    """Give the axis of names, in the order given; a line break in a name is one on the page."""
    return {
        "field": "name", "type": "nominal", "sort": list(dict.fromkeys(order)), "title": None,
        "axis": {
            "labelColor": colour("ink"), "labelFontSize": 12, "labelLimit": 280,
            "labelExpr": "split(datum.value, '\\n')",
        },
    }  # fmt: skip


def money_axis() -> Spec:
    """Give an axis of money."""
    return {**axis("short_money"), "tickCount": 5, "grid": True}


def axis(kind: str) -> Spec:
    """Give an axis of figures of a kind."""
    return {"format": kind, "formatType": "figure"}


def tip(field: str, title: str, kind: str = "") -> Spec:
    """Give a line of a tooltip."""
    return {"field": field, "title": title, **(axis(kind) if kind else {})}


def _diverging(drawn: list[Spec], currency: str) -> Spec:
    """Draw bars to both sides of zero."""
    side = (1.0 + AROUND) * max((abs(each["value"]) for each in drawn), default=0.0) or 1.0
    lowest = -side if any(each["value"] < 0 for each in drawn) else 0.0
    highest = side if any(each["value"] > 0 for each in drawn) or not lowest else 0.0
    return bars([each for each in drawn if each["value"]], [lowest, highest], currency)


def bars(drawn: list[Spec], domain: list[float], currency: str) -> Spec:
    """Draw bars with their figures at the end to which they point."""
    ends: tuple[tuple[str, Spec], ...] = (
        ("datum.value >= 0", {"align": "left", "dx": 6}),
        ("datum.value < 0", {"align": "right", "dx": -6}),
    )
    marks: list[Spec] = [
        {
            "transform": [{"filter": condition}],
            "mark": {**TEXT, **place},
            "encoding": {
                "x": {"field": "edge", "type": "quantitative"},
                "text": {"field": "mark"},
            },
        }
        for condition, place in ends
    ]
    shapes = {
        "mark": {"type": "bar", "height": {"band": 0.62}, "cornerRadius": 2},
        "encoding": {
            "x": {
                "field": "from", "type": "quantitative", "title": None,
                "scale": {"domain": domain, "nice": False}, "axis": money_axis(),
            },
            "x2": {"field": "to"},
            "color": {
                "field": "part", "type": "nominal", "legend": None,
                "scale": {"domain": ["plan", "more", "less"],
                          "range": [colour("c6"), colour("accent"), colour("c3")]},
            },
            "tooltip": [tip("name", "What"), tip("value", currency, "signed_money")],
        },
    }  # fmt: skip
    order = [each["name"] for each in drawn]
    tall = any("\n" in name for name in order)
    return {
        "height": {"step": TALL if tall else ROW if len(drawn) <= MANY else LOW},
        "data": {"values": drawn},
        "encoding": {"y": names(order)},
        "layer": [shapes, *marks],
    }


def _flat(name: str) -> str:
    return name.replace("\n", " ")


def _heads(thing: str, currency: str) -> list[tuple[str, str]]:
    return [(thing, "text"), (currency, "signed_money")]
