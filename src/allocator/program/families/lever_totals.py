"""Every lever's target is assigned, period by period, or named as short.

A target that nobody carries is a decision that nobody took: so it is either placed, with its
cushion, or shown as unassigned.

    sum_k x[k,p] + u[l,p] + v[l,p] = cushion[l] * target[l,p]      per lever and period

`u` is unassigned target, `v` missing cushion. A target of 100 with a cushion of 5 % asks for 105:

>>> target, cushion = 100.0, 1.05
>>> x, u, v = 98.0, 2.0, 5.0
>>> x + u + v == cushion * target
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from allocator.program.family import Family, Settings
from allocator.program.rows import Rows, block, labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


class LeverTotals(Settings):
    """Settings of lever_totals."""

    shortfall: Literal["allowed", "forbidden"] = Field(
        default="allowed", description="whether target may stay unassigned"
    )


def rows(settings: LeverTotals, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """One row per lever and period with a target."""
    del settings  # it speaks of the bounds of u, which `base_columns` sets
    data = inputs.parameters
    lever, period = np.nonzero(data.target > 0)
    place = np.full(data.target.shape, -1, np.int64)
    place[lever, period] = np.arange(len(lever))
    wanted = (inputs.cushion[:, None] * data.target)[lever, period]
    names = labels(data.levers.take(lever), data.periods.take(period))
    every = np.arange(len(lever))
    return (
        block(
            "lever_totals",
            names,
            wanted,
            wanted,
            (place[data.cell_lever], columns.x, 1.0),
            (every, columns.u[lever, period], 1.0),
            (every, columns.v[lever, period], 1.0),
        ),
    )


FAMILY = Family("lever_totals", LeverTotals, rows, "money", "the target of {}")
