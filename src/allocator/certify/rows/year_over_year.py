"""Nobody's quota leaps against last year's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.book import Book, Rows, rows

if TYPE_CHECKING:
    from allocator.certify.world import World


def blocks(world: World, book: Book) -> list[Rows]:
    """Write `(1 - down) prior <= q <= (1 + up) prior`."""
    if world.family("year_over_year") is None:
        return []
    q = world.q[world.q["up"].notna()]
    entries = [(np.arange(len(q)), book.at("q", q["rep_id"]), 1.0)]
    lower, upper = q["down"].to_numpy(float), q["up"].to_numpy(float)
    return [rows("year_over_year", q["rep_id"].tolist(), lower, upper, entries)]
