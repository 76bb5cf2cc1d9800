"""Figures of letters: what stands in several of them, written once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.present.page.figures import money, number, percent, period, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from allocator.domain.calendar import Horizon
    from allocator.domain.explanation import Line
    from allocator.domain.parameters import Floats
    from allocator.engine.letters import Facts

CENT = Decimal("0.01")
ABBREVIATED = 3
FINE = 6
"""Decimals behind which a sum of published money is what adding floats leaves."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Money by row and period, with its sums.

    Attributes
    ----------
    heads : of the periods
    rows : (name, money of each period, sum)
    sums, whole : of each period, and of all
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float, ...], float], ...]
    sums: tuple[float, ...]
    whole: float


def grid(facts: Facts, by_lever: Floats) -> Grid:
    """Lay (L, P) money out; levers without any are left out."""
    kept = np.flatnonzero(by_lever.sum(axis=1) > 0).tolist()
    rows = tuple(
        (
            words(facts.data.levers.labels[lever]),
            tuple(tidy(by_lever[lever])),
            tidy(by_lever[lever].sum()),
        )
        for lever in kept
    )
    return Grid(heads(facts), rows, tuple(tidy(by_lever.sum(axis=0))), tidy(by_lever.sum()))


def heads(facts: Facts) -> tuple[str, ...]:
    """Name the periods."""
    horizon = facts.scenario.horizon
    return tuple(period(first, horizon.frequency) for first in horizon.ids)


def role(name: str) -> str:
    """Write a role's name; three letters and less are an abbreviation.

    >>> role("account_executive"), role("sdr")
    ('Account executive', 'SDR')
    """
    return name.upper() if len(name) <= ABBREVIATED else words(name).capitalize()


def tidy(value: Any) -> Any:
    """Drop what adding floats leaves behind published money."""
    return (np.round(value, FINE) + 0.0).tolist()


def span(horizon: Horizon) -> str:
    """Write the horizon: ``1 Jan 2027 to 31 Dec 2027``.

    >>> from datetime import date
    >>> from allocator.domain.calendar import Horizon
    >>> span(Horizon(date(2027, 1, 1), 4, "quarter"))
    '1 January to 31 December 2027'
    """
    first, last = horizon.start, horizon.end
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {first:%B}{year} to {last.day} {last:%B} {last.year}"


def cents(value: float) -> Decimal:
    """Round money to what is printed of it."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def split(target: float, yours: float, everybody: float) -> tuple[Decimal, ...]:
    """Give what is printed of a fair share: the three figures, and what they make.

    The share is made of the printed figures, so that whoever computes it again finds it to the
    last digit; it is within a cent of the exact one.

    >>> [str(part) for part in split(1000.0, 2.0, 3.0)]
    ['1000.00', '2.00', '3.00', '666.67']
    """
    parts = [cents(value) for value in (target, yours, everybody)]
    share = parts[0] * parts[1] / parts[2] if parts[2] else Decimal(0)
    return *parts, share.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the path with its bar: `begin` and `width` in per cent of the drawing."""

    title: str
    sentence: str
    money: float
    begin: float
    width: float
    kind: str


def steps(lines: Sequence[Line]) -> tuple[Step, ...]:
    """Draw the path from fair share to quota; steps without money are left out."""
    marks = [0.0]
    for line in lines:
        marks.append(marks[-1] + line.money)
    high = max([*marks, 1.0])
    low = min([*marks, 0.0])
    made = []
    for number_, line in enumerate(lines):
        if number_ and not line.money:
            continue
        begin, end = sorted((marks[number_], marks[number_ + 1]))
        scale = 100.0 / (high - low)
        kind = "whole" if not number_ else "more" if line.money > 0 else "less"
        made.append(
            Step(line.title, line.sentence, line.money, round((begin - low) * scale, 2),
                 max(round((end - begin) * scale, 2), 0.4), kind)
        )  # fmt: skip
    return tuple(made)


def goal(row: dict[Any, Any], currency: str) -> dict[str, Any]:
    """Give an objective as a letter writes it."""
    unit = str(row["unit"])
    return {
        **{str(key): value for key, value in row.items()},
        "title": words(str(row["name"])),
        "from": _of_unit(row["from"], unit, currency),
        "to": _of_unit(row["to"], unit, currency),
    }


def _of_unit(value: float, unit: str, currency: str) -> str:
    """Write a figure of an objective.

    >>> _of_unit(0.21, "share", "USD").replace(chr(160), " "), _of_unit(14.2, "per week", "USD")
    ('21.0 %', '14.2 per week')
    """
    if unit == "share":
        return percent(value)
    if not np.isfinite(value):
        return number(None)
    if unit == currency:
        return money(round(value), currency)
    text = number(value, 0 if unit.startswith(currency) else 1)
    return f"{text} {unit}"


def initiatives(table: pd.DataFrame, owner: str) -> list[dict[str, Any]]:
    """Give the initiatives of a node: dates and whole amount."""
    mine = table[table["owner_id"] == owner]
    by = mine.groupby(["initiative", "lever"], sort=False)
    return [
        {
            "title": title,
            "lever": words(str(lever)),
            "start": rows["start"].min(),
            "end": rows["end"].max(),
            "amount": tidy(rows["amount"].sum()),
        }
        for (title, lever), rows in by
    ]
