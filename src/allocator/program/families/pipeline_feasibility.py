"""Nobody is asked for more than a stated stretch of what pipeline and hours can carry.

Ten open deals at a close rate of 20 % are two deals; a quota of eight is refused, one of two and
a half is the greatest stretch of 1.25.

    q[r] <= max_stretch * y[r]                                     per rep
    sum_{k of l} sum_p x[k,p] <= max_stretch * y[r,l]              per rep and lever, by_lever

>>> 1.25 * (10 * 0.20)
2.5
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from allocator.program.family import Family, Hard
from allocator.program.parts import by_lever_entries, rep_lever
from allocator.program.rows import Rows, block, labels, without_empty
from allocator.program.waive import beyond

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


class PipelineFeasibility(Hard):
    """Settings of pipeline_feasibility."""

    max_stretch: float = Field(
        default=1.25, gt=0, description="greatest quota, in attainable yields"
    )
    by_lever: bool = Field(default=False, description="hold each lever of a rep to it as well")


def rows(settings: PipelineFeasibility, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """One row per rep, and where asked one per rep and lever."""
    data = inputs.parameters
    if not data.has_potential:
        return ()
    most = settings.max_stretch * inputs.y
    held = ~beyond(inputs.given.decided, np.zeros_like(most), most)
    reps = np.flatnonzero(inputs.has_q & held)
    made = [
        block(
            "pipeline_feasibility",
            data.reps.take(reps),
            -np.inf,
            most[reps],
            (np.arange(len(reps)), columns.q[reps], 1.0),
        )
    ]
    if settings.by_lever:
        levers = len(data.levers)
        y = (
            np.bincount(rep_lever(data), data.attainable.sum(axis=1), len(data.reps) * levers)
            .reshape(-1, levers)
            .astype(np.float64)
        )
        place = np.where(held, np.cumsum(held) - 1, -1)
        kept = np.flatnonzero(held)
        lever_rows = block(
            "pipeline_feasibility.by_lever",
            labels(np.repeat(data.reps.take(kept), levers), np.tile(data.levers.labels, len(kept))),
            -np.inf,
            settings.max_stretch * y[kept].ravel(),
            by_lever_entries(inputs, columns, place),
        )
        made.append(without_empty(lever_rows))
    return tuple(made)


FAMILY = Family(
    "pipeline_feasibility", PipelineFeasibility, rows, "money", "the greatest stretch of {}"
)
