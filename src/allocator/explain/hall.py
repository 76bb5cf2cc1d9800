"""The arithmetic that needs no solver: what is needed, and what those who may carry it reach.

A set of levers and periods needs its target; the reps who own any of them carry, each, no more
than his own limits allow, and each territory gives no more than its potential allows. Where the
sum of what they reach is below the target, no plan assigns it, whatever the rest looks like
(P. Hall, "On Representatives of Subsets", 1935, for money instead of partners). The other way
round, floors of reps who own nothing but these levers must fit into their targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

from allocator.domain.proof import SEPARATOR
from allocator.program.parts import rep_lever

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.program.draft import Draft
    from allocator.program.inputs import Inputs
    from allocator.program.rows import Rows

ON_QUOTA = (
    "attainable",
    "pay_ratio",
    "pipeline_feasibility",
    "quota_bounds",
    "year_over_year",
)
"""Blocks whose rows bound one rep's quota and nothing else."""

LARGE = 20_000_000
"""Reps x levers x periods x sets of them beyond which levers are looked at one by one, and all."""

SLIGHT = 1e-9
"""Share of what is needed below which a lack is rounding error."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One lack.

    Attributes
    ----------
    side : ``reach``: too little can be carried; ``floor``: too much must be
    levers, periods : what it is about; all levers, all periods where empty
    node, rep : the manager's team or the one rep it is about; empty for the company
    needed : money that must be placed (reach), or that must be carried (floor)
    reach : money that can be carried, or for which there is room
    reps : how many carry it
    """

    side: Literal["reach", "floor"]
    levers: tuple[str, ...]
    periods: tuple[str, ...]
    node: str
    rep: str
    needed: float
    reach: float
    reps: int

    @property
    def lack(self) -> float:
        """Money that finds no place."""
        return self.needed - self.reach


@dataclass(frozen=True, slots=True)
class _Limits:
    """What the hard rules leave to each rep, read off the rows and bounds.

    Attributes
    ----------
    box : (R, L, P) what bounds of x allow; `free` the part that costs no hours
    floor, cap : (R,) money
    lever_cap : (R, L)
    room : (R, P) hours up to the end of each period
    effort : (R, L) least hours for a unit of money, inf where nothing costs hours
    """

    box: Floats
    free: Floats
    floor: Floats
    cap: Floats
    lever_cap: Floats
    room: Floats
    effort: Floats

    def reach(self, levers: Sequence[int], periods: Sequence[int]) -> Floats:
        """(R,) money that each rep can carry in these levers and periods at most."""
        one = np.ix_(range(len(self.cap)), levers, periods)
        boxes = np.minimum(self.box[one].sum(axis=2), self.lever_cap[:, levers]).sum(axis=1)
        effort = self.effort[:, levers].min(axis=1)
        with np.errstate(invalid="ignore"):
            worked = np.where(np.isinf(effort), 0.0, self.room[:, max(periods)] / effort)
        hours = self.free[one].sum(axis=(1, 2)) + worked
        hours = np.where(np.isinf(self.room[:, max(periods)]), np.inf, hours)
        return np.asarray(np.minimum(np.minimum(boxes, self.cap), hours), np.float64)


def cuts(draft: Draft) -> tuple[Cut, ...]:
    """Find the lacks that the arithmetic shows, the greatest first.

    Told are the greatest of each side, node and rep, and those that no lack about fewer levers
    or periods stands behind.
    """
    inputs = draft.inputs
    limits = _limits(draft)
    found = [*_targets(inputs, limits, _territories(draft))]
    found += [*_floors(inputs, limits), *_reps(inputs, limits), *_nodes(draft, limits)]
    lacking = [cut for cut in found if cut.lack > SLIGHT * (1.0 + cut.needed)]
    lacking.sort(key=lambda c: (-round(c.lack, 2), len(c.levers), len(c.periods) or np.inf))
    greatest: set[tuple[str, str, str]] = set()
    told = []
    for cut in lacking:
        about = (cut.side, cut.node, cut.rep)
        if about not in greatest or not any(_inside(other, cut) for other in lacking):
            told.append(cut)
        greatest.add(about)
    return tuple(told)


def _inside(smaller: Cut, cut: Cut) -> bool:
    """Whether a cut is about fewer levers or periods of the same."""
    same = (smaller.side, smaller.node, smaller.rep) == (cut.side, cut.node, cut.rep)
    levers = set(smaller.levers) <= set(cut.levers)
    periods = not cut.periods or (
        bool(smaller.periods) and set(smaller.periods) <= set(cut.periods)
    )
    about = (smaller.levers, smaller.periods) != (cut.levers, cut.periods)
    return same and levers and periods and about


def _hard(draft: Draft, block: str) -> Rows | None:
    family = block.split(".", maxsplit=1)[0]
    if getattr(draft.rules.get(family), "soft", True) and family != "lever_totals":
        return None
    return next((rows for rows in draft.row_blocks() if rows.name == block), None)


