"""Every rep passes his quota with at least the least probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.book import Book, Rows, rows
from allocator.certify.waivers import quantile

if TYPE_CHECKING:
    from allocator.certify.world import World


def blocks(world: World, book: Book) -> list[Rows]:
    """Write `q <=` the quantile of the rep's yield at 1 - min_probability."""
    if world.family("attainable") is None:
        return []
    held = ~world.waived.attainable[world.q["who"]] & (world.q["y"] > 0).to_numpy()
    q = world.q[held]
    upper = quantile(world.evidence, world.people)[q["who"]]
    entries = [(np.arange(len(q)), book.at("q", q["rep_id"]), 1.0)]
    return [rows("attainable", q["rep_id"].tolist(), -np.inf, upper, entries)]
