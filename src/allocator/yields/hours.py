"""Hours: the time a rep has for selling.

``hours[r,p] = selling_hours_per_month x months x work[r,p]``; a role without
selling_hours_per_month has no limit (infinity). Source: docs/formulation.md, "Hours".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.domain.parameters import Floats
    from allocator.yields.roster import Roster


def hours(roster: Roster, work: Floats, months_per_period: int) -> Floats:
    """Give the selling hours of each rep and period: (R, P)."""
    monthly = np.array(
        [
            np.inf if role.selling_hours_per_month is None else role.selling_hours_per_month
            for role in roster.roles
        ]
    )[roster.role][:, None]
    limited = np.where(np.isfinite(monthly), monthly, 0.0) * months_per_period * work
    return np.where(np.isfinite(monthly), limited, np.inf)