def _limits(draft: Draft) -> _Limits:
    inputs = draft.inputs
    data = inputs.parameters
    reps, levers, periods = len(data.reps), len(data.levers), len(data.periods)
    key = rep_lever(data)

    def summed(cells: Floats) -> Floats:
        parts = [np.bincount(key, cells[:, p], reps * levers) for p in range(periods)]
        return np.stack(parts, axis=1).reshape(reps, levers, periods).astype(np.float64)

    loose = np.where(inputs.has_x, inputs.loose_box, 0.0)
    costly = data.effort > 0
    effort = np.full(reps * levers, np.inf)
    np.minimum.at(effort, key[costly], data.effort[costly])
    floor, cap = np.zeros(reps), np.full(reps, np.inf)
    for block in ON_QUOTA:
        rows = _hard(draft, block)
        if rows is not None:
            rep = data.reps.codes(rows.labels.tolist())
            floor[rep] = np.maximum(floor[rep], rows.lower)
            cap[rep] = np.minimum(cap[rep], rows.upper)
    lever_cap, room = np.full(reps * levers, np.inf), np.full((reps, periods), np.inf)
    rows = _hard(draft, "pipeline_feasibility.by_lever")
    if rows is not None:
        rep, lever = _codes(rows, data.reps.codes, data.levers.codes)
        lever_cap[rep * levers + lever] = rows.upper
    rows = _hard(draft, "capacity")
    if rows is not None:
        rep, period = _codes(rows, data.reps.codes, data.periods.codes)
        room[rep, period] = rows.upper
    return _Limits(
        box=summed(loose),
        free=summed(np.where(costly[:, None], 0.0, loose)),
        floor=floor,
        cap=cap,
        lever_cap=lever_cap.reshape(reps, levers),
        room=room,
        effort=effort.reshape(reps, levers),
    )


def _codes(rows: Rows, first: object, second: object) -> tuple[Ints, Ints]:
    """Read the two parts of each label."""
    pieces = [str(label).split(SEPARATOR) for label in rows.labels]
    return first([p[0] for p in pieces]), second([p[1] for p in pieces])  # type: ignore[operator]


def _territories(draft: Draft) -> Floats:
    """(L,) money that all territories of a lever give at most; inf without such a rule."""
    data = draft.inputs.parameters
    rows = _hard(draft, "potential")
    if rows is None:
        return np.full(len(data.levers), np.inf)
    best = np.zeros(len(data.potential))
    np.maximum.at(best, data.cell_pair, np.where(draft.inputs.has_x.any(axis=1), data.win_share, 0))
    most = draft.rules["potential"].reach * data.potential * best  # type: ignore[attr-defined]
    return np.bincount(data.pair_lever, most, len(data.levers)).astype(np.float64)


def _targets(inputs: Inputs, limits: _Limits, territories: Floats) -> Iterator[Cut]:
    """Levers and periods whose owners reach less than the target."""
    data = inputs.parameters
    levers, periods = len(data.levers), len(data.periods)
    spans = [(p,) for p in range(periods)] + [tuple(range(p + 1)) for p in range(1, periods)]
    sizes = [*range(1, levers + 1)]
    if limits.box.size * 2**levers * len(spans) > LARGE:
        sizes = sorted({1, levers})
    for size in sizes:
        for chosen in combinations(range(levers), size):
            for span in spans:
                needed = float(data.target[np.ix_(chosen, span)].sum())
                reach = limits.reach(chosen, span)
                most = min(float(reach.sum()), float(territories[list(chosen)].sum()))
                whole = len(span) == periods
                yield Cut(
                    "reach",
                    tuple(data.levers.labels[lever] for lever in chosen),
                    () if whole else tuple(data.periods.labels[p] for p in span),
                    "",
                    "",
                    needed,
                    most,
                    int((limits.box[:, list(chosen)][:, :, list(span)].sum((1, 2)) > 0).sum()),
                )


def _floors(inputs: Inputs, limits: _Limits) -> Iterator[Cut]:
    """Levers whose target is less than the floors of those who own nothing else."""
    data = inputs.parameters
    owns = limits.box.sum(axis=2) > 0
    bound = limits.floor > 0
    room = inputs.cushion * data.target.sum(axis=1)
    for size in range(1, len(data.levers) + 1):
        for chosen in combinations(range(len(data.levers)), size):
            others = np.delete(owns, chosen, axis=1).any(axis=1)
            mine = bound & owns.any(axis=1) & ~others
            yield Cut(
                "floor",
                tuple(data.levers.labels[lever] for lever in chosen),
                (),
                "",
                "",
                float(limits.floor[mine].sum()),
                float(room[list(chosen)].sum()),
                int(mine.sum()),
            )


def _reps(inputs: Inputs, limits: _Limits) -> Iterator[Cut]:
    """Reps whose own floor lies above what they reach."""
    data = inputs.parameters
    everything = limits.reach(range(len(data.levers)), range(len(data.periods)))
    for rep in np.flatnonzero(limits.floor > everything).tolist():
        needed, reach = float(limits.floor[rep]), float(everything[rep])
        yield Cut("floor", (), (), "", data.reps.labels[rep], needed, reach, 1)


def _nodes(draft: Draft, limits: _Limits) -> Iterator[Cut]:
    """Nodes whose number lies above what the team reaches, or below the team's floors."""
    inputs = draft.inputs
    data, tree = inputs.parameters, inputs.tree
    rows = _hard(draft, "roll_up")
    if rows is None:
        return
    reach = limits.reach(range(len(data.levers)), range(len(data.periods)))
    floor = np.minimum(limits.floor, reach)
    under = tree.rep_under()
    nodes = tree.nodes.codes(rows.labels.tolist()).tolist()
    for node, low, high in zip(nodes, rows.lower.tolist(), rows.upper.tolist(), strict=True):
        factor, count = inputs.node_cushion[:, node], int(under[[node]].sum())
        label = tree.nodes.labels[node]
        if np.isfinite(low):
            most = float((under[[node]] @ reach)[0] / factor.min())
            yield Cut("reach", (), (), label, "", low, most, count)
        if np.isfinite(high):
            least = float((under[[node]] @ floor)[0] / factor.max())
            yield Cut("floor", (), (), label, "", least, high, count)
