"""A frontier as a notebook shows it: the answer, the curve as a small drawing, and every point."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from allocator.compare.measured import MEASURES
from allocator.present.frontier.words import (
    STATUS,
    figure,
    flat,
    lead,
    moving,
    names,
    setting,
    title,
)
from allocator.present.notebook import STYLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from allocator.compare.frontier import Frontier, Point

SHOWN = 40
"""Points that are listed."""
WIDTH, HEIGHT, EDGE, FOOT = 560, 240, 70, 30


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
    x = EDGE + _scaled(across) * (WIDTH - 2 * EDGE)
    y = HEIGHT - FOOT - _scaled(up) * (HEIGHT - 2 * FOOT)
    on = np.array([point.number in frontier.efficient for point in frontier.points])
    order = np.flatnonzero(on)[np.argsort(across[on], kind="stable")]
    line = " ".join(f"{x[at]:.1f},{y[at]:.1f}" for at in order)
    marks = [f'<polyline points="{line}" fill="none" stroke="#2a6fbb" opacity=".6"/>']
    said = names(frontier)
    for at, point in enumerate(frontier.points):
        if np.isfinite(across[at]) and np.isfinite(up[at]):
            marks.append(_mark(frontier, point, said.get(point.number, ""), (x[at], y[at])))
    axes = f"{MEASURES[gain].title} (up) against {MEASURES[cost].title}"
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{escape(axes)}">{"".join(marks)}'
        f'<text x="{EDGE}" y="{HEIGHT - 4}" font-size="11" fill="currentColor">'
        f"{escape(axes)}</text></svg>"
    )


def _mark(frontier: Frontier, point: Point, name: str, at: tuple[float, float]) -> str:
    """Draw one point with its settings; a ring is the knee, a pale dot is beaten."""
    (x, y), on = at, point.number in frontier.efficient
    dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{"#2a6fbb" if on else "#9aa8b5"}"/>'
    if point is frontier.knee:
        dot += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="none" stroke="#bb6f0a"/>'
    if not on or not name:
        return dot
    return (
        f'{dot}<text x="{x:.1f}" y="{y - 11:.1f}" font-size="11" text-anchor="middle" '
        f'fill="currentColor">{escape(name)}</text>'
    )


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
    return f"<table><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>{rest}"


def _row(frontier: Frontier, point: Point, keys: list[str]) -> str:
    status = STATUS[point.status] + (", knee" if point is frontier.knee else "")
    lead_cells = "".join(f"<td>{escape(cell)}</td>" for cell in (*point.settings, status))
    if not point.certified:
        return f'<tr>{lead_cells}<td colspan="{len(keys)}">{escape(point.reason)}</td></tr>'
    cells = "".join(f'<td class="n">{figure(key, point.measures.get(key))}</td>' for key in keys)
    return f"<tr>{lead_cells}{cells}</tr>"
