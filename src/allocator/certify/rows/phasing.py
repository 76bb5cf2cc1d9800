"""A rep's money comes in the rhythm of his yield."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify.arrays import places
from allocator.certify.book import Book, Rows, label, rows

if TYPE_CHECKING:
    from allocator.certify.world import World


def blocks(world: World, book: Book) -> list[Rows]:
    """Write `sum x of the period` against `(1 +- band) s q`, s the period's part of the yield."""
    settings = world.family("phasing")
    if settings is None:
        return []
    band = float(settings.get("band", 0.25))
    made = [_block(world, book, 1.0 + band, "upper", world.waived.phase_upper)]
    if band < 1:
        made.append(_block(world, book, 1.0 - band, "lower", world.waived.phase_lower))
    return made


def _block(
    world: World, book: Book, factor: float, side: str, waived: frozenset[tuple[str, int]]
) -> Rows:
    """Write one side's rows."""
    keys = ["rep", "p"]
    parts = world.x[keys].drop_duplicates().sort_values(keys, ignore_index=True)
    stays = [key not in waived for key in zip(parts["rep"], parts["p"], strict=True)]
    parts = parts[np.array(stays, bool)].reset_index(drop=True)
    who, p = places(world.people.index, parts["rep"]), parts["p"].to_numpy(np.int64)
    by_period = np.zeros((len(world.people), len(world.periods)))
    seller = places(world.people.index, world.figures.cells["rep"])
    np.add.at(by_period, seller, world.figures.y)
    share = by_period[who, p] / world.people["y"].to_numpy(float)[who]
    row = pd.MultiIndex.from_frame(parts).get_indexer(pd.MultiIndex.from_frame(world.x[keys]))
    inside = np.flatnonzero(row >= 0)
    entries = [
        (row[inside], inside, 1.0),
        (np.arange(len(parts)), book.at("q", parts["rep"]), -factor * share),
    ]
    lower, upper = (-np.inf, 0.0) if side == "upper" else (0.0, np.inf)
    return rows(f"phasing.{side}", label(parts["rep"], world.periods[p]), lower, upper, entries)
