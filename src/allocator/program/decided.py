"""Numbers that people gave for a rep, in the plan's money: floors, caps, locks, priors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from allocator.domain.parameters import Bools, Floats


@dataclass(frozen=True, slots=True)
class Given:
    """What people decided or asked for, (R,) money above the baseline, NaN where nothing.

    Attributes
    ----------
    decided : lock or override
    floor, cap : min_quota and max_quota, the rep's own before his role's
    prior : prior_quota x presence
    proposed : proposed_quota
    ote : on-target earnings
    taken : money taken off a bound because bookings contain the baseline; else 0
    """

    decided: Floats
    floor: Floats
    cap: Floats
    prior: Floats
    proposed: Floats
    ote: Floats
    taken: Floats

    @property
    def is_decided(self) -> Bools:
        """(R,) whether the quota is locked or overridden."""
        return ~np.isnan(self.decided)

    def net(self, money: Floats) -> Floats:
        """Take the baseline off a bound that was given in bookings; never below zero."""
        return np.where(np.isfinite(money), np.maximum(0.0, money - self.taken), money)


def given(
    reps: pd.DataFrame,
    overrides: pd.DataFrame,
    presence: Floats,
    role_bounds: Mapping[str, Mapping[str, float | None]],
    carries: Bools,
    *,
    bookings: bool,
) -> Given:
    """Collect what people gave.

    Parameters
    ----------
    reps : the table, rows in the order of the reps' axis
    overrides : the table
    presence : (R,) mean presence over the horizon
    role_bounds : quota_bounds' `roles`; they speak of reps who can carry a quota
    carries : (R,) whether the rep can carry any quota
    bookings : whether quota columns contain the baseline
    """

    def column(name: str) -> Floats:
        return reps[name].to_numpy(np.float64)

    by_rep = dict(zip(overrides["rep_id"], overrides["quota"], strict=True))
    override = np.array([by_rep.get(rep, np.nan) for rep in reps["rep_id"]], np.float64)
    roles = reps["role"].tolist()

    def of_role(side: str) -> Floats:
        found = [role_bounds.get(role, {}).get(side) for role in roles]
        bound = np.array([np.nan if value is None else value for value in found], np.float64)
        return np.where(carries, bound, np.nan)

    taken = np.nan_to_num(column("baseline")) * presence if bookings else np.zeros(len(reps))
    values = Given(
        decided=np.where(np.isnan(override), column("locked_quota"), override),
        floor=np.where(np.isnan(column("min_quota")), of_role("min"), column("min_quota")),
        cap=np.where(np.isnan(column("max_quota")), of_role("max"), column("max_quota")),
        prior=np.where(column("prior_quota") > 0, column("prior_quota") * presence, np.nan),
        proposed=column("proposed_quota"),
        ote=column("ote"),
        taken=taken,
    )
    return Given(
        decided=values.net(values.decided),
        floor=values.net(values.floor),
        cap=values.net(values.cap),
        prior=values.prior,
        proposed=values.net(values.proposed),
        ote=values.ote,
        taken=taken,
    )
