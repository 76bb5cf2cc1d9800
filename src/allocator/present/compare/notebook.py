"""A comparison as a notebook shows it: the answer, the measures, what each cause did."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from allocator.present.compare.tables import measure_sections
from allocator.present.compare.words import answer, arrows, doubt, figure, named
from allocator.present.notebook import STYLE, table

if TYPE_CHECKING:
    from allocator.compare.comparison import Comparison


def html(comparison: Comparison) -> str:
    """Give a fragment of HTML; every text of the plans is escaped."""
    lead = " ".join(answer(comparison))
    parts = [f"<h4>{escape(lead)}</h4>"]
    warning = doubt(comparison)
    if warning:
        parts.append(f"<p><strong>{escape(warning)}</strong></p>")
    heads = [("", False), *((named(side), True) for side in comparison.sides)]
    lines = [
        row
        for section, own in measure_sections(comparison)
        for row in ([section], *([line.title, *(c.text for c in line.cells)] for line in own))
    ]
    parts.append(table("", heads, lines))
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
        heads = [(f"cause ({comparison.currency})", False), ("assigned", True)]
        parts.append(table("What did it", [*heads, ("expected bookings", True)], rows))
        parts.append(f'<p class="quiet">{escape(found.note)}</p>')
    parts += [f'<p class="quiet">{escape(f"{p}: {why}")}</p>' for p, why in comparison.left_out]
    return f'<div class="allocator"><style>{STYLE}</style>{"".join(parts)}</div>'
