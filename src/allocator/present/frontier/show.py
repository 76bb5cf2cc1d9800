"""A frontier as a notebook shows it: the answer, the curve as a small drawing, and every point."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from allocator.compare.measured import MEASURES
from allocator.present.frontier.words import (
    STATUS,
    figure,
    flat,
    lead,
    moving,
    names,
    sentence,
    setting,
    title,
)
from allocator.present.notebook import STYLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from allocator.compare.frontier import Frontier, Point

    Pair: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]

SHOWN = 40
"""Points that are listed."""
WIDTH, HEIGHT = 640, 280
HEAD, FOOT, EDGE, SIDE = 22, 42, 96, 50
"""Room above, below, left and right of the curve, in the drawing's units."""


def show(frontier: Frontier) -> str:
    """Give a fragment of HTML without scripts; every text is escaped."""
    parts = [f"<h4>{escape(title(frontier))}</h4>", f"<p>{escape(lead(frontier))}</p>"]
    if frontier.efficient:
        parts.append(_drawn(frontier))
    parts.append(_table(frontier))
    return f'<div class="allocator"><style>{STYLE}</style>{"".join(parts)}</div>'


def _drawn(frontier: Frontier) -> str:
    """Draw the points by the two measures of the trade-off."""
    cost, gain = frontier.between
    across, up = (frontier.values(key) for key in (cost, gain))
    x = EDGE + 10 + _scaled(across) * (WIDTH - EDGE - SIDE - 10)
    y = HEIGHT - FOOT - HEAD - _scaled(up) * (HEIGHT - FOOT - 3 * HEAD)
    on = np.array([point.number in frontier.efficient for point in frontier.points])
    order = np.flatnonzero(on)[np.argsort(across[on], kind="stable")]
    line = " ".join(f"{x[at]:.1f},{y[at]:.1f}" for at in order)
    marks = [f'<polyline points="{line}" fill="none" stroke="#2a6fbb" opacity=".6"/>']
    said = names(frontier)
    for at, point in enumerate(frontier.points):
        if np.isfinite(across[at]) and np.isfinite(up[at]):
            marks.append(_mark(frontier, point, said.get(point.number, ""), (x[at], y[at])))
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{escape(f"{MEASURES[gain].title} against {MEASURES[cost].title}")}">'
        f"{_axes(frontier, (across, up), (x, y))}{''.join(marks)}</svg>"
    )


def _axes(frontier: Frontier, values: Pair, places: Pair) -> str:
    """Draw both axes, each with its name, its least and its greatest value."""
    cost, gain = frontier.between
    unit = f" ({frontier.currency})" if MEASURES[gain].unit == "money" else ""
    low, left = HEIGHT - FOOT - HEAD + 8, EDGE - 10
    drawn = [
        f'<path d="M{left} {HEAD}V{low + 14}H{WIDTH - SIDE + 10}" fill="none" stroke="#8888"/>',
        _said(left, 12, f"{sentence(MEASURES[gain].title)}{unit}", "start"),
        _said(WIDTH - SIDE + 10, HEIGHT - 6, sentence(MEASURES[cost].title), "end"),
    ]
    for at in _extremes(values[0]):
        text = figure(cost, float(values[0][at]))
        drawn.append(_said(float(places[0][at]), HEIGHT - 24, text, "middle"))
    for at in _extremes(values[1]):
        text = figure(gain, float(values[1][at]))
        drawn.append(_said(left - 6, float(places[1][at]) + 4, text, "end"))
    return "".join(drawn)


def _extremes(values: NDArray[np.float64]) -> list[int]:
    """Give the places of the least and the greatest value, once where they are equal."""
    least, most = int(np.nanargmin(values)), int(np.nanargmax(values))
    return [least] if values[least] == values[most] else [least, most]


def _said(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" text-anchor="{anchor}" '
        f'fill="currentColor">{escape(text)}</text>'
    )


def _mark(frontier: Frontier, point: Point, name: str, at: tuple[float, float]) -> str:
    """Draw one point with its settings; a ring is the knee, a pale dot is beaten."""
    (x, y), on = at, point.number in frontier.efficient
    dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{"#2a6fbb" if on else "#9aa8b5"}"/>'
    if point is frontier.knee:
        dot += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="none" stroke="#bb6f0a"/>'
    if not on or not name:
        return dot
    return dot + _said(x, y - 12, name, "middle")


def _scaled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put values on a scale from 0 to 1; one value alone is in the middle."""
    least, most = np.nanmin(values), np.nanmax(values)
    if most <= least:
        return np.full(len(values), 0.5)
    return np.asarray((values - least) / (most - least))


def _table(frontier: Frontier) -> str:
    """Tabulate the points with the measures that somebody knows."""
    keys = moving(frontier)
    heads = [*(setting(axis.path) for axis in frontier.axes), "plan"]
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    top += "".join(f'<th class="n">{escape(MEASURES[key].title)}</th>' for key in keys)
    rows = "".join(_row(frontier, point, keys) for point in frontier.points[:SHOWN])
    more = len(frontier.points) - SHOWN
    rest = f'<p class="quiet">and {more:,} more in table</p>' if more > 0 else ""
    if len(frontier.certified) > 1 and (same := flat(frontier)):
        rest += f'<p class="quiet">The same at every plan: {escape(", ".join(same))}.</p>'
    return (
        f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table></div>'
        f"{rest}"
    )


def _row(frontier: Frontier, point: Point, keys: list[str]) -> str:
    status = STATUS[point.status] + (", knee" if point is frontier.knee else "")
    lead_cells = "".join(f"<td>{escape(cell)}</td>" for cell in (*point.settings, status))
    if not point.certified:
        reason = f'<td class="said" colspan="{max(len(keys), 1)}">{escape(point.reason)}</td>'
        return f"<tr>{lead_cells}{reason}</tr>"
    cells = "".join(f'<td class="n">{figure(key, point.measures.get(key))}</td>' for key in keys)
    return f"<tr>{lead_cells}{cells}</tr>"
