"""Which rules bind: of a rep, and of target that nobody carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from allocator.domain.parameters import Bools, Floats
    from allocator.program.draft import Draft
    from allocator.program.rows import Rows
    from allocator.solve.lexicographic import Solved

NOTHING = 1e-9
"""A multiplier below this says nothing (tiers are scale-free)."""
SHORT = 1e-6
"""Unassigned money below this share of a unit is no shortfall."""

REASONS = (
    ("pipeline_supply", "supply"),
    ("capacity", "hours"),
    ("potential", "potential"),
    ("pipeline_feasibility", "stretch"),
    ("pipeline_feasibility.by_lever", "stretch"),
    ("attainable", "stretch"),
)
"""Families that leave target short, in the order in which one is named."""


def _pressing(draft: Draft, rows: Rows, solved: Sequence[Solved]) -> Bools:
    """(m,) rows of a block that press in any of the tiers."""
    first = draft.first_row[rows.name]
    pressing = np.zeros(len(rows), bool)
    for tier in solved:
        part = slice(first, first + len(rows))
        if len(tier.dual) >= first + len(rows):
            pressing |= (np.abs(tier.dual[part]) > NOTHING) | (tier.held.rows[part] != 0)
    return pressing


def binding_families(draft: Draft, solved: Sequence[Solved]) -> npt.NDArray[np.object_]:
    """(R,) families with a row that speaks of the rep and presses at the plan, ``;`` between.

    A row presses where some tier gives it a multiplier and x* lies at its side.
    """
    inputs, columns = draft.inputs, draft.columns
    reps = len(inputs.y)
    owner = np.full(len(solved[-1].point), -1, np.int64)
    owner[columns.x[inputs.has_x]] = np.repeat(inputs.parameters.cell_rep, inputs.has_x.sum(axis=1))
    owner[columns.q[columns.q >= 0]] = np.flatnonzero(columns.q >= 0)
    point = solved[-1].point
    found: list[set[str]] = [set() for _ in range(reps)]
    for rows in draft.row_blocks():
        family = rows.name.split(".", maxsplit=1)[0]
        if family not in draft.rules or family == "lever_totals":
            continue
        activity = np.bincount(rows.row, rows.value * point[rows.column], len(rows))
        room = 1e-7 * (
            1.0 + np.bincount(rows.row, np.abs(rows.value * point[rows.column]), len(rows))
        )
        at_side = (activity > rows.upper - room) | (activity < rows.lower + room)
        held = _pressing(draft, rows, solved) & at_side
        touched = owner[rows.column[held[rows.row]]]
        for rep in np.unique(touched[touched >= 0]).tolist():
            found[rep].add(family)
    return np.array([";".join(sorted(names)) for names in found], dtype=object)


def short_reasons(draft: Draft, solved: Sequence[Solved], short: Floats) -> npt.NDArray[np.object_]:
    """(L, P) why target stays unassigned; empty where it does not.

    The first of: nobody can win anything there; every owner is at his cap or lock; then the
    family whose row on that lever and period presses in the tier that assigns the lever.
    """
    inputs, columns = draft.inputs, draft.columns
    data = inputs.parameters
    reasons = np.full(short.shape, "", dtype=object)
    first = [tier for tier in solved if tier.name.startswith("shortfall")]
    presses = {
        rows.name: (rows, _pressing(draft, rows, first))
        for rows in draft.row_blocks()
        if rows.name in dict(REASONS)
    }
    at_bound = _at_bound(draft, solved[-1].point)
    for lever, period in zip(*np.nonzero(short > SHORT), strict=True):
        mine = (data.cell_lever == lever) & inputs.has_x[:, period]
        if data.yield_total[lever, period] <= 0 or not mine.any():
            reasons[lever, period] = "nobody"
        elif at_bound[data.cell_rep[mine]].all():
            reasons[lever, period] = "bound"
        else:
            reasons[lever, period] = _pressed(
                presses, columns.x[mine, period], columns.q[np.unique(data.cell_rep[mine])]
            )
    return reasons


def _pressed(
    presses: dict[str, tuple[Rows, Bools]], x: npt.NDArray[np.int64], q: npt.NDArray[np.int64]
) -> str:
    for name, reason in REASONS:
        if name in presses:
            rows, held = presses[name]
            entries = held[rows.row]
            if np.isin(rows.column[entries], x).any() or np.isin(rows.column[entries], q).any():
                return reason
    return "stretch"


def _at_bound(draft: Draft, point: Floats) -> Bools:
    """(R,) whether a rep's quota lies at his cap, lock or override."""
    given, q = draft.inputs.given, draft.columns.q
    number = np.where(q >= 0, np.append(point, 0.0)[q], 0.0)
    cap = np.where(given.is_decided, given.decided, given.cap)
    with np.errstate(invalid="ignore"):
        return np.asarray(number >= cap * (1 - 1e-9))
