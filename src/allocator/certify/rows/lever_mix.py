"""A role's levers keep their parts of the quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify.book import Book, Entries, Rows, label, rows

if TYPE_CHECKING:
    from allocator.certify.world import World


def blocks(world: World, book: Book) -> list[Rows]:
    """Write `sum of the lever - hi q <= 0` and `sum of the lever - lo q >= 0`."""
    settings = world.family("lever_mix")
    if settings is None:
        return []
    shares = [
        (role, world.evidence.levers.index(lever), float(low), float(high))
        for role, mix in (settings.get("mix") or {}).items()
        for lever, (low, high) in (mix or {}).items()
        if lever in world.evidence.levers
    ]
    table = pd.DataFrame(shares, columns=["role", "l", "low", "high"]).astype({"role": "str"})
    parts = world.q[["rep_id", "role"]].reset_index(drop=True).merge(table, on="role", how="inner")
    parts = parts.sort_values(["rep_id", "l"], ignore_index=True)
    upper = _kept(parts[parts["high"] < 1], world.waived.mix_upper)
    lower = _kept(parts[parts["low"] > 0], world.waived.mix_lower)
    return [
        rows("lever_mix.upper", _labels(world, upper), -np.inf, 0.0,
             _entries(world, book, upper, "high")),
        rows("lever_mix.lower", _labels(world, lower), 0.0, np.inf,
             _entries(world, book, lower, "low")),
    ]  # fmt: skip


def _kept(parts: pd.DataFrame, waived: frozenset[tuple[str, int]]) -> pd.DataFrame:
    """Leave waived rows out."""
    stays = [key not in waived for key in zip(parts["rep_id"], parts["l"], strict=True)]
    return parts[np.array(stays, bool)].reset_index(drop=True)


def _labels(world: World, parts: pd.DataFrame) -> list[str]:
    """Label rows by rep and lever."""
    return label(parts["rep_id"], world.levers[parts["l"].to_numpy(np.int64)])


def _entries(world: World, book: Book, parts: pd.DataFrame, share: str) -> list[Entries]:
    """Sum of the lever's x, less the share of q."""
    place = pd.MultiIndex.from_frame(parts[["rep_id", "l"]])
    row = place.get_indexer(pd.MultiIndex.from_frame(world.x[["rep", "l"]]))
    inside = np.flatnonzero(row >= 0)
    at = np.arange(len(parts))
    return [
        (row[inside], inside, 1.0),
        (at, book.at("q", parts["rep_id"]), -parts[share].to_numpy(float)),
    ]
