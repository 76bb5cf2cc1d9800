"""The evidence of a solve: for every tier its point, its dual, and what it locked.

A proof speaks of columns and rows by label, so that a reader who builds the program from the
input tables on his own can match it. docs/program.md lists every block and its labels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Signs = npt.NDArray[np.int8]

SEPARATOR = "\t"
"""Between the parts of a label: no id can contain it."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of columns or rows: block after block, each with its name and its entries.

    `blocks` maps a block's name to the labels of its entries, in order; entry i of the second
    block stands behind all entries of the first.
    """

    blocks: tuple[tuple[str, tuple[str, ...]], ...]

    def __len__(self) -> int:
        """Count all entries."""
        return sum(len(entries) for _, entries in self.blocks)


@dataclass(frozen=True, slots=True)
class TierProof:
    """One tier's own evidence.

    Attributes
    ----------
    name : tier with its priority or round, such as ``shortfall:1`` or ``leximin:2``
    columns, rows : how many leading columns and rows of the labels this tier's program has
    value : objective at `point`, scale-free
    point : (columns,) its solution, money
    dual : (rows,) multipliers of the rows; >= 0 presses from below, <= 0 from above
    locked_columns, locked_rows : what this tier fixed for all later ones: -1 at the lower
        bound, +1 at the upper, 0 free; of the same lengths
    cap : later tiers keep objective <= cap; inf where the lock alone is kept
    weights : multipliers on the objectives of earlier tiers that give the lock-free bound
    """

    name: str
    columns: int
    rows: int
    value: float
    point: Floats
    dual: Floats
    locked_columns: Signs
    locked_rows: Signs
    cap: float
    weights: Floats


@dataclass(frozen=True, slots=True)
class Waypoint:
    """The last tier, solved while only the first tiers hold: a step on the path to the plan.

    Its program has the columns and rows of the last tier that holds; where none does, of the
    first tier.

    Attributes
    ----------
    after : how many tiers hold, by their locks; 0 is the hard rows alone
    point : (columns,) its solution, money
    dual : (rows,) multipliers of the rows, signed as those of a tier
    """

    after: int
    point: Floats
    dual: Floats


@dataclass(frozen=True, slots=True)
class Proof:
    """The evidence of a whole solve. `point` is x*, the last tier's solution.

    Attributes
    ----------
    waypoints : of the path that explains the quotas, in order, where it was kept. The plan itself
        ends the path and is not among them.
    """

    columns: Labels
    rows: Labels
    tiers: tuple[TierProof, ...]
    waypoints: tuple[Waypoint, ...] = ()

    @property
    def point(self) -> Floats:
        """The last tier's solution."""
        return self.tiers[-1].point

    def size(self, after: int) -> tuple[int, int]:
        """Columns and rows of the waypoint at which so many tiers hold."""
        tier = self.tiers[max(after, 1) - 1]
        return tier.columns, tier.rows
