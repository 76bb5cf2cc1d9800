"""Native charts, all of one look: the bridge, bars by period, and the range of load by group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from allocator.present.workbook.style import (
    AMBER,
    FONT,
    INK,
    NAVY,
    PALE,
    QUIET,
    RULE,
    SERIES,
    TEAL,
)

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from allocator.present.workbook.book import Book
    from allocator.present.workbook.cells import Placed

LABEL = {"name": FONT, "size": 9, "color": INK}
WHITE_LABEL = {"name": FONT, "size": 8, "color": "#FFFFFF", "bold": True}
QUIET_LABEL = {"name": FONT, "size": 9, "color": QUIET}
TITLE = {"name": FONT, "size": 11, "bold": True, "color": NAVY}
STEPS = (1.0, 2.0, 2.5, 5.0)
"""Round numbers by which an axis may step, times a power of ten."""


def scaled(largest: float, zero: str = "0") -> str:
    """Give the number format that writes money of this size short.

    >>> scaled(3e7)
    '#,##0.0,,"M";-#,##0.0,,"M";0'
    """
    if largest >= 1e9:  # noqa: PLR2004 - a billion
        figure = '#,##0.0,,,"B"'
    elif largest >= 1e6:  # noqa: PLR2004 - a million
        figure = '#,##0.0,,"M"'
    elif largest >= 1e4:  # noqa: PLR2004 - ten thousand
        figure = '#,##0,"K"'
    else:
        figure = "#,##0"
    return f"{figure};-{figure};{zero}"


def axis_start(least: float, greatest: float) -> tuple[float, float]:
    """Give where the bridge's axis begins, and its step: round, and low enough to show the start.

    >>> axis_start(100e6, 130e6)
    (90000000.0, 10000000.0)
    """
    grown = greatest - least
    if grown <= 0 or least <= grown:
        return 0.0, 0.0
    rough = grown / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((each * power for each in STEPS if each * power >= rough), 10.0 * power)
    return max(0.0, math.floor((least - 0.3 * grown) / step) * step), step


def bridge(book: Book, data: Placed, least: float, greatest: float) -> Chart:
    """Draw the waterfall from the baseline through the levers to the target.

    Parameters
    ----------
    data : table with step, base (not drawn), whole, assigned, short, above
    least, greatest : baseline and target, money
    """
    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    start, step = axis_start(least, greatest)
    numbers = scaled(greatest, zero="")
    drawn: Sequence[tuple[str, str, dict[str, Any]]] = (
        ("base", "", {"fill": {"none": True}, "border": {"none": True}}),
        ("whole", "Revenue", {"fill": {"color": NAVY}}),
        ("assigned", "Assigned", {"fill": {"color": TEAL}}),
        ("short", "Short", {"fill": {"color": AMBER}}),
        ("above", "Assigned above the target", {"fill": {"color": RULE}}),
    )
    used = {"base", "whole", *(key for key, _, _ in drawn if data.sums.get(key))}
    for key, name, look in drawn:
        if key not in used:
            continue
        label = {"value": True, "num_format": numbers, "font": WHITE_LABEL}
        chart.add_series(
            {
                "name": name, "categories": data.charted("step"), "values": data.charted(key),
                "gap": 35, **look, **({} if key == "base" else {"data_labels": label}),
            }
        )  # fmt: skip
    _look(chart, "From baseline to target")
    begins = f"axis begins at {start:,.0f}" if start else ""
    axis = {"min": start, **({"major_unit": step} if step else {})}
    chart.set_y_axis(
        {
            **axis, "num_format": scaled(greatest),
            "num_font": QUIET_LABEL, "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": "#E3E8EC", "width": 0.75}},
            "name": begins, "name_font": {**QUIET_LABEL, "bold": False},
        }
    )  # fmt: skip
    chart.set_legend({"position": "bottom", "font": LABEL, "delete_series": [0]})
    return chart


def stacked(book: Book, data: Placed, title: str, names: Sequence[tuple[str, str]]) -> Chart:
    """Draw bars by period, a colour for each of the columns.

    Parameters
    ----------
    data : table with the column `period`
    names : key and name of each column drawn
    """
    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    for place, (key, name) in enumerate(names):
        chart.add_series(
            {
                "name": name, "categories": data.charted("period"), "values": data.charted(key),
                "fill": {"color": SERIES[place % len(SERIES)]}, "gap": 55,
            }
        )  # fmt: skip
    _look(chart, title)
    _plain_axis(chart, scaled(max(data.sums.get(key, 0.0) for key, _ in names)))
    return chart


def beside(
    book: Book,
    data: Placed,
    title: str,
    bars: Sequence[tuple[str, str]],
    lines: Sequence[tuple[str, str]] = (),
    number: str = "#,##0",
) -> Chart:
    """Draw bars beside one another by period, and marks above them."""
    chart = book.workbook.add_chart({"type": "column"})
    colours = (PALE, NAVY, TEAL)
    for place, (key, name) in enumerate(bars):
        chart.add_series(
            {
                "name": name, "categories": data.charted("period"), "values": data.charted(key),
                "fill": {"color": colours[place]}, "gap": 60, "overlap": -5,
            }
        )  # fmt: skip
    if lines:
        over = book.workbook.add_chart({"type": "line"})
        for key, name in lines:
            over.add_series(
                {
                    "name": name, "categories": data.charted("period"),
                    "values": data.charted(key), "line": {"color": AMBER, "width": 2.25},
                    "marker": {"type": "circle", "size": 7, "fill": {"color": AMBER},
                               "border": {"color": "#FFFFFF"}},
                }
            )  # fmt: skip
        chart.combine(over)
    _look(chart, title)
    _plain_axis(chart, number)
    return chart


def columns(
    book: Book,
    data: Placed,
    title: str,
    bars: Sequence[tuple[str, str]],
    largest: float,
    *,
    losses: bool = False,
) -> Chart:
    """Draw bars beside one another, one for each row and column.

    Parameters
    ----------
    data : table with the column `period`, which names the rows
    largest : of all figures drawn, money
    losses : whether some point down
    """
    chart = book.workbook.add_chart({"type": "column"})
    for (key, name), colour in zip(bars, (TEAL, AMBER), strict=True):
        chart.add_series(
            {
                "name": name, "categories": data.charted("period"), "values": data.charted(key),
                "fill": {"color": colour}, "gap": 70, "overlap": 0,
            }
        )  # fmt: skip
    _look(chart, title, label_position="low")
    # bars begin at zero, also where all are about alike
    _plain_axis(chart, scaled(largest), **({} if losses else {"min": 0.0}))
    return chart


def ranges(
    book: Book, data: Placed, title: str, least: float, greatest: float, *, names: str
) -> Chart:
    """Draw the range of loads in each peer group, and the load of the group in it.

    Parameters
    ----------
    data : table with low, spread, load
    least, greatest : of all loads drawn
    names : the column that names the groups
    """
    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    spread = {"fill": {"color": PALE}, "border": {"color": RULE}}
    unseen = {"fill": {"none": True}, "border": {"none": True}}
    for key, name, look in (
        ("low", "Least load", unseen),
        ("spread", "Loads of its reps, from least to greatest", spread),
    ):
        chart.add_series(
            {
                "name": name, "categories": data.charted(names), "values": data.charted(key),
                "gap": 180, **look,
            }
        )  # fmt: skip
    middle = book.workbook.add_chart({"type": "line"})
    marker = {"type": "diamond", "size": 9, "fill": {"color": NAVY}, "border": {"color": NAVY}}
    shown = {"value": True, "position": "right", "num_format": "0.00"}
    middle.add_series(
        {
            "name": "Load of the group", "categories": data.charted(names),
            "values": data.charted("load"), "line": {"none": True}, "marker": marker,
            "data_labels": {**shown, "font": LABEL},
        }
    )  # fmt: skip
    chart.combine(middle)
    _look(chart, title)
    chart.set_legend({"position": "bottom", "font": LABEL, "delete_series": [0]})
    low, high = math.floor(least * 10 - 0.5) / 10, math.ceil(greatest * 10 + 0.5) / 10
    _plain_axis(chart, "0.00", min=max(0.0, low), max=high)
    return chart


def _plain_axis(chart: Chart, number: str, **more: float) -> None:
    chart.set_y_axis(
        {
            **more, "num_format": number, "num_font": QUIET_LABEL, "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": "#E3E8EC", "width": 0.75}},
        }
    )  # fmt: skip


def _look(chart: Chart, title: str, **axis: str) -> None:
    """Give a chart the look that all share."""
    chart.set_title({"name": title, "name_font": TITLE, "overlay": False})
    names = {**LABEL, "size": 8, "rotation": 360}
    chart.set_x_axis(
        {"num_font": names, "line": {"color": RULE}, "major_tick_mark": "none", **axis}
    )
    chart.set_legend({"position": "bottom", "font": LABEL})
    chart.set_chartarea({"border": {"color": "#E3E8EC"}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"none": True}})
