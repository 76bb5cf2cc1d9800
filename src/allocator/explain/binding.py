"""Which rules move a quota in a step, who made room, and which rules have a price.

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
import scipy.sparse as sp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats
    from allocator.explain.path import Path
    from allocator.program.draft import Draft
    from allocator.program.rows import Rows

WEAK = 0.05
"""A term below this share of the step, or of the strongest term, is not named."""
SLIGHT = 0.01
"""Who moved by less than this share of the step has made no room worth naming."""
SHOWN = 3
"""Rules named of one rep in one step, and colleagues named."""
TOLD = 1e-6
"""A bound's multiplier above this share of the row's is one, and no rounding error."""
SHARED = "lever_totals"
"""The block that is named where it gives way, too: less target to share lowers everybody."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Rows of one block that push a rep one way.

    Attributes
    ----------
    block : as in docs/program.md
    side : +1 the upper side holds, -1 the lower; of lever_totals, +1 where less is left to share
    rows : places in the program, strongest first; none where only a column's bound speaks
    labels : of those rows
    bound : side of the first row, in its own unit
    push : money, for ranking alone
    """

    block: str
    side: int
    rows: tuple[int, ...]
    labels: tuple[str, ...]
    bound: float
    push: float


@dataclass(frozen=True, slots=True)
class Reach:
    """How every row reaches every rep.

    Attributes
    ----------
    terms : (rows, R) CSC: money by which a multiplier of one moves the rep's quota
    block_of : (rows,) number of each row's block
    load : (rows,) column of the load S that a row of peer_load defines, -1 for other rows
    lower, upper : (rows,) sides
    blocks : the row blocks
    first : (blocks,) place of each block's first row
    box : (columns, R) CSC: the same for the bounds of x and q
    box_block : (columns,) name of the block that made the upper bound, empty elsewhere
    """

    terms: sp.csc_array
    block_of: Ints
    load: Ints
    lower: Floats
    upper: Floats
    blocks: tuple[Rows, ...]
    first: Ints
    box: sp.csc_array
    box_block: tuple[str, ...]


def owners(draft: Draft, columns: int) -> Ints:
    """(columns,) rep of each x and q, -1 elsewhere."""
    inputs, place = draft.inputs, draft.columns
    owner = np.full(columns, -1, np.int64)
    counts = inputs.has_x.sum(axis=1)
    owner[place.x[inputs.has_x]] = np.repeat(inputs.parameters.cell_rep, counts)
    owner[place.q[place.q >= 0]] = np.flatnonzero(place.q >= 0)
    return owner


def reach(draft: Draft, columns: int) -> Reach:
    """Work out how every row and every upper bound reaches every rep.

    Parameters
    ----------
    draft : with everything that the tiers added
    """
    inputs, place = draft.inputs, draft.columns
    data = inputs.parameters
    reps = len(inputs.y)
    owner = owners(draft, columns)
    weight = np.zeros(columns)
    weight[place.x[inputs.has_x]] = data.fair[inputs.has_x]
    weight[place.q[place.q >= 0]] = inputs.fair[place.q >= 0]
    weight *= inputs.whole
    blocks = tuple(draft.row_blocks())
    first = np.cumsum([0, *(len(rows) for rows in blocks)])
    row = np.concatenate([rows.row + start for rows, start in zip(blocks, first, strict=False)])
    column = np.concatenate([rows.column for rows in blocks])
    value = np.concatenate([rows.value for rows in blocks])
    block_of = np.repeat(np.arange(len(blocks)), [len(rows) for rows in blocks])
    # the row that defines q is no rule
    said = np.array([rows.name != "quota" for rows in blocks])[block_of]
    kept = (owner[column] >= 0) & said[row]
    terms = sp.coo_array(
        (value[kept] * weight[column[kept]], (row[kept], owner[column[kept]])),
        shape=(int(first[-1]), reps),
    ).tocsc()
    mine = np.flatnonzero(owner >= 0)
    lower = np.concatenate([rows.lower for rows in blocks])
    upper = np.concatenate([rows.upper for rows in blocks])
    load = np.full(int(first[-1]), -1, np.int64)
    for start, rows in zip(first, blocks, strict=False):
        if rows.name == "peer_load":
            load[start : start + len(rows)] = place.S
    box = sp.coo_array((weight[mine], (mine, owner[mine])), shape=(columns, reps)).tocsc()
    return Reach(terms, block_of, load, lower, upper, blocks, first[:-1], box, _boxes(draft, owner))


def _boxes(draft: Draft, owner: Ints) -> tuple[str, ...]:
    """Name the block that makes each upper bound of x and q (docs/program.md, Columns)."""
    inputs, place = draft.inputs, draft.columns
    data = inputs.parameters
    wanted = (inputs.cushion[:, None] * data.target)[data.cell_lever]
    names = np.full(inputs.box.shape, "lever_totals", dtype=object)
    names[inputs.loose_box < wanted] = "potential"
    names[inputs.box < inputs.loose_box] = "pipeline_feasibility"
    found = np.full(len(owner), "", dtype=object)
    found[place.x[inputs.has_x]] = names[inputs.has_x]
    # a quota at the sum of its boxes is held by the largest of them
    most = np.where(inputs.has_x, inputs.box, -1.0)
    order = np.lexsort((most.max(axis=1), data.cell_rep))
    largest = names[np.arange(len(most)), most.argmax(axis=1)]
    of_rep = np.full(len(inputs.y), "", dtype=object)
    of_rep[data.cell_rep[order]] = largest[order]
    has = place.q >= 0
    found[place.q[has]] = of_rep[has]
    return tuple(found.tolist())


def rules(reached: Reach, path: Path, stage: int, rep: int, money: float) -> tuple[Pressed, ...]:
    """Name the rules that push a rep the way of his step.

    Parameters
    ----------
    stage : number of the stage that the step leads to
    money : the step
    """
    way = float(np.sign(money))
    if way == 0.0:
        return ()
    now = path.dual[stage]
    before = path.dual[stage - 1] if stage else np.zeros_like(now)
    part = slice(*reached.terms.indptr[rep : rep + 2])
    row = reached.terms.indices[part].astype(np.int64)
    term = reached.terms.data[part]
    push, change = way * term * now[row], way * term * (now - before)[row]
    given_way = np.array([rows.name == SHARED for rows in reached.blocks])
    shared = given_way[reached.block_of[row]]
    counts = (change > 0) & ((push > 0) | shared) & ~_bounded(reached, path, stage, row)
    side = np.where(shared, -way, _sides(reached, path.activity[stage], row)).astype(np.int64)
    found = _grouped(reached, row[counts], change[counts], side[counts])
    found += _pressed_boxes(reached, path, stage, rep, way)
    if not found:
        return ()
    enough = WEAK * max(abs(money), *(each.push for each in found))
    strong = [each for each in _joined(found) if each.push >= enough]
    return tuple(strong[:SHOWN])


def _sides(reached: Reach, activity: Floats, row: Ints) -> Ints:
    """Tell which side each row lies at: the multiplier of a held row may have either sign."""
    upper, lower = reached.upper[row], reached.lower[row]
    return np.where(np.abs(activity[row] - upper) <= np.abs(activity[row] - lower), 1, -1)


def _bounded(reached: Reach, path: Path, stage: int, row: Ints) -> Bools:
    """Whether a load is held by its bound, which repeats limits that are named already."""
    column = reached.load[row]
    size = np.abs(path.dual[stage][row]) * TOLD
    return np.asarray((column >= 0) & (np.abs(path.pressed[stage][column]) > size))


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


def _pressed_boxes(reached: Reach, path: Path, stage: int, rep: int, way: float) -> list[Pressed]:
    """Name the families whose limit presses as a column's upper bound rather than as a row."""
    part = slice(*reached.box.indptr[rep : rep + 2])
    column, term = reached.box.indices[part], reached.box.data[part]
    now = way * term * path.pressed[stage][column]
    before = way * term * path.pressed[stage - 1][column] if stage else np.zeros(len(now))
    change = np.where(now > 0, now - before, 0.0)
    sums: dict[str, float] = {}
    for place, more in zip(column.tolist(), change.tolist(), strict=True):
        name = reached.box_block[place]
        if more > 0 and name:
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


