"""The horizon: a run of whole months or quarters, and its days."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt

MONTHS_OF = {"month": 1, "quarter": 3}


def add_months(day: date, months: int) -> date:
    """Give the same day of a later month, or that month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Horizon:
    """The time that a plan covers.

    Attributes
    ----------
    start : first day
    periods : number of periods
    frequency : ``month`` or ``quarter``

    >>> h = Horizon(date(2027, 1, 1), 4, "quarter")
    >>> h.ids
    ('2027-01-01', '2027-04-01', '2027-07-01', '2027-10-01')
    >>> h.end, h.days
    (datetime.date(2027, 12, 31), 365)
    """

    start: date
    periods: int
    frequency: Literal["month", "quarter"]

    @property
    def months_per_period(self) -> int:
        """Months in one period."""
        return MONTHS_OF[self.frequency]

    @property
    def months(self) -> int:
        """Number of months."""
        return self.periods * self.months_per_period

    @property
    def starts(self) -> tuple[date, ...]:
        """First day of each period."""
        step = self.months_per_period
        return tuple(add_months(self.start, p * step) for p in range(self.periods))

    @property
    def ids(self) -> tuple[str, ...]:
        """Id of each period: its first day."""
        return tuple(day.isoformat() for day in self.starts)

    @property
    def end(self) -> date:
        """Last day."""
        return add_months(self.start, self.periods * self.months_per_period) - timedelta(days=1)

    @property
    def days(self) -> int:
        """Number of days, both ends included."""
        return (self.end - self.start).days + 1

    @property
    def all_days(self) -> npt.NDArray[np.datetime64]:
        """Every day of the horizon, as datetime64[D]."""
        first = np.datetime64(self.start, "D")
        return np.asarray(first + np.arange(self.days))

    @property
    def period_of_day(self) -> npt.NDArray[np.int64]:
        """Index of the period of each day."""
        edges = np.array([(day - self.start).days for day in self.starts])
        return np.asarray(np.searchsorted(edges, np.arange(self.days), side="right") - 1)

    @property
    def days_per_period(self) -> npt.NDArray[np.int64]:
        """Number of days of each period."""
        return np.bincount(self.period_of_day, minlength=self.periods)
