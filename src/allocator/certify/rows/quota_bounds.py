"""Floors, caps, locks and overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.book import Book, Rows, rows

if TYPE_CHECKING:
    from allocator.certify.world import World


def blocks(world: World, book: Book) -> list[Rows]:
    """Write `floor <= q <= cap`; a decided number is both."""
    q = world.q[world.q["floor"].notna() | world.q["cap"].notna()]
    entries = [(np.arange(len(q)), book.at("q", q["rep_id"]), 1.0)]
    lower = q["floor"].fillna(-np.inf).to_numpy(float)
    upper = q["cap"].fillna(np.inf).to_numpy(float)
    return [rows("quota_bounds", q["rep_id"].tolist(), lower, upper, entries)]
