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
Bools = npt.NDArray[np.bool_]

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
    held, vague = _held(_sides(program, point, dual), shape)
    columns = len(program.cost)
    return Face(Locks(held[:columns], held[columns:]), int(vague.sum()))


def same_face(program: LinearProgram, early: Pair, late: Pair) -> bool:
    """Whether two points of one interior path tell of the same face.

    Along the path the slack of a side that presses goes to zero and its multiplier stays, and of
    one that does not, the other way round (A. S. El-Bakry, R. A. Tapia, Y. Zhang, "A study of
    indicators for identifying zero variables in interior-point methods", SIAM Review 36, 1994).
    What was in doubt early must have gone one of the two ways, all else must stand as it stood:
    where rows depend on each other a late multiplier can be all noise.

    Parameters
    ----------
    early, late : point and dual on scaled data; the late one in no doubt
    """
    before, after = _sides(program, *early), _sides(program, *late)
    was, vague = _held(before, Shape.INTERIOR)
    now, _ = _held(after, Shape.INTERIOR)
    pressed = _steady(before.multiplier, after.multiplier)
    free = _steady(before.slack, after.slack)
    settled = np.where(now != 0, pressed, free)
    return bool(np.where(vague, settled, was == now).all())


Pair = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class _Sides:
    """Columns, then rows: what presses, and where each stands between its bounds."""

    multiplier: Floats
    value: Floats
    lower: Floats
    upper: Floats

    @property
    def slack(self) -> Floats:
        """Distance to the nearer side."""
        nearer = np.minimum(self.value - self.lower, self.upper - self.value)
        return np.maximum(nearer, 0.0)


def _sides(program: LinearProgram, point: Floats, dual: Floats) -> _Sides:
    reduced = program.cost + program.quadratic * point - program.matrix.T @ dual
    return _Sides(
        np.concatenate([reduced, dual]),
        np.concatenate([point, program.matrix @ point]),
        np.concatenate([program.column_lower, program.row_lower]),
        np.concatenate([program.column_upper, program.row_upper]),
    )


def _held(sides: _Sides, shape: Shape) -> tuple[Signs, Bools]:
    """Tell which side of each is held, and which cannot be told."""
    lower, upper = sides.lower, sides.upper
    slack_low = np.maximum(sides.value - lower, 0.0)
    slack_high = np.maximum(upper - sides.value, 0.0)
    press_low, press_high = np.maximum(sides.multiplier, 0.0), np.maximum(-sides.multiplier, 0.0)
    if shape is Shape.VERTEX:
        low, high = press_low > NOISE, press_high > NOISE
        vague = np.zeros(len(lower), bool)
    else:
        low = (press_low > RATIO * slack_low) & (press_low > FIRM)
        high = (press_high > RATIO * slack_high) & (press_high > FIRM)
        clear = (slack_low > RATIO * press_low) & (slack_high > RATIO * press_high)
        vague = ~low & ~high & ~clear
    open_ = lower < upper
    low, high = low & open_ & np.isfinite(lower), high & open_ & np.isfinite(upper)
    return np.where(low, -1, np.where(high, 1, 0)).astype(np.int8), vague & open_


def _steady(early: Floats, late: Floats) -> Bools:
    """Tell what kept its size, within a factor of two."""
    small, large = np.abs(early), np.abs(late)
    return (large <= 2.0 * small) & (small <= 2.0 * large)
