"""A block of rows: labels, sides, coefficients, and what one unit of breach is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.proof import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats


@dataclass(frozen=True, slots=True)
class Rows:
    """lower <= A x <= upper, as coordinates.

    Attributes
    ----------
    name : block name of docs/program.md
    labels : (m,) label of each row
    lower, upper : (m,) sides
    row, column, value : (nonzeros,) row counts within the block, column in the whole program
    money : (m,) money of one unit of breach, for the tier `breaches`
    """

    name: str
    labels: npt.NDArray[np.object_]
    lower: Floats
    upper: Floats
    row: Ints
    column: Ints
    value: Floats
    money: Floats

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.lower)


def labels(*parts: Sequence[str] | npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    r"""Join the parts of many labels, part by part.

    >>> labels(["a", "b"], ["x", "y"]).tolist()
    ['a\tx', 'b\ty']
    """
    joined = np.asarray(parts[0], dtype=object)
    for part in parts[1:]:
        joined = joined + SEPARATOR + np.asarray(part, dtype=object)
    return joined


def block(
    name: str,
    names: npt.NDArray[np.object_],
    lower: Floats | float,
    upper: Floats | float,
    *entries: tuple[Ints, Ints, Floats | float],
    money: Floats | float = 1.0,
) -> Rows:
    """Make a block; each entry is (rows, columns, values), columns below 0 are left out.

    >>> rows = block("r", np.array(["a"], object), 0.0, 1.0, (np.array([0]), np.array([3]), 2.0))
    >>> rows.column.tolist(), rows.value.tolist()
    ([3], [2.0])
    """
    size = len(names)
    row = [np.asarray(r, np.int64).ravel() for r, _, _ in entries]
    column = [np.asarray(c, np.int64).ravel() for _, c, _ in entries]
    value = [
        np.broadcast_to(np.asarray(v, np.float64).ravel() if np.ndim(v) else v, r.shape)
        for r, (_, _, v) in zip(row, entries, strict=True)
    ]
    rows = np.concatenate(row) if row else np.zeros(0, np.int64)
    columns = np.concatenate(column) if column else np.zeros(0, np.int64)
    values = np.concatenate(value) if value else np.zeros(0)
    kept = (columns >= 0) & (values != 0.0)
    return Rows(
        name,
        names,
        np.broadcast_to(np.asarray(lower, np.float64), size).copy(),
        np.broadcast_to(np.asarray(upper, np.float64), size).copy(),
        rows[kept],
        columns[kept],
        values[kept],
        np.broadcast_to(np.asarray(money, np.float64), size).copy(),
    )


def without_empty(rows: Rows) -> Rows:
    """Leave out rows that have no coefficient, unless their sides exclude 0."""
    used = np.bincount(rows.row, minlength=len(rows)) > 0
    return only(rows, used | (rows.lower > 0.0) | (rows.upper < 0.0))


def only(rows: Rows, kept: npt.NDArray[np.bool_]) -> Rows:
    """Keep the marked rows of a block."""
    if kept.all():
        return rows
    place = np.cumsum(kept) - 1
    entries = kept[rows.row]
    return Rows(
        rows.name,
        rows.labels[kept],
        rows.lower[kept],
        rows.upper[kept],
        place[rows.row[entries]],
        rows.column[entries],
        rows.value[entries],
        rows.money[kept],
    )
