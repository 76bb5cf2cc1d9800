"""What the naive splits would have given each rep, beside his quota: splits.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.publish.yardstick import splits

if TYPE_CHECKING:
    from allocator.domain.parameters import Floats, Parameters
    from allocator.domain.scenario import Scenario


def split_table(
    scenario: Scenario, parameters: Parameters, published: Floats, unit: float
) -> pd.DataFrame:
    """Lay out quota, equal, prior and potential of every rep with a cell; blank where unknown.

    Parameters
    ----------
    published : (K, P) published money
    unit : the splits are rounded to it for reading; their sums are not made exact
    """
    carries = np.bincount(parameters.cell_rep, minlength=len(parameters.reps)) > 0
    columns: dict[str, object] = {
        "rep_id": np.array(parameters.reps.labels, object)[carries],
        "quota": parameters.by_rep(published)[carries],
    }
    for name, cells in splits(scenario, parameters).items():
        money = np.full(len(carries), np.nan) if cells is None else parameters.by_rep(cells)
        columns[name] = (np.round(money / unit) * unit)[carries]
    return pd.DataFrame(columns)