def by_lever(step: Floats, cell_rep: Ints, cell_lever: Ints, reps: int, levers: int) -> Floats:
    """Sum a (K,) step over each rep's cells of a lever: (R, L)."""
    sums = np.bincount(cell_rep * levers + cell_lever, step, reps * levers)
    return sums.astype(np.float64).reshape(reps, levers)


def made_room(moves: Floats, group: Ints, who: Bools, size: float) -> Ints:
    """Find the reps who moved the other way, the most important first.

    Parameters
    ----------
    moves : (R, L) money of the step by lever
    group : (R,) peer group, -1 where not compared
    who : (R,) the reps explained
    size : money below which nobody has moved

    Returns
    -------
    Codes of at most `SHOWN` reps of the same peer group, or with money of the other sign in a
    lever that moved with the explained
    """
    mine, total = moves[who].sum(axis=0), moves.sum(axis=1)
    if abs(mine.sum()) < size:
        return np.zeros(0, np.int64)
    way = np.sign(mine.sum())
    room = np.maximum(-way * moves[:, way * mine > 0], 0.0).sum(axis=1)
    groups = np.unique(group[who])
    peers = np.isin(group, groups[groups >= 0])
    weight = np.where(peers, np.maximum(room, np.abs(total)), room)
    least = max(size, SLIGHT * abs(mine.sum()))
    candidates = np.flatnonzero(~who & (-way * total >= size) & (weight >= least))
    order = np.argsort(-weight[candidates], kind="stable")
    shown = candidates[order][:SHOWN]
    return shown[np.argsort(-np.abs(total[shown]), kind="stable")]
