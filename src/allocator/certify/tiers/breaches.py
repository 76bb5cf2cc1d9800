"""Broken soft rules, as money times the family's price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.certify.objective import Objective, objective
from allocator.certify.tiers.shortfall import cushion_price, missing

if TYPE_CHECKING:
    from allocator.certify.book import Book
    from allocator.certify.world import World


def tier(world: World, book: Book, *, with_cushion: bool) -> Objective:
    """Minimise the sum of price x slack in money, and the missing cushion where asked."""
    terms: list[tuple[Any, Any]] = []
    for block in book.rows:
        price = float((world.family(block.family) or {}).get("price", 1.0))
        labels = np.array(block.labels, dtype=object)
        for side in ("above", "below"):
            name = f"{block.name}.{side}"
            if name in book.blocks:
                at = book.at(name, labels)
                has = at >= 0
                terms.append((at[has], price * block.money[has] / world.whole))
    if with_cushion:
        terms.append((missing(book), cushion_price(world) / world.whole))
    return objective("breaches", book.width, book.height, terms)
