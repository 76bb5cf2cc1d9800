"""A chart of a page: a Vega-Lite specification with its words, drawn by the page itself.

A specification carries its own data and no colours of its own but the page's: ``ink``, ``muted``,
``line``, ``accent``, ``good``, ``warn``, ``bad``, ``c1`` to ``c6``, by `colour`. They are CSS
variables, so that a chart follows light, dark and paper without being drawn again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""Names the language; nothing is fetched from there."""
FONT = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"
SERIES = ("c1", "c2", "c3", "c4", "c5", "c6")


def colour(name: str) -> str:
    """Give a colour of the page.

    >>> colour("accent")
    'var(--accent)'
    """
    return f"var(--{name})"


def told(name: str, title: str, kind: str = "") -> dict[str, Any]:
    """Give a line of a tooltip: a field, what it is called, and how its figure looks.

    >>> told("quota", "Quota", "money")
    {'field': 'quota', 'title': 'Quota', 'format': 'money', 'formatType': 'figure'}
    """
    return {"field": name, "title": title, **(figure(kind) if kind else {})}


def figure(kind: str) -> dict[str, str]:
    """Give how an axis, a label or a tooltip writes figures: a kind of `page.figures`.

    Decimals stand behind a colon: ``percent:0``.
    """
    return {"format": kind, "formatType": "figure"}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and what is said of it where it cannot be seen.

    Attributes
    ----------
    spec : Vega-Lite specification with inline data; ``width`` defaults to the column's
    label : what it shows, in some words: its name to screen readers
    summary : what there is to see in it, in a sentence or two, below the chart
    heads, rows : its data as a short table behind a fold; kinds of cells as in `Column`
    """

    spec: Mapping[str, Any]
    label: str
    summary: str = ""
    heads: Sequence[tuple[str, str]] = ()
    rows: Sequence[Sequence[Any]] = field(default=())

    def embedded(self) -> dict[str, Any]:
        """Give the specification with the page's look laid under it."""
        own = dict(self.spec)
        return {
            "$schema": SCHEMA,
            "background": None,
            "width": "container",
            "autosize": {"type": "fit-x", "contains": "padding"},
            "description": self.label,
            **own,
            "config": merged(THEME, own.get("config", {})),
        }


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one mapping over another; inner mappings are joined.

    >>> merged({"axis": {"grid": True}}, {"axis": {"ticks": False}})
    {'axis': {'grid': True, 'ticks': False}}
    """
    found = dict(under)
    for key, value in over.items():
        inner = found.get(key)
        joined = isinstance(inner, Mapping) and isinstance(value, Mapping)
        found[key] = merged(inner, value) if joined else value  # type: ignore[arg-type]
    return found


_TEXT = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "titleFontSize": 12}

THEME: Mapping[str, Any] = {
    "font": FONT,
    "customFormatTypes": True,
    "aria": True,
    "view": {"stroke": None},
    "axis": {
        **_TEXT,
        "labelColor": colour("muted"),
        "titleColor": colour("muted"),
        "titleFontWeight": "normal",
        "domainColor": colour("line-strong"),
        "tickColor": colour("line-strong"),
        "gridColor": colour("line"),
        "labelPadding": 6,
        "titlePadding": 10,
        "tickSize": 4,
        "labelLimit": 180,
    },
    "axisY": {"domain": False, "ticks": False},
    "axisX": {"grid": False},
    "legend": {
        **_TEXT,
        "labelColor": colour("ink"),
        "titleColor": colour("muted"),
        "titleFontWeight": "normal",
        "orient": "top",
        "direction": "horizontal",
        "symbolType": "circle",
        "symbolSize": 80,
        "symbolOpacity": 1,
        "labelLimit": 240,
        "offset": 8,
        "rowPadding": 5,
        "columnPadding": 16,
    },
    "header": {**_TEXT, "labelColor": colour("ink"), "titleColor": colour("muted")},
    "title": {"font": FONT, "color": colour("ink"), "anchor": "start", "fontSize": 13},
    "text": {"font": FONT, "fontSize": 12, "color": colour("ink")},
    "bar": {"color": colour("accent")},
    "line": {"color": colour("accent"), "strokeWidth": 2},
    "point": {"color": colour("accent"), "filled": True, "size": 50},
    "circle": {"color": colour("accent")},
    "tick": {"color": colour("accent")},
    "rule": {"color": colour("line-strong")},
    "range": {"category": [colour(name) for name in SERIES]},
    "numberFormat": ",",
}
"""How charts look."""
