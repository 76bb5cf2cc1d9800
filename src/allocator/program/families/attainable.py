"""Every quota is one that its rep passes with a stated probability.

    q[r] <= the value that Y[r] passes with min_probability        per rep

Y[r] is the rep's yield as a gamma with the mean y[r] (`yields.risk`). A yield with mean 100 and
a coefficient of variation of 0.3 passes about 86 with probability 0.65:

>>> from allocator.yields.risk import quantile
>>> import numpy as np
>>> round(float(quantile(np.array([100.0]), np.array([900.0]), 0.65)[0]), 1)
86.1
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from allocator.program.family import Family, Hard
from allocator.program.rows import Rows, block
from allocator.program.waive import beyond
from allocator.yields.risk import quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


class Attainable(Hard):
    """Settings of attainable."""

    min_probability: float = Field(
        default=0.5, gt=0, lt=1, description="least probability of attaining the quota"
    )


def rows(settings: Attainable, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """One row per rep with an attainable yield."""
    data = inputs.parameters
    if not data.has_potential:
        return ()
    most = np.zeros(len(data.reps))
    able = inputs.y > 0
    most[able] = quantile(inputs.y[able], data.variance[able], settings.min_probability)
    held = ~beyond(inputs.given.decided, np.zeros_like(most), most)
    reps = np.flatnonzero(inputs.has_q & able & held)
    return (
        block(
            "attainable",
            data.reps.take(reps),
            -np.inf,
            most[reps],
            (np.arange(len(reps)), columns.q[reps], 1.0),
        ),
    )


FAMILY = Family("attainable", Attainable, rows, "money", "what {} can attain")
