"""Words for what the reader should know: one warning for many rows, with counts and examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.axes import Axis, Ints
    from allocator.domain.parameters import Floats

SHOWN = 10
"""How many examples a warning spells out before it counts the rest."""


def examples(names: Sequence[str]) -> str:
    """Spell out the first names and count the rest.

    >>> examples(["a", "b"])
    'a, b'
    """
    shown = ", ".join(names[:SHOWN])
    return shown + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")


def money(amount: float) -> str:
    """Show money in whole units."""
    return f"{amount:,.0f}"


def warning(code: str, what: str, table: str = "", column: str = "", fix: str = "") -> Problem:
    """Make a warning; `table` stands where an error has its file."""
    return Problem(code, what, file=table, pointer=column, fix=fix, severity="warning")


def by_place(
    territory: Ints, period: Ints, amount: Floats, territories: Axis, periods: Axis
) -> str:
    """Spell out money by territory and period, the largest first.

    `territory`, `period` and `amount` are entries (n,); entries of one place add up.
    """
    sums = np.zeros(len(territories) * len(periods))
    np.add.at(sums, territory * len(periods) + period, amount)
    places = np.flatnonzero(sums > 0)
    ranked = places[np.argsort(-sums[places], kind="stable")]
    words = []
    for place in ranked[:SHOWN].tolist():
        t, p = divmod(place, len(periods))
        words.append(f"{territories.labels[t]} {periods.labels[p]} {money(float(sums[place]))}")
    rest = ranked[SHOWN:]
    if len(rest):
        words.append(f"{len(rest):,} more {money(float(sums[rest].sum()))}")
    return "; ".join(words)
