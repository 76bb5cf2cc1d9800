"""When the work is done: not after its booking, and never beyond the rep's hours.

Work may come before its booking, never after (docs/formulation.md, family capacity). So hours
that a period lacks are taken from the one before, as late as can be; what the first period then
lacks is beyond the rep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats

SLACK = 1e-6
"""Hours that count as none."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Work by period.

    Attributes
    ----------
    moved : (R, W, P) results of each kind of work, in the period in which it is done
    beyond : (R,) whether the work does not fit
    by : (R,) period up to which most is lacking
    needed, there : (R,) hours up to the end of that period
    """

    moved: Floats
    beyond: Bools
    by: Ints
    needed: Floats
    there: Floats


def schedule(results: Floats, each: Floats, hours: Floats) -> Schedule:
    """Fit work into hours.

    Parameters
    ----------
    results : (R, W, P) results due in each period, of W kinds
    each : (R, W) hours for one result
    hours : (R, P) hours there are; infinite without a limit

    >>> found = schedule(np.array([[[0.0, 3.0]]]), np.array([[10.0]]), np.array([[20.0, 20.0]]))
    >>> found.moved.tolist(), found.beyond.tolist()
    ([[[1.0, 2.0]]], [False])
    """
    need = np.einsum("rwp,rw->rp", results, each)
    lack = np.cumsum(need, axis=1) - np.cumsum(hours, axis=1)
    by = np.argmax(lack, axis=1)
    rep = np.arange(len(by))
    moved = results.copy()
    for p in range(results.shape[2] - 1, 0, -1):
        due = np.einsum("rw,rw->r", moved[:, :, p], each)
        over = np.maximum(due - hours[:, p], 0.0)
        part = np.divide(over, due, out=np.zeros_like(due), where=due > 0)[:, None]
        moved[:, :, p - 1] += moved[:, :, p] * part
        moved[:, :, p] *= 1.0 - part
    return Schedule(
        moved,
        lack.max(axis=1) > SLACK,
        by,
        np.cumsum(need, axis=1)[rep, by],
        np.cumsum(hours, axis=1)[rep, by],
    )
