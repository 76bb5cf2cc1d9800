"""shortfall.csv: what of the target stays unassigned, in whole units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify.book import label
from allocator.certify.printed.agree import RELATIVE, none

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats
    from allocator.certify.program import Rebuilt
    from allocator.certify.world import World
    from allocator.domain.certificate import Check

REASONS = ("nobody", "bound", "supply", "hours", "potential", "stretch")


def short(world: World, rebuilt: Rebuilt, final: Floats) -> Floats:
    """(L, P) u of the final point."""
    return _spread(world, rebuilt, final, "u", world.figures.target)


def missing(world: World, rebuilt: Rebuilt, final: Floats) -> Floats:
    """(L, P) v of the final point."""
    cushion = (world.cushion - 1.0)[:, None] * world.figures.target
    return _spread(world, rebuilt, final, "v", cushion)


def _spread(world: World, rebuilt: Rebuilt, final: Floats, block: str, most: Floats) -> Floats:
    """Lay a block by lever and period out as an array, not below zero."""
    lever, p = np.nonzero(most > 0)
    found = np.zeros(most.shape)
    at = rebuilt.book.at(block, label(world.levers[lever], world.periods[p]))
    found[lever, p] = np.maximum(final[at], 0.0)
    return found


def checks(world: World, u: Floats) -> list[Check]:
    """Compare amounts with u, within two units: they are printed in whole ones."""
    unit = world.evidence.unit
    lever, p = np.nonzero(np.ones(u.shape, bool))
    mine = pd.DataFrame(
        {"lever": world.levers[lever], "period": world.periods[p], "u": u[lever, p]}
    ).astype({"lever": "str", "period": "str"})
    table = world.evidence.published["shortfall"]
    both = mine.merge(table, on=["lever", "period"], how="outer")
    off = (both["u"].fillna(0.0) - both["amount"].fillna(0.0)).abs()
    bad = (off > 2 * unit + RELATIVE * both["u"].fillna(0.0)) | both["u"].isna()
    named = table["reason"].isin(REASONS)
    return [
        none("shortfall: amounts", bad, both["lever"]),
        none("shortfall: no row twice", table.duplicated(["lever", "period"]), table["lever"]),
        none("shortfall: reasons", ~named, table["lever"]),
    ]
