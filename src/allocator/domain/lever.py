"""The six revenue levers, and who carries what of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LEVERS = ("new_customers", "pricing", "product_mix", "channel", "retention", "expansion")
"""Every lever, in the one order that all axes, files and pages use."""

Credit = Literal["primary", "overlay", "pipeline"]
"""primary fills the target; overlay is a share of others' quota, outside every total;
pipeline means that the role has no cells and carries a pipeline quota instead."""

Kind = Literal["", "sdr", "executive", "account_manager", "manager", "partner", "overlay"]


@dataclass(frozen=True, slots=True)
class LeverTarget:
    """What the company wants of one lever in the horizon.

    Attributes
    ----------
    amount : money above the baseline, scale applied
    priority : 1 is served first; levers of one priority are served together
    over_assignment : the lever's own cushion, as a share of its target
    season : share of each period, sums to one
    """

    lever: str
    amount: float
    priority: int
    over_assignment: float
    season: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of seller: which levers it owns and what its hours are worth.

    Attributes
    ----------
    levers : owned levers, in the order of `LEVERS`
    selling_hours_per_month : hours a month for selling; None sets no limit
    ramp : productivity in the first, second ... month after start_date; the last value stays
    credit : credit by lever
    """

    name: str
    levers: tuple[str, ...]
    selling_hours_per_month: float | None
    ramp: tuple[float, ...]
    kind: Kind
    credit: dict[str, Credit]

    @property
    def has_cells(self) -> bool:
        """Whether reps of this role can carry quota, primary or overlay."""
        return any(credit != "pipeline" for credit in self.credit.values())
