"""The program as it is written down again: blocks of columns and rows, each entry by its label."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from allocator.certify.arrays import Floats, Ints, total
from allocator.domain.proof import SEPARATOR, Labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Entries = tuple[Any, Any, Any]
"""(row in its block, column of the program, coefficient), each an array or one value."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A block of rows: `lower <= a x <= upper`.

    Attributes
    ----------
    name : block name of docs/program.md
    labels : one per row, in canonical order
    lower, upper : sides; infinite where there is none
    row, column, value : coefficients; `row` counts within the block
    money : what one unit of a row's slack is worth in money
    """

    name: str
    labels: tuple[str, ...]
    lower: Floats
    upper: Floats
    row: Ints
    column: Ints
    value: Floats
    money: Floats

    @property
    def family(self) -> str:
        """The family that the block belongs to."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Columns:
    """A block of columns with its place among all."""

    name: str
    labels: pd.Index
    first: int

    def at(self, labels: Any) -> Ints:
        """Give the columns of labels; -1 where the block lacks one."""
        found = self.labels.get_indexer(labels)
        return np.where(found >= 0, found + self.first, -1)


@dataclass(slots=True)
class Book:
    """A growing program. What is added later stands behind everything before."""

    blocks: dict[str, Columns] = field(default_factory=dict)
    lower: Floats = field(default_factory=lambda: np.zeros(0))
    upper: Floats = field(default_factory=lambda: np.zeros(0))
    rows: list[Rows] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Count the columns."""
        return len(self.lower)

    @property
    def height(self) -> int:
        """Count the rows."""
        return sum(len(block.labels) for block in self.rows)

    def add_columns(
        self, name: str, labels: Iterable[str], lower: Any, upper: Any, key: str = ""
    ) -> Ints:
        """Add a block of columns; one without entries is left out. Give their places.

        `key` tells blocks of one name apart: each round of leximin has its own theta.
        """
        index = pd.Index(list(labels), dtype=object)
        if len(index):
            self.blocks[key or name] = Columns(name, index, self.width)
            span = np.ones(len(index))
            places = np.arange(self.width, self.width + len(index))
            self.lower = np.concatenate([self.lower, lower * span])
            self.upper = np.concatenate([self.upper, upper * span])
            return places
        return np.zeros(0, np.int64)

    def at(self, block: str, labels: Any) -> Ints:
        """Give the columns of labels in a block; -1 where there is none."""
        if block not in self.blocks:
            return np.full(len(labels), -1)
        return self.blocks[block].at(labels)

    def add_rows(self, block: Rows) -> None:
        """Add a block of rows; one without entries is left out."""
        if len(block.labels):
            self.rows.append(block)

    def activity(self, block: Rows) -> tuple[Floats, Floats]:
        """Least and greatest activity of a block's rows over the bounds of its columns."""
        at_lower = block.value * self.lower[block.column]
        at_upper = block.value * self.upper[block.column]
        count = len(block.labels)
        return (
            total(block.row, np.minimum(at_lower, at_upper), count),
            total(block.row, np.maximum(at_lower, at_upper), count),
        )

    def matrix(self) -> sparse.csr_matrix:
        """All rows over all columns."""
        starts = np.cumsum([0, *(len(block.labels) for block in self.rows)])[:-1]
        row = [block.row + first for block, first in zip(self.rows, starts, strict=True)]
        empty: list[Any] = [np.zeros(0, np.int64)]
        return sparse.csr_matrix(
            (
                np.concatenate([*(block.value for block in self.rows), np.zeros(0)]),
                (
                    np.concatenate(row + empty),
                    np.concatenate([block.column for block in self.rows] + empty),
                ),
            ),
            (self.height, self.width),
        )

    def sides(self) -> tuple[Floats, Floats]:
        """Lower and upper side of every row."""
        return (
            np.concatenate([*(block.lower for block in self.rows), np.zeros(0)]),
            np.concatenate([*(block.upper for block in self.rows), np.zeros(0)]),
        )

    def column_labels(self) -> Labels:
        """Labels of all columns, block by block."""
        return Labels(tuple((b.name, tuple(b.labels)) for b in self.blocks.values()))

    def row_labels(self) -> Labels:
        """Labels of all rows, block by block."""
        return Labels(tuple((block.name, block.labels) for block in self.rows))


def rows(
    name: str,
    labels: Sequence[str],
    lower: Any,
    upper: Any,
    entries: Iterable[Entries],
    money: Any = 1.0,
) -> Rows:
    """Make a block: zero coefficients go, and rows without any whose sides hold at 0."""
    span = np.ones(len(labels))
    lower, upper, money = lower * span, upper * span, money * span
    parts = [np.broadcast_arrays(*entry) for entry in entries]
    row = np.concatenate([part[0] for part in parts] + [np.zeros(0)]).astype(np.int64)
    column = np.concatenate([part[1] for part in parts] + [np.zeros(0)]).astype(np.int64)
    value = np.concatenate([part[2] for part in parts] + [np.zeros(0)]).astype(float)
    row, column, value = row[value != 0], column[value != 0], value[value != 0]
    kept = (np.bincount(row, minlength=len(labels)) > 0) | (lower > 0) | (upper < 0)
    place = np.cumsum(kept) - 1
    names = tuple(str(label) for label in np.array(labels, dtype=object)[kept])
    return Rows(name, names, lower[kept], upper[kept], place[row], column, value, money[kept])


def label(*parts: Any) -> list[str]:
    """Join parts, each an array of texts, to labels."""
    return [SEPARATOR.join(entry) for entry in zip(*parts, strict=True)]
