"""Initiatives: a lever's amount broken into missions with an owner and dates, phased by period.

    amount[i,p] = amount[i] x season[l,p] x days of i in p / days of p   (scaled to amount[i])

in published units by largest remainder. What no initiative of a lever covers stands beside them
as a row of its own, owned by the root for the whole horizon, so that the rows of a lever add up to
its amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.domain.plan import COLUMNS
from allocator.publish.money import apportion, money_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from allocator.domain.axes import Ints
    from allocator.domain.lever import LeverTarget
    from allocator.domain.parameters import Floats
    from allocator.domain.scenario import Scenario

REST = "(no initiative)"
"""Title of what no initiative of a lever covers."""


@dataclass(frozen=True, slots=True)
class Mission:
    """An initiative: its owner node, dates and money."""

    title: str
    lever: str
    owner: str
    start: date
    end: date
    metric: str
    amount: float


def missions(scenario: Scenario, root: str) -> tuple[Mission, ...]:
    """Give the initiatives of every lever that has any, and behind them what is left of it.

    Parameters
    ----------
    root : id of the hierarchy's root, the owner where none is named
    """
    horizon, unit = scenario.horizon, scenario.policy.unit
    made: list[Mission] = []
    for target in scenario.levers:
        own = [entry for entry in scenario.initiatives if entry["lever"] == target.lever]
        if not own:
            continue
        money, left = _amounts(own, target, unit)
        for entry, amount in zip(own, money, strict=True):
            first = date.fromisoformat(entry.get("start", str(horizon.start)))
            last = date.fromisoformat(entry.get("end", str(horizon.end)))
            made.append(
                Mission(
                    entry["title"],
                    target.lever,
                    entry.get("owner_node") or root,
                    max(first, horizon.start),
                    min(last, horizon.end),
                    entry.get("metric", ""),
                    amount,
                )
            )
        if left > 0:
            made.append(Mission(REST, target.lever, root, horizon.start, horizon.end, "", left))
    return tuple(made)


def _amounts(
    entries: Sequence[Mapping[str, Any]], target: LeverTarget, unit: float
) -> tuple[list[float], float]:
    """Give the money of each initiative in whole units, and what is left of the lever."""
    wanted = np.array(
        [entry.get("share", 0.0) * target.amount + entry.get("amount", 0.0) for entry in entries]
    )
    whole = int(np.floor(np.round(target.amount / unit, 4)))
    given = min(round(float(wanted.sum()) / unit), whole)
    units = apportion(wanted, given)
    money = money_of(units, unit)
    # the whole lever, not its whole units alone: its last row carries what is under a unit
    left = round(target.amount - float(money.sum()), 6)
    if left < unit and len(money):
        money[int(np.argmax(money))] += left
        left = 0.0
    return money.tolist(), left


def initiatives(scenario: Scenario, root: str) -> pd.DataFrame:
    """Give the table initiatives.csv: a row per initiative and period, clipped to both."""
    rows = [row for mission in missions(scenario, root) for row in _phased(scenario, mission)]
    names = list(COLUMNS["initiatives"])
    text = {name: "str" for name in names if name != "amount"}
    return pd.DataFrame(rows, columns=names).astype({**text, "amount": np.float64})


def _phased(scenario: Scenario, mission: Mission) -> list[tuple[str, str, str, str, str, float]]:
    """Spread one mission over the periods that its dates touch."""
    horizon, unit = scenario.horizon, scenario.policy.unit
    days = horizon.all_days
    inside = (days >= np.datetime64(mission.start, "D")) & (days <= np.datetime64(mission.end, "D"))
    period = horizon.period_of_day
    touched: Ints = np.bincount(period[inside], minlength=horizon.periods)
    season = next(each.season for each in scenario.levers if each.lever == mission.lever)
    weight: Floats = np.array(season) * touched / horizon.days_per_period
    if not weight.any():
        weight = touched.astype(float)
    units = apportion(weight, int(np.floor(np.round(mission.amount / unit, 4))))
    money = money_of(units, unit)
    money[int(np.argmax(weight))] += round(mission.amount - float(money.sum()), 6)
    found = []
    for p in np.flatnonzero(touched).tolist():
        own = days[inside & (period == p)]
        found.append(
            (
                mission.title,
                mission.lever,
                mission.owner,
                str(own[0]),
                str(own[-1]),
                round(float(money[p]), 6),
            )
        )
    return found
