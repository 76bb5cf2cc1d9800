"""Locks: what a tier proved to hold in every optimum, held for all later tiers."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.certify.arrays import Bools, Floats
    from allocator.certify.duality import Region
    from allocator.domain.proof import TierProof

LEAST = 1e-13
"""A multiplier times its reach below this is the rounding of the arithmetic."""
TIMES = 100.0
"""A multiplier times its reach must exceed the tier's gap by this factor."""


def locked(region: Region, tier: TierProof) -> Region:
    """Give the region after a tier's locks: fixed columns, rows that became equalities."""
    columns, rows = tier.columns, tier.rows
    least, most = region.least.copy(), region.most.copy()
    lower, upper = region.lower.copy(), region.upper.copy()
    at = np.flatnonzero(tier.locked_columns < 0)
    most[:columns][at] = least[:columns][at]
    at = np.flatnonzero(tier.locked_columns > 0)
    least[:columns][at] = most[:columns][at]
    at = np.flatnonzero(tier.locked_rows < 0)
    upper[:rows][at] = lower[:rows][at]
    at = np.flatnonzero(tier.locked_rows > 0)
    lower[:rows][at] = upper[:rows][at]
    return dataclasses.replace(region, lower=lower, upper=upper, least=least, most=most)


def unproven(before: Region, tier: TierProof, reduced: Floats, gap: float) -> tuple[Bools, Bools]:
    """Columns and rows that a tier locked without a multiplier that carries the lock.

    A lower lock needs z > 0 (columns) or y > 0 (rows), an upper one z < 0 or y < 0: then any
    other optimum has the same bound. A multiplier so small that moving the column over its box,
    or the row over its reach, would cost no more than the tier's gap is no proof. What earlier
    tiers fixed already needs none.

    Parameters
    ----------
    before : the tier's own region, with earlier locks
    reduced : (columns,) z
    gap : the tier's face gap
    """
    columns, rows = tier.columns, tier.rows
    size = np.maximum(np.abs(before.least), np.abs(before.most))
    least = max(LEAST, TIMES * gap)
    span = before.most - before.least
    firm = reduced * -tier.locked_columns.astype(float) * span
    column = (tier.locked_columns[:columns] != 0) & (span > 0) & ~(firm > least)
    reach = abs(before.matrix) @ size
    firm = tier.dual * -tier.locked_rows.astype(float) * reach
    equal = before.lower == before.upper
    row = (tier.locked_rows[:rows] != 0) & ~equal & ~(firm > least)
    return np.asarray(column), np.asarray(row)
