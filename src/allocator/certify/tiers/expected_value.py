"""Expected bookings, piecewise linear in each rep's quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammainc, gammaincc

from allocator.certify.book import Book, label, rows
from allocator.certify.objective import Objective, objective

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats
    from allocator.certify.world import World

BREAKS = np.array([0, 0.25, 0.5, 0.65, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3])
"""Breakpoints, in yields."""


def expected_minimum(mean: Floats, variance: Floats, cap: Floats) -> Floats:
    """`E[min(Y, cap)]` of a gamma: `mean F(cap; shape + 1) + cap (1 - F(cap; shape))`."""
    scale = variance / mean
    shape = mean / scale
    above = gammaincc(shape, cap / scale)
    return np.asarray(mean * gammainc(shape + 1.0, cap / scale) + cap * above)


def tier(world: World, book: Book) -> Objective:
    """Minimise `- sum slope piece / T`, rows `sum pieces - q = 0`."""
    reps = world.q[world.q["y"] > 0]
    labels = reps["rep_id"].to_numpy(object)
    y, bound = reps["y"].to_numpy(float), reps["bound"].to_numpy(float)
    variance = reps["variance"].to_numpy(float)
    edges = y[:, None] * BREAKS
    won = expected_minimum(y[:, None], variance[:, None], edges)
    width = np.column_stack([np.diff(edges, axis=1), bound])
    slope = np.column_stack([np.diff(won, axis=1) / np.diff(edges, axis=1), np.zeros(len(reps))])
    count = len(BREAKS)
    names = label(np.repeat(labels, count), np.tile([str(n) for n in range(count)], len(labels)))
    piece = book.add_columns("piece", names, 0.0, width.ravel())
    at = np.arange(len(labels))
    entries = [(np.repeat(at, count), piece, 1.0), (at, book.at("q", labels), -1.0)]
    book.add_rows(rows("expected_value", labels.tolist(), 0.0, 0.0, entries))
    terms = [(piece, -slope.ravel() / world.whole)]
    return objective("expected_value", book.width, book.height, terms)
