"""Change against last year's number, and distance from what reps and managers proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.certify.book import Book, rows
from allocator.certify.objective import Objective, objective
from allocator.certify.rows.roll_up import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.certify.arrays import Ints
    from allocator.certify.world import World


def tier(world: World, book: Book, settings: Mapping[str, Any]) -> Objective:
    """Minimise `(prior_price sum |q - prior| + proposed_price sum |q - proposed|) / T`."""
    terms: list[tuple[Ints, float]] = []
    blocks = []
    for name, column, given in (
        ("prior", "prior", "prior_quota"), ("proposed", "proposed", "proposed_quota"),
    ):  # fmt: skip
        price = float(settings.get(f"{name}_price", 1.0))
        if price == 0:
            continue
        # a prior of 0 is none, a proposal of 0 is one
        said = world.q[given] > 0 if name == "prior" else world.q[given].notna()
        reps = world.q[said]
        labels, wanted = reps["rep_id"].tolist(), reps[column].to_numpy(float)
        more = book.add_columns(f"{name}_more", labels, 0.0, reps["bound"].to_numpy(float))
        less = book.add_columns(f"{name}_less", labels, 0.0, wanted)
        at = np.arange(len(labels))
        entries = [(at, book.at("q", labels), 1.0), (at, more, -1.0), (at, less, 1.0)]
        blocks.append(rows(name, labels, wanted, wanted, entries))
        terms += [(more, price / world.whole), (less, price / world.whole)]
    price = float(settings.get("proposed_price", 1.0))
    table = world.nodes.table
    asked = table[table["proposed"].astype(float).notna()] if price else table.iloc[:0]
    if len(asked):
        labels, wanted = asked.index.tolist(), asked["proposed"].to_numpy(float)
        row, column_, value = numbers(world, asked.index)
        most = np.bincount(row, value * book.upper[column_], len(labels))
        more = book.add_columns("node_more", labels, 0.0, most)
        less = book.add_columns("node_less", labels, 0.0, wanted)
        at = np.arange(len(labels))
        entries = [(row, column_, value), (at, more, -1.0), (at, less, 1.0)]
        blocks.append(rows("node_proposed", labels, wanted, wanted, entries))
        terms += [(more, price / world.whole), (less, price / world.whole)]
    for block in blocks:
        book.add_rows(block)
    return objective("disruption", book.width, book.height, terms)
