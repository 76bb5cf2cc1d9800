"""Each lever's target of each period is carried, or stands as unassigned or missing cushion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.book import Book, Rows, label, rows

if TYPE_CHECKING:
    from allocator.certify.world import World


def columns(world: World, book: Book) -> None:
    """Add `u` and `v`."""
    target = world.figures.target
    forbidden = (world.family("lever_totals") or {}).get("shortfall", "allowed") == "forbidden"
    lever, p = np.nonzero(target > 0)
    labels = label(world.levers[lever], world.periods[p])
    book.add_columns("u", labels, 0.0, target[lever, p] * (not forbidden))
    cushion = (world.cushion - 1.0)[:, None] * target
    lever, p = np.nonzero(cushion > 0)
    labels = label(world.levers[lever], world.periods[p])
    book.add_columns("v", labels, 0.0, cushion[lever, p])


def blocks(world: World, book: Book) -> list[Rows]:
    """Write `sum x + u + v = cushion target`."""
    target, x = world.figures.target, world.x
    lever, p = np.nonzero(target > 0)
    place = np.full(target.shape, -1)
    place[lever, p] = np.arange(len(lever))
    labels = label(world.levers[lever], world.periods[p])
    side = world.cushion[lever] * target[lever, p]
    entries = [(place[x["l"], x["p"]], np.arange(len(x)), 1.0)]
    for block in ("u", "v"):
        column = book.at(block, labels)
        has = column >= 0
        entries.append((np.flatnonzero(has), column[has], 1.0))
    return [rows("lever_totals", labels, side, side, entries)]
