"""Quota and pay stand in proportion: a fixed multiple of on-target earnings.

    lo * OTE[r] <= q[r] <= hi * OTE[r]                             per rep with an OTE

>>> [side * 200_000 for side in (3, 8)]
[600000, 1600000]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import Field, model_validator

from allocator.program.family import Family, Soft
from allocator.program.rows import Rows, block
from allocator.program.waive import beyond

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


class PayRatio(Soft):
    """Settings of pay_ratio."""

    lo: float = Field(default=3.0, ge=0, description="least quota, in OTE")
    hi: float = Field(default=8.0, ge=0, description="greatest quota, in OTE")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.lo > self.hi:
            raise ValueError("lo is above hi")
        return self


def rows(settings: PayRatio, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """One row per rep with an OTE."""
    ote = np.nan_to_num(inputs.given.ote)
    low = inputs.given.net(settings.lo * ote)
    high = inputs.given.net(settings.hi * ote)
    held = ~beyond(inputs.given.decided, low, high)
    reps = np.flatnonzero(inputs.has_q & (ote > 0) & held)
    return (
        block(
            "pay_ratio",
            inputs.parameters.reps.take(reps),
            low[reps],
            high[reps],
            (np.arange(len(reps)), columns.q[reps], 1.0),
        ),
    )


FAMILY = Family("pay_ratio", PayRatio, rows, "money", "the ratio of quota to pay of {}")
