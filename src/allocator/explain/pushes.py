"""Which rules push each rep the way he moved in a step.

Where `closest` is optimal, every quota obeys

    x = fair (1 + T (sum_i A_i y_i + z))                    y of rows, z of column bounds

so a step is the change of that sum. A rule is named where its term, and the change of its term,
point the way of the step. Terms are compared, never printed: those of rules that bind in nearly
the same direction are large, opposite and not unique.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.explain.binding import SHARED, Pressed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import scipy.sparse as sp

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats
    from allocator.explain.binding import Reach
    from allocator.explain.path import Path

WEAK = 0.05
"""A term below this share of the step, or of the strongest term, is not named."""
SHOWN = 3
"""Rules named of one rep in one step, and colleagues named."""
TOLD = 1e-6
"""A bound's multiplier above this share of the row's is one, and no rounding error."""
DUST = 1e-9
"""A row's term below this share of the rep's strongest is the solver's rounding error."""


@dataclass(frozen=True, slots=True)
class Pushes:
    """The terms that moved every rep the way he went, in one stage; rep after rep.

    Attributes
    ----------
    money : (R,) the step
    start : (R + 1,) where each rep's rows begin
    row, side, change : place of each row, side that holds, growth of its term in money
    box_start : (R + 1,) where each rep's bounds begin
    box, box_change : column whose upper bound presses, growth of its term in money
    """

    money: Floats
    start: Ints
    row: Ints
    side: Ints
    change: Floats
    box_start: Ints
    box: Ints
    box_change: Floats


def pushes(reached: Reach, path: Path, stage: int, money: Floats) -> Pushes:
    """Find what pushed all reps on the way to a stage.

    Parameters
    ----------
    stage : number of the stage that the step leads to
    money : (R,) the step of each rep
    """
    way = np.sign(money)
    now = path.dual[stage]
    before = path.dual[stage - 1] if stage else np.zeros_like(now)
    rep, row, term = _entries(reached.terms)
    push, change = way[rep] * term * now[row], way[rep] * term * (now - before)[row]
    given_way = np.array([rows.name == SHARED for rows in reached.blocks], np.bool_)
    shared = given_way[reached.block_of[row]]
    counts = (change > 0) & ((push > 0) | shared) & ~_bounded(reached, path, stage, row)
    strongest = np.zeros(len(money))
    np.maximum.at(strongest, rep[counts], change[counts])
    counts &= change > DUST * strongest[rep]
    rep, row, change, shared = rep[counts], row[counts], change[counts], shared[counts]
    side = np.where(shared, -way[rep], _sides(reached, path.activity[stage], row))
    box_rep, box, more = _boxes(reached, path, stage, way)
    return Pushes(
        money,
        _starts(rep, len(money)),
        row,
        side.astype(np.int64),
        change,
        _starts(box_rep, len(money)),
        box,
        more,
    )


def rules(reached: Reach, found: Pushes, rep: int) -> tuple[Pressed, ...]:
    """Name the rules that push a rep the way of his step, the strongest first."""
    money = float(found.money[rep])
    part = slice(*found.start[rep : rep + 2])
    named = _grouped(reached, found.row[part], found.change[part], found.side[part])
    named += _pressed_boxes(reached, found, rep, float(np.sign(money)))
    if not named:
        return ()
    enough = WEAK * max(abs(money), *(each.push for each in named))
    strong = [each for each in _joined(named) if each.push >= enough]
    return tuple(strong[:SHOWN])


def _entries(matrix: sp.csc_array) -> tuple[Ints, Ints, Floats]:
    """Give rep, place and value of every entry of a matrix with a column per rep."""
    rep = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    return rep, matrix.indices.astype(np.int64), matrix.data


def _starts(rep: Ints, reps: int) -> Ints:
    """Tell where each rep's entries begin, and the last one's end."""
    return np.searchsorted(rep, np.arange(reps + 1))


