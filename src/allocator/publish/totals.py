"""Target, assigned, shortfall, cushion, rounding: the sums that a plan answers for.

    target = assigned + shortfall - cushion granted + rounding, by lever and for the company

Assigned is published money. The shortfall is whole units, so chosen that rounding stays within
half a unit (within one where nothing is short); it is never made by rounding, nor hidden in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.domain.plan import COLUMNS
from allocator.publish.money import apportion, money_of, tidy

if TYPE_CHECKING:
    import numpy.typing as npt

    from allocator.domain.allocation import Allocation
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats, Parameters

NOTHING = 1e-9
"""Share of the whole target that is no shortfall: a solver's last digits."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a plan.

    Attributes
    ----------
    document : ``totals`` of plan.json
    short : (L, P) shortfall in units
    """

    document: dict[str, object]
    short: Ints


def is_short(parameters: Parameters, allocation: Allocation) -> bool:
    """Whether target stays unassigned, decided on x* and not on what rounding makes of it."""
    return bool(allocation.short.sum() > NOTHING * parameters.target.sum())


def totals(
    parameters: Parameters, allocation: Allocation, published: Floats, unit: float
) -> Totals:
    """Add up the published plan.

    Parameters
    ----------
    published : (K, P) published primary quota
    """
    target = parameters.target.sum(axis=1)
    assigned = np.bincount(parameters.cell_lever, published.sum(axis=1), len(target))
    whole = float(target.sum())
    u, v = (
        np.where(part > NOTHING * whole, part, 0.0)
        for part in (allocation.short, allocation.cushion_missing)
    )
    granted = (allocation.cushion - 1.0) * target - v.sum(axis=1)
    open_units = np.rint(np.round((target + granted - assigned) / unit, 4)).astype(np.int64)
    short = np.stack([apportion(u[code], int(units)) for code, units in enumerate(open_units)])
    missing = money_of(short.sum(axis=1), unit)
    columns = {
        "target": target,
        "assigned": assigned,
        "shortfall": missing,
        "cushion_missing": v.sum(axis=1),
        "cushion_granted": granted,
        "rounding": target - assigned - missing + granted,
    }
    lines = [
        {key: tidy(column[code], whole) for key, column in columns.items()}
        for code in range(len(target))
    ]
    company = {key: tidy(float(column.sum()), whole) for key, column in columns.items()}
    by_lever = dict(zip(parameters.levers.labels, lines, strict=True))
    return Totals({**company, "levers": by_lever}, short)


def shortfall_table(
    parameters: Parameters, short: Ints, reasons: npt.NDArray[np.object_], unit: float
) -> pd.DataFrame:
    """Give the table shortfall.csv: one row per lever and period that lacks something."""
    lever, period = np.nonzero(short)
    table = {
        "lever": parameters.levers.take(lever),
        "period": parameters.periods.take(period),
        "amount": money_of(short[lever, period], unit),
        "reason": reasons[lever, period],
    }
    text = dict.fromkeys(("lever", "period", "reason"), "str")
    return pd.DataFrame(table, columns=list(COLUMNS["shortfall"])).astype(text)
