"""What the tables say of each rep: deals, cycles, money won, costs, forecasts.

Rows count as in docs/formulation.md, "History window"; rows without a rep say nothing of anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.calendar import add_months
from allocator.yields.columns import codes, days, numbers
from allocator.yields.days import ALWAYS
from allocator.yields.history import history

if TYPE_CHECKING:
    import pandas as pd

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats, Parameters
    from allocator.domain.scenario import Scenario
    from allocator.yields.roster import Roster

MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True)
class Record:
    """Sums of the past; 0 where nothing is known.

    Attributes
    ----------
    won, deals : (R, L) money of won deals whose money is known, and their number
    cycle, cycle_weight : (R, L) days x opportunities, opportunities whose cycle is known
    year_won : (R, L) money won in the twelve months before the horizon
    year_known : (R, L) whether a row speaks of those months
    cost, cost_wins : (R,) of actuals that state both
    missed, booked : (R,) sum of |forecast - booked|, and of booked, where both are stated
    """

    won: Floats
    deals: Floats
    cycle: Floats
    cycle_weight: Floats
    year_won: Floats
    year_known: Bools
    cost: Floats
    cost_wins: Floats
    missed: Floats
    booked: Floats


def record(scenario: Scenario, data: Parameters, roster: Roster) -> Record:
    """Add up the past of every rep."""
    past = history(scenario, roster)
    shape = (len(data.reps), len(data.levers))

    def summed(rows: Bools, money: Floats) -> Floats:
        made = np.zeros(shape)
        np.add.at(made, (past.rep[rows], past.lever[rows]), money[rows])
        return made

    named = past.plain & (past.rep >= 0)
    sold = named & np.isfinite(past.amount_won) & (past.wins > 0)
    timed = named & np.isfinite(past.cycle_days) & (past.opportunities > 0)
    year_won, year_known = _last_year(scenario, roster, shape)
    cost, cost_wins, missed, booked = _actuals(scenario.tables["actuals"], data)
    return Record(
        won=summed(sold, past.amount_won),
        deals=summed(sold, past.wins),
        cycle=summed(timed, past.cycle_days * past.opportunities),
        cycle_weight=summed(timed, past.opportunities),
        year_won=year_won,
        year_known=year_known,
        cost=cost,
        cost_wins=cost_wins,
        missed=missed,
        booked=booked,
    )


def _last_year(scenario: Scenario, roster: Roster, shape: tuple[int, int]) -> tuple[Floats, Bools]:
    """Sum what was won in the twelve months before the horizon."""
    table = scenario.tables["history"]
    first = scenario.horizon.start
    day = days(table, "period", first, ALWAYS)
    oldest = (add_months(first, -MONTHS_OF_YEAR) - first).days
    rep, lever = codes(roster.reps, table, "rep_id"), codes(roster.levers, table, "lever")
    won = numbers(table, "amount_won")
    inside = (day != ALWAYS) & (day >= oldest) & (day < 0) & (table["stage"] == "").to_numpy()
    rows = inside & (rep >= 0) & (lever >= 0) & np.isfinite(won)
    # sorted, so that the order of rows leaves no trace in a sum's last digit
    order = np.flatnonzero(rows)[np.lexsort((won[rows], lever[rows], rep[rows]))]
    money, known = np.zeros(shape), np.zeros(shape, bool)
    np.add.at(money, (rep[order], lever[order]), won[order])
    known[rep[order], lever[order]] = True
    return money, known


def _actuals(table: pd.DataFrame, data: Parameters) -> tuple[Floats, Floats, Floats, Floats]:
    """Sum costs with their wins, and forecasts with what was booked."""
    table = table.sort_values(["rep_id", "lever", "period"])
    rep = codes(data.reps, table, "rep_id")
    cost, wins, forecast, booked = (
        numbers(table, name) for name in ("cost", "wins", "forecast", "booked")
    )
    fresh = (table["lever"] == "new_customers").to_numpy()
    paid = (rep >= 0) & fresh & np.isfinite(cost) & (wins > 0)
    told = (rep >= 0) & np.isfinite(forecast) & np.isfinite(booked)
    count = len(data.reps)
    return (
        _by_rep(rep, cost, paid, count),
        _by_rep(rep, wins, paid, count),
        _by_rep(rep, np.abs(forecast - booked), told, count),
        _by_rep(rep, booked, told, count),
    )


def _by_rep(rep: Ints, values: Floats, rows: Bools, count: int) -> Floats:
    return np.asarray(np.bincount(rep[rows], values[rows], count), np.float64)
