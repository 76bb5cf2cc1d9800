"""Coverage: which rows give whom which (territory, lever), and the cells they make.

A row without lever stands for every lever of the rep's role; where another row names (rep,
territory, lever), the rows that name it rule that lever alone. Without the table there is one
territory per rep, named as the rep, with share 1. A cell exists for every (rep, territory,
lever) with a row, whatever its dates, if the role's credit there is primary; overlay rows make
overlay cells; credit by pipeline makes none. Source: docs/formulation.md, "Coverage".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.axes import Axis, Ints
from allocator.errors import InputError, Problem
from allocator.yields.columns import codes, days, find, numbers, says, texts
from allocator.yields.days import ALWAYS
from allocator.yields.notes import examples
from allocator.yields.roster import NOT_OWNED, OVERLAY, PRIMARY, Roster

if TYPE_CHECKING:
    import pandas as pd

    from allocator.domain.parameters import Bools, Floats
    from allocator.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Rows:
    """Coverage rows of one credit, a lever each, sorted by (territory, lever, rep, dates).

    Attributes
    ----------
    rep, territory, lever : (n,) codes
    start, end : (n,) first and last day, counted from the horizon's first
    share : (n,) NaN where it is empty
    """

    rep: Ints
    territory: Ints
    lever: Ints
    start: Ints
    end: Ints
    share: Floats

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rep)

    def take(self, which: Ints | Bools) -> Rows:
        """Give some of the rows."""
        return Rows(
            self.rep[which],
            self.territory[which],
            self.lever[which],
            self.start[which],
            self.end[which],
            self.share[which],
        )

    @property
    def order(self) -> Ints:
        """Canonical order of the rows, a function of their content alone."""
        return np.lexsort((self.share, self.end, self.start, self.rep, self.lever, self.territory))


@dataclass(frozen=True, slots=True)
class Cells:
    """Primary cells and the pairs (territory, lever) that they lie in.

    Attributes
    ----------
    territories : axis
    levers : number of levers
    rows, overlay : coverage rows of primary and of overlay credit
    rep, territory, lever : (K,) sorted by (rep, territory, lever)
    pair_territory, pair_lever : (J,) sorted
    pair : (K,) pair of each cell
    row_cell : (n,) cell of each primary row
    pair_head : (J + 1,) first primary row of each pair; the last entry is n
    """

    territories: Axis
    levers: int
    rows: Rows
    overlay: Rows
    rep: Ints
    territory: Ints
    lever: Ints
    pair_territory: Ints
    pair_lever: Ints
    pair: Ints
    row_cell: Ints
    pair_head: Ints

    def pair_of(self, territory: Ints, lever: Ints) -> Ints:
        """Find pairs by territory and lever, -1 where there is none."""
        known = (territory >= 0) & (lever >= 0)
        keys = self.pair_territory * self.levers + self.pair_lever
        return np.where(known, find(keys, territory * self.levers + lever), -1)

    def cell_of(self, rep: Ints, pair: Ints) -> Ints:
        """Find cells by rep and pair, -1 where there is none."""
        pairs = len(self.pair_territory)
        known = (rep >= 0) & (pair >= 0)
        return np.where(known, find(self.rep * pairs + self.pair, rep * pairs + pair), -1)


def territories(scenario: Scenario, roster: Roster) -> Axis:
    """Name every territory that any table names, or one per selling rep without coverage."""
    tables = scenario.tables
    named = texts(tables["territories"], "territory_id")
    named |= texts(tables["potential"], "territory_id")
    named |= texts(tables["pipeline"], "territory_id")
    if "coverage" in tables:
        named |= texts(tables["coverage"], "territory_id")
    else:
        named |= set(roster.reps.take(np.flatnonzero(roster.sells)))
    return Axis.sorted(named)


def cells(scenario: Scenario, roster: Roster) -> Cells:
    """Read coverage into rows, cells and pairs."""
    axis = territories(scenario, roster)
    width = len(roster.levers)
    rows = _rows(scenario, roster, axis)
    credit = roster.credit[roster.role[rows.rep], rows.lever]
    primary, overlay = rows.take(credit == PRIMARY), rows.take(credit == OVERLAY)

    row_pair_key = primary.territory * width + primary.lever
    potential = scenario.tables["potential"]
    given = codes(roster.levers, potential, "lever")
    given_keys = (codes(axis, potential, "territory_id") * width + given)[given >= 0]
    pair_keys = np.union1d(row_pair_key, given_keys).astype(np.int64)
    row_pair = find(pair_keys, row_pair_key)

    span = max(len(pair_keys), 1)
    cell_keys, row_cell = np.unique(primary.rep * span + row_pair, return_inverse=True)
    pair = cell_keys % span
    return Cells(
        axis,
        width,
        primary,
        overlay,
        cell_keys // span,
        pair_keys[pair] // max(width, 1),
        pair_keys[pair] % max(width, 1),
        pair_keys // max(width, 1),
        pair_keys % max(width, 1),
        pair,
        row_cell.ravel(),
        np.searchsorted(row_pair, np.arange(len(pair_keys) + 1)),
    )


def _rows(scenario: Scenario, roster: Roster, axis: Axis) -> Rows:
    """Read coverage rows, a lever each, sorted."""
    if "coverage" not in scenario.tables:
        reps = np.flatnonzero(roster.sells)
        lone = axis.codes(roster.reps.take(reps))
        open_days = np.full(len(reps), ALWAYS)
        every = Rows(reps, lone, np.full(len(reps), -1), -open_days, open_days, np.ones(len(reps)))
        whole = _spread(every, roster)
        return whole.take(whole.order)
    table = scenario.tables["coverage"]
    first = scenario.horizon.start
    given = Rows(
        codes(roster.reps, table, "rep_id"),
        codes(axis, table, "territory_id"),
        codes(roster.levers, table, "lever"),
        days(table, "start_date", first, -ALWAYS),
        days(table, "end_date", first, ALWAYS),
        numbers(table, "share"),
    )
    names = says(table, "lever")
    _refuse_foreign(table, roster, given, names)
    # A lever outside the target has code -1 though it is named: such a row makes no cell.
    named = given.take(names & (given.lever >= 0))
    spread = _spread(given.take(~names), roster)
    width, height = len(roster.levers), len(axis)
    ruled = _key(named, height, width)
    free = spread.take(~np.isin(_key(spread, height, width), ruled))
    both = Rows(
        *(np.concatenate([getattr(named, part), getattr(free, part)]) for part in Rows.__slots__)
    )
    return both.take(both.order)


def _key(rows: Rows, height: int, width: int) -> Ints:
    """Give (rep, territory, lever) as one number."""
    return (rows.rep * height + rows.territory) * width + rows.lever


def _spread(rows: Rows, roster: Roster) -> Rows:
    """Repeat each row for every lever that the rep's role owns."""
    owns = roster.credit[roster.role[rows.rep]] != NOT_OWNED
    row, lever = np.nonzero(owns)
    repeated = rows.take(row)
    return Rows(
        repeated.rep, repeated.territory, lever, repeated.start, repeated.end, repeated.share
    )


def _refuse_foreign(table: pd.DataFrame, roster: Roster, rows: Rows, names: Bools) -> None:
    """Refuse rows that name a lever which the rep's role does not own."""
    wrong = names & (rows.lever >= 0)
    wrong[wrong] = roster.rep_credit[rows.rep[wrong], rows.lever[wrong]] == NOT_OWNED
    if wrong.any():
        spoilt = table[wrong]
        places = sorted(
            {f"{r}/{t}/{lv}" for r, t, lv in spoilt[["rep_id", "territory_id", "lever"]].to_numpy()}
        )
        raise InputError(
            [
                Problem(
                    "coverage-lever-not-owned",
                    f"coverage names a lever that the rep's role does not own: {examples(places)}",
                    file="coverage",
                    pointer="lever",
                    want="a lever of the rep's role",
                )
            ]
        )
