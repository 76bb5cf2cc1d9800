"""Loads stay alike: each compared rep within a band round his group's load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.book import Book, Rows, rows
from allocator.certify.rows.quota import compared

if TYPE_CHECKING:
    from allocator.certify.world import World


def blocks(world: World, book: Book) -> list[Rows]:
    """Write `q - (1 +- band) fair S` against 0."""
    settings = world.family("fairness_band")
    if settings is None:
        return []
    band = float(settings.get("band", 0.15))
    reps = compared(world)
    labels = reps["rep_id"].tolist()
    at = np.arange(len(reps))
    own = (at, book.at("q", labels), 1.0)
    fair, load = reps["fair"].to_numpy(float), book.at("S", reps["group"])
    upper = [own, (at, load, -(1.0 + band) * fair)]
    lower = [own, (at, load, -(1.0 - band) * fair)]
    return [
        rows("fairness_band.upper", labels, -np.inf, 0.0, upper),
        rows("fairness_band.lower", labels, 0.0, np.inf, lower),
    ]
