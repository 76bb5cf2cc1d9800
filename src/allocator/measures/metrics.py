"""What a plan is judged by: one set of measures for the plan and for every naive split.

Every measure looks at one number per rep. A measure that has no meaning (no compared rep, no
potential, no prior, no hours limit) is None, never zero. Sources: docs/formulation.md, "Data to
parameters" for load, stretch and risk, "After the program" for the baselines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats

Measures = dict[str, float | dict[str, float | None] | None]

USUAL_BAND = 0.15
"""Fairness band by which reps are counted where the policy has none."""
GRAIN = 1e-9
"""Relative distance that still counts as inside the band."""


@dataclass(frozen=True, slots=True)
class Chances:
    """What the reps' results may be, whatever their quotas.

    Attributes
    ----------
    attainment : quotas (R,) -> Pr(Y_r >= q_r)
    bookings : quotas (R,) -> E min(q_r, Y_r), money
    company : probability that all reps together reach the target
    """

    attainment: Callable[[Floats], Floats]
    bookings: Callable[[Floats], Floats]
    company: float


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What quotas are held against; (R,) arrays, money or hours, NaN where a rep has none.

    Attributes
    ----------
    target : the whole target
    unit : published unit: a load counts as inside the band within one unit of its edge
    band : fairness band
    groups, group : peer groups and each rep's code, -1 where he is not compared
    fair, y : fair share and attainable yield
    prior : prior_quota x presence
    base : what `quota` has to be raised by to speak of bookings: baseline x presence, else 0
    ote : on-target earnings
    hours : hours of the horizon and of what stands behind open deals; NaN without a limit
    chances : None where there is no potential: then stretch and probabilities are unknown
    """

    target: float
    unit: float
    band: float
    groups: tuple[str, ...]
    group: Ints
    fair: Floats
    y: Floats
    prior: Floats
    base: Floats
    ote: Floats
    hours: Floats
    chances: Chances | None


def metrics(quota: Floats, used: Floats, by: Yardstick) -> Measures:
    """Measure one set of quotas.

    Parameters
    ----------
    quota : (R,) money
    used : (R,) hours that the quota takes, sum of effort x quota over the rep's cells
    by : what it is held against
    """
    deviation = load_deviation(quota, by)
    change = np.abs(changes(quota, by))
    limited = np.isfinite(by.hours)
    pay = _over(quota + by.base, np.where(quota > 0, by.ote, np.nan))
    inside = np.abs(deviation) * _middle(quota, by) <= (
        by.band * _middle(quota, by) * (1 + GRAIN) + by.unit
    )
    chances = by.chances
    carried = quota > 0
    return {
        "assigned_share": _ratio(float(quota.sum()), by.target),
        "worst_load_deviation": _by_group(np.abs(deviation), by, "max"),
        "mean_load_deviation": _by_group(np.abs(deviation), by, "mean"),
        "gini_of_load": gini(_over(quota, by.fair)[by.group >= 0]),
        "largest_stretch": _max(stretches(quota, by)) if chances else None,
        "expected_attainers": (
            float(chances.attainment(quota)[carried].sum()) if chances else None
        ),
        "company_probability": chances.company if chances else None,
        "share_inside_band": _mean(inside[np.isfinite(deviation)].astype(np.float64)),
        "largest_change": _max(change),
        "median_change": _median(change),
        "capacity_use": _ratio(float(used[limited].sum()), float(by.hours[limited].sum())),
        "expected_bookings": float(chances.bookings(quota).sum()) if chances else None,
        "quota_to_ote_min": _least(pay),
        "quota_to_ote_max": _max(pay),
    }


def peer_load(quota: Floats, by: Yardstick) -> Floats:
    """Give S of each group, sum of quota / sum of fair share over its compared reps: (G,)."""
    compared = by.group >= 0
    group, count = by.group[compared], len(by.groups)
    carried: Floats = np.bincount(group, quota[compared], count).astype(np.float64)
    fair: Floats = np.bincount(group, by.fair[compared], count).astype(np.float64)
    return _over(carried, fair)


def load_deviation(quota: Floats, by: Yardstick) -> Floats:
    """Give q / (fair S) - 1 of each compared rep: (R,), NaN elsewhere."""
    middle = _middle(quota, by)
    return _over(quota, middle) - 1.0


def stretches(quota: Floats, by: Yardstick) -> Floats:
    """Give quota / attainable yield: (R,), NaN where nothing is attainable."""
    return _over(quota, by.y)


def changes(quota: Floats, by: Yardstick) -> Floats:
    """Give the change against the prior quota x presence: (R,), NaN without a prior.

    Where priors are bookings, the baseline is put on the quota, as year_over_year does.
    """
    return _over(quota + by.base, by.prior) - 1.0


def gini(values: Floats) -> float | None:
    """Give the Gini coefficient: 0 where all are alike, near 1 where one has everything.

    `sum_i sum_j |a_i - a_j| / (2 n^2 mean)`, by way of the sorted values.

    >>> import numpy as np
    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 1.0]))
    (0.0, 0.5)
    """
    known = np.sort(values[np.isfinite(values)])
    total = float(known.sum())
    if total <= 0.0:
        return None
    n = len(known)
    rank = 2.0 * np.arange(1, n + 1) - n - 1.0
    return max(0.0, float(rank @ known) / (n * total))


def _middle(quota: Floats, by: Yardstick) -> Floats:
    """Give fair x S of each compared rep, NaN elsewhere: (R,)."""
    if not by.groups:
        return np.full(len(quota), np.nan)
    load = peer_load(quota, by)[np.maximum(by.group, 0)]
    return np.where(by.group >= 0, by.fair * load, np.nan)


def _by_group(values: Floats, by: Yardstick, how: str) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for code, label in enumerate(by.groups):
        mine = values[by.group == code]
        found[label] = _max(mine) if how == "max" else _mean(mine)
    return found


def _over(part: Floats, whole: Floats) -> Floats:
    """Divide where the divisor is positive; NaN elsewhere."""
    found: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return found


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _known(values: Floats | Bools) -> Floats:
    return np.asarray(values[np.isfinite(values)], np.float64)


def _max(values: Floats) -> float | None:
    known = _known(values)
    return float(known.max()) if len(known) else None


def _least(values: Floats) -> float | None:
    known = _known(values)
    return float(known.min()) if len(known) else None


def _mean(values: Floats) -> float | None:
    known = _known(values)
    return float(known.mean()) if len(known) else None


def _median(values: Floats) -> float | None:
    known = _known(values)
    return float(np.median(known)) if len(known) else None
