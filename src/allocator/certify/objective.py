"""What a tier minimises, over the columns that its program has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.certify.arrays import Floats


@dataclass(frozen=True, slots=True)
class Objective:
    """A scale-free objective.

    Attributes
    ----------
    name : tier, with its priority or round
    columns, rows : size of the tier's program
    cost : (columns,) linear part
    fair : (x columns,) where the tier is `closest`: 1/2 sum (x - fair)^2 / fair / scale; else empty
    scale : divisor of the quadratic part
    """

    name: str
    columns: int
    rows: int
    cost: Floats
    fair: Floats
    scale: float = 1.0

    @property
    def quadratic(self) -> bool:
        """Whether it is `closest`."""
        return len(self.fair) > 0

    def value(self, point: Floats) -> float:
        """Objective at a point of at least as many columns."""
        linear = float(self.cost @ point[: self.columns])
        off = point[: len(self.fair)] - self.fair
        return linear + float((off * off / np.where(self.fair > 0, self.fair, 1.0)).sum()) / (
            2.0 * self.scale
        )

    def magnitude(self, point: Floats) -> float:
        """Sum of the absolute terms: what rounding errors are measured by."""
        return float(np.abs(self.cost) @ np.abs(point[: self.columns])) + abs(self.value(point))


def objective(name: str, columns: int, rows: int, terms: Iterable[tuple[Any, Any]]) -> Objective:
    """Make a linear objective of (columns, cost) terms."""
    cost = np.zeros(columns)
    for at, value in terms:
        np.add.at(cost, at, value)
    return Objective(name, columns, rows, cost, np.zeros(0))
