"""Closers carry no more than the pipeline that others bring them in time.

What a node's closers do not source themselves comes from SDRs, marketing and partners, one sales
cycle before it can be won. W is the pipeline money of the node's SDRs, within their hours.

    sum_{p'<=p} sum_k (1 - self_sourced) * x[k,p'] / conv[k] - sum_{p'<=p-lag} W[p']
        <= open_amount + sum_{p'<=p-lag} supply[p']                per node, lever, period
    sum_l h[l] * W[l,p] <= hours[p]                                per node, role, period

At a conversion of 20 %, a quota of 100 of which half is self-sourced needs 250 of pipeline:

>>> (1 - 0.5) * 100 / 0.20
250.0
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field

from allocator.program.family import Family, Hard
from allocator.program.rows import Rows, block, labels, only

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs

Share = Annotated[float, Field(ge=0, le=1)]


class PipelineSupply(Hard):
    """Settings of pipeline_supply."""

    self_sourced: dict[str, Share] = Field(
        default_factory=dict, description="role -> share of its pipeline that it finds itself"
    )


def lags(inputs: Inputs) -> Ints:
    """(L,) sales cycle in whole periods, halves up; 0 where unknown."""
    data = inputs.parameters
    length = inputs.scenario.horizon.days / inputs.scenario.horizon.periods
    cycle = np.nan_to_num(data.cycle_days)
    return np.floor(cycle / length + 0.5).astype(np.int64)


def _supplied(inputs: Inputs) -> tuple[Floats, Floats]:
    """Give supply rows (N, L, P) of each node and below, and whether there are any (N, L)."""
    data = inputs.parameters
    shape = (len(inputs.tree.nodes), *data.target.shape)
    table = inputs.scenario.tables["supply"]
    node = inputs.tree.nodes.codes(table["node_id"].tolist())
    lever = data.levers.codes(table["lever"].tolist())
    days = table["period"].dt.strftime("%Y-%m-%d").tolist()
    period = data.periods.codes(days)
    known = (node >= 0) & (lever >= 0)
    inside = known & (period >= 0)
    money, rows_of = np.zeros(shape), np.zeros(shape[:2])
    np.add.at(money, (node[inside], lever[inside], period[inside]), table["amount"][inside])
    np.add.at(rows_of, (node[known], lever[known]), 1.0)
    under = inputs.tree.under
    return (under @ money.reshape(shape[0], -1)).reshape(shape), under @ rows_of


def _lagged(cumulated: Floats, lag: Ints) -> Floats:
    """Delay (N, L, P) cumulated money by each lever's lag."""
    late = np.zeros_like(cumulated)
    for lever, periods in enumerate(lag.tolist()):
        if periods < cumulated.shape[2]:
            late[:, lever, periods:] = cumulated[:, lever, : cumulated.shape[2] - periods]
    return late


def rows(settings: PipelineSupply, inputs: Inputs, columns: Columns) -> Sequence[Rows]:
    """One row per node, lever and period with supply, and one per SDR desk and period."""
    data, tree = inputs.parameters, inputs.tree
    nodes, (levers, periods) = len(tree.nodes), data.target.shape
    supply, rows_of = _supplied(inputs)
    for desk in inputs.desks:
        rows_of[:, desk.lever] += tree.under[:, [desk.node]].toarray().ravel()
    lag = lags(inputs)
    under = tree.rep_under()
    cell_under = under.tocsc()[:, data.cell_rep].tocsr()  # (N, K)
    of_lever = data.cell_lever[:, None] == np.arange(levers)[None, :]  # (K, L)
    open_amount = cell_under @ (data.cell_open_amount[:, None] * of_lever)
    room = open_amount[:, :, None] + _lagged(np.cumsum(supply, axis=2), lag)

    self_sourced = np.array([settings.self_sourced.get(role, 0.0) for role in inputs.role])
    need = (1.0 - self_sourced[data.cell_rep]) / data.conv
    node, cell = cell_under.nonzero()
    booked, counted = np.triu_indices(periods)
    base = (node * levers + data.cell_lever[cell]) * periods
    row_x = base[:, None] + counted[None, :]
    entries: list[tuple[Ints, Ints, Floats | float]] = [
        (row_x, columns.x[cell][:, booked], np.repeat(need[cell], len(booked)))
    ]
    for number, desk in enumerate(inputs.desks):
        above = np.flatnonzero(tree.under[:, [desk.node]].toarray().ravel())
        made, counted = np.triu_indices(periods, lag[desk.lever])
        row_w = ((above * levers + desk.lever) * periods)[:, None] + counted[None, :]
        drawn = np.broadcast_to(columns.W[number][made], row_w.shape)
        entries.append((row_w, drawn, -1.0))
    count = np.maximum(cell_under @ of_lever.astype(np.float64), 1.0)
    conv = (cell_under @ (data.conv[:, None] * of_lever)) / count
    names = labels(
        np.repeat(np.array(tree.nodes.labels, object), levers * periods),
        np.tile(np.repeat(np.array(data.levers.labels, object), periods), nodes),
        np.tile(np.array(data.periods.labels, object), nodes * levers),
    )
    made_rows = block(
        "pipeline_supply",
        names,
        -np.inf,
        room.ravel(),
        *entries,
        money=np.repeat(conv.ravel(), periods),
    )
    is_x = made_rows.column <= columns.x.max(initial=-1)
    wanted = np.bincount(made_rows.row[is_x], minlength=len(made_rows)) > 0
    supplied = np.repeat(rows_of.ravel() > 0, periods)
    return (only(made_rows, wanted & supplied), _hours(inputs, columns))


def _hours(inputs: Inputs, columns: Columns) -> Rows:
    """One row per node, SDR role and period: the desk's hours, over all its levers."""
    periods = columns.W.shape[1] if len(inputs.desks) else 0
    limited = [
        number
        for number, desk in enumerate(inputs.desks)
        if desk.effort > 0 and np.isfinite(desk.hours).all()
    ]
    teams = sorted({(inputs.desks[n].node, inputs.desks[n].role) for n in limited})
    place = {team: number for number, team in enumerate(teams)}
    room = {(inputs.desks[n].node, inputs.desks[n].role): inputs.desks[n].hours for n in limited}
    entries = []
    for number in limited:
        desk = inputs.desks[number]
        row = place[desk.node, desk.role] * periods + np.arange(periods)
        entries.append((row, columns.W[number], desk.effort))
    names = labels(
        np.repeat(np.array([inputs.tree.nodes.labels[node] for node, _ in teams], object), periods),
        np.repeat(np.array([role for _, role in teams], object), periods),
        np.tile(np.array(inputs.parameters.periods.labels, object), len(teams)),
    )
    hours = np.concatenate([room[team] for team in teams]) if teams else np.zeros(0)
    return block("pipeline_hours", names, -np.inf, hours, *entries)


FAMILY = Family(
    "pipeline_supply", PipelineSupply, rows, "pipeline money", "the pipeline supplied to {}"
)
