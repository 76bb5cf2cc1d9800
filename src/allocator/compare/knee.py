"""The bend of a trade-off: where giving up a little more of one thing stops buying much of another.

Two measures, turned so that more is better of both. A point is efficient if no other one is at
least as good in both and better in one. The efficient points are put on scales from 0 to 1, and
the knee is the one farthest from the chord between their two ends, on its better side (the rule
of Satopaa et al., Finding a "Kneedle" in a Haystack, 2011, without its smoothing: these points
are plans, not samples).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

FEWEST = 3
"""A line of two points has no bend."""

STRAIGHT = 1e-6
"""Distance from the chord, as a share of both scales, below which a curve has no bend."""


def efficient(one: Floats, other: Floats) -> Bools:
    """Tell which points no other point beats: (N,), False where a measure is unknown.

    Parameters
    ----------
    one, other : (N,) two measures, more is better, NaN where unknown

    >>> efficient(np.array([0.0, 1.0, 1.0]), np.array([2.0, 1.0, 0.5])).tolist()
    [True, True, False]
    """
    known = np.isfinite(one) & np.isfinite(other)
    as_good = (one[None, :] >= one[:, None]) & (other[None, :] >= other[:, None])
    better = (one[None, :] > one[:, None]) | (other[None, :] > other[:, None])
    beaten = (as_good & better & known[None, :]).any(axis=1)
    found: Bools = known & ~beaten
    return found


def knee(one: Floats, other: Floats) -> int | None:
    """Give the position of the knee, None where the curve has none.

    Of points with the same measures the first one is meant.

    >>> knee(np.array([0.0, 0.8, 1.0]), np.array([1.0, 0.9, 0.0]))
    1
    >>> knee(np.array([0.0, 0.5, 1.0]), np.array([1.0, 0.5, 0.0])) is None
    True
    """
    front = np.flatnonzero(efficient(one, other))
    if curve_points(one, other) < FEWEST:
        return None
    height = _scaled(one[front]) + _scaled(other[front]) - 1.0
    best = int(height.argmax())
    return int(front[best]) if height[best] > STRAIGHT else None


def curve_points(one: Floats, other: Floats) -> int:
    """Count the different efficient points."""
    front = efficient(one, other)
    return len(np.unique(np.column_stack([one[front], other[front]]), axis=0))


def _scaled(values: Floats) -> Floats:
    """Put values on a scale from 0, the least, to 1, the most; they are not all the same."""
    return np.asarray((values - values.min()) / (values.max() - values.min()))
