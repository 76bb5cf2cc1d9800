"""The whole program, written again: columns, rows, then what each tier adds and minimises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.certify.book import Book, Rows
from allocator.certify.rows import (
    attainable,
    capacity,
    fairness_band,
    lever_mix,
    lever_totals,
    pay_ratio,
    phasing,
    pipeline_feasibility,
    pipeline_supply,
    potential,
    quota,
    quota_bounds,
    roll_up,
    year_over_year,
)  # fmt: skip
from allocator.certify.tiers import (
    breaches,
    closest,
    deviation,
    disruption,
    expected_value,
    shortfall,
    stretch,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from allocator.certify.objective import Objective
    from allocator.certify.world import World
    from allocator.domain.proof import Proof, TierProof

ROWS = (
    lever_totals, quota, potential, capacity, pipeline_feasibility, attainable, fairness_band,
    year_over_year, quota_bounds, lever_mix, phasing, roll_up, pay_ratio, pipeline_supply,
)  # fmt: skip
"""Families in the order of their rows."""

NEVER_SOFT = ("lever_totals", "quota", "peer_load", "pipeline_hours")
NEEDS_POTENTIAL = ("over_stretch", "leximin", "expected_value")
CUSHION = "cushion"
"""The tier that a missing cushion gets by itself, unless the policy names it or breaches has it."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The program with every tier's objective, and the tiers that a proof should hold."""

    book: Book
    objectives: tuple[Objective, ...]


def rebuild(world: World, proof: Proof | None) -> Rebuilt:
    """Write the program; the proof says only which reps a leximin round blocked.

    A tier that has nothing to minimise is left out where the proof has left it out.
    """
    book = base(world)
    told = iter(proof.tiers if proof else ())
    found: list[Objective] = []
    waiting = next(told, None)
    for made in _tiers(world, book, {tier.name: tier for tier in (proof.tiers if proof else ())}):
        known = waiting is not None and waiting.name == made.name
        if not known and not made.quadratic and not made.cost.any():
            continue
        found.append(made)
        waiting = next(told, None)
    return Rebuilt(book, tuple(found))


def base(world: World) -> Book:
    """Write the columns and rows that every tier has."""
    book = Book()
    book.add_columns("x", world.x["label"], 0.0, world.x["bound"].to_numpy(float))
    lever_totals.columns(world, book)
    quota.columns(world, book)
    pipeline_supply.columns(world, book)
    blocks = [block for family in ROWS for block in family.blocks(world, book)]
    for block in blocks:
        soft = block.name not in NEVER_SOFT and world.soft(block.family)
        book.add_rows(_slackened(book, block) if soft else block)
    return book


def _slackened(book: Book, block: Rows) -> Rows:
    """Give a block's rows a slack at each finite side, bounded by what the row can reach."""
    least, greatest = book.activity(block)
    row, column, value = [block.row], [block.column], [block.value]
    labels = np.array(block.labels, dtype=object)
    for side, limit, sign in (("above", block.upper, -1.0), ("below", block.lower, 1.0)):
        has = np.flatnonzero(np.isfinite(limit))
        give = greatest - limit if side == "above" else limit - least
        at = book.add_columns(f"{block.name}.{side}", labels[has], 0.0, np.maximum(0.0, give[has]))
        row.append(has)
        column.append(at)
        value.append(np.full(len(has), sign))
    return Rows(
        block.name, block.labels, block.lower, block.upper,
        np.concatenate(row), np.concatenate(column), np.concatenate(value), block.money,
    )  # fmt: skip


def _tiers(world: World, book: Book, told: Mapping[str, TierProof]) -> Iterator[Objective]:
    """Run over the tiers of the policy; each adds to the book when its turn comes."""
    policy = [
        (name, settings)
        for name, settings in world.evidence.tiers
        if "potential" in world.evidence.given or name not in NEEDS_POTENTIAL
    ]
    names = [name for name, _ in policy]
    last = len(names) - 1 - names[::-1].index("shortfall") if "shortfall" in names else -1
    named = CUSHION in names
    alone = "v" in book.blocks and not named and "breaches" not in names[last + 1 :]
    if alone and last < 0:
        yield shortfall.cushion(world, book)
    for place, (name, settings) in enumerate(policy):
        if name == "shortfall":
            for priority in shortfall.priorities(world):
                yield shortfall.tier(world, book, priority)
            if alone and place == last:
                yield shortfall.cushion(world, book)
        elif name == "leximin":
            yield from _leximin(world, book, told)
        elif name == CUSHION:
            yield shortfall.cushion(world, book)
        elif name == "breaches":
            yield breaches.tier(world, book, with_cushion=place > last and not named)
        else:
            yield _plain(world, book, name, settings)


def _plain(world: World, book: Book, name: str, settings: Mapping[str, Any]) -> Objective:
    """Add a tier that needs nothing but its settings."""
    if name == "over_stretch":
        return stretch.over_stretch(world, book)
    if name == "mean_deviation":
        return deviation.mean_deviation(world, book)
    if name == "between_groups":
        return deviation.between_groups(world, book)
    if name == "disruption":
        return disruption.tier(world, book, settings)
    if name == "expected_value":
        return expected_value.tier(world, book)
    if name == "closest":
        return closest.tier(world, book)
    raise ValueError(f"inputs/model.yaml names a tier that does not exist: {name}")


def _leximin(world: World, book: Book, told: Mapping[str, TierProof]) -> Iterator[Objective]:
    """Run through the rounds: a rep is blocked when his row is locked."""
    everybody = set(stretch.stretched(world)["rep_id"])
    blocked: set[str] = set()
    number = 1
    while blocked < everybody:
        made, block = stretch.leximin(world, book, number, blocked)
        yield made
        proof = told.get(made.name)
        if proof is None:
            return
        signs = proof.locked_rows[made.rows - len(block.labels) : made.rows]
        now = {rep for rep, sign in zip(block.labels, signs, strict=False) if sign}
        if not now:
            return
        blocked |= now
        number += 1
