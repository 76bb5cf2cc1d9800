"""A measure of which objectives are made: where reps stand, and where each of them shall be.

A measure is a share, parts over wholes, or a sum (every whole is 1). What a node stands at is the
parts of its reps over their wholes; what it shall reach is what it becomes when each of them
reaches his own:

    from[n] = sum_r part[r] / sum_r whole[r]        to[n] = sum_r whole[r] x to[r] / sum_r whole[r]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import scipy.sparse as sp

    from allocator.domain.parameters import Floats

Type = Literal["volume", "conversion", "activity", "quality"]
Cadence = Literal["weekly", "monthly", "quarterly"]

WEEKLY: Cadence = "weekly"
MONTHLY: Cadence = "monthly"
QUARTERLY: Cadence = "quarterly"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure for all owners, (O,) each; NaN in `goal` means that an owner has none of it.

    Attributes
    ----------
    name : of the objective: ``win rate``
    metric : (O,) what is measured, in words
    start, goal : (O,) from and to; `start` NaN where it is unknown
    unit : of both
    due : (O,) dates
    leads : whether it is a leading indicator
    main : whether it is the owner's number itself
    """

    name: str
    type: Type
    metric: npt.NDArray[np.object_]
    start: Floats
    goal: Floats
    unit: str
    due: npt.NDArray[np.object_]
    cadence: Cadence
    leads: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Owners:
    """Reps, then nodes: everybody who has objectives.

    Attributes
    ----------
    labels : (O,) ids; those of reps come first
    under : (O, R) sparse; entry (o, r) is 1 where rep r stands at or below o
    reps : number of reps
    """

    labels: tuple[str, ...]
    under: sp.csr_array
    reps: int

    def summed(self, values: Floats) -> Floats:
        """Sum (R,) or (R, L) over everybody below each owner."""
        return np.asarray(self.under @ values)

    def shared(self, part: Floats, whole: Floats, goal: Floats) -> tuple[Floats, Floats]:
        """Give from and to of a share.

        Parameters
        ----------
        part, whole : (R,) or (R, L); whole 0 where nothing is known of a rep
        goal : of each rep, of the same shape
        """
        known = whole > 0
        base = self.summed(np.where(known, whole, 0.0))
        start = _over(self.summed(np.where(known, part, 0.0)), base)
        reached = self.summed(np.where(known, whole * np.where(known, goal, 0.0), 0.0))
        return start, _over(reached, base)

    def added(self, values: Floats) -> Floats:
        """Sum (R,) values of those who have one; NaN where nobody has."""
        known = np.isfinite(values)
        some = self.summed(known.astype(float)) > 0
        return np.where(some, self.summed(np.where(known, values, 0.0)), np.nan)


def _over(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))
