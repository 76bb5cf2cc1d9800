"""What is carried where: quotas summed by the places that have coordinates."""

from __future__ import annotations

import pandas as pd

SPOT = ["latitude", "longitude"]


def by_place(
    quotas: pd.DataFrame, territories: pd.DataFrame | None, reps: pd.DataFrame
) -> pd.DataFrame:
    """Sum quotas by territory, or by rep where territories have no coordinates.

    Parameters
    ----------
    quotas : primary rows of quotas.csv
    territories, reps : input tables with latitude and longitude in degrees, NaN where unknown

    Returns
    -------
    id, name, latitude, longitude, quota, carriers (reps with a quota there), the largest first;
    without rows where nothing has coordinates
    """
    for key, table in (("territory_id", territories), ("rep_id", reps)):
        if table is None or not table[SPOT].notna().all(axis=1).any():
            continue
        sums = quotas.groupby(key).agg(quota=("quota", "sum"), carriers=("rep_id", "nunique"))
        placed = table.dropna(subset=SPOT)[[key, "name", *SPOT]]
        found = placed.merge(sums, left_on=key, right_index=True)
        found = found[found["quota"] > 0].rename(columns={key: "id"})
        return found.sort_values(["quota", "id"], ascending=[False, True], ignore_index=True)
    return pd.DataFrame(columns=["id", "name", *SPOT, "quota", "carriers"])
