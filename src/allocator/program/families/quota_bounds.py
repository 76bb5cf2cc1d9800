"""What people decided about one rep's number: floors, caps, locks, overrides.

    lo <= q[r] <= hi                                               per rep with a bound
    q[r] = lock                                                    locked or overridden

A rep's own floor or cap comes before the one of his role. In every model.

>>> lo, hi, q = 50_000, 120_000, 120_000
>>> lo <= q <= hi
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import Field, model_validator

from allocator.program.family import Family, Hard, Settings
from allocator.program.rows import Rows, block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


class RoleBounds(Settings):
    """Floor and cap of a role's reps, money."""

    min: float | None = Field(default=None, ge=0, description="floor")
    max: float | None = Field(default=None, ge=0, description="cap")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is above max")
        return self


class QuotaBounds(Hard):
    """Settings of quota_bounds."""

    roles: dict[str, RoleBounds] = Field(
        default_factory=dict, description="floor and cap by role; a rep's own come first"
    )


def rows(settings: QuotaBounds, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """One row per rep with a floor, cap, lock or override."""
    del settings  # `decided.given` has read the roles' bounds
    people = inputs.given
    low = np.where(np.isnan(people.floor), -np.inf, people.floor)
    high = np.where(np.isnan(people.cap), np.inf, people.cap)
    low = np.where(people.is_decided, people.decided, low)
    high = np.where(people.is_decided, people.decided, high)
    reps = np.flatnonzero(inputs.has_q & (np.isfinite(low) | np.isfinite(high)))
    return (
        block(
            "quota_bounds",
            inputs.parameters.reps.take(reps),
            low[reps],
            high[reps],
            (np.arange(len(reps)), columns.q[reps], 1.0),
        ),
    )


FAMILY = Family("quota_bounds", QuotaBounds, rows, "money", "the decided number of {}")
