"""How far each rep's load would lie from his peers' under the plan and under the naive splits."""

from __future__ import annotations

import pandas as pd

SPLITS = ("plan", "equal", "prior", "potential")


def deviations(reps: pd.DataFrame, splits: pd.DataFrame) -> pd.DataFrame:
    """Give the distance from the peers' load, q / (fair S) - 1, where S = sum q / sum fair.

    Parameters
    ----------
    reps : primary rows of reps.csv; those that are not compared are left out
    splits : splits.csv

    Returns
    -------
    split, rep_id, peer_group, quota, deviation: a row for each split that the data allow and
    each compared rep with a fair share
    """
    compared = reps[reps["compared"] & (reps["fair_share"] > 0)]
    base = compared[["rep_id", "peer_group", "fair_share"]].merge(
        splits.rename(columns={"quota": "plan"}), on="rep_id"
    )
    parts = []
    for name in SPLITS:
        quota = base[name].astype(float)
        if quota.isna().all():
            continue
        group = base["peer_group"]
        load = quota.groupby(group).transform("sum") / base["fair_share"].groupby(group).transform(
            "sum"
        )
        middle = base["fair_share"] * load
        parts.append(
            base[["rep_id", "peer_group"]].assign(
                split=name, quota=quota, deviation=(quota / middle.where(middle > 0)) - 1.0
            )
        )
    columns = ["split", "rep_id", "peer_group", "quota", "deviation"]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)[columns].dropna()


def window(found: pd.DataFrame, band: float) -> tuple[float, float]:
    """Give the deviations between which a picture shows the plan whole and of the rest most.

    That is from the 2nd to the 98th hundredth of all splits' deviations, the plan's own and the
    band included.
    """
    own = found.loc[found["split"] == "plan", "deviation"]
    low, high = found["deviation"].quantile([0.02, 0.98])
    return min(low, own.min(), -band), max(high, own.max(), band)


def spread(found: pd.DataFrame) -> pd.DataFrame:
    """Give least, quartiles and greatest deviation of each split and peer group, and its reps."""
    grouped = found.groupby(["split", "peer_group"], sort=False)["deviation"]
    return pd.DataFrame(
        {
            "reps": grouped.size(),
            "least": grouped.min(),
            "low": grouped.quantile(0.25),
            "middle": grouped.median(),
            "high": grouped.quantile(0.75),
            "greatest": grouped.max(),
        }
    ).reset_index()
