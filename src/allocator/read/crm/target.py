"""How much, and when: the horizon, the last twelve months, the levers' shares, the season."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from allocator.domain.calendar import Horizon, add_months
from allocator.domain.lever import LEVERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.domain.parameters import Floats

YEAR = 12
SEASONS = 24
"""Months of closings from which a season can be told from chance: each month twice."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user decides about the plan; everything has a default.

    Attributes
    ----------
    growth_rate : growth, as a share of what the last twelve months won
    start : first day; None is the first day of the month after the last close
    whole : the levers carry all bookings; else last year's are the baseline and they carry growth
    currency : None is the export's own, else USD
    """

    growth_rate: float = 0.10
    start: date | None = None
    periods: int = 4
    frequency: Literal["month", "quarter"] = "quarter"
    currency: str | None = None
    name: str = "from-crm"
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """What the history says about the horizon.

    Attributes
    ----------
    months : months of the last twelve before the horizon that have closings to look at
    factor : money of these months -> money of the horizon
    recent : (deals,) which deals closed in those months
    won : money won in them, scaled to the horizon
    split : share of each lever in that money, in the order of `LEVERS`, only those above zero
    season : share of each period; None where it is even
    """

    horizon: Horizon
    months: int
    factor: float
    recent: pd.Series
    won: float
    split: Mapping[str, float]
    season: Floats | None


def size(deals: pd.DataFrame, choices: Choices) -> Size:
    """Size the plan by the closed deals: columns state, closed, value, lever."""
    closed = deals[deals["state"] != "open"]
    last = closed["closed"].max()
    start = choices.start or add_months(last.date().replace(day=1), 1)
    horizon = Horizon(start, choices.periods, choices.frequency)
    # An export that ends long before the horizon is judged by its own last year.
    end = min(start, add_months(last.date().replace(day=1), 1))
    begin = add_months(end, -YEAR)
    first = max(closed["closed"].min().date().replace(day=1), begin)
    months = (end.year - first.year) * YEAR + end.month - first.month
    recent = (deals["state"] != "open") & (deals["closed"] >= pd.Timestamp(begin))
    recent &= deals["closed"] < pd.Timestamp(end)
    factor = horizon.periods * horizon.months_per_period / max(months, 1)
    won = deals[recent & (deals["state"] == "won")]
    by_lever = won.groupby("lever")["value"].sum()
    total = float(by_lever.sum())
    split = {v: float(by_lever[v]) / total for v in LEVERS if by_lever.get(v, 0.0) > 0}
    return Size(
        horizon, months, factor, recent, total * factor, split, _season(deals, horizon, end)
    )


def _season(deals: pd.DataFrame, horizon: Horizon, end: date) -> Floats | None:
    """Give the share of each period in the money won in the same months of whole years."""
    won = deals[deals["state"] == "won"]
    first = won["closed"].min().date().replace(day=1)
    months = (end.year - first.year) * YEAR + end.month - first.month
    step = horizon.months_per_period
    if months < SEASONS or horizon.periods * step != YEAR:
        return None
    years = months // YEAR
    kept = won[(won["closed"] >= pd.Timestamp(add_months(end, -years * YEAR)))]
    place = (kept["closed"].dt.month.to_numpy() - horizon.start.month) % YEAR // step
    money = np.bincount(place, kept["value"].to_numpy(), horizon.periods)
    shares = np.round(money / money.sum(), 4)
    shares[-1] = 1.0 - shares[:-1].sum()
    return np.asarray(np.round(shares, 4))
