"""The builder's program and the certifier's, side by side, in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from allocator.certify import evidence, program
from allocator.certify.world import world as certifier_world
from allocator.domain.proof import Labels, Proof, TierProof
from allocator.program import assemble
from allocator.read.inputs import input_files
from allocator.solve.face import Locks
from allocator.yields.derive import derive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.certify.program import Rebuilt
    from allocator.certify.world import World
    from allocator.domain.scenario import Scenario
    from allocator.program.draft import Draft
    from allocator.program.tier import Objective

CLOSE = 1e-9
"""Largest difference, relative to 1 + the larger of the two."""


@dataclass(frozen=True)
class Built:
    """The builder's side: the whole draft, every objective and the sizes it had."""

    draft: Draft
    objectives: tuple[Objective, ...]
    costs: tuple[np.ndarray, ...]
    squares: tuple[np.ndarray, ...]
    rows: tuple[int, ...]
    proof: Proof


def built(scenario: Scenario, parameters: Any) -> Built:
    """Run through the tiers without solving; of each round of leximin, every second row locks."""
    draft = assemble.draft(scenario, parameters)
    steps = assemble.steps(draft)
    objectives, costs, squares, rows, proofs = [], [], [], [], []
    locks = Locks.none()
    try:
        objective = next(steps)
        while True:
            made = draft.program(objective)
            locks = locks.grown(made)
            own = np.zeros(made.shape[0], np.int8)
            if objective.name.startswith("leximin"):
                own[draft.first_row[objective.name] :: 2] = 1
            locks = locks.joined(Locks(np.zeros(made.shape[1], np.int8), own))
            objectives.append(objective)
            costs.append(made.cost)
            squares.append(made.quadratic)
            rows.append(made.shape[0])
            proofs.append(_told(objective.name, made.shape, own, len(proofs)))
            objective = steps.send(locks)
    except StopIteration:
        pass
    return Built(
        draft, tuple(objectives), tuple(costs), tuple(squares), tuple(rows),
        Proof(*draft.labels(), tuple(proofs)),
    )  # fmt: skip


def _told(name: str, shape: tuple[int, int], locked: np.ndarray, earlier: int) -> TierProof:
    rows, columns = shape
    free = np.zeros(columns, np.int8)
    return TierProof(
        name, columns, rows, 0.0, np.zeros(columns), np.zeros(rows), free, locked, np.inf,
        np.zeros(earlier),
    )  # fmt: skip


def read_again(scenario: Scenario, parameters: Any) -> World:
    """The certifier's world, from the files that a plan folder would hold."""
    files = input_files(scenario, parameters)
    return certifier_world(evidence.read(files, published=False))


def names(labels: Labels) -> list[str]:
    return [f"{block}|{entry}" for block, entries in labels.blocks for entry in entries]


