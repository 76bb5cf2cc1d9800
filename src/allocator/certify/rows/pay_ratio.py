"""A quota stays within its usual multiple of on-target earnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.book import Book, Rows, rows

if TYPE_CHECKING:
    from allocator.certify.world import World


def blocks(world: World, book: Book) -> list[Rows]:
    """Write `lo OTE <= q <= hi OTE`."""
    if world.family("pay_ratio") is None:
        return []
    held = ~world.waived.pay[world.q["who"]] & world.q["ote_low"].notna().to_numpy()
    q = world.q[held]
    entries = [(np.arange(len(q)), book.at("q", q["rep_id"]), 1.0)]
    lower, upper = q["ote_low"].to_numpy(float), q["ote_high"].to_numpy(float)
    return [rows("pay_ratio", q["rep_id"].tolist(), lower, upper, entries)]
