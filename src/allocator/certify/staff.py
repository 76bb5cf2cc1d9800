"""Staff: who is there, how productive, and with how many hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify import days

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats
    from allocator.certify.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Staff:
    """Reps by rep_id and what their days say.

    Attributes
    ----------
    reps : the table, sorted, with presence and ramping
    index : rep_id
    there, effective : (R, D) presence; fte x presence x ramp
    work, present, hours : (R, P); hours NaN where the role has no limit
    """

    reps: pd.DataFrame
    index: pd.Index
    there: Floats
    effective: Floats
    work: Floats
    present: Floats
    hours: Floats


def staff(evidence: Evidence) -> Staff:
    """Evaluate presence and ramp by day and average them by period."""
    horizon = evidence.horizon
    reps = evidence.tables["reps"].sort_values("rep_id", ignore_index=True)
    there = days.present(evidence, reps)
    pace = days.ramp(evidence, reps)
    effective = there * pace * np.nan_to_num(reps["fte"].to_numpy(float), nan=1.0)[:, None]
    work, present = days.by_period(effective, horizon), days.by_period(there, horizon)
    limit = [evidence.role(str(role)).get("selling_hours_per_month") for role in reps["role"]]
    monthly = np.array([np.nan if hours is None else hours for hours in limit], float)
    hours = monthly[:, None] * horizon.months_per_period * work
    slow = np.asarray(((pace < 1) & (there > 0)).any(axis=1))
    reps = reps.assign(presence=there.mean(axis=1), ramping=slow)
    return Staff(reps, pd.Index(reps["rep_id"]), there, effective, work, present, hours)
