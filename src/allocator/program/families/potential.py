"""A territory is not drawn upon for more than it can give.

Several reps may work one territory; together their quotas must not need more gross money than
`reach` times what is at stake there.

    sum_{k of (t,l)} sum_p x[k,p] / win_share[k] <= reach * potential[t,l]

At a win share of 25 % a quota of 50 draws on 200 of a territory's 150 x reach 2.0:

>>> 50 / 0.25 <= 2.0 * 150
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from allocator.program.family import Family, Hard
from allocator.program.rows import Rows, block, labels, only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


class Potential(Hard):
    """Settings of potential."""

    reach: float = Field(default=2.0, gt=0, description="share of potential that quota may need")


def rows(settings: Potential, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """One row per territory and lever with a variable."""
    data = inputs.parameters
    if not data.has_potential:
        return ()
    pairs, periods = len(data.potential), columns.x.shape[1]
    usable = data.win_share > 0
    draw = np.divide(1.0, data.win_share, out=np.zeros_like(data.win_share), where=usable)
    cells = np.maximum(np.bincount(data.cell_pair, minlength=pairs), 1)
    made = block(
        "potential",
        labels(data.territories.take(data.pair_territory), data.levers.take(data.pair_lever)),
        -np.inf,
        settings.reach * data.potential,
        (np.repeat(data.cell_pair, periods), columns.x, np.repeat(draw, periods)),
        money=np.bincount(data.cell_pair, data.win_share, pairs) / cells,
    )
    return (only(made, np.bincount(made.row, minlength=pairs) > 0),)


FAMILY = Family("potential", Potential, rows, "gross money", "the potential of {}")
