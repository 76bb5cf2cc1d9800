"""Unassigned target, one tier per distinct priority; and the missing cushion on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.book import Book, label
from allocator.certify.objective import Objective, objective

if TYPE_CHECKING:
    from allocator.certify.arrays import Ints
    from allocator.certify.world import World


def priorities(world: World) -> list[int]:
    """List the distinct priorities of levers with a target, first served first."""
    wanted = world.figures.target.sum(axis=1) > 0
    levers = np.array(world.evidence.levers, dtype=object)[wanted]
    return sorted({int(world.evidence.lever(name).get("priority", 1)) for name in levers})


def tier(world: World, book: Book, priority: int) -> Objective:
    """Minimise the sum of u over the levers of one priority."""
    own = [int(world.evidence.lever(name).get("priority", 1)) == priority for name in world.levers]
    lever, p = np.nonzero((world.figures.target > 0) & np.array(own)[:, None])
    at = book.at("u", label(world.levers[lever], world.periods[p]))
    terms = [(at, 1.0 / world.whole)]
    return objective(f"shortfall:{priority}", book.width, book.height, terms)


def missing(book: Book) -> Ints:
    """Give the columns of v."""
    return book.at("v", book.blocks["v"].labels) if "v" in book.blocks else np.zeros(0, np.int64)


def cushion_price(world: World) -> float:
    """Price of a missing cushion."""
    return float((world.family("roll_up") or {}).get("cushion_price", 0.5))


def cushion(world: World, book: Book) -> Objective:
    """Minimise the missing cushion, at its price."""
    terms = [(missing(book), cushion_price(world) / world.whole)]
    return objective("cushion", book.width, book.height, terms)
