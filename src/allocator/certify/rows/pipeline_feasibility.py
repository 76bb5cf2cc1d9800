"""Nobody is stretched beyond what pipeline and hours can carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.arrays import group_codes, grouped
from allocator.certify.book import Book, Rows, label, rows

if TYPE_CHECKING:
    from allocator.certify.world import World


def blocks(world: World, book: Book) -> list[Rows]:
    """Write `q <= max_stretch y`, and by lever where asked."""
    settings = world.family("pipeline_feasibility")
    if settings is None:
        return []
    most = float(settings.get("max_stretch", 1.25))
    q = world.q[~world.waived.stretch[world.q["who"]]]
    entries = [(np.arange(len(q)), book.at("q", q["rep_id"]), 1.0)]
    upper = most * q["y"].to_numpy(float)
    made = [rows("pipeline_feasibility", q["rep_id"].tolist(), -np.inf, upper, entries)]
    if settings.get("by_lever", False):
        keys = ["rep", "l"]
        yields = world.figures.cells[keys].assign(y=world.figures.y.sum(axis=1))
        yields = grouped(yields, keys, ["y"])
        held = np.flatnonzero(~world.waived.stretch[world.x["who"]])
        own = world.x[keys].take(held)
        parts = own.drop_duplicates().sort_values(keys).merge(yields, on=keys, how="left")
        upper = most * parts["y"].to_numpy(float)
        labels = label(parts["rep"], world.levers[parts["l"]])
        entries = [(group_codes(own, keys), held, 1.0)]
        made.append(rows("pipeline_feasibility.by_lever", labels, -np.inf, upper, entries))
    return made
