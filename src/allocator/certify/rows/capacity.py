"""Hours are real: work for what closes up to a period fits in the hours up to that period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.book import Book, Rows, label, rows

if TYPE_CHECKING:
    from allocator.certify.world import World


def blocks(world: World, _book: Book) -> list[Rows]:
    """Write `sum_{p'<=p} effort x <= sum_{p'<=p} (limit hours + done)` by rep and period."""
    settings = world.family("capacity")
    if settings is None:
        return []
    figures, x, periods = world.figures, world.x, len(world.periods)
    able = np.cumsum(float(settings.get("limit", 1.0)) * figures.hours + figures.done, axis=1)
    held = ~np.isnan(able).any(axis=1) & ~world.waived.capacity
    who = world.q["who"].to_numpy()
    who = who[held[who]]
    place = np.full(len(world.people), -1)
    place[who] = np.arange(len(who))
    entries = []
    for p in range(periods):
        inside = np.flatnonzero((x["p"].to_numpy() <= p) & (place[x["who"]] >= 0))
        at = x["who"].to_numpy()[inside]
        entries.append((place[at] * periods + p, inside, x["effort"].to_numpy(float)[inside]))
    labels = label(np.repeat(world.people.index[who], periods), np.tile(world.periods, len(who)))
    dear = figures.cells[figures.cells["effort"] > 0].groupby("rep")["effort"].mean()
    mean = dear.reindex(world.people.index[who]).to_numpy(float)
    money = np.repeat(1.0 / mean, periods)
    return [rows("capacity", labels, -np.inf, able[who].ravel(), entries, money)]
