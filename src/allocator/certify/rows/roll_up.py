"""A node's number stays between what its manager must and may carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.arrays import places
from allocator.certify.book import Book, Entries, Rows, rows

if TYPE_CHECKING:
    import pandas as pd

    from allocator.certify.world import World


def blocks(world: World, _book: Book) -> list[Rows]:
    """Write `min_target <= sum x / C under the node <= max_target`, or target in top_down."""
    settings = world.family("roll_up")
    mode = (settings or {}).get("mode", "interlock")
    if settings is None or mode == "bottom_up":
        return []
    table = world.nodes.table
    lower, upper = table["min_target"].astype(float), table["max_target"].astype(float)
    if mode == "top_down":
        lower = table["target"].astype(float).fillna(lower)
        upper = table["target"].astype(float).fillna(upper)
    held = (lower.notna() | upper.notna()).to_numpy()
    low = lower.fillna(-np.inf).to_numpy(float)[held]
    high = upper.fillna(np.inf).to_numpy(float)[held]
    labels = table.index[held]
    return [rows("roll_up", labels.tolist(), low, high, [numbers(world, labels)])]


def numbers(world: World, labels: pd.Index) -> Entries:
    """Coefficients of `number[n] = sum of x under n / C[l,n]` for the nodes given."""
    under = world.under()
    under = under[under["node"].isin(labels)]
    x = world.x[["rep", "l"]].assign(column=np.arange(len(world.x)))
    pairs = x.merge(under, on="rep", how="inner")
    at = places(world.nodes.table.index, pairs["node"])
    factor = world.nodes.factor[pairs["l"], at]
    return places(labels, pairs["node"]), pairs["column"].to_numpy(), 1.0 / factor
