"""Capacity and pipeline against quota, period by period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.present.page.chart import Chart, colour, figure, told
from allocator.present.page.figures import hours, money, percent, period, words
from allocator.present.report.section import Section

if TYPE_CHECKING:
    from allocator.engine.report import Facts

HEIGHT = 250
THERE, NEEDED = "Hours there", "Hours that the quota takes"
PARTS = (
    ("quota", "Quota", "accent"),
    ("attainable", "Attainable yield", "c2"),
    ("open_worth", "Open pipeline, at its chances", "c4"),
)


def periods(facts: Facts) -> Section:
    """Draw money and hours of each period; what the data do not know is left out."""
    table, currency = facts.periods, facts.currency
    names = [period(first, facts.frequency) for first in table.index]
    parts = [part for part in PARTS if part[0] == "quota" or table[part[0]].sum() > 0]
    charts = {"money": _money(facts, names, parts)}
    if table["hours"].sum() > 0 and table["hours_needed"].sum() > 0:
        charts["hours"] = _hours(facts, names)
    lines = facts.levers.reset_index()
    return Section(
        values={
            "hours_drawn": "hours" in charts,
            "lever_heads": [
                ("Lever", "text"),
                *((f"{name}, {currency}", "money") for name in names),
                (f"Together, {currency}", "money"),
            ],
            "lever_rows": [
                [words(str(lever)).capitalize(), *row, sum(row)]
                for lever, row in _by_lever(facts, lines)
            ]
            + [["All levers", *table["quota"].tolist(), float(table["quota"].sum())]],
        },
        charts=charts,
    )


def _by_lever(facts: Facts, lines: Any) -> list[tuple[str, list[float]]]:
    wide = lines.pivot_table(index="lever", columns="period", values="quota", aggfunc="sum")
    order = [name for name in facts.plan.document["totals"]["levers"] if name in wide.index]
    wide = wide.reindex(index=order, columns=facts.periods.index).fillna(0.0)
    return list(zip(order, wide.to_numpy().tolist(), strict=True))


def _money(facts: Facts, names: list[str], parts: list[tuple[str, str, str]]) -> Chart:
    table, currency = facts.periods, facts.currency
    values = [
        {"period": name, "part": title, "money": float(table[key].iloc[at])}
        for at, name in enumerate(names)
        for key, title, _ in parts
    ]
    spec = {
        "height": HEIGHT,
        "data": {"values": values},
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": _when(names),
            "xOffset": {"field": "part", "sort": [title for _, title, _ in parts]},
            "y": {
                "field": "money", "type": "quantitative", "title": None,
                "axis": {**figure("short_money"), "tickCount": 5},
            },
            "color": _tints([(title, tint) for _, title, tint in parts]),
            "tooltip": [
                told("period", "Period"),
                told("part", "What"),
                told("money", currency, "money"),
            ],
        },
    }  # fmt: skip
    quota, worth = float(table["quota"].sum()), float(table["open_worth"].sum())
    said = f"Quota {money(quota, currency)} in all."
    if worth:
        said += f" Deals that are open today stand behind {percent(worth / quota, 0)} of it."
    rows = [
        [name, *(float(table[key].iloc[at]) for key, _, _ in parts)]
        for at, name in enumerate(names)
    ]
    heads = [("Period", "text"), *((f"{title}, {currency}", "money") for _, title, _ in parts)]
    return Chart(spec, "Quota, attainable yield and open pipeline by period", said, heads, rows)


def _hours(facts: Facts, names: list[str]) -> Chart:
    table = facts.periods
    there = (table["hours"] + table["hours_done"]).tolist()
    needed = table["hours_needed"].tolist()
    values = [
        {"period": name, "there": there[at], "needed": needed[at], "share": needed[at] / there[at]}
        for at, name in enumerate(names)
        if there[at] > 0
    ]
    tip = [
        told("period", "Period"),
        told("needed", "Needed", "hours"),
        told("there", "There", "hours"),
        told("share", "Used", "percent"),
    ]
    axis = {**figure("number"), "tickCount": 5}
    spec = {
        "height": HEIGHT,
        "data": {"values": values},
        "encoding": {"x": _when(names), "tooltip": tip},
        "layer": [
            {
                "mark": {"type": "bar", "width": {"band": 0.7}, "cornerRadiusEnd": 2},
                "encoding": {
                    "y": {"field": "there", "type": "quantitative", "title": None, "axis": axis},
                    "color": {
                        **_tints([(THERE, "line-strong"), (NEEDED, "accent")]),
                        "datum": THERE,
                    },
                },
            },
            {
                "mark": {"type": "bar", "width": {"band": 0.42}, "cornerRadiusEnd": 2},
                "encoding": {
                    "y": {"field": "needed", "type": "quantitative"},
                    "color": {"datum": NEEDED},
                },
            },
        ],
    }  # fmt: skip
    whole = sum(there)
    said = (
        f"{hours(sum(needed))} of {hours(whole)} are taken, {percent(sum(needed) / whole, 0)}; "
        "work already done for open deals counts on both sides."
    )
    heads = [("Period", "text"), ("Needed", "hours"), ("There", "hours"), ("Used", "percent")]
    rows = [[v["period"], v["needed"], v["there"], v["share"]] for v in values]
    return Chart(spec, "Selling hours: there and needed, by period", said, heads, rows)


def _when(names: list[str]) -> dict[str, Any]:
    return {
        "field": "period", "type": "nominal", "sort": names, "title": None,
        "axis": {"labelAngle": 0 if len(names) <= 6 else -45, "labelColor": colour("ink")},  # noqa: PLR2004
    }  # fmt: skip


def _tints(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "field": "part", "type": "nominal", "title": None,
        "legend": {"columns": 1 if len(pairs) > 2 else 2},  # noqa: PLR2004 - three lines of a legend
        "scale": {
            "domain": [title for title, _ in pairs], "range": [colour(tint) for _, tint in pairs],
        },
    }  # fmt: skip
