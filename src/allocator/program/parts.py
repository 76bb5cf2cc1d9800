"""Entries of rows that sum a part of a rep's quota: one lever, or one period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats, Parameters
    from allocator.program.columns import Columns
    from allocator.program.inputs import Inputs


def rep_lever(data: Parameters) -> Ints:
    """(K,) code of each cell's (rep, lever)."""
    return np.asarray(data.cell_rep * len(data.levers) + data.cell_lever)


def by_lever_entries(inputs: Inputs, columns: Columns, place: Ints) -> tuple[Ints, Ints, float]:
    """Entries with 1 for every x, in row `place[rep] x levers + lever`; -1 in place is left out."""
    data = inputs.parameters
    mine = np.flatnonzero(place[data.cell_rep] >= 0)
    row = place[data.cell_rep[mine]] * len(data.levers) + data.cell_lever[mine]
    return np.repeat(row, columns.x.shape[1]), columns.x[mine], 1.0


def by_period_entries(inputs: Inputs, columns: Columns, place: Ints) -> tuple[Ints, Ints, float]:
    """Entries with 1 for every x, in row `place[rep] x periods + period`."""
    data = inputs.parameters
    periods = columns.x.shape[1]
    mine = np.flatnonzero(place[data.cell_rep] >= 0)
    row = place[data.cell_rep[mine]][:, None] * periods + np.arange(periods)[None, :]
    return row, columns.x[mine], 1.0


def lever_boxes(inputs: Inputs) -> Floats:
    """(R, L) what the bounds of x without the stretch let a rep carry of each lever."""
    data = inputs.parameters
    levers = len(data.levers)
    box = np.where(inputs.has_x, inputs.loose_box, 0.0).sum(axis=1)
    flat = np.bincount(rep_lever(data), box, len(data.reps) * levers).astype(np.float64)
    return flat.reshape(-1, levers)


def period_boxes(inputs: Inputs) -> Floats:
    """(R, P) what the bounds of x without the stretch let a rep carry in each period."""
    data = inputs.parameters
    box = np.where(inputs.has_x, inputs.loose_box, 0.0)
    return np.stack([data.by_rep(box[:, p]) for p in range(box.shape[1])], axis=1)
