"""As near to the fair shares as every earlier tier allows: strictly convex, so unique."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.certify.objective import Objective

if TYPE_CHECKING:
    from allocator.certify.book import Book
    from allocator.certify.world import World


def tier(world: World, book: Book) -> Objective:
    """Minimise `1/2 sum (x - fair)^2 / fair / T`."""
    return Objective(
        "closest", book.width, book.height, np.zeros(book.width),
        world.x["fair"].to_numpy(float), world.whole,
    )  # fmt: skip
