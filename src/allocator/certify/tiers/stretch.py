"""Stretch beyond attainable yield: the mean of the worst tenth, or the greatest, round by round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.book import Book, Entries, Rows, rows
from allocator.certify.objective import Objective, objective

if TYPE_CHECKING:
    import pandas as pd

    from allocator.certify.world import World

WORST = 0.1
"""Share of the yield whose stretch counts."""


def stretched(world: World) -> pd.DataFrame:
    """Give reps with a q and a yield whose number nobody decided."""
    return world.q[(world.q["y"] > 0) & ~world.q["decided"]]


def over_stretch(world: World, book: Book) -> Objective:
    """Minimise `eta + sum t / (0.1 sum y)`, rows `q - y eta - t <= 0`."""
    reps = stretched(world)
    labels, y = reps["rep_id"].tolist(), reps["y"].to_numpy(float)
    bound = reps["bound"].to_numpy(float)
    level = book.add_columns("eta", [""] if labels else [], 0.0, (bound / y).max(initial=0.0))
    beyond = book.add_columns("t", labels, 0.0, bound)
    at = np.arange(len(labels))
    entries: list[Entries] = [(at, book.at("q", labels), 1.0), (at, beyond, -1.0)]
    if labels:
        entries.append((at, level[0], -y))
    book.add_rows(rows("over_stretch", labels, -np.inf, 0.0, entries))
    everybody = world.people[(world.people["y"] > 0) & ~world.people["decided"]]
    whole = float(everybody["y"].sum())
    terms = [(level, 1.0), (beyond, 1.0 / (WORST * whole) if whole else 0.0)]
    return objective("over_stretch", book.width, book.height, terms)


def leximin(world: World, book: Book, number: int, blocked: set[str]) -> tuple[Objective, Rows]:
    """Minimise `theta` of one round: rows `q - y theta <= 0` of the reps not blocked before."""
    reps = stretched(world)
    reps = reps[~reps["rep_id"].isin(blocked)]
    labels, y = reps["rep_id"].tolist(), reps["y"].to_numpy(float)
    name = f"leximin:{number}"
    most = (reps["bound"].to_numpy(float) / y).max(initial=0.0)
    theta = book.add_columns("theta", [str(number)], 0.0, most, key=name)
    at = np.arange(len(labels))
    block = rows(name, labels, -np.inf, 0.0, [(at, book.at("q", labels), 1.0), (at, theta[0], -y)])
    book.add_rows(block)
    return objective(name, book.width, book.height, [(theta, 1.0)]), block
