"""What every solver looks like from here, and the limits it must keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from allocator.solve.linear import LinearProgram
from allocator.solve.termination import Answer


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one call.

    Attributes
    ----------
    seconds : wall time left; None sets none
    tolerance : wanted accuracy of rows, duals and gap, on scaled data
    cancelled : asked now and then; true means stop
    """

    seconds: float | None = None
    tolerance: float = 1e-12
    cancelled: Callable[[], bool] = lambda: False


class Backend(Protocol):
    """A solver for `LinearProgram`. Data arrive scaled; answers are in the same units."""

    @property
    def name(self) -> str:
        """Give the name that ``--solver`` takes."""

    @property
    def quadratic(self) -> bool:
        """Whether it takes a quadratic term."""

    @property
    def version(self) -> str:
        """Version of the library behind it."""

    def solve(self, program: LinearProgram, limits: Limits) -> Answer:
        """Solve; never raise for a program that has no answer, but say so in `stop`."""
