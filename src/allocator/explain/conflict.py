"""Which rules cannot hold together, which would give way at the least cost, and by how much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.solve.conflict import Least, least, minimal, pressing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import numpy.typing as npt

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.program.family import Unit
    from allocator.program.rules import Rulebook

KEPT_LONGEST = (
    "lever_totals", "quota_bounds", "roll_up", "pipeline_feasibility", "capacity", "potential",
    "attainable", "pipeline_supply", "year_over_year", "pay_ratio", "lever_mix", "phasing",
    "fairness_band",
)  # fmt: skip
"""Families in the order in which a conflict is best told; the last is tried without first."""

TRIES = 80
"""Most solves of the filter, and again of the refinement."""

FINER = 3
"""A rule is told by its parts where at most so many of them are needed."""


@dataclass(frozen=True, slots=True)
class Named:
    """A rule, or a part of one, and how far it gives way.

    Attributes
    ----------
    family, entity, unit : as in `allocator.program.rules.Rule`
    rows : places in the program
    amount : least relaxation, in its unit
    above : whether the upper side gives way
    cures : whether giving way by `amount`, this rule alone, leaves a plan
    """

    family: str
    entity: str
    unit: Unit
    rows: Ints
    amount: float = 0.0
    above: bool = False
    cures: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """What stands against a plan.

    Attributes
    ----------
    least : cheapest violation of all rules together, money, and how surely (`gap`)
    gives : the rules that give way at that price, the dearest first
    members : a minimal set of rules without a plan
    minimal : whether each of its members was shown to be needed
    short : money of each lever that finds no place if its target alone gives way; empty where
        that does not help
    """

    least: float
    gap: float
    gives: tuple[Named, ...]
    members: tuple[Named, ...]
    minimal: bool
    short: dict[str, float]


def priced(book: Rulebook) -> Floats:
    """(m,) price of a unit of violation: the money of a rule's row, inf for definitions."""
    return np.where(book.rule >= 0, book.money, np.inf)


def violation(book: Rulebook) -> Least:
    """Find the cheapest way for all rules to give way; definitions never do."""
    found = least(book.program, priced(book))
    assert found is not None  # noqa: S101 - nobody carrying anything keeps every definition
    return found


def clash(book: Rulebook, slight: float, *, filtered: bool = True) -> Clash | None:
    """Find what stands against a plan; None where nothing does.

    Parameters
    ----------
    slight : money of violation that counts as none
    filtered : whether to look for a minimal conflict; else the rules that give way stand for it
    """
    weights = priced(book)
    found = violation(book)
    if found.value <= slight:
        return None
    rules = [Named(rule.family, rule.entity, rule.unit, rule.rows) for rule in book.rules]
    cost = (found.violations.above + found.violations.below) * np.where(
        np.isfinite(weights), weights, 0.0
    )
    priciest = sorted(rules, key=lambda rule: -round(float(cost[rule.rows].sum()), 4))
    gives = tuple(_measured(rule, found) for rule in priciest if cost[rule.rows].sum() > slight)
    if not filtered:
        return Clash(found.value, found.gap, gives, gives, minimal=False, short={})
    pressed = pressing(found, weights)
    members, proven = _minimal(book, rules, pressed, slight)
    relaxed = tuple(_relaxed(book, rule, members, slight) for rule in members)
    return Clash(found.value, found.gap, gives, relaxed, proven, _short(book, slight))


def pressing_without(
    book: Rulebook, family: str, members: Sequence[Named], slight: float
) -> list[Named] | None:
    """Give the rules that press once a family is gone, behind the members of other families.

    None where a plan exists without the family.
    """
    kept = np.ones(book.program.shape[0], bool)
    for rule in book.rules:
        if rule.family == family:
            kept[rule.rows] = False
    found = least(book.program, priced(book), kept)
    others = [rule for rule in members if rule.family != family]
    if found is None or found.value <= slight:
        return None
    pressed = pressing(found, priced(book))
    known = {(rule.family, rule.entity) for rule in others}
    return others + [
        _measured(Named(rule.family, rule.entity, rule.unit, rule.rows), found)
        for rule in book.rules
        if pressed[rule.rows].any() and (rule.family, rule.entity) not in known
    ]


