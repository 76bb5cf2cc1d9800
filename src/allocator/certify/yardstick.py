"""Measures of a set of quotas, and the naive splits that the plan is shown beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import gammaincc

from allocator.certify.arrays import Floats, ratio
from allocator.certify.tiers.expected_value import expected_minimum

if TYPE_CHECKING:
    from allocator.certify.world import World


USUAL_BAND = 0.15
"""Fairness band by which reps are counted where the policy has none."""


def loads(world: World, quota: Floats) -> pd.DataFrame:
    """Give load, the group's load and the deviation of every compared rep, by rep."""
    people = world.people.assign(quota=quota)
    held = people[people["compared"]]
    by = held.groupby("group")
    load = by["quota"].transform("sum") / by["fair"].transform("sum")
    middle = load * held["fair"]
    return pd.DataFrame(
        {
            "group": held["group"], "load": held["quota"] / held["fair"], "peer_load": load,
            "middle": middle, "deviation": (held["quota"] / middle - 1.0).abs(),
        }
    )  # fmt: skip


def attainment(world: World, quota: Floats) -> Floats:
    """`Pr(Y_r >= q)` of a gamma by moments: (R,), NaN where nothing is attainable."""
    y, variance = (world.people[name].to_numpy(float) for name in ("y", "variance"))
    has = y > 0
    scale = np.where(has, variance / np.where(has, y, 1.0), 1.0)
    shape = np.where(has, y / scale, 1.0)
    return np.where(has, gammaincc(shape, np.maximum(quota, 0.0) / scale), np.nan)


def changes(world: World, quota: Floats) -> Floats:
    """Quota (and baseline, where priors contain it) over prior quota x presence, less 1: (R,)."""
    people = world.people
    prior = (people["prior_quota"] * people["presence"]).where(people["sells"])
    return ratio(quota + people["base"].to_numpy(float), prior) - 1.0


def able(world: World) -> Floats:
    """Hours of the horizon and behind open deals: (R,), NaN without a limit or without a cell."""
    hours = world.figures.hours.sum(axis=1) + world.figures.done.sum(axis=1)
    return np.where(world.people["sells"] & (hours > 0), hours, np.nan)


def metrics(world: World, quota: Floats, used: Floats) -> dict[str, Any]:
    """Compute every measure of one set of quotas; None where it has no meaning.

    Parameters
    ----------
    quota : (R,) money
    used : (R,) hours that it takes
    """
    people = world.people
    known = "potential" in world.evidence.given
    held = loads(world, quota)
    y = people["y"].to_numpy(float)
    change = np.abs(changes(world, quota))
    limit = able(world)
    limited = ~np.isnan(limit)
    band = float((world.family("fairness_band") or {}).get("band", USUAL_BAND))
    inside = held["deviation"] * held["middle"] <= (
        band * held["middle"] * (1 + 1e-9) + world.evidence.unit
    )
    inside = inside[held["deviation"].notna()]
    pay = ratio(quota + people["base"].to_numpy(float), people["ote"].where(quota > 0))
    by = held.groupby("group")["deviation"]
    return {
        "assigned_share": number(ratio(quota.sum(), world.target)),
        "worst_load_deviation": {group: number(value) for group, value in by.max().items()},
        "mean_load_deviation": {group: number(value) for group, value in by.mean().items()},
        "gini_of_load": gini(held["load"].to_numpy(float)),
        "largest_stretch": most(ratio(quota, y)) if known else None,
        "expected_attainers": (
            float(np.nansum(attainment(world, quota)[quota > 0])) if known else None
        ),
        "company_probability": _company(world) if known else None,
        "share_inside_band": float(inside.mean()) if len(inside) else None,
        "largest_change": most(change),
        "median_change": _median(change),
        "capacity_use": number(ratio(used[limited].sum(), limit[limited].sum())),
        "expected_bookings": _bookings(world, quota) if known else None,
        "quota_to_ote_min": _least(pay),
        "quota_to_ote_max": most(pay),
    }


