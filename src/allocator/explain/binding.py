"""How every row and every bound of the program reaches every rep's quota."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.program.draft import Draft
    from allocator.program.rows import Rows

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
    row = _joined([rows.row + start for rows, start in zip(blocks, first, strict=False)], np.int64)
    column = _joined([rows.column for rows in blocks], np.int64)
    value = _joined([rows.value for rows in blocks], np.float64)
    block_of = np.repeat(np.arange(len(blocks)), [len(rows) for rows in blocks])
    # the row that defines q is no rule
    said = np.array([rows.name != "quota" for rows in blocks], np.bool_)[block_of]
    kept = (owner[column] >= 0) & said[row]
    terms = sp.coo_array(
        (value[kept] * weight[column[kept]], (row[kept], owner[column[kept]])),
        shape=(int(first[-1]), reps),
    ).tocsc()
    mine = np.flatnonzero(owner >= 0)
    lower = _joined([rows.lower for rows in blocks], np.float64)
    upper = _joined([rows.upper for rows in blocks], np.float64)
    load = np.full(int(first[-1]), -1, np.int64)
    for start, rows in zip(first, blocks, strict=False):
        if rows.name == "peer_load":
            load[start : start + len(rows)] = place.S
    box = sp.coo_array((weight[mine], (mine, owner[mine])), shape=(columns, reps)).tocsc()
    return Reach(terms, block_of, load, lower, upper, blocks, first[:-1], box, _boxes(draft, owner))


def _joined(parts: Sequence[Any], kind: type[Any]) -> Any:
    """Put arrays behind one another; a plan of zeros has a program without rows."""
    return np.concatenate([np.empty(0, kind), *parts])


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
