"""A proof in the order of the program written again: entries are matched by label."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.domain.certificate import Check
from allocator.domain.proof import Labels, Proof, TierProof

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats, Ints
    from allocator.certify.program import Rebuilt


def aligned(rebuilt: Rebuilt, proof: Proof) -> tuple[Proof | None, list[Check]]:
    """Match columns, rows and tiers; give the proof with every array in the program's order.

    Labels must be the same, and in the same order inside a block; whole blocks may stand in
    another order as long as each tier has the same ones.
    """
    book = rebuilt.book
    rows = Labels(tuple(block for block in proof.rows.blocks if block[0] != "cap"))
    column_place, column = matched("columns", book.column_labels(), proof.columns)
    row_place, row = matched("rows", book.row_labels(), rows)
    mine = [goal.name for goal in rebuilt.objectives]
    told = [tier.name for tier in proof.tiers]
    detail = "" if mine == told else f"the policy gives {mine}, the proof has {told}"
    checks = [column, row, Check("proof: tiers", len(told), len(mine), mine == told, detail)]
    if column_place is None or row_place is None or mine != told:
        return None, checks
    tiers = []
    bad = []
    for number, (goal, tier) in enumerate(zip(rebuilt.objectives, proof.tiers, strict=True)):
        columns, height = column_place[: goal.columns], row_place[: goal.rows]
        sizes = (goal.columns, goal.rows, number)
        if _fits(tier, sizes) and _leads(columns) and _leads(height):
            tiers.append(
                dataclasses.replace(
                    tier, point=tier.point[columns], dual=tier.dual[height],
                    locked_columns=tier.locked_columns[columns],
                    locked_rows=tier.locked_rows[height],
                )
            )  # fmt: skip
        else:
            bad.append(tier.name)
    checks.append(Check("proof: arrays fit and are finite", len(bad), 0, not bad, ", ".join(bad)))
    if bad:
        return None, checks
    ways = [
        dataclasses.replace(
            way, point=way.point[column_place[: len(way.point)]],
            dual=way.dual[row_place[: len(way.dual)]],
        )
        for way in proof.waypoints
    ]  # fmt: skip
    strange = [way.after for way in ways if not _finite(way.point, way.dual)]
    if strange:
        checks.append(Check("path: arrays are finite", len(strange), 0, passed=False))
        return None, checks
    return Proof(book.column_labels(), book.row_labels(), tuple(tiers), tuple(ways)), checks


def names(labels: Labels) -> list[str]:
    """Name each entry by its block and label."""
    return [f"{block} {entry}" for block, entries in labels.blocks for entry in entries]


def matched(what: str, mine: Labels, told: Labels) -> tuple[Ints | None, Check]:
    """Find each of my entries in the proof; None where the two are not the same."""
    here, there = names(mine), pd.Index(names(told), dtype=object)
    name = f"proof: {what}"
    if not there.is_unique:
        twice = str(there[there.duplicated()][0])
        return None, Check(name, 1, 0, passed=False, detail=f"{_said(twice)} stands twice")
    place = there.get_indexer(pd.Index(here, dtype=object))
    lost = np.flatnonzero(place < 0)
    strange = there.difference(pd.Index(here, dtype=object), sort=False)
    count = len(lost) + len(strange)
    if count:
        first = (
            f"the tables give {_said(here[lost[0]])}, the proof lacks it"
            if len(lost)
            else f"the proof has {_said(str(strange[0]))}, the tables do not give it"
        )
        return None, Check(name, count, 0, passed=False, detail=first)
    block = np.repeat(np.arange(len(mine.blocks)), [len(entries) for _, entries in mine.blocks])
    back = np.flatnonzero((np.diff(place) < 0) & (np.diff(block) == 0))
    detail = f"{_said(here[back[0]])} stands out of order" if len(back) else ""
    return (None if len(back) else place), Check(name, len(back), 0, not len(back), detail)


def _leads(place: Ints) -> bool:
    """Whether the places are the first ones, in any order."""
    return not len(place) or int(place.max()) < len(place)


def _fits(tier: TierProof, sizes: tuple[int, int, int]) -> bool:
    """Whether a tier's arrays have the program's sizes and hold numbers."""
    columns, rows, earlier = sizes
    lengths: tuple[tuple[Any, int], ...] = (
        (tier.point, columns), (tier.locked_columns, columns), (tier.dual, rows),
        (tier.locked_rows, rows), (tier.weights, earlier),
    )  # fmt: skip
    numbers = (tier.point, tier.dual, tier.weights, np.array([tier.value]))
    return (
        (tier.columns, tier.rows) == (columns, rows)
        and all(len(array) == count for array, count in lengths)
        and _finite(*numbers)
        and not np.isnan(tier.cap)
        and bool((tier.weights >= 0).all())
    )


def _finite(*arrays: Floats) -> bool:
    """Whether all entries are numbers."""
    return all(bool(np.isfinite(array).all()) for array in arrays)


def _said(name: str) -> str:
    """Show an entry without tabs."""
    return name.replace("\t", "/")
