"""A number does not jump from last year's without a price.

    (1 - down) * prior[r] <= q[r] <= (1 + up) * prior[r]           per rep with a prior

`prior` is the prior quota times the rep's mean presence. Ramping, locked and overridden reps are
exempt: last year says nothing about them.

>>> [100_000 * side for side in (0.85, 1.30)]
[85000.0, 130000.0]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from allocator.program.family import Family, Soft
from allocator.program.rows import Rows, block

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


class YearOverYear(Soft):
    """Settings of year_over_year."""

    up: float = Field(default=0.30, ge=0, description="greatest rise over the prior quota")
    down: float = Field(default=0.15, ge=0, le=1, description="greatest fall below it")


def exempt(inputs: Inputs) -> npt.NDArray[np.object_]:
    """(R,) why the rule does not speak of a rep; empty where it does."""
    reason = np.full(len(inputs.y), "", dtype=object)
    reason[np.isnan(inputs.given.prior)] = "no prior quota"
    reason[inputs.parameters.ramping] = "ramping"
    reason[inputs.given.is_decided] = "decided quota"
    return reason


def rows(settings: YearOverYear, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """One row per rep that is not exempt."""
    reps = np.flatnonzero((exempt(inputs) == "") & inputs.has_q)
    prior = inputs.given.prior
    low = inputs.given.net((1.0 - settings.down) * prior)
    high = inputs.given.net((1.0 + settings.up) * prior)
    return (
        block(
            "year_over_year",
            inputs.parameters.reps.take(reps),
            low[reps],
            high[reps],
            (np.arange(len(reps)), columns.q[reps], 1.0),
        ),
    )


FAMILY = Family("year_over_year", YearOverYear, rows, "money", "last year's quota of {}")
