"""Which back-ends to try, in which order, for ``--solver``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.solve import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.solve.backend import Backend

AUTO = "auto"
ROAD = ("piqp", "clarabel", "highs-ipm", "highs")
"""Interior points first: they end inside the optimal face, where locks are read off best."""
LARGE = "interior"
LARGE_FROM = 400_000
"""Nonzeros from which ours is the quicker one, its compiled kernels' start counted."""

WITNESS = "highs-ipm"
"""Interior point with crossover: a vertex in seconds where simplex takes a minute."""


def witness() -> Backend:
    """Give the vertex solver that is asked where an interior point leaves a side in doubt."""
    return registry.backend(WITNESS)


def chain(solver: str, nonzeros: int = 0) -> Sequence[Backend]:
    """Give the back-ends of a choice, first the one to try first.

    Parameters
    ----------
    nonzeros : of the program to come; ``auto`` goes by them

    A solver without a quadratic term is followed by those that have one: the last tier needs it.

    Raises
    ------
    InputError
        if the solver is unknown or not installed
    """
    if solver == AUTO:
        road = (LARGE, *ROAD) if nonzeros >= LARGE_FROM else ROAD
        return tuple(registry.backend(name) for name in road)
    chosen = registry.backend(solver)
    if chosen.quadratic:
        return (chosen,)
    return (chosen, *(registry.backend(name) for name in ROAD[:2]))
