"""When a printed figure agrees with what was computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.domain.certificate import Check

if TYPE_CHECKING:
    from allocator.certify.arrays import Bools

RELATIVE = ABSOLUTE = 1e-6
"""Printed figures agree within these."""


def apart(mine: Any, told: Any) -> Bools:
    """Where two arrays of figures differ; unknown agrees with unknown alone.

    >>> apart([1.0, 2.0, np.nan, np.nan], [1.0, 2.1, np.nan, 0.0]).tolist()
    [False, True, False, True]
    """
    mine, told = np.asarray(mine, float), np.asarray(told, float)
    off = np.abs(mine - told) > RELATIVE * np.abs(mine) + ABSOLUTE
    return np.asarray(off | (np.isnan(mine) != np.isnan(told)))


def none(name: str, bad: Any, where: Any) -> Check:
    """Make a check that nothing is bad; its detail names the first place."""
    bad = np.asarray(bad, bool)
    detail = str(np.asarray(where, dtype=object)[int(np.argmax(bad))]) if bad.any() else ""
    return Check(name, int(bad.sum()), 0, not bad.any(), detail)
