"""In which order the rows are eliminated, so that L stays thin.

Rows that meet very many others (a total over the whole company) would fill everything behind them,
so they come last; the rest is ordered by minimum degree (J. W. H. Liu, "Modification of the
minimum-degree algorithm by multiple elimination", ACM TOMS 11, 1985), which SuperLU brings along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from allocator.solve.interior.ldl import Index

HUB = 5.0
"""A row that meets more than this many times the square root of all rows is a hub ..."""
FEWEST = 50
"""... but never one that meets no more than this."""


def elimination_order(meets: sp.csr_array) -> Index:
    """Order the rows of a symmetric pattern.

    Parameters
    ----------
    meets : (m, m) whole symmetric pattern, the diagonal in it
    """
    from scipy.sparse.linalg import splu

    rows = meets.shape[0]
    degree = np.diff(meets.indptr)
    hub = degree > max(HUB * np.sqrt(rows), FEWEST)
    inner, hubs = np.flatnonzero(~hub), np.flatnonzero(hub)
    hubs = hubs[np.argsort(degree[hubs], kind="stable")]
    if len(inner) == 0:
        return hubs.astype(np.int64)
    part = sp.csc_array(meets[inner][:, inner])
    part.data = np.full(len(part.data), -1.0)
    # a dominant diagonal: SuperLU orders by the pattern and needs no pivots
    steady = sp.csc_matrix(part + sp.diags_array(np.diff(part.indptr) + 2.0))
    found = splu(
        steady,
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    return np.concatenate([inner[np.argsort(found.perm_c)], hubs]).astype(np.int64)
