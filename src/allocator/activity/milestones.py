"""Milestones: a quota by month, in published units, and what is to be reached by its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.calendar import add_months
from allocator.publish.money import apportion, money_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.calendar import Horizon


@dataclass(frozen=True, slots=True)
class Milestone:
    """A month.

    Attributes
    ----------
    month : its first day
    money, reached : of the month, and from the horizon's start to its end
    closes : whether a period ends with it
    """

    month: date
    money: float
    reached: float
    closes: bool


def milestones(
    quota: Sequence[float],
    horizon: Horizon,
    unit: float,
    first: date | None = None,
    last: date | None = None,
) -> tuple[Milestone, ...]:
    """Spread each period's quota over its months by the days from `first` to `last`.

    Parameters
    ----------
    quota : money of each period
    unit : published unit; a period's months add up to its quota
    first, last : days between which the owner is there; None: always

    >>> from allocator.domain.calendar import Horizon
    >>> year = Horizon(date(2027, 1, 1), 1, "quarter")
    >>> [each.money for each in milestones([100.0], year, 1.0, first=date(2027, 2, 1))]
    [0.0, 47.0, 53.0]
    """
    made: list[Milestone] = []
    reached = 0.0
    for money, start in zip(quota, horizon.starts, strict=True):
        months = [add_months(start, number) for number in range(horizon.months_per_period)]
        days = np.array([_days(month, first, last) for month in months], float)
        if not days.any():
            days[:] = 1.0
        parts = money_of(apportion(days, round(money / unit)), unit)
        # a quota that people fixed may be no multiple of the unit: the last month carries the rest
        parts[int(np.flatnonzero(days)[-1])] += round(money - float(parts.sum()), 6)
        for number, (month, part) in enumerate(zip(months, parts.tolist(), strict=True)):
            own = round(part, 6)
            reached = round(reached + own, 6)
            made.append(Milestone(month, own, reached, closes=number == len(months) - 1))
    return tuple(made)


def _days(month: date, first: date | None, last: date | None) -> int:
    """Count the days of a month on which the owner is there."""
    begin, end = month, add_months(month, 1) - timedelta(days=1)
    if first is not None:
        begin = max(begin, first)
    if last is not None:
        end = min(end, last)
    return max((end - begin).days + 1, 0)
