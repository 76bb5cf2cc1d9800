"""Open deals as arrays, and the day on which each is likely to close.

A deal closes on `expected_close`; else on `created` + mean cycle of the lever, rounded down to a
day; else it is spread over the horizon by season. Source: docs/formulation.md, "Pipeline rows".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.yields.columns import codes, days, distinct, numbers, total
from allocator.yields.days import ALWAYS

if TYPE_CHECKING:
    from allocator.domain.axes import Axis, Ints
    from allocator.domain.parameters import Bools, Floats
    from allocator.domain.scenario import Scenario
    from allocator.yields.coverage import Cells
    from allocator.yields.roster import Roster


@dataclass(frozen=True, slots=True)
class Deals:
    """Open deals of the target's levers, in canonical order.

    Attributes
    ----------
    territory, lever : (n,) codes
    pair : (n,) code of (territory, lever), -1 where there is neither a cell nor a potential
    cell : (n,) the owner's cell there, -1 where he has none, or the deal no owner
    stage : (n,) code, one behind the last where the deal has none
    amount : (n,) money of the row
    close : (n,) closing day from the horizon's first; ALWAYS where the deal is spread
    """

    territory: Ints
    lever: Ints
    pair: Ints
    cell: Ints
    stage: Ints
    amount: Floats
    close: Ints

    def take(self, which: Ints | Bools) -> Deals:
        """Give some of the deals."""
        return Deals(
            self.territory[which],
            self.lever[which],
            self.pair[which],
            self.cell[which],
            self.stage[which],
            self.amount[which],
            self.close[which],
        )

    def outside(self, horizon_days: int) -> Bools:
        """Whether a deal closes before or after the horizon."""
        return np.asarray(
            (self.close != ALWAYS) & ((self.close < 0) | (self.close >= horizon_days))
        )

    def joined(self) -> Deals:
        """Add up the deals that differ in nothing but their amount."""
        one, place = distinct(
            self.territory, self.lever, self.pair, self.cell, self.stage, self.close
        )
        return replace(self.take(one), amount=total(place, self.amount, len(one)))


def deals(
    scenario: Scenario, roster: Roster, cells: Cells, stages: Axis, cycle_days: Floats
) -> Deals:
    """Read the open deals of every lever of the target."""
    table = scenario.tables["pipeline"]
    table = table[codes(roster.levers, table, "lever") >= 0]
    first = scenario.horizon.start
    territory = codes(cells.territories, table, "territory_id")
    lever = codes(roster.levers, table, "lever")
    pair = cells.pair_of(territory, lever)
    stage = codes(stages, table, "stage")
    cycle = cycle_days[lever]
    created = days(table, "created", first, ALWAYS)
    known = (created != ALWAYS) & np.isfinite(cycle)
    usual = created + np.floor(np.where(known, cycle, 0.0)).astype(np.int64)
    expected = days(table, "expected_close", first, ALWAYS)
    found = Deals(
        territory,
        lever,
        pair,
        cells.cell_of(codes(roster.reps, table, "rep_id"), pair),
        np.where(stage < 0, len(stages), stage),
        np.nan_to_num(numbers(table, "amount")),
        np.where(expected != ALWAYS, expected, np.where(known, usual, ALWAYS)),
    )
    return found.take(
        np.lexsort(
            (found.amount, found.close, found.stage, found.cell, found.lever, found.territory)
        )
    )
