"""A quota falls due when its yield does: no period is loaded out of proportion.

    (1 - band) * s[r,p] * q[r] <= sum_k x[k,p] <= (1 + band) * s[r,p] * q[r]
    s[r,p] = sum_k y[k,p] / y[r]                                   per rep and period

A rep who wins 20 % of his yield in the first quarter carries 15 to 25 % of his quota there:

>>> [round(0.20 * side, 2) for side in (0.75, 1.25)]
[0.15, 0.25]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from allocator.program.family import Family, Hard
from allocator.program.parts import by_period_entries, period_boxes
from allocator.program.rows import Rows, block, labels, only
from allocator.program.waive import parts_broken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.parameters import Bools, Floats
    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


class Phasing(Hard):
    """Settings of phasing."""

    band: float = Field(default=0.25, ge=0, description="allowed distance from yield's timing")


def spans(settings: Phasing, inputs: Inputs) -> tuple[Floats, Floats]:
    """(R, P) least and greatest share of a quota that may fall due in each period."""
    data = inputs.parameters
    periods = range(data.attainable.shape[1])
    y = np.stack([data.by_rep(data.attainable[:, p]) for p in periods], axis=1)
    whole = inputs.y[:, None]
    share = np.divide(y, whole, out=np.zeros_like(y), where=whole > 0)
    return (1.0 - settings.band) * share, (1.0 + settings.band) * share


def broken(settings: Phasing, inputs: Inputs) -> tuple[Bools, Bools]:
    """(R, P) lower and upper rows that a decided quota breaks."""
    return parts_broken(inputs.given.decided, period_boxes(inputs), *spans(settings, inputs))


def rows(settings: Phasing, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """Make an upper and a lower row per rep and period in which he can carry anything."""
    data = inputs.parameters
    reps, periods = len(data.reps), columns.x.shape[1]
    low, high = spans(settings, inputs)
    under, over = broken(settings, inputs)
    rep = np.repeat(np.arange(reps), periods)
    names = labels(data.reps.take(rep), np.tile(data.periods.labels, reps))
    part = by_period_entries(inputs, columns, np.arange(reps))
    every = np.arange(reps * periods)
    upper = block(
        "phasing.upper", names, -np.inf, 0.0, part, (every, columns.q[rep], -high.ravel())
    )
    lower = block("phasing.lower", names, 0.0, np.inf, part, (every, columns.q[rep], -low.ravel()))
    has_x = np.bincount(part[0].ravel()[columns.x.ravel() >= 0], minlength=reps * periods) > 0
    return (
        only(upper, has_x & ~over.ravel()),
        only(lower, has_x & ~under.ravel() & (settings.band < 1.0)),
    )


FAMILY = Family("phasing", Phasing, rows, "money", "the timing of {}")
