"""Rows on one rep alone that a decided quota breaks: people decided, so they become warnings.

A lock or override is a decision of people. Which rows it breaks is read off the bounds alone
(docs/program.md, "Waived"), so that builder and certifier agree without a solve.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.domain.parameters import Bools, Floats
    from allocator.program.inputs import Inputs

SLIGHT = 1e-9
"""Relative margin below which a decided quota does not break a row."""


def beyond(decided: Floats, lower: Floats, upper: Floats) -> Bools:
    """(R,) whether a decided quota lies outside a row on q; false where nothing is decided.

    >>> beyond(np.array([10.0, np.nan]), np.zeros(2), np.array([9.0, 9.0])).tolist()
    [True, False]
    """
    number = np.where(np.isnan(decided), 0.0, decided)
    margin = SLIGHT * (1.0 + np.abs(number))
    outside = (number > upper + margin) | (number < lower - margin)
    return np.asarray(outside & ~np.isnan(decided))


def capacity_broken(inputs: Inputs, room: Floats) -> Bools:
    """(R,) whether a decided quota needs more hours than `room` (R, P, cumulated) allows.

    By the end of period p the rep must have booked at least what later periods cannot hold; the
    cheapest way is to fill his cells up to p in order of least effort.
    """
    data = inputs.parameters
    broken = np.zeros(len(data.reps), bool)
    box = np.where(inputs.has_x, inputs.loose_box, 0.0)
    for rep in np.flatnonzero(inputs.given.is_decided & np.isfinite(room).all(axis=1)):
        mine = np.flatnonzero(data.cell_rep == rep)
        mine = mine[np.argsort(data.effort[mine], kind="stable")]
        for period in range(room.shape[1]):
            held = box[mine, : period + 1].sum(axis=1)
            later = box[mine, period + 1 :].sum()
            need = max(0.0, inputs.given.decided[rep] - later)
            filled = np.minimum(np.maximum(need - np.cumsum(held) + held, 0.0), held)
            hours = float(filled @ data.effort[mine])
            broken[rep] |= hours > room[rep, period] + SLIGHT * (1.0 + room[rep, period])
    return broken


def parts_broken(
    decided: Floats, boxes: Floats, lower: Floats, upper: Floats
) -> tuple[Bools, Bools]:
    """(R, parts) whether a decided quota breaks the lower and the upper row of a part.

    Parameters
    ----------
    boxes : (R, parts) what each part can hold
    lower, upper : (R, parts) shares of q between which the part must lie
    """
    number = np.where(np.isnan(decided), 0.0, decided)[:, None]
    margin = SLIGHT * (1.0 + np.abs(number))
    others = boxes.sum(axis=1, keepdims=True) - boxes
    under = boxes < lower * number - margin
    over = number - others > upper * number + margin
    known = ~np.isnan(decided)[:, None]
    return under & known, over & known
