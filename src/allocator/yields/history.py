"""History: the rows that count, and the plain means that are read from them.

Rows count whose `period` is empty or lies in the scenario's months before the horizon. Mean
cycle of a lever: `cycle_days` of the rows without stage, weighted by opportunities. Deal size of
a role and lever: `effort.deal_size`, else amount_won / wins of the lever's rows without stage,
else 0. Source: docs/formulation.md, "History window" and "Deal size".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.axes import Axis, Ints
from allocator.domain.calendar import add_months
from allocator.yields.columns import codes, days, numbers, says, texts, total
from allocator.yields.days import ALWAYS

if TYPE_CHECKING:
    from allocator.domain.parameters import Bools, Floats
    from allocator.domain.scenario import Scenario
    from allocator.yields.roster import Roster


@dataclass(frozen=True, slots=True)
class History:
    """The counted rows, in canonical order.

    Attributes
    ----------
    stages : axis of every stage that any table names
    rep, segment, lever : (n,) codes; rep -1 where the row has none, lever -1 outside the target
    stage : (n,) code, -1 for rows without stage
    opportunities, wins : (n,)
    amount_won, cycle_days : (n,) NaN where unknown
    """

    stages: Axis
    rep: Ints
    segment: Ints
    lever: Ints
    stage: Ints
    opportunities: Floats
    wins: Floats
    amount_won: Floats
    cycle_days: Floats

    @property
    def plain(self) -> Bools:
        """Rows without stage, of a lever of the target."""
        return np.asarray((self.stage < 0) & (self.lever >= 0))


_COLUMNS = tuple(name for name in History.__slots__ if name != "stages")


def history(scenario: Scenario, roster: Roster) -> History:
    """Read the rows that count."""
    table = scenario.tables["history"]
    first = scenario.horizon.start
    oldest = (add_months(first, -scenario.history_months) - first).days
    day = days(table, "period", first, -ALWAYS)
    table = table[(day == -ALWAYS) | ((day >= oldest) & (day < 0))]
    named = [texts(scenario.tables[name], "stage") for name in ("history", "pipeline", "stages")]
    stages = Axis.sorted(set().union(*named))
    found = History(
        stages,
        codes(roster.reps, table, "rep_id"),
        codes(roster.segments, table, "segment"),
        codes(roster.levers, table, "lever"),
        codes(stages, table, "stage"),
        np.nan_to_num(numbers(table, "opportunities")),
        np.nan_to_num(numbers(table, "wins")),
        numbers(table, "amount_won"),
        numbers(table, "cycle_days"),
    )
    # Every column takes part, so that rows of equal keys cannot swap and change a sum's last bit.
    columns = [getattr(found, name) for name in _COLUMNS]
    order = np.lexsort(columns[::-1])
    return replace(
        found, **{name: column[order] for name, column in zip(_COLUMNS, columns, strict=True)}
    )


def cycle_days(past: History, levers: int) -> Floats:
    """Mean cycle of each lever in days: (L,), NaN where unknown."""
    rows = past.plain & np.isfinite(past.cycle_days) & (past.opportunities > 0)
    weight = past.opportunities[rows]
    summed = total(past.lever[rows], weight * past.cycle_days[rows], levers)
    return _over(summed, total(past.lever[rows], weight, levers))


def stage_rates(scenario: Scenario, past: History) -> Floats:
    """Win rate of each stage: `stages`, else wins / opportunities, else NaN: (stages,)."""
    count = len(past.stages)
    rows = past.stage >= 0
    won = total(past.stage[rows], past.wins[rows], count)
    rates = _over(won, total(past.stage[rows], past.opportunities[rows], count))
    table = scenario.tables["stages"]
    given = numbers(table, "win_rate")
    stated = ~np.isnan(given)
    rates[codes(past.stages, table, "stage")[stated]] = given[stated]
    return rates


def usual_deal_size(past: History, levers: int) -> Floats:
    """Money of a won deal of each lever by history: (L,), 0 where unknown."""
    rows = past.plain & np.isfinite(past.amount_won) & (past.wins > 0)
    money = total(past.lever[rows], past.amount_won[rows], levers)
    return np.nan_to_num(_over(money, total(past.lever[rows], past.wins[rows], levers)))


def deal_size(scenario: Scenario, roster: Roster, usual: Floats) -> Floats:
    """Money of one deal by role and lever: (roles, L); `usual` (L,) where effort has none."""
    size = np.tile(usual, (len(roster.roles), 1))
    table = scenario.tables["effort"]
    lever = codes(roster.levers, table, "lever")
    given = numbers(table, "deal_size")
    stated = ~np.isnan(given) & (lever >= 0)
    size[codes(roster.role_axis, table, "role")[stated], lever[stated]] = given[stated]
    return size


def hours_per_opportunity(scenario: Scenario, roster: Roster) -> Floats:
    """Hours that one opportunity takes by role and lever: (roles, L), NaN without a row."""
    hours = np.full((len(roster.roles), len(roster.levers)), np.nan)
    table = scenario.tables["effort"]
    lever = codes(roster.levers, table, "lever")
    known = lever >= 0
    role = codes(roster.role_axis, table, "role")
    hours[role[known], lever[known]] = numbers(table, "hours_per_opportunity")[known]
    return hours


def segments_that_differ(scenario: Scenario, roster: Roster) -> list[str]:
    """Name the reps of whom a history row states another segment than theirs."""
    table = scenario.tables["history"]
    rep = codes(roster.reps, table, "rep_id")
    stated = says(table, "segment") & (rep >= 0)
    other = stated & (codes(roster.segments, table, "segment") != roster.segment[rep])
    return [str(name) for name in roster.reps.take(np.unique(rep[other]))]


def _over(amount: Floats, count: Floats) -> Floats:
    """Divide, NaN where there is nothing to divide by."""
    return np.divide(amount, count, out=np.full_like(amount, np.nan), where=count > 0)
