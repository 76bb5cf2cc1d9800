"""A manager's number is what his people carry, less their cushion.

    number[n] = sum of x[k,p] under n / C[l,n]                     per node
    min_target <= number <= max_target                             mode interlock
    number = target                                                mode top_down
                                                                   mode bottom_up: no row

C[l,n] is the lever's cushion times the cushions of n's level and those below, so that over-
assignment by a manager is seen above him as his own number, not as more target.

>>> x, cushion_of_team = 1_050_000, 1.05
>>> round(x / cushion_of_team)
1000000
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field, model_validator

from allocator.program.family import Family, Hard
from allocator.program.rows import Rows, block, without_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.parameters import Floats
    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


class RollUp(Hard):
    """Settings of roll_up. Soft by itself in mode top_down, else any shortfall is infeasible."""

    mode: Literal["interlock", "top_down", "bottom_up"] = Field(
        default="interlock", description="which numbers of the hierarchy bind"
    )
    over_assignment: dict[str, float] = Field(
        default_factory=dict, description="level -> cushion that its managers hold"
    )
    cushion_price: float = Field(
        default=0.5, gt=0, description="price of a missing cushion, per unit of money"
    )

    @model_validator(mode="before")
    @classmethod
    def _soft_top_down(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("mode") == "top_down" and "soft" not in given:
            return {**given, "soft": True}
        return given


def node_entries(inputs: Inputs, columns: Columns) -> tuple[Any, Any, Floats]:
    """Entries of every node's number: 1 / C[l,n] for each x under the node."""
    data = inputs.parameters
    periods = columns.x.shape[1]
    under = inputs.tree.rep_under().tocsc()
    # cell k stands under every node above its rep
    counts = np.diff(under.indptr)[data.cell_rep]
    cell = np.repeat(np.arange(len(data.cell_rep)), counts)
    start = under.indptr[data.cell_rep]
    offset = np.arange(len(cell)) - np.repeat(np.cumsum(counts) - counts, counts)
    node = under.indices[np.repeat(start, counts) + offset]
    value = 1.0 / inputs.node_cushion[data.cell_lever[cell], node]
    return np.repeat(node, periods), columns.x[cell], np.repeat(value, periods)


def rows(settings: RollUp, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """One row per node whose number has a bound."""
    table = inputs.scenario.tables["hierarchy"].set_index("node_id")
    if settings.mode == "bottom_up" or not len(table):
        return ()
    table = table.loc[list(inputs.tree.nodes.labels)]
    low = table["min_target"].to_numpy(np.float64)
    high = table["max_target"].to_numpy(np.float64)
    if settings.mode == "top_down":
        target = table["target"].to_numpy(np.float64)
        low = np.where(np.isnan(target), low, target)
        high = np.where(np.isnan(target), high, target)
    low = np.where(np.isnan(low), -np.inf, low)
    high = np.where(np.isnan(high), np.inf, high)
    bound = np.flatnonzero(np.isfinite(low) | np.isfinite(high))
    place = np.full(len(table), -1, np.int64)
    place[bound] = np.arange(len(bound))
    node, column, value = node_entries(inputs, columns)
    kept = place[node] >= 0
    made = block(
        "roll_up",
        inputs.tree.nodes.take(bound),
        low[bound],
        high[bound],
        (place[node][kept], column.ravel()[kept], value[kept]),
    )
    return (without_empty(made),)


FAMILY = Family("roll_up", RollUp, rows, "money", "the number of {}")