def _measured(rule: Named, found: Least) -> Named:
    above = float(found.violations.above[rule.rows].sum())
    below = float(found.violations.below[rule.rows].sum())
    return replace(rule, amount=above + below, above=above > below)


def _tester(
    book: Rulebook, groups: Sequence[Named], slight: float
) -> Callable[[Collection[int]], frozenset[int] | None]:
    """Give the question of the filter: which of these groups press, None where a plan exists."""
    weights = priced(book)
    definitions = book.rule < 0

    def test(chosen: Collection[int]) -> frozenset[int] | None:
        kept = definitions.copy()
        for group in chosen:
            kept[groups[group].rows] = True
        found = least(book.program, weights, kept)
        if found is None or found.value <= slight:
            return None
        pressed = pressing(found, weights)
        return frozenset(group for group in chosen if pressed[groups[group].rows].any())

    return test


def _minimal(
    book: Rulebook, rules: list[Named], pressed: npt.NDArray[np.bool_], slight: float
) -> tuple[list[Named], bool]:
    """Filter the rules down to a minimal conflict, then each to the parts that are needed."""
    order = {name: place for place, name in enumerate(KEPT_LONGEST)}
    ranked = sorted(
        range(len(rules)), key=lambda n: (order.get(rules[n].family, len(order)), rules[n].entity)
    )
    test = _tester(book, rules, slight)
    likely = [number for number in ranked if pressed[rules[number].rows].any()]
    found = minimal(likely, test, TRIES) or minimal(ranked, test, TRIES)
    if found is None:
        return [], False
    members = [rules[number] for number in ranked if number in found.members]
    for rule in tuple(members):
        place = members.index(rule)
        members[place : place + 1] = _finer(book, members, rule, slight)
    return members, found.proven


def _finer(book: Rulebook, members: list[Named], rule: Named, slight: float) -> list[Named]:
    """Give the few parts of a rule that are needed, or the rule where many are."""
    parts = _parts(book, rule)
    others = [other for other in members if other is not rule]
    if len(parts) == 1:
        return [rule]
    groups = [*others, *parts]
    known, first = range(len(others)), len(others)
    test = _tester(book, groups, slight)
    pressed = test(range(len(groups))) or frozenset()
    likely = sorted(number for number in pressed if number >= first)
    if not 0 < len(likely) < 2 * FINER:
        return [rule]
    found = minimal(likely, test, 2 * FINER + 2, needed=known)
    if found is None or not found.proven:
        return [rule]
    needed = [number for number in found.members if number >= first]
    return [groups[n] for n in needed] if len(needed) <= min(FINER, len(parts) - 1) else [rule]


def _parts(book: Rulebook, rule: Named) -> list[Named]:
    number = int(book.rule[rule.rows[0]])
    return [Named(rule.family, part, rule.unit, rows) for part, rows in book.split(number).items()]


def _relaxed(book: Rulebook, rule: Named, members: Sequence[Named], slight: float) -> Named:
    """Give the least relaxation of one rule: of all rules if that cures, else of the conflict."""
    kept = np.ones(book.program.shape[0], bool)
    kept[rule.rows] = False
    without = least(book.program, priced(book), kept, vertex=False)
    cures = without is not None and without.value <= slight
    weights = np.full(book.program.shape[0], np.inf)
    weights[rule.rows] = 1.0
    for whole in (True, False) if cures else (False,):
        found = least(
            book.program, weights, None if whole else _of(book, members), vertex=not whole
        )
        if found is not None:
            return replace(_measured(rule, found), cures=whole)
    return rule


def _of(book: Rulebook, members: Sequence[Named]) -> npt.NDArray[np.bool_]:
    kept = book.rule < 0
    for rule in members:
        kept[rule.rows] = True
    return np.asarray(kept)


def _short(book: Rulebook, slight: float) -> dict[str, float]:
    """Money of each lever that finds no place if only targets give way, and only downwards."""
    targets = [rule for rule in book.rules if rule.family == "lever_totals"]
    weights = np.full(book.program.shape[0], np.inf)
    for rule in targets:
        weights[rule.rows] = 1.0
    found = least(book.program, weights, vertex=False)
    if found is None or found.violations.above.sum() > slight:
        return {}
    below = {rule.entity: float(found.violations.below[rule.rows].sum()) for rule in targets}
    return {lever: amount for lever, amount in below.items() if amount > slight}
