"""Quotas outside every total: overlay credit and the pipeline that SDRs bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.domain.plan import COLUMNS
from allocator.publish.money import apportion, money_of, to_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.allocation import SupplyQuota
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats, Parameters


def overlay_quotas(parameters: Parameters, published: Floats, unit: float) -> Floats:
    """Give each overlay cell its share of the published primary quota: (overlay cells, P) money.

    Parameters
    ----------
    published : (K, P) published primary quota
    """
    cells = parameters.overlay
    levers = len(parameters.levers)
    pairs = len(parameters.territories) * levers
    pair = parameters.cell_territory * levers + parameters.cell_lever
    primary = np.zeros((pairs, len(parameters.periods)))
    np.add.at(primary, pair, published)
    return to_unit(cells.share * primary[cells.territory * levers + cells.lever], unit)


def pipeline_quotas(
    supply: Sequence[SupplyQuota],
    parameters: Parameters,
    roles: Sequence[str],
    rep_node: Ints,
    nodes: Sequence[str],
    unit: float,
) -> pd.DataFrame:
    """Split the pipeline of each node and role over its SDRs by their hours.

    Hours without a limit split by presence. Sums over a node, role, lever and period are exact
    to the unit.

    Parameters
    ----------
    roles : (R,) role of each rep
    rep_node : (R,) code of each rep's own node, into `nodes`
    """
    role, node = np.array(roles, dtype=object), np.array(nodes, dtype=object)[rep_node]
    members = {
        key: np.flatnonzero((node == key[0]) & (role == key[1]))
        for key in {(item.node, item.role) for item in supply}
    }
    rows: list[tuple[str, str, str, str, float]] = []
    for item in supply:
        desk, p = members[item.node, item.role], parameters.periods.code(item.period)
        weight = parameters.hours[desk, p]
        if np.isinf(weight).any():
            weight = parameters.present[desk, p]
        if not weight.any():
            weight = np.ones(len(desk))
        total = round(to_unit(np.array([item.pipeline]), unit)[0] / unit)
        money = money_of(apportion(weight, total), unit)
        rows.extend(
            (parameters.reps.labels[r], item.node, item.lever, item.period, amount)
            for r, amount in zip(desk.tolist(), money.tolist(), strict=True)
            if amount
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS["pipeline_quotas"]))
    lever = parameters.levers.codes(frame["lever"].tolist())
    order = np.lexsort((frame["period"].astype(str), lever, frame["rep_id"].astype(str)))
    frame = frame.iloc[order].reset_index(drop=True)
    text = dict.fromkeys(("rep_id", "node_id", "lever", "period"), "str")
    return frame.astype({**text, "pipeline": np.float64})
