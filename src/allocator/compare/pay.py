"""Pay that stands behind a plan, where on-target earnings are given.

On-target earnings count for the share of the horizon's days on which a rep is employed. They are
at risk where a rep more likely misses than attains: Pr(Y >= quota) < 0.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.compare.inputs import table_of

if TYPE_CHECKING:
    from allocator.domain.calendar import Horizon
    from allocator.domain.plan import Plan

EVEN = 0.5


def pay(plan: Plan, horizon: Horizon) -> dict[str, float]:
    """Give ote, ote_at_risk (money) and ote_share of a plan; empty where no pay is given."""
    table = table_of(plan, "reps").set_index("rep_id")
    ote = pd.to_numeric(table["ote"], errors="coerce")
    own = plan.reps[(plan.reps["credit"] == "primary") & (plan.reps["quota"] > 0)]
    own = own.set_index("rep_id")
    earned = (ote * _employed(table, horizon)).reindex(own.index).dropna()
    if earned.empty:
        return {}
    whole, assigned = float(earned.sum()), float(own["quota"].sum())
    found = {"ote": whole, "ote_share": whole / assigned}
    chance = own["attainment_probability"].reindex(earned.index)
    if chance.notna().any():
        found["ote_at_risk"] = float(earned[chance < EVEN].sum())
    return found


def _employed(table: pd.DataFrame, horizon: Horizon) -> pd.Series:
    """Give the share of the horizon's days between each rep's first and last day."""
    first = np.datetime64(horizon.start, "D")
    days = [
        ((pd.to_datetime(table[name], errors="coerce") - first) / np.timedelta64(1, "D")).to_numpy()
        for name in ("start_date", "end_date")
    ]
    start = np.maximum(np.nan_to_num(days[0], nan=0.0), 0.0)
    end = np.minimum(np.nan_to_num(days[1], nan=np.inf), horizon.days - 1.0)
    return pd.Series(np.maximum(end - start + 1.0, 0.0) / horizon.days, table.index)
