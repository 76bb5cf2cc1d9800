"""What a decided quota breaks: people decided, so the row is waived and its excess is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.domain.parameters import Bools
from allocator.errors import Problem
from allocator.program.families import lever_mix, phasing
from allocator.program.inputs import Inputs
from allocator.program.waive import beyond, capacity_broken
from allocator.yields.risk import quantile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.domain.parameters import Floats
    from allocator.program.draft import Draft

PARTS: dict[str, tuple[Callable[[Any, Inputs], tuple[Bools, Bools]], str]] = {
    "lever_mix": (lever_mix.broken, "the mix of levers of his role"),
    "phasing": (phasing.broken, "the timing of his yield"),
}
"""Families that speak of parts of a quota: what a decided one breaks, and what it is called."""


def excesses(draft: Draft) -> tuple[Problem, ...]:
    """Warn of every rule on a rep alone that his decided quota breaks, with the excess."""
    inputs = draft.inputs
    found = []
    for rep in np.flatnonzero(inputs.given.is_decided):
        label = inputs.parameters.reps.labels[rep]
        number = f"{inputs.given.decided[rep]:,.2f}"
        for family, said in _broken(draft, int(rep)):
            found.append(
                Problem(
                    "decided-quota-breaks-rule",
                    f"the decided quota of {label} breaks {family}: {said}",
                    file="overrides" if _overridden(draft, label) else "reps",
                    got=number,
                    want="a number within the rule, or a decision to stand by it",
                    fix="The decision stands; the rule is waived for this rep",
                    severity="warning",
                )
            )
    return tuple(found)


def _overridden(draft: Draft, label: str) -> bool:
    return bool((draft.inputs.scenario.tables["overrides"]["rep_id"] == label).any())


def _broken(draft: Draft, rep: int) -> Iterator[tuple[str, str]]:
    """Give (family, words) of each rule that the decided quota of a rep breaks."""
    inputs, rules = draft.inputs, draft.rules
    decided = inputs.given.decided
    for family, low, high in _spans(draft):
        if beyond(decided, low, high)[rep]:
            side = high if decided[rep] > high[rep] else low
            yield family, f"{abs(decided[rep] - side[rep]):,.2f} beyond {side[rep]:,.2f}"
    capacity: Any = rules.get("capacity")
    if capacity is not None:
        data = inputs.parameters
        room = np.cumsum(capacity.limit * data.hours + data.done, axis=1)
        if capacity_broken(inputs, room)[rep]:
            yield "capacity", f"it needs more than his {room[rep, -1]:,.0f} hours"
    for family, (broken, words) in PARTS.items():
        if family in rules and any(sides[rep].any() for sides in broken(rules[family], inputs)):
            yield family, f"it cannot keep {words}"


def _spans(draft: Draft) -> Sequence[tuple[str, Floats, Floats]]:
    """Give the families with a row on q alone, with both sides (R,)."""
    inputs, rules = draft.inputs, draft.rules
    data, zero = inputs.parameters, np.zeros(len(inputs.y))
    found: list[tuple[str, Floats, Floats]] = []
    stretch: Any = rules.get("pipeline_feasibility")
    if stretch is not None and data.has_potential:
        found.append(("pipeline_feasibility", zero, stretch.max_stretch * inputs.y))
    attainable: Any = rules.get("attainable")
    if attainable is not None and data.has_potential:
        able = inputs.y > 0
        most = np.full(len(able), np.inf)
        most[able] = quantile(inputs.y[able], data.variance[able], attainable.min_probability)
        found.append(("attainable", zero, most))
    pay: Any = rules.get("pay_ratio")
    if pay is not None:
        ote = inputs.given.ote
        high = np.where(ote > 0, inputs.given.net(pay.hi * ote), np.inf)
        found.append(("pay_ratio", np.nan_to_num(inputs.given.net(pay.lo * ote)), high))
    return found
