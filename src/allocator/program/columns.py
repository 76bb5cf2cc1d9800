"""The columns of every program, and where each of them stands (docs/program.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.program.rows import labels

if TYPE_CHECKING:
    import numpy.typing as npt

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.program.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Block:
    """A run of columns: name, labels, bounds."""

    name: str
    labels: npt.NDArray[np.object_]
    lower: Floats
    upper: Floats

    def __len__(self) -> int:
        """Count the columns."""
        return len(self.lower)


@dataclass(frozen=True, slots=True)
class Columns:
    """Place of every base column in the program, -1 where it does not exist.

    Attributes
    ----------
    x : (K, P)
    u, v : (L, P)
    q : (R,)
    S : (G,)
    W : (D,) the supply drawn from SDRs, one entry per `Inputs.desks` row and period, (D, P)
    x_upper, q_upper, S_upper : upper bounds in the same shapes, 0 where there is no column
    """

    x: Ints
    u: Ints
    v: Ints
    q: Ints
    S: Ints
    W: Ints
    x_upper: Floats
    q_upper: Floats
    S_upper: Floats


def _places(exists: npt.NDArray[np.bool_], start: int) -> Ints:
    """Give the columns that exist their numbers, in order, from `start`."""
    place = np.full(exists.shape, -1, np.int64)
    place[exists] = start + np.arange(int(exists.sum()))
    return place


def base_columns(inputs: Inputs, *, with_loads: bool) -> tuple[list[Block], Columns]:
    """Lay out x, u, v, q, S and W.

    Parameters
    ----------
    with_loads : whether a family of the policy speaks of the groups' load S
    """
    data = inputs.parameters
    lever_labels, period_labels = data.levers.labels, data.periods.labels
    blocks: list[Block] = []
    start = 0

    def add(name: str, names: npt.NDArray[np.object_], upper: Floats) -> None:
        nonlocal start
        if len(upper):
            blocks.append(Block(name, names, np.zeros(len(upper)), upper))
            start += len(upper)

    exists = inputs.has_x
    x = _places(exists, start)
    cell, period = np.nonzero(exists)
    upper = np.where(exists, inputs.box, 0.0)
    x_labels = labels(
        data.reps.take(data.cell_rep[cell]),
        data.territories.take(data.cell_territory[cell]),
        data.levers.take(data.cell_lever[cell]),
        data.periods.take(period),
    )
    add("x", x_labels, upper[exists])

    by_lever = labels(
        np.repeat(np.array(lever_labels, object), len(period_labels)),
        np.tile(np.array(period_labels, object), len(lever_labels)),
    ).reshape(data.target.shape)
    wanted = data.target > 0
    u = _places(wanted, start)
    ceiling = data.target if inputs.shortfall_allowed else np.zeros_like(data.target)
    add("u", by_lever[wanted], ceiling[wanted])
    gap = (inputs.cushion[:, None] - 1.0) * data.target
    v = _places(gap > 0, start)
    add("v", by_lever[gap > 0], gap[gap > 0])

    q_upper = data.by_rep(upper)
    q = _places(inputs.has_q, start)
    add("q", np.array(data.reps.labels, object)[inputs.has_q], q_upper[inputs.has_q])

    S_upper = inputs.by_group(q_upper) / inputs.group_fair
    S = np.full(len(inputs.peers.groups), -1, np.int64)
    if with_loads:
        S = _places(np.ones(len(S), bool), start)
        add("S", np.array(inputs.peers.groups, object), S_upper)

    W = np.full((len(inputs.desks), len(period_labels)), -1, np.int64)
    if inputs.desks:
        demand = np.bincount(data.cell_lever, (upper.sum(axis=1) / data.conv), len(lever_labels))
        most = np.array(
            [
                np.where(
                    (desk.effort > 0) & np.isfinite(desk.hours),
                    desk.hours / (desk.effort or 1.0),
                    demand[desk.lever],
                )
                for desk in inputs.desks
            ]
        )
        W = _places(np.ones(W.shape, bool), start)
        names = labels(
            *(
                np.repeat(np.array([getattr(d, part) for d in inputs.desks], object), W.shape[1])
                for part in ("node_id", "role", "lever_id")
            ),
            np.tile(np.array(period_labels, object), len(inputs.desks)),
        )
        add("W", names, most.ravel())
    return blocks, Columns(x, u, v, q, S, W, upper, q_upper, S_upper)
