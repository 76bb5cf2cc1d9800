"""What a section of the report adds to the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from allocator.present.page.chart import Chart
from allocator.present.page.grid import Grid

NAMED = 8
"""Ids that are named where a reason has more."""


@dataclass(frozen=True, slots=True)
class Section:
    """Values for the template, and what stands in the page by name."""

    values: Mapping[str, Any] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    grids: Mapping[str, Grid] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


def grouped(reasons: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Group ids by the reason that each has: reason, the first ids, how many there are.

    >>> grouped({"ann": "ramping", "bob": "ramping"})
    [('ramping', 'ann, bob', 2)]
    """
    by_reason: dict[str, list[str]] = {}
    for name, why in reasons.items():
        by_reason.setdefault(why, []).append(name)
    return [
        (
            why,
            ", ".join(names[:NAMED])
            + (f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""),
            len(names),
        )
        for why, names in by_reason.items()
    ]


def joined(sections: Iterable[Section]) -> Section:
    """Put sections together; each has names of its own."""
    values: dict[str, Any] = {}
    charts: dict[str, Chart] = {}
    grids: dict[str, Grid] = {}
    data: dict[str, Any] = {}
    for section in sections:
        values |= section.values
        charts |= section.charts
        grids |= section.grids
        data |= section.data
    return Section(values, charts, grids, data)
