"""Risk: what a rep may bring, as a gamma distribution round his attainable yield.

``Y_r`` is gamma with mean ``y[r]`` and variance ``sum over his levers of y_l^2 var(conv) /
conv^2 + y_l x deal size``: what is unknown of his win rate, and the luck of single deals. Its
coefficient of variation is at least 0.05, and variances here have that floor in them. The
company's result is the sum of independent ``Y_r``, gamma by moments. A mean of 0 is surely 0.
With shape ``a = mean^2 / variance`` and scale ``s = variance / mean``:
``Pr(Y >= q) = Q(a, q/s)`` and ``E min(q, Y) = mean P(a + 1, q/s) + q Q(a, q/s)``, P and Q the
regularised incomplete gamma functions. Source: docs/formulation.md, "Risk".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammainc, gammaincc, gammainccinv

from allocator.domain.parameters import Floats
from allocator.yields.columns import total

if TYPE_CHECKING:
    from allocator.domain.axes import Ints

LEAST_VARIATION = 0.05
"""Floor of the coefficient of variation: nobody's year is surer than that."""

Numbers = Floats | float


def variance(
    cell_yield: Floats,
    cell_rep: Ints,
    cell_lever: Ints,
    rate: Floats,
    rate_variance: Floats,
    deal_size: Floats,
) -> Floats:
    """Give the variance of each rep's result, floor applied: (R,).

    Parameters
    ----------
    cell_yield : (K,) attainable yield of each cell over the horizon
    cell_rep, cell_lever : (K,)
    rate, rate_variance, deal_size : (R, L) of the rep and lever; unread where he has no cell
    """
    reps, levers = rate.shape
    by_lever = total(cell_rep * levers + cell_lever, cell_yield, reps * levers)
    y = by_lever.reshape(reps, levers)
    known = y > 0
    doubt = np.divide(rate_variance, rate**2, out=np.zeros_like(rate), where=known)
    raw = (y**2 * doubt + y * np.where(known, deal_size, 0.0)).sum(axis=1)
    return floored(y.sum(axis=1), raw)


def floored(mean: Numbers, raw: Numbers) -> Floats:
    """Raise a variance to the floor of the coefficient of variation."""
    return np.maximum(np.asarray(raw, dtype=np.float64), (LEAST_VARIATION * np.asarray(mean)) ** 2)


def attainment(quota: Numbers, mean: Numbers, variance: Numbers) -> Floats:
    """Give the probability that Y reaches the quota.

    >>> float(attainment(0.0, 100.0, 400.0)), float(attainment(1.0, 0.0, 0.0))
    (1.0, 0.0)
    """
    quota, mean, shape, scale = _gamma(quota, mean, variance)
    reached = gammaincc(shape, np.maximum(quota, 0.0) / scale)
    return np.where(mean > 0, reached, (quota <= 0).astype(np.float64))


def quantile(mean: Numbers, variance: Numbers, probability: Numbers) -> Floats:
    """Give the quota that Y reaches with that probability.

    >>> round(float(quantile(100.0, 10_000.0, 0.5)), 4)
    69.3147
    """
    _, mean, shape, scale = _gamma(0.0, mean, variance)
    return np.where(mean > 0, scale * gammainccinv(shape, probability), 0.0)


def expected_up_to(quota: Numbers, mean: Numbers, variance: Numbers) -> Floats:
    """Give the expected bookings under a quota, E min(quota, Y).

    >>> round(float(expected_up_to(np.inf, 100.0, 400.0)), 9)
    100.0
    """
    quota, mean, shape, scale = _gamma(quota, mean, variance)
    at = np.maximum(quota, 0.0) / scale
    missed = np.where(np.isfinite(quota), quota, 0.0) * gammaincc(shape, at)
    return np.where(mean > 0, mean * gammainc(shape + 1, at) + missed, np.minimum(quota, 0.0))


def company_probability(target: float, mean: Floats, variance: Floats) -> float:
    """Give the probability that all reps together reach the target.

    `mean` and `variance` (R,) are of each rep; the sum is gamma by moments. The floor holds for
    each rep, not for the sum: independent results do even out.
    """
    whole = float(mean.sum())
    if whole <= 0:
        return float(target <= 0)
    spread = float(floored(mean, variance).sum())
    return float(gammaincc(whole**2 / spread, max(target, 0.0) * whole / spread))


def _gamma(
    quota: Numbers, mean: Numbers, variance: Numbers
) -> tuple[Floats, Floats, Floats, Floats]:
    """Give quota, mean, shape and scale, with 1 for what a mean of 0 leaves undefined."""
    quota, mean, variance = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in (quota, mean, variance))
    )
    some = mean > 0
    spread = np.where(some, floored(mean, variance), 1.0)
    middle = np.where(some, mean, 1.0)
    return quota, mean, middle**2 / spread, spread / middle
