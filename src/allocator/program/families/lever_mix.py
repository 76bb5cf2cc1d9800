"""A role's quota keeps a mix of levers: not all hunting, not all farming.

    lo * q[r] <= sum_{k of l} sum_p x[k,p] <= hi * q[r]            per rep and lever of the mix

With a mix of new_customers between 40 % and 70 %, a quota of 100 carries 40 to 70 of it:

>>> [share * 100 for share in (0.4, 0.7)]
[40.0, 70.0]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import AfterValidator, Field

from allocator.program.family import Family, Hard
from allocator.program.parts import by_lever_entries, lever_boxes
from allocator.program.rows import Rows, block, labels, only
from allocator.program.waive import parts_broken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.parameters import Bools, Floats
    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


def _ordered(span: tuple[float, float]) -> tuple[float, float]:
    if not 0.0 <= span[0] <= span[1] <= 1.0:
        raise ValueError("want [lo, hi] with 0 <= lo <= hi <= 1")
    return span


Span = Annotated[tuple[float, float], AfterValidator(_ordered)]


class LeverMix(Hard):
    """Settings of lever_mix."""

    mix: dict[str, dict[str, Span]] = Field(
        default_factory=dict, description="role -> lever -> [least, greatest] share of quota"
    )


def spans(settings: LeverMix, inputs: Inputs) -> tuple[Floats, Floats]:
    """(R, L) least and greatest share of each lever; 0 and 1 where the mix says nothing."""
    data = inputs.parameters
    low = np.zeros((len(data.reps), len(data.levers)))
    high = np.ones_like(low)
    role = np.array(inputs.role, dtype=object)
    for name, mix in settings.mix.items():
        for lever, (least, most) in mix.items():
            if lever in data.levers:
                low[role == name, data.levers.code(lever)] = least
                high[role == name, data.levers.code(lever)] = most
    return low, high


def broken(settings: LeverMix, inputs: Inputs) -> tuple[Bools, Bools]:
    """(R, L) lower and upper rows that a decided quota breaks."""
    return parts_broken(inputs.given.decided, lever_boxes(inputs), *spans(settings, inputs))


def rows(settings: LeverMix, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """Make an upper and a lower row per rep and lever that his role's mix names."""
    data = inputs.parameters
    reps, levers = len(data.reps), len(data.levers)
    low, high = spans(settings, inputs)
    under, over = broken(settings, inputs)
    has_q = columns.q[:, None] >= 0
    rep = np.repeat(np.arange(reps), levers)
    names = labels(data.reps.take(rep), np.tile(data.levers.labels, reps))
    part = by_lever_entries(inputs, columns, np.arange(reps))
    every = np.arange(reps * levers)
    upper = block(
        "lever_mix.upper", names, -np.inf, 0.0, part, (every, columns.q[rep], -high.ravel())
    )
    lower = block(
        "lever_mix.lower", names, 0.0, np.inf, part, (every, columns.q[rep], -low.ravel())
    )
    return (
        only(upper, ((high < 1.0) & has_q & ~over).ravel()),
        only(lower, ((low > 0.0) & has_q & ~under).ravel()),
    )


FAMILY = Family("lever_mix", LeverMix, rows, "money", "the mix of levers of {}")
