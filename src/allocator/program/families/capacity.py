"""Nobody closes more than his selling hours allow.

Work may come before its booking, never after: by the end of each period, all quota booked so far
must fit into all hours so far, with the hours that already stand behind open deals.

    sum_{p'<=p} sum_k effort[k] * x[k,p'] <= sum_{p'<=p} (limit * hours[r,p'] + done[r,p'])

An effort of 0.01 hours for one unit of money turns a quota of 15,000 into 150 hours:

>>> 0.01 * 15_000 <= 1.0 * 180
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from allocator.program.family import Family, Hard
from allocator.program.rows import Rows, block, labels, without_empty
from allocator.program.waive import capacity_broken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


class Capacity(Hard):
    """Settings of capacity. `utilisation` defines the attainable yield, `limit` the rows."""

    utilisation: float = Field(
        default=0.85, gt=0, le=1, description="share of hours that attainable yield counts on"
    )
    limit: float = Field(default=1.0, gt=0, description="share of hours that quota may need")


def rows(settings: Capacity, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """One row per rep with limited hours and period, cumulated from the start."""
    data = inputs.parameters
    reps, periods = data.hours.shape
    room = np.cumsum(settings.limit * data.hours + data.done, axis=1)
    kept = np.isfinite(data.hours).all(axis=1) & ~capacity_broken(inputs, room)
    place = np.where(kept, np.cumsum(kept) - 1, -1)
    # cell k in period p stands in the rows p, p + 1, ... of its rep
    booked, counted = np.triu_indices(periods)
    mine = np.flatnonzero(kept[data.cell_rep] & (data.effort > 0))
    row = place[data.cell_rep[mine]][:, None] * periods + counted[None, :]
    used = np.where(kept)[0]
    with_effort = data.effort > 0
    count = np.maximum(np.bincount(data.cell_rep[with_effort], minlength=reps), 1)
    mean = np.bincount(data.cell_rep[with_effort], data.effort[with_effort], reps) / count
    made = block(
        "capacity",
        labels(np.repeat(data.reps.take(used), periods), np.tile(data.periods.labels, len(used))),
        -np.inf,
        room[used].ravel(),
        (row, columns.x[mine][:, booked], np.repeat(data.effort[mine], len(booked))),
        money=np.repeat(1.0 / np.where(mean > 0, mean, 1.0)[used], periods),
    )
    return (without_empty(made),)


FAMILY = Family("capacity", Capacity, rows, "hours", "the selling hours of {}")
