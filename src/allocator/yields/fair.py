"""Fair share: what a rep carries if each lever's target is split by attainable yield.

``fair[k,p] = target[l,p] x y[k,p] / Y[l,p]`` with ``Y[l,p]`` the sum of y over the lever's
cells; 0 where nobody can win anything. Source: docs/formulation.md, "Fair share".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.yields.columns import total

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats


def yield_total(attainable: Floats, cell_lever: Ints, levers: int) -> Floats:
    """Sum attainable yield over each lever's cells: (L, P)."""
    return total(cell_lever, attainable, levers)


def fair(attainable: Floats, cell_lever: Ints, target: Floats, totals: Floats) -> Floats:
    """Split each lever's target (L, P) by attainable yield: (K, P)."""
    some = totals[cell_lever] > 0
    shared = target[cell_lever] * attainable
    return np.divide(shared, totals[cell_lever], out=np.zeros_like(attainable), where=some)
