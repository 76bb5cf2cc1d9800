"""A table as it was found: cells by column, and where in which file each of them stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from allocator.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

Ints = npt.NDArray[np.int64]

SPELLED_OUT = 1000
"""Problems of one kind that one column gets as entries of their own; the rest is counted."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows and columns of a table stand.

    Attributes
    ----------
    file : name for messages: ``tables/reps.csv``, ``book.xlsx!reps``
    lines : (rows,) line of the file, row of the sheet; below zero for a row that an overlay added
    positions : column name -> its number in the file, from 1
    placed : (line, column) -> ``file:line`` of the overlay that set this cell
    """

    file: str
    lines: Ints
    positions: Mapping[str, int] = field(default_factory=dict)
    placed: Mapping[tuple[int, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Source:
        """Give the source of a typed frame, kept in its index and attributes."""
        return cls(
            str(frame.attrs.get("file", "")),
            np.asarray(frame.index, np.int64),
            frame.attrs.get("columns", {}),
            frame.attrs.get("placed", {}),
        )

    def spot(self, row: int, column: str) -> tuple[str, int, int]:
        """Give file, line and column number of a cell; `row` counts from 0."""
        line = int(self.lines[row])
        place = self.placed.get((line, column)) or self.placed.get((line, ""))
        if place is not None:
            file, _, number = place.rpartition(":")
            return (file, int(number), 0) if number.isdigit() else (place, 0, 0)
        return self.file, max(line, 0), self.positions.get(column, 0)

    def problem(  # the parts of a Problem, no more
        self,
        row: int,
        column: str,
        code: str,
        what: str,
        *,
        got: str = "",
        want: str = "",
        fix: str = "",
        severity: Severity = "error",
    ) -> Problem:
        """Make the problem of one cell."""
        file, line, number = self.spot(row, column)
        return Problem(code, what, file, line, number, column, got, want, fix, severity)

    def problems(
        self,
        rows: Ints,
        column: str,
        code: str,
        what: str,
        *,
        got: Sequence[str] | None = None,
        want: str = "",
        fix: str = "",
        severity: Severity = "error",
    ) -> list[Problem]:
        """Make the problems of many cells of a column; the thousandth stands for the rest.

        `got` holds the value of each row, in the order of `rows`.
        """
        found = [
            self.problem(
                int(row),
                column,
                code,
                what,
                got="" if got is None else got[i],
                want=want,
                fix=fix,
                severity=severity,
            )
            for i, row in enumerate(rows[:SPELLED_OUT])
        ]
        left = len(rows) - SPELLED_OUT
        if left > 0:
            row = int(rows[SPELLED_OUT])
            rest = f"{what} (here and in {left - 1:,} more cells of the column)"
            found.append(
                self.problem(row, column, code, rest, want=want, fix=fix, severity=severity)
            )
        return found

    def gathered(
        self,
        rows: Ints,
        column: str,
        code: str,
        what: str,
        *,
        got: str = "",
        want: str = "",
        fix: str = "",
        severity: Severity = "warning",
    ) -> list[Problem]:
        """Make one problem for many rows: at the first, with the count of the others."""
        if not len(rows):
            return []
        more = len(rows) - 1
        text = f"{what} (and so in {more:,} more rows)" if more else what
        first = int(rows[0])
        return [
            self.problem(first, column, code, text, got=got, want=want, fix=fix, severity=severity)
        ]


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one table before typing.

    Attributes
    ----------
    cells : column name -> arrow array of text, dictionary, numbers, dates or flags; null is empty
    comma : whether a decimal comma is possible (a file separated by ``;``)
    broken : whether rows were lost, so that a missing id proves nothing
    """

    source: Source
    cells: Mapping[str, Any]
    comma: bool = False
    broken: bool = False

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.source.lines)


def lost(file: str) -> Grid:
    """Give the grid of a table that was there and could not be read at all."""
    return Grid(Source(file, np.zeros(0, np.int64)), {}, broken=True)
