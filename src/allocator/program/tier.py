"""What a tier is: a name, its settings, and the steps it makes of a draft."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.program.draft import Draft
    from allocator.program.family import Settings
    from allocator.solve.face import Locks


@dataclass(frozen=True, slots=True)
class Objective:
    """One objective over the columns of a draft.

    Attributes
    ----------
    name : tier, with its priority or round where it has one
    columns, costs : linear terms, scale-free
    squares : diagonal quadratic terms of the same columns
    constant : what makes the value read as in docs/formulation.md
    money : money of a value of one; None where the value has no money
    """

    name: str
    columns: Ints
    costs: Floats
    money: float | None = None
    squares: Floats | None = None
    constant: float = 0.0


Steps = Generator[Objective, "Locks", None]
"""Objectives one after the other; each answer tells what its optimum has locked."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: ``steps(settings, draft)`` adds what it needs and gives its objectives.

    Attributes
    ----------
    needs_potential : whether it means nothing without a potential table
    phrase : how an explanation names the step
    """

    name: str
    settings: type[Settings]
    steps: Callable[[Any, Draft], Steps]
    phrase: str
    needs_potential: bool = False


def spread(columns: Ints, costs: Floats | float) -> tuple[Ints, Floats]:
    """Pair columns with their costs and leave out columns that do not exist."""
    flat = np.asarray(columns, np.int64).ravel()
    each = np.broadcast_to(np.asarray(costs, np.float64), np.shape(columns)).ravel()
    kept = flat >= 0
    return flat[kept], each[kept]
