"""Potential: gross money at stake by (territory, lever), and what of it nobody works yet.

``potential[t,l]`` is the table's amount, never below the amount of the pair's deals that close
inside the horizon; ``rest = potential - open_amount``, open_amount being what is taken. Without
the table there is none. Source: docs/formulation.md, "Potential".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.yields.columns import codes, numbers, total

if TYPE_CHECKING:
    from allocator.domain.parameters import Bools, Floats
    from allocator.domain.scenario import Scenario
    from allocator.yields.coverage import Cells
    from allocator.yields.pipeline import OpenDeals
    from allocator.yields.roster import Roster

DUST = 1e-9
"""A rest below this part of the potential is the rounding of sums in two orders: none. Else a
pair whose money is all in open deals would keep variables for a billionth of a cent."""


@dataclass(frozen=True, slots=True)
class Potential:
    """Gross money of each pair.

    Attributes
    ----------
    given : whether there is a table
    stated : (J,) whether it has a row for the pair
    from_table : (J,) its amount, 0 without a row
    potential, open_amount, rest : (J,)
    """

    given: bool
    stated: Bools
    from_table: Floats
    potential: Floats
    open_amount: Floats
    rest: Floats


def potential(scenario: Scenario, roster: Roster, cells: Cells, open_deals: OpenDeals) -> Potential:
    """Set the potential of each pair beside its open deals."""
    pairs = len(cells.pair_territory)
    open_amount = total(cells.pair, open_deals.amount, pairs)
    table = scenario.tables["potential"]
    pair = cells.pair_of(
        codes(cells.territories, table, "territory_id"), codes(roster.levers, table, "lever")
    )
    amount = numbers(table, "potential")
    rows = (pair >= 0) & np.isfinite(amount)
    stated = np.zeros(pairs, dtype=bool)
    stated[pair[rows]] = True
    from_table = total(pair[rows], amount[rows], pairs)
    given = "potential" in scenario.tables
    whole = np.maximum(from_table, open_deals.floor) if given else np.zeros(pairs)
    rest = np.maximum(whole - open_amount, 0.0)
    rest[rest <= DUST * whole] = 0.0
    return Potential(given, stated, from_table, whole, open_amount, rest)