def _sides(reached: Reach, activity: Floats, row: Ints) -> Ints:
    """Tell which side each row lies at: the multiplier of a held row may have either sign."""
    upper, lower = reached.upper[row], reached.lower[row]
    return np.where(np.abs(activity[row] - upper) <= np.abs(activity[row] - lower), 1, -1)


def _bounded(reached: Reach, path: Path, stage: int, row: Ints) -> Bools:
    """Whether a load is held by its bound, which repeats limits that are named already."""
    column = reached.load[row]
    size = np.abs(path.dual[stage][row]) * TOLD
    return np.asarray((column >= 0) & (np.abs(path.pressed[stage][column]) > size))


def _boxes(reached: Reach, path: Path, stage: int, way: Floats) -> tuple[Ints, Ints, Floats]:
    """Find the limits that press as a column's upper bound rather than as a row."""
    rep, column, term = _entries(reached.box)
    named = np.array([bool(name) for name in reached.box_block], np.bool_)
    now = way[rep] * term * path.pressed[stage][column]
    before = way[rep] * term * path.pressed[stage - 1][column] if stage else np.zeros(len(now))
    change = np.where(now > 0, now - before, 0.0)
    counts = (change > 0) & named[column]
    return rep[counts], column[counts], change[counts]


def _grouped(reached: Reach, row: Ints, change: Floats, side: Ints) -> list[Pressed]:
    """Put the rows of one block and side together."""
    found = []
    block = reached.block_of[row]
    for number, way in sorted(set(zip(block.tolist(), side.tolist(), strict=True))):
        mine = (block == number) & (side == way)
        order = np.argsort(-change[mine], kind="stable")
        places = row[mine][order]
        rows = reached.blocks[number]
        inside = places - reached.first[number]
        bounds = (rows.upper if way > 0 else rows.lower)[inside]
        found.append(
            Pressed(
                rows.name,
                way,
                tuple(places.tolist()),
                tuple(str(label) for label in rows.labels[inside]),
                float(bounds[0]),
                float(change[mine].sum()),
            )
        )
    return found


def _pressed_boxes(reached: Reach, found: Pushes, rep: int, way: float) -> list[Pressed]:
    """Name the families whose limits press as bounds of a rep's columns."""
    part = slice(*found.box_start[rep : rep + 2])
    sums: dict[str, float] = {}
    for column, more in zip(found.box[part].tolist(), found.box_change[part].tolist(), strict=True):
        name = reached.box_block[column]
        sums[name] = sums.get(name, 0.0) + more
    return [
        Pressed(name, -int(way) if name == SHARED else 1, *_row_of(reached, name, rep), push)
        for name, push in sorted(sums.items())
    ]


def _row_of(reached: Reach, name: str, rep: int) -> tuple[tuple[int, ...], tuple[str, ...], float]:
    """Give place, label and upper side of the one row of a block that speaks of a rep.

    Where a row and the bound it makes say the same, which of them carries the multiplier is
    chance; the explanation must not depend on it.
    """
    touched = reached.terms.indices[slice(*reached.terms.indptr[rep : rep + 2])]
    number = reached.block_of[touched]
    mine = [
        (int(row), reached.blocks[block])
        for row, block in zip(touched.tolist(), number.tolist(), strict=True)
        if reached.blocks[block].name == name
    ]
    if name == SHARED or len(mine) != 1:
        return (), (), np.nan
    row, rows = mine[0]
    inside = row - int(reached.first[reached.block_of[row]])
    return (row,), (str(rows.labels[inside]),), float(rows.upper[inside])


def _joined(found: Sequence[Pressed]) -> list[Pressed]:
    """Add a bound's push to the rows of the same block; strongest first."""
    made: dict[tuple[str, int], Pressed] = {}
    for each in found:
        key = (each.block, each.side)
        other = made.get(key)
        if other is None:
            made[key] = each
        else:
            rows = other if other.rows else each
            made[key] = Pressed(
                each.block, each.side, rows.rows, rows.labels, rows.bound, other.push + each.push
            )
    return sorted(made.values(), key=lambda each: (-each.push, each.block, each.side))
