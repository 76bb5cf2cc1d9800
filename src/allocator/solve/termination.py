"""How a solver ended: why it stopped, what its point is, what its dual proves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Stop(Enum):
    """Why a solver stopped. Nothing but OPTIMAL is a claim about the point."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    LIMIT = "limit"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Shape(Enum):
    """Where on its face an optimal point lies."""

    VERTEX = "vertex"
    INTERIOR = "interior"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a back-end gave.

    Attributes
    ----------
    stop : why it stopped
    point : (n,) or None
    dual : (m,) row multipliers of the minimisation; >= 0 presses from the lower side, <= 0 from
        the upper side; for INFEASIBLE a Farkas ray of the same signs, or None
    shape : where an optimal point lies
    iterations : as the solver counts them
    seconds : wall time inside the solver
    closer : goes on along an interior path, where there is more to be had, for an answer that
        tells more surely which sides press; None where there is not
    """

    stop: Stop
    point: Floats | None
    dual: Floats | None
    shape: Shape
    iterations: int
    seconds: float
    detail: str = ""
    closer: Callable[[], Answer] | None = None
