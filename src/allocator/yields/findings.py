"""What the derivation found, put together for those who tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.domain.axes import Axis, Ints

if TYPE_CHECKING:
    from allocator.domain.parameters import Conversion, Floats
    from allocator.domain.scenario import Scenario
    from allocator.yields.coverage import Cells
    from allocator.yields.days import Runs
    from allocator.yields.deals import Deals
    from allocator.yields.history import History
    from allocator.yields.pipeline import OpenDeals
    from allocator.yields.potential import Potential
    from allocator.yields.roster import Roster
    from allocator.yields.share import Shares
    from allocator.yields.work import Work


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that the notes are made of: the results of each estimator."""

    scenario: Scenario
    roster: Roster
    cells: Cells
    runs: Runs
    work: Work
    shares: Shares
    history: History
    rates: Conversion
    stage_rates: Floats
    hours_per_opportunity: Floats
    deal_size: Floats
    deals: Deals
    open_deals: OpenDeals
    potential: Potential
    season: Floats

    @property
    def periods(self) -> Axis:
        """The axis of periods."""
        return Axis(self.scenario.horizon.ids)

    def pair_names(self, pairs: Ints) -> list[str]:
        """Name pairs as territory/lever."""
        territory = self.cells.territories.take(self.cells.pair_territory[pairs])
        lever = self.roster.levers.take(self.cells.pair_lever[pairs])
        return [f"{t}/{lv}" for t, lv in zip(territory, lever, strict=True)]