def _company(world: World) -> float:
    """Probability that all reps together reach the target: a gamma by moments."""
    mean, variance = float(world.people["y"].sum()), float(world.people["variance"].sum())
    if mean <= 0:
        return float(world.target <= 0)
    return float(gammaincc(mean * mean / variance, world.target * mean / variance))


def _bookings(world: World, quota: Floats) -> float:
    """`sum E min(q, Y_r)`."""
    people = world.people[world.people["y"] > 0]
    y, variance = people["y"].to_numpy(float), people["variance"].to_numpy(float)
    own = quota[(world.people["y"] > 0).to_numpy()]
    return float(expected_minimum(y, variance, own).sum())


def gini(values: Floats) -> float | None:
    """Mean absolute difference of all pairs over twice the mean.

    >>> gini(np.array([0.0, 1.0]))
    0.5
    """
    ordered = np.sort(values[np.isfinite(values)])
    count, total = len(ordered), float(ordered.sum())
    if total <= 0:
        return None
    # The area under the Lorenz curve, by trapezoids.
    area = float((np.cumsum(ordered) - ordered / 2.0).sum()) / (count * total)
    return max(0.0, 1.0 - 2.0 * area)


def number(value: Any) -> float | None:
    """Give a number, None where it is none."""
    return float(value) if np.isfinite(value) else None


def most(values: Floats) -> float | None:
    """Greatest known value."""
    known = values[np.isfinite(values)]
    return float(known.max()) if len(known) else None


def _least(values: Floats) -> float | None:
    """Least known value."""
    known = values[np.isfinite(values)]
    return float(known.min()) if len(known) else None


def _median(values: Floats) -> float | None:
    """Median of the known values."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else None


def splits(world: World) -> dict[str, Floats | None]:
    """Naive splits, as money per cell: equal, prior, potential; None where data allow none."""
    cells = world.figures.cells
    people = world.people
    amount = world.figures.target.sum(axis=1)
    fair = world.figures.fair.sum(axis=1)
    presence = cells["rep"].map(people["presence"])
    owners = cells[["rep", "l"]].assign(presence=presence).drop_duplicates(["rep", "l"])
    whole = owners.groupby("l")["presence"].sum()
    of_owner = pd.Series(
        ratio(presence, cells["l"].map(whole)) * amount[cells["l"]], cells.index
    ).fillna(0.0)
    base = people["baseline"].astype(float).fillna(0.0) * float(world.evidence.bookings)
    prior = (people["prior_quota"].astype(float) - base).clip(lower=0.0).fillna(0.0)
    known = prior[people["sells"]]
    reach = cells.merge(
        world.figures.pairs[["territory", "l", "potential"]], on=["territory", "l"], how="left"
    )
    held = reach["potential"] * reach["mean_share"]
    total = held.groupby(reach["l"]).transform("sum")
    by_potential = np.nan_to_num(ratio(held, total)) * amount[cells["l"]]
    has_potential = "potential" in world.evidence.given and bool((total > 0).any())
    return {
        "equal": _laid(of_owner, cells[["rep", "l"]], fair) if len(cells) else None,
        "prior": (
            _laid(cells["rep"].map(prior) * (amount.sum() / known.sum()), cells[["rep"]], fair)
            if known.sum() > 0
            else None
        ),
        "potential": by_potential if has_potential else None,
    }


def _laid(owned: Any, keys: pd.DataFrame, fair: Floats) -> Floats:
    """Lay an owner's money over his cells by fair share, equally where he has none."""
    by = list(keys.columns)
    frame = keys.assign(fair=fair)
    whole = frame.groupby(by)["fair"].transform("sum")
    count = frame.groupby(by)["fair"].transform("size")
    part = np.where(whole > 0, frame["fair"] / whole.where(whole > 0, 1.0), 1.0 / count)
    return np.asarray(np.asarray(owned, float) * part)
