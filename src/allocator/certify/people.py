"""People: what is decided about each rep, what he carried before, and who is his peer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from allocator.certify.evidence import Evidence
    from allocator.certify.yields import Figures

LEAST_YIELD = 0.05
"""A rep below this share of his group's median yield is not compared."""
LEAST_GROUP = 3
"""Groups with fewer compared reps are merged."""
EVERYBODY = "all"
"""Name of the one group of a policy whose peer groups have no role."""


def people(evidence: Evidence, figures: Figures) -> pd.DataFrame:
    """Extend the rep frame (index rep_id) by what the program asks of reps.

    Columns added: sells (has a primary cell), has_x, decided, number (the decided quota), floor,
    cap (NaN where none; a decided number is both), base (baseline x presence), prior (money),
    proposed (money), up, down (bounds against last year, NaN where exempt), ote_low, ote_high,
    compared, group.
    """
    reps = figures.reps.copy()
    has_x = np.asarray((figures.fair > 0).any(axis=1))
    reps["has_x"] = reps["rep_id"].isin(figures.cells["rep"].to_numpy(object)[has_x])
    reps["sells"] = reps["rep_id"].isin(figures.cells["rep"])
    reps["base"] = (reps["baseline"].astype(float).fillna(0.0) * reps["presence"]) * float(
        evidence.bookings
    )
    given = evidence.tables["overrides"].set_index("rep_id")["quota"]
    override = reps["rep_id"].map(given).astype(float)
    decided = override.fillna(reps["locked_quota"].astype(float))
    reps["decided"] = decided.notna()
    reps["number"] = less(decided, reps["base"])
    _bounds(evidence, reps)
    reps["prior"] = less(reps["prior_quota"] * reps["presence"], reps["base"])
    reps["proposed"] = less(reps["proposed_quota"].astype(float), reps["base"])
    _year_over_year(evidence, reps)
    _pay(evidence, reps)
    _groups(evidence, reps)
    return reps.set_index("rep_id", drop=False).rename_axis(None)


def less(given: pd.Series, base: pd.Series) -> pd.Series:
    """Take the baseline off a bound that contains it, not below 0; NaN stays NaN."""
    return (given.astype(float) - base).clip(lower=0.0)


def _bounds(evidence: Evidence, reps: pd.DataFrame) -> None:
    """Floors and caps: the rep's own, else his role's; a decided number is both."""
    roles = (evidence.families.get("quota_bounds") or {}).get("roles") or {}
    for side, column, key in (("floor", "min_quota", "min"), ("cap", "max_quota", "max")):
        of_role = reps["role"].map({name: (at or {}).get(key) for name, at in roles.items()})
        # Who has nothing to sell is no breach of his role's floor: he changes nothing at all.
        of_role = of_role.where(reps["has_x"])
        stated = less(reps[column].astype(float).fillna(of_role.astype(float)), reps["base"])
        reps[side] = np.where(reps["decided"], reps["number"], stated)


def _year_over_year(evidence: Evidence, reps: pd.DataFrame) -> None:
    """Bounds against last year's number; exempt: ramping, decided, or without one."""
    settings = evidence.families.get("year_over_year") or {}
    held = (reps["prior_quota"] > 0) & ~reps["ramping"] & ~reps["decided"]
    full = (reps["prior_quota"] * reps["presence"]).where(held)
    reps["up"] = less((1.0 + float(settings.get("up", 0.30))) * full, reps["base"])
    reps["down"] = less((1.0 - float(settings.get("down", 0.15))) * full, reps["base"])


def _pay(evidence: Evidence, reps: pd.DataFrame) -> None:
    """Bounds by on-target earnings."""
    settings = evidence.families.get("pay_ratio") or {}
    paid = reps["ote"].astype(float).where(reps["ote"] > 0)
    reps["ote_low"] = less(float(settings.get("lo", 3)) * paid, reps["base"])
    reps["ote_high"] = less(float(settings.get("hi", 8)) * paid, reps["base"])


def _groups(evidence: Evidence, reps: pd.DataFrame) -> None:
    """Peer groups, first by the policy's columns, then merged where fewer than three compare."""
    columns = list(evidence.model["peer_groups"])
    everybody = pd.Series(EVERYBODY, reps.index, dtype="str")
    parts = [reps[name].where(reps[name] != "", "none") for name in columns] or [everybody]
    fine = parts[0].str.cat(parts[1:], sep="/") if len(parts) > 1 else parts[0]
    wide = reps["role"] if "role" in columns else everybody
    earning = reps["y"].where(reps["y"] > 0)
    median = earning.groupby(fine).transform("median")
    compared = reps["has_x"] & (reps["y"] >= LEAST_YIELD * median) & ~reps["decided"]
    size = compared.groupby(fine).transform("sum")
    group = fine.where(size >= LEAST_GROUP, wide)
    merged = compared & (size < LEAST_GROUP)
    of_wide = merged.groupby(wide).transform("sum")
    group = group.where((of_wide == 0) | (of_wide >= LEAST_GROUP), wide)
    reps["compared"] = compared
    reps["group"] = group.where(compared, "")


def totals(reps: pd.DataFrame, column: str) -> pd.Series:
    """Sum a column over the compared reps of each group, by group ascending."""
    held = reps[reps["compared"]]
    return held.groupby("group", sort=True)[column].sum()
