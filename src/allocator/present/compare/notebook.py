"""A comparison as a notebook shows it: the answer, the measures, what each cause did."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from allocator.present.compare.tables import measure_sections
from allocator.present.compare.words import answer, arrows, doubt, figure, named
from allocator.present.notebook import STYLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.compare.comparison import Comparison


def html(comparison: Comparison) -> str:
    """Give a fragment of HTML; every text of the plans is escaped."""
    lead = " ".join(answer(comparison))
    parts = [f"<h4>{escape(lead)}</h4>"]
    warning = doubt(comparison)
    if warning:
        parts.append(f"<p><strong>{escape(warning)}</strong></p>")
    heads = ["", *(named(side) for side in comparison.sides)]
    lines = [line for _, own in measure_sections(comparison) for line in own]
    parts.append(_table(heads, [[line.title, *(c.text for c in line.cells)] for line in lines]))
    found = comparison.attribution
    if found is not None:
        rows = [
            [
                arrows(cause.title),
                figure(float(found.company["assigned"].iloc[at]), "money", sign=True),
                figure(float(found.company["expected_bookings"].iloc[at]), "money", sign=True),
            ]
            for at, cause in enumerate(found.causes)
        ]
        parts.append(f"<p>{escape(found.note)}</p>")
        parts.append(_table(["Cause", "Assigned", "Expected bookings"], rows))
    parts += [f"<p class='quiet'>{escape(f'{p}: {why}')}</p>" for p, why in comparison.left_out]
    return f'<div class="allocator"><style>{STYLE}</style>{"".join(parts)}</div>'


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(
        f"<th{' class=n' * bool(at)}>{escape(head)}</th>" for at, head in enumerate(heads)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{' class=n' * bool(at)}>{escape(cell)}</td>" for at, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