def differences(mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Places where two arrays differ; infinities must be the same."""
    both = np.isfinite(mine) & np.isfinite(theirs)
    one, other = np.where(both, mine, 0.0), np.where(both, theirs, 0.0)
    far = np.abs(one - other) > CLOSE * (1.0 + np.maximum(np.abs(one), np.abs(other)))
    return np.flatnonzero(far | (~both & (mine != theirs)))


class Compared:
    """Everything that the two programs differ in, as sentences."""

    def __init__(self, scenario: Scenario) -> None:
        parameters = derive(scenario)
        self.parameters = parameters
        self.world = read_again(scenario, parameters)
        self.built = built(scenario, parameters)
        self.rebuilt: Rebuilt = program.rebuild(self.world, self.built.proof)

    def found(self) -> list[str]:
        """Give every difference; an empty list is parity.

        Whole blocks may stand in another order, the entries of a block may not.
        """
        mine, book = self.built.draft.labels(), self.rebuilt.book
        column, said = _places("columns", mine[0], book.column_labels())
        row, more = _places("rows", mine[1], book.row_labels())
        said += more
        told = [objective.name for objective in self.built.objectives]
        again = [objective.name for objective in self.rebuilt.objectives]
        if told != again:
            said.append(f"tiers: {told} against {again}")
        return said or self._figures(names(mine[0]), names(mine[1]), column, row)

    def _figures(
        self, columns: Sequence[str], rows: Sequence[str], column: np.ndarray, row: np.ndarray
    ) -> list[str]:
        book, draft = self.rebuilt.book, self.built.draft
        whole = draft.program(self.built.objectives[-1])
        said = []
        for what, mine, theirs, where in (
            ("column lower", whole.column_lower, book.lower[column], columns),
            ("column upper", whole.column_upper, book.upper[column], columns),
            ("row lower", whole.row_lower, book.sides()[0][row], rows),
            ("row upper", whole.row_upper, book.sides()[1][row], rows),
        ):
            said += [
                f"{what} {where[i]}: {mine[i]!r} against {theirs[i]!r}"
                for i in differences(mine, theirs).tolist()
            ]
        said += _matrix(whole.matrix.tocsr(), book.matrix().tocsr()[row][:, column], columns, rows)
        for tier in zip(
            self.built.objectives, self.built.costs, self.built.squares, self.built.rows,
            self.rebuilt.objectives, strict=True,
        ):  # fmt: skip
            said += _objective(*tier, columns, column)
        return said + self._money()

    def _money(self) -> list[str]:
        """What a unit of breach is worth, block by block."""
        theirs = {rows.name: rows.money for rows in self.rebuilt.book.rows}
        return [
            f"money of {rows.name} {rows.labels[i]}: {rows.money[i]!r}"
            f" against {theirs[rows.name][i]!r}"
            for rows in self.built.draft.row_blocks()
            for i in differences(rows.money, theirs[rows.name]).tolist()
            if rows.name not in UNPRICED
        ]


UNPRICED = ("pipeline_hours",)
"""Rows that are never soft: what their breach is worth is nobody's business."""


def _places(what: str, mine: Labels, theirs: Labels) -> tuple[np.ndarray, list[str]]:
    """Find every entry of mine in theirs; the entries of a block stand in the same order."""
    here, there = names(mine), names(theirs)
    place = {name: at for at, name in enumerate(there)}
    if len(place) != len(there) or len(set(here)) != len(here):
        return np.zeros(0, np.int64), [f"{what}: a name stands twice"]
    lost, strange = sorted(set(here) - set(there)), sorted(set(there) - set(here))
    if lost or strange:
        return np.zeros(0, np.int64), [
            f"{what}: only built {lost[:6]}, only certified {strange[:6]}"
        ]
    found = np.array([place[name] for name in here], np.int64)
    block = np.repeat(np.arange(len(mine.blocks)), [len(entries) for _, entries in mine.blocks])
    back = np.flatnonzero((np.diff(found) != 1) & (np.diff(block) == 0))
    return found, [f"{what}: {here[i]} stands out of order" for i in back.tolist()]


def _matrix(mine: Any, theirs: Any, columns: Sequence[str], rows: Sequence[str]) -> list[str]:
    away = (mine - theirs).tocoo()
    largest = abs(mine).maximum(abs(theirs)).tocsr()
    return [
        f"coefficient {rows[i]} x {columns[j]}: off by {value!r}"
        for i, j, value in zip(
            away.row.tolist(), away.col.tolist(), away.data.tolist(), strict=True
        )
        if abs(value) > CLOSE * largest[i, j]
    ]


def _objective(
    objective: Objective,
    cost: np.ndarray,
    square: np.ndarray,
    rows: int,
    again: Any,
    columns: Sequence[str],
    place: np.ndarray,
) -> list[str]:
    said = []
    if (len(cost), rows) != (again.columns, again.rows):
        return [f"{objective.name}: {len(cost)} x {rows} against {again.columns} x {again.rows}"]
    first_places = place[: len(cost)]
    if first_places.max(initial=-1) >= len(cost):
        return [f"{objective.name}: its columns are not the same ones"]
    linear, curved = again.cost.copy(), np.zeros(len(cost))
    constant = 0.0
    if again.quadratic:
        first = len(again.fair)
        linear[:first] -= 1.0 / again.scale
        curved[:first] = 1.0 / again.fair / again.scale
        constant = 0.5 * again.fair.sum() / again.scale
    linear, curved = linear[first_places], curved[first_places]
    # costs are shares of the target: their own size is what differences are held against
    for what, mine, theirs in (("cost", cost, linear), ("square", square, curved)):
        largest = max(np.abs(mine).max(initial=0.0), np.abs(theirs).max(initial=0.0)) or 1.0
        bad = np.flatnonzero(np.abs(mine - theirs) > CLOSE * largest)
        said += [
            f"{objective.name} {what} {columns[i]}: {mine[i]!r} against {theirs[i]!r}"
            for i in bad.tolist()
        ]
    if abs(constant - objective.constant) > CLOSE * (1.0 + constant):
        said.append(f"{objective.name}: constant {objective.constant!r} against {constant!r}")
    return said


@pytest.fixture(scope="session")
def compared():
    return Compared
