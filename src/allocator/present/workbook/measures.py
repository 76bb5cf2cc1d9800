"""A table of measures: a row each, plans or splits beside one another, every row in its format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from allocator.present.workbook.style import BAND, GREEN

if TYPE_CHECKING:
    from allocator.present.workbook.book import Sheet
    from allocator.present.workbook.style import Kind

Measure = tuple[str, str, "Kind"]
"""Key in plan.json, words, and how it is written."""

MEASURES: tuple[Measure, ...] = (
    ("assigned_share", "Share of the target assigned", "percent"),
    ("expected_bookings", "Expected bookings", "money"),
    ("expected_attainers", "Reps expected to attain", "ratio"),
    ("company_probability", "Probability that the company attains", "probability"),
    ("largest_stretch", "Largest stretch", "ratio"),
    ("capacity_use", "Selling hours used", "percent"),
    ("worst_load_deviation", "Furthest from the peers' load", "percent"),
    ("mean_load_deviation", "Mean distance from the peers' load, worst group", "percent"),
    ("share_inside_band", "Reps inside the fairness band", "percent"),
    ("gini_of_load", "Gini of load", "ratio"),
    ("largest_change", "Largest change against prior quota", "percent"),
    ("median_change", "Median change against prior quota", "percent"),
    ("quota_to_ote_min", "Least quota to on-target earnings", "ratio"),
    ("quota_to_ote_max", "Greatest quota to on-target earnings", "ratio"),
)


def worst(measure: float | Mapping[str, float | None] | None) -> float | None:
    """Give a measure; of one that is given by peer group, the largest.

    >>> worst({"a": 0.1, "b": None}), worst(2.0), worst(None)
    (0.1, 2.0, None)
    """
    if not isinstance(measure, Mapping):
        return measure
    return max((value for value in measure.values() if value is not None), default=None)


def measure_table(
    sheet: Sheet,
    heads: Sequence[str],
    rows: Sequence[tuple[str, Kind, Sequence[Any]]],
    *,
    better: Sequence[str] = (),
    width: float = 15.0,
) -> None:
    """Write measures at the sheet's next free row, and move below them.

    Parameters
    ----------
    heads : of the columns behind the first
    rows : words, how the figures are written, and one figure for each head
    better : of each row ``higher``, ``lower`` or empty: the best figure is marked where they differ
    """
    styles, inner = sheet.book.styles, sheet.inner
    inner.set_row(sheet.row, 18.0)
    inner.write_string(sheet.row, 0, "Measure", styles.head(text=True, inner=False))
    for place, head in enumerate(heads, 1):
        inner.write_string(sheet.row, place, head, styles.head(text=False, inner=True))
        sheet.widen(place, width)
    first = sheet.row + 1
    for row, (words, kind, figures) in enumerate(rows, first):
        best = _best(figures, better[row - first] if better else "")
        shade = {"bg_color": BAND} if (row - first) % 2 else {}
        inner.write_string(row, 0, words, styles.cell("text", **shade))
        for place, figure in enumerate(figures, 1):
            marked = best is not None and figure == best
            look = {"bold": True, "font_color": GREEN} if marked else {}
            shown = styles.cell(kind, **shade, **look)
            if figure is None or figure != figure:  # noqa: PLR0124 - NaN differs from itself
                inner.write_blank(row, place, None, shown)
            else:
                inner.write_number(row, place, figure, shown)
    sheet.row = first + len(rows)


def _best(figures: Sequence[Any], better: str) -> float | None:
    """Give the best of some figures, None where they are all alike or neither is better."""
    known = [each for each in figures if each is not None and each == each]  # noqa: PLR0124 - NaN
    if better == "" or len({f"{each:.6g}" for each in known}) < 2:  # noqa: PLR2004 - two differ
        return None
    return float(max(known) if better == "higher" else min(known))
