"""The funnel of a role in a lever: its steps, and what stands behind one deal that is won.

    units[s] = 1 / (rate[s] x rate[s+1] x ... )       of step s for one deal won
    hours    = sum_s hours[s] x units[s]              for one deal won

`rate` leads from a step to the next one; that of the last step leads to a deal. The step named
``opportunity`` is where the customer's case becomes an open deal; without a step of that name it
is the last one. Source: contract, table funnel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.domain.parameters import Floats
    from allocator.domain.scenario import Scenario

OPPORTUNITY = "opportunity"
"""The step that `effort.hours_per_opportunity` and pipeline quotas speak of."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Steps from the first contact to the deal, (S,) each.

    Attributes
    ----------
    steps : names, first to last
    rates : share of a step's units that reach the next step, above 0
    hours : for one unit of the step; 0 where the table says nothing

    >>> found = Funnel(("call", "opportunity"), np.array([0.5, 0.25]), np.array([1.0, 4.0]))
    >>> found.units.tolist(), found.hours_per_deal, found.hours_per_opportunity
    ([8.0, 4.0], 24.0, 6.0)
    """

    steps: tuple[str, ...]
    rates: Floats
    hours: Floats

    @property
    def units(self) -> Floats:
        """Units of each step behind one deal."""
        return np.asarray(1.0 / np.cumprod(self.rates[::-1])[::-1])

    @property
    def opportunity(self) -> int:
        """Place of the step that opens a deal."""
        last = len(self.steps) - 1
        return self.steps.index(OPPORTUNITY) if OPPORTUNITY in self.steps else last

    @property
    def hours_per_deal(self) -> float:
        """Hours of all steps behind one deal."""
        return float(self.units @ self.hours)

    @property
    def hours_per_opportunity(self) -> float:
        """Hours of all steps for one opened deal, whether it is won or not."""
        return self.hours_per_deal / float(self.units[self.opportunity])


def funnels(scenario: Scenario) -> Mapping[tuple[str, str], Funnel]:
    """Read the funnel of every (role, lever) that the table names, in canonical order."""
    table = scenario.tables["funnel"].sort_values(["role", "lever", "order", "step"])
    return {
        (str(role), str(lever)): Funnel(
            tuple(rows["step"].tolist()),
            rows["rate"].to_numpy(np.float64),
            np.nan_to_num(rows["hours"].to_numpy(np.float64)),
        )
        for (role, lever), rows in table.groupby(["role", "lever"], sort=True)
    }
