"""Which groups of rows cannot hold together: the least violation, and a minimal conflict.

It knows no sales word: a group is a number. A minimal conflict is a set of groups that has no
common point, while every set with one of them left out has (J. Chinneck, "Feasibility and
Infeasibility in Optimization", 2008: elastic and deletion filter).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from allocator.errors import SolverError
from allocator.solve import elastic, registry, scale
from allocator.solve.backend import Limits
from allocator.solve.gap import gap, on_cone
from allocator.solve.termination import Stop

if TYPE_CHECKING:
    from allocator.solve.linear import Floats, LinearProgram

Rows = npt.NDArray[np.bool_]

VERTEX = ("highs", "highs-ipm", "clarabel")
"""Vertex solvers: their multipliers are exactly zero on rows that do not press."""

VERTEX_AT_SIZE = ("highs-ipm", "highs", "clarabel")

INTERIOR = ("piqp", "clarabel", "highs-ipm")
"""Interior points: the quickest way to a value."""

MIDDLE, LARGE = 10_000, 100_000
"""Coefficients from which on simplex is slow, and from which on crossover is slow too."""

PRESSED = 1e-9
"""Multiplier, relative to the row's own price, below which a row does not press."""

WIDE = 16.0
"""Times the greatest entry of a point: bounds that a column without any gets for the proof."""


@dataclass(frozen=True, slots=True)
class Least:
    """The cheapest way in which rows can give way.

    Attributes
    ----------
    value : price of all violations, 0 where the program has a point
    point : (n,) with that price
    violations : by row
    dual : (m,) multipliers that prove the value; a Farkas ray where it is above zero
    gap : how far below `value` the true least could be, by weak duality
    """

    value: float
    point: Floats
    violations: elastic.Violations
    dual: Floats
    gap: float


def least(
    program: LinearProgram, weights: Floats, kept: Rows | None = None, *, vertex: bool = True
) -> Least | None:
    """Find the cheapest violation; None where rows that may not give way have no point.

    Parameters
    ----------
    weights : (m,) price of a unit of violation; inf: the row may not give way
    kept : (m,) rows that count; all where None
    vertex : whether the multipliers are wanted too, zero where they can be; else the value alone

    Raises
    ------
    SolverError
        if no solver gives an answer that holds
    """
    rows = np.arange(program.shape[0]) if kept is None else np.flatnonzero(kept)
    part = replace(
        program,
        cost=np.zeros_like(program.cost),
        matrix=program.matrix[rows],
        row_lower=program.row_lower[rows],
        row_upper=program.row_upper[rows],
    )
    relaxed = elastic.relax(part, weights[rows])
    scaled, scaling = scale.apply(relaxed.program)
    for name in _order(part.matrix.nnz, vertex=vertex):
        answer = registry.backend(name).solve(scaled, Limits())
        if answer.stop is Stop.INFEASIBLE:
            return None
        if answer.stop is Stop.OPTIMAL and answer.point is not None and answer.dual is not None:
            break
    else:
        raise SolverError(f"no solver could answer an elastic program: {answer.detail}")
    whole = relaxed.program
    point = np.clip(scaling.invert_point(answer.point), whole.column_lower, whole.column_upper)
    dual = on_cone(whole, scaling.invert_dual(answer.dual))
    found = elastic.violations(relaxed, point)
    return Least(
        value=whole.objective(point),
        point=point[: relaxed.columns],
        violations=elastic.Violations(
            _spread(found.above, rows, program), _spread(found.below, rows, program)
        ),
        dual=_spread(dual, rows, program),
        gap=gap(_bounded(whole, point), point, dual),
    )


def _order(size: int, *, vertex: bool) -> Sequence[str]:
    if size < MIDDLE:
        return VERTEX
    return VERTEX_AT_SIZE if vertex and size < LARGE else INTERIOR


def pressing(found: Least, weights: Floats) -> Rows:
    """(m,) rows whose multiplier says that they press."""
    price = np.where(np.isfinite(weights), weights, 1.0)
    return np.asarray(np.abs(found.dual) > PRESSED * price)


@dataclass(frozen=True, slots=True)
class Minimal:
    """What a deletion filter found.

    Attributes
    ----------
    members : groups, ascending; without common point
    proven : whether each of them was shown to be needed
    """

    members: tuple[int, ...]
    proven: bool


Test = Callable[[Collection[int]], "frozenset[int] | None"]
"""From groups to those of them that press, None where they have a common point."""


def minimal(
    candidates: Sequence[int], test: Test, tries: int, needed: Sequence[int] = ()
) -> Minimal | None:
    """Filter candidates down to a minimal conflict; None where they have a common point.

    Parameters
    ----------
    candidates : groups; the last are the first to be tried without
    test : answers by a solve
    tries : most solves
    needed : groups that are known to be in the conflict

    >>> def clash(groups):  # 1 and 4 cannot hold together
    ...     return frozenset({1, 4}) if {1, 4} <= set(groups) else None
    >>> minimal(range(6), clash, 10).members
    (1, 4)
    """
    pressing_now = test((*needed, *candidates))
    if pressing_now is None:
        return None
    left = tries - 1
    rest = [group for group in candidates if group in pressing_now]
    shown = [*needed]
    while rest and left > 0:
        tried = rest.pop()
        pressing_now = test((*shown, *rest))
        left -= 1
        if pressing_now is None:
            shown.append(tried)
        else:
            rest = [group for group in rest if group in pressing_now]
    members = tuple(sorted((*shown, *rest)))
    # Every member was shown to be needed in a greater set; that they clash is shown once more.
    return Minimal(members, not rest and test(members) is not None)


def _spread(values: Floats, rows: npt.NDArray[np.intp], program: LinearProgram) -> Floats:
    whole = np.zeros(program.shape[0])
    whole[rows] = values
    return whole


def _bounded(program: LinearProgram, point: Floats) -> LinearProgram:
    """Bound the columns that are open, far from the point, so that weak duality has a value."""
    far = WIDE * (1.0 + float(np.abs(point).max(initial=0.0)))
    return replace(program, column_upper=np.minimum(program.column_upper, far))
