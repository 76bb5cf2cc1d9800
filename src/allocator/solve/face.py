"""The face of optimal points, and how it is locked for the tiers behind.

After a tier is solved, every column and row whose multiplier is not zero is at its bound in every
optimum. Holding those sides, and nothing else, leaves exactly the optimal points: no cap on the
objective is needed, and none of its trouble (docs/formulation.md, Tiers).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from allocator.solve.linear import Floats, LinearProgram
from allocator.solve.termination import Shape

Signs = npt.NDArray[np.int8]

RATIO = 1e4
"""A side is held where its multiplier exceeds this many times its slack, on scaled data."""
FIRM = 1e-8
"""Below this, on scaled data, an interior point's multiplier is not told from its error."""
NOISE = 1e-10
"""A vertex solver's multiplier below this, on scaled data, is rounding error."""


@dataclass(frozen=True, slots=True)
class Locks:
    """Held sides: -1 the lower, +1 the upper, 0 none.

    Attributes
    ----------
    columns, rows : one entry per column and row of the program so far
    """

    columns: Signs
    rows: Signs

    @classmethod
    def none(cls) -> Locks:
        """Hold nothing, of a program without columns and rows."""
        return cls(np.zeros(0, np.int8), np.zeros(0, np.int8))

    def grown(self, program: LinearProgram) -> Locks:
        """Extend to a program with more columns and rows, which are free."""
        rows, columns = program.shape
        return Locks(
            np.pad(self.columns, (0, columns - len(self.columns))),
            np.pad(self.rows, (0, rows - len(self.rows))),
        )

    def joined(self, other: Locks) -> Locks:
        """Hold what either holds; sides that are held already stay."""
        return Locks(
            np.where(self.columns != 0, self.columns, other.columns),
            np.where(self.rows != 0, self.rows, other.rows),
        )

    def applied(self, program: LinearProgram) -> LinearProgram:
        """Fix the held columns and make the held rows equalities."""
        low, high = self.columns < 0, self.columns > 0
        row_low, row_high = self.rows < 0, self.rows > 0
        return replace(
            program,
            column_upper=np.where(low, program.column_lower, program.column_upper),
            column_lower=np.where(high, program.column_upper, program.column_lower),
            row_upper=np.where(row_low, program.row_lower, program.row_upper),
            row_lower=np.where(row_high, program.row_upper, program.row_lower),
        )


@dataclass(frozen=True, slots=True)
class Face:
    """What one optimum tells of its face.

    Attributes
    ----------
    locks : sides that every optimum holds
    doubtful : sides whose multiplier and slack are both too small to tell
    """

    locks: Locks
    doubtful: int


def read_face(program: LinearProgram, point: Floats, dual: Floats, shape: Shape) -> Face:
    """Read the held sides off an optimal point and its dual, all on scaled data.

    Parameters
    ----------
    program : with earlier locks applied; sides that are equal need no lock
    """
    activity = program.matrix @ point
    reduced = program.cost + program.quadratic * point - program.matrix.T @ dual
    columns, vague = _held(reduced, point, program.column_lower, program.column_upper, shape)
    rows, more = _held(dual, activity, program.row_lower, program.row_upper, shape)
    return Face(Locks(columns, rows), vague + more)


def _held(
    multiplier: Floats, value: Floats, lower: Floats, upper: Floats, shape: Shape
) -> tuple[Signs, int]:
    slack_low, slack_high = np.maximum(value - lower, 0.0), np.maximum(upper - value, 0.0)
    press_low, press_high = np.maximum(multiplier, 0.0), np.maximum(-multiplier, 0.0)
    if shape is Shape.VERTEX:
        low, high = press_low > NOISE, press_high > NOISE
        vague = np.zeros(len(value), bool)
    else:
        low = (press_low > RATIO * slack_low) & (press_low > FIRM)
        high = (press_high > RATIO * slack_high) & (press_high > FIRM)
        clear = (slack_low > RATIO * press_low) & (slack_high > RATIO * press_high)
        vague = ~low & ~high & ~clear
    open_ = lower < upper
    low, high = low & open_ & np.isfinite(lower), high & open_ & np.isfinite(upper)
    held = np.where(low, -1, np.where(high, 1, 0)).astype(np.int8)
    return held, int((vague & open_).sum())
