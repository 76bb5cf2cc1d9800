"""A rep's quota is the sum of his cells; a group's load is its quotas over its fair shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.arrays import places
from allocator.certify.book import Book, Rows, rows
from allocator.certify.people import totals

if TYPE_CHECKING:
    import pandas as pd

    from allocator.certify.world import World


def columns(world: World, book: Book) -> None:
    """Add `q`, and `S` where the fairness band asks for it."""
    book.add_columns("q", world.q["rep_id"], 0.0, world.q["bound"].to_numpy(float))
    if world.family("fairness_band") is not None:
        peer_columns(world, book)


def peer_columns(world: World, book: Book) -> None:
    """Add `S`: 0 .. sum of q bounds over sum of fair, over the compared reps of each group."""
    fair = totals(world.q, "fair")
    bound = totals(world.q, "bound") / fair
    book.add_columns("S", fair.index, 0.0, bound.to_numpy(float))


def blocks(world: World, book: Book) -> list[Rows]:
    """Write `sum x - q = 0`, and `peer_load` where S exists."""
    labels = world.q["rep_id"].tolist()
    row = places(world.q.index, world.x["rep"])
    entries = [
        (row, np.arange(len(world.x)), 1.0),
        (np.arange(len(labels)), book.at("q", labels), -1.0),
    ]
    made = [rows("quota", labels, 0.0, 0.0, entries)]
    if "S" in book.blocks:
        made.append(peer_load(world, book))
    return made


def peer_load(world: World, book: Book) -> Rows:
    """Write `(sum fair) S - sum q = 0` over the compared reps of each group."""
    fair = totals(world.q, "fair")
    held = compared(world)
    entries = [
        (np.arange(len(fair)), book.at("S", fair.index), fair.to_numpy(float)),
        (places(fair.index, held["group"]), book.at("q", held["rep_id"]), -1.0),
    ]
    return rows("peer_load", fair.index.tolist(), 0.0, 0.0, entries)


def compared(world: World) -> pd.DataFrame:
    """Give the compared reps, by rep ascending."""
    return world.q[world.q["compared"]]
