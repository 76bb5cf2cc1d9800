"""Uneven load: inside each peer group, and between the groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.book import Book, rows
from allocator.certify.objective import Objective, objective
from allocator.certify.people import totals
from allocator.certify.rows.quota import compared, peer_columns, peer_load

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats
    from allocator.certify.world import World


def _peers(world: World, book: Book) -> None:
    """Add S and its rows if no family did."""
    if "S" not in book.blocks:
        peer_columns(world, book)
        if "S" in book.blocks:
            book.add_rows(peer_load(world, book))


def _load_bound(world: World, book: Book) -> Floats:
    """Bound of each group's S, by group ascending."""
    return book.upper[book.at("S", totals(world.q, "fair").index)]


def mean_deviation(world: World, book: Book) -> Objective:
    """Minimise `sum fair (over + under) / F`, rows `q - fair S - fair over + fair under = 0`."""
    _peers(world, book)
    reps = compared(world)
    labels, fair = reps["rep_id"].tolist(), reps["fair"].to_numpy(float)
    load = book.at("S", reps["group"])
    over = book.add_columns("over", labels, 0.0, reps["bound"].to_numpy(float) / fair)
    under = book.add_columns("under", labels, 0.0, book.upper[load])
    at = np.arange(len(labels))
    entries = [
        (at, book.at("q", labels), 1.0), (at, load, -fair), (at, over, -fair), (at, under, fair),
    ]  # fmt: skip
    book.add_rows(rows("load", labels, 0.0, 0.0, entries))
    price = fair / world.compared_fair if labels else fair
    return objective("mean_deviation", book.width, book.height, [(over, price), (under, price)])


def between_groups(world: World, book: Book) -> Objective:
    """Minimise `sum F_g |S[g] - S_all| / F`."""
    _peers(world, book)
    fair = totals(world.q, "fair")
    labels, weight = fair.index.tolist(), fair.to_numpy(float)
    most = _load_bound(world, book).max(initial=0.0)
    whole = book.add_columns("S_all", [""] if labels else [], 0.0, most)
    over = book.add_columns("group_over", labels, 0.0, most)
    under = book.add_columns("group_under", labels, 0.0, most)
    own, at = book.at("S", fair.index), np.arange(len(labels))
    if labels:
        entries = [(0, whole, weight.sum()), (np.zeros(len(labels)), own, -weight)]
        book.add_rows(rows("all_load", [""], 0.0, 0.0, entries))
        entries = [(at, own, 1.0), (at, whole[0], -1.0), (at, over, -1.0), (at, under, 1.0)]
        book.add_rows(rows("group_load", labels, 0.0, 0.0, entries))
    price = weight / world.compared_fair if labels else weight
    return objective("between_groups", book.width, book.height, [(over, price), (under, price)])
