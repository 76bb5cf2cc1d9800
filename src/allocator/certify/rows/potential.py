"""No territory is overdrawn: quotas over win share stay within reach of its potential."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.book import Book, Rows, label, rows

if TYPE_CHECKING:
    from allocator.certify.world import World


def blocks(world: World, _book: Book) -> list[Rows]:
    """Write `sum x / win_share <= reach potential` for every (territory, lever) with an x."""
    settings = world.family("potential")
    if settings is None:
        return []
    x, keys = world.x, ["territory", "l"]
    groups = x.groupby(keys, sort=True)
    pairs = groups["potential"].first().reset_index()
    cells = world.figures.cells.groupby(keys, as_index=False)["win_share"].mean()
    money = pairs.merge(cells, on=keys, how="left")["win_share"].to_numpy(float)
    labels = label(pairs["territory"], world.levers[pairs["l"]])
    upper = float(settings.get("reach", 2.0)) * pairs["potential"].to_numpy(float)
    entries = [
        (groups.ngroup().to_numpy(), np.arange(len(x)), 1.0 / x["win_share"].to_numpy(float))
    ]
    return [rows("potential", labels, -np.inf, upper, entries, money)]
