"""Shadow prices of the money tiers: which rules of a rep cost target, each measured by a re-solve.

The multipliers of a tier say where to look; what is told is what the tier's value falls by when
the program is solved again with that one rule relaxed. A rule that gains nothing is left out:
where several rules bind at once, relaxing one of them may not help.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.explain.binding import Pressed, owners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats
    from allocator.domain.proof import Proof, TierProof
    from allocator.explain.binding import Reach
    from allocator.program.draft import Draft
    from allocator.program.rows import Rows
    from allocator.program.tier import Objective
    from allocator.solve.linear import LinearProgram

    Measure = Callable[["Candidate"], float]

MONEY_TIERS = ("shortfall", "cushion", "breaches")
"""Tiers whose value is money that a reader cares for."""
NOTHING = 1e-9
"""Money, as a share of the whole target, below which a tier's value or gain is none."""
PART = 2e-5
"""Step of a money rule, as a share of the whole target; rounded down to a power of ten."""
MOST_TRIED, MOST_SHOWN = 5, 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """One rule that a tier's multipliers give a price.

    Attributes
    ----------
    tier : its name
    row : place in the program
    pressed : the row as a rule
    unit : ``money`` or ``hours``
    step : by how much it is relaxed, in the row's unit
    dual : money that the multipliers promise for the step
    """

    tier: str
    row: int
    pressed: Pressed
    unit: str
    step: float
    dual: float


def candidates(
    draft: Draft, reached: Reach, proof: Proof, objectives: Sequence[Objective], who: Bools
) -> tuple[Candidate, ...]:
    """Find the rules of some reps that have a price, the dearest first.

    Parameters
    ----------
    who : (R,) the reps explained
    """
    found: list[Candidate] = []
    for tier, objective in zip(proof.tiers, objectives, strict=True):
        kind = tier.name.partition(":")[0]
        if kind in MONEY_TIERS and objective.money and tier.value > NOTHING:
            found += _of_tier(draft, reached, tier, objective, who)
    found.sort(key=lambda each: (-each.dual, each.tier, each.row))
    return tuple(found[:MOST_TRIED])


def confirmed(
    found: Sequence[Candidate], whole: float, measure: Measure
) -> Iterator[tuple[Candidate, float]]:
    """Give the candidates that a re-solve confirms, each with the money gained.

    Parameters
    ----------
    whole : sum of all targets, money
    measure : solves again with the rule relaxed and gives the money that the tier gains
    """
    told = 0
    for each in found:
        if told == MOST_SHOWN:
            return
        gained = measure(each)
        if gained > NOTHING * whole:
            told += 1
            yield each, gained


def _of_tier(
    draft: Draft, reached: Reach, tier: TierProof, objective: Objective, who: Bools
) -> list[Candidate]:
    money = objective.money or 0.0
    touching = np.zeros(tier.rows, bool)
    rows = np.unique(reached.terms[:, np.flatnonzero(who)].tocoo().row)
    touching[rows[rows < tier.rows]] = True
    pressed = _box_dual(draft, reached, tier, objective)
    made = []
    for number, block in enumerate(reached.blocks):
        first = int(reached.first[number])
        if first + len(block) > tier.rows or not _has_price(draft, block.name, tier.name):
            continue
        part = slice(first, first + len(block))
        dual = tier.dual[part]
        price = np.abs(dual) + pressed[part]
        for place in np.flatnonzero(touching[part] & (price * money > NOTHING)).tolist():
            side = -1 if dual[place] > 0 else 1
            unit = "hours" if block.name == "capacity" else "money"
            step = 1.0 if unit == "hours" else _step(draft.inputs.whole)
            rule = _rule(block, place, first, side)
            cost = float(price[place]) * money * step
            made.append(Candidate(tier.name, first + place, rule, unit, step, cost))
    return made


def _has_price(draft: Draft, block: str, tier: str) -> bool:
    """Whether relaxing a block can be news: not what defines things, nor a breach by itself."""
    family = block.partition(".")[0]
    rules = draft.rules.get(family)
    if rules is None or family == "lever_totals":
        return False
    return not (tier == "breaches" and getattr(rules, "soft", False))


def _rule(block: Rows, place: int, first: int, side: int) -> Pressed:
    bound = float((block.upper if side > 0 else block.lower)[place])
    label = str(block.labels[place])
    return Pressed(block.name, side, (first + place,), (label,), bound, 0.0)


def _step(whole: float) -> float:
    """Give the step of a money rule: large enough to be told from the solver's error."""
    return float(10.0 ** np.floor(np.log10(PART * whole)))


def _box_dual(draft: Draft, reached: Reach, tier: TierProof, objective: Objective) -> Floats:
    """(rows,) what column bounds carry for the row that they repeat (docs/program.md, Columns)."""
    program = draft.program(objective)
    rows, columns = tier.rows, tier.columns
    matrix = program.matrix[:rows][:, :columns]
    pressed = np.maximum(matrix.T @ tier.dual - program.cost[:columns], 0.0)
    owner = owners(draft, columns)
    made = np.zeros(rows)
    for number, block in enumerate(reached.blocks):
        if block.name not in ("potential", "pipeline_feasibility"):
            continue
        named = np.array([name == block.name for name in reached.box_block[:columns]], np.bool_)
        mine = np.where(named & (owner >= 0), pressed, 0.0)
        if block.name == "potential":
            share = mine[block.column] / block.value
        else:
            by_rep = np.bincount(owner[owner >= 0], mine[owner >= 0], len(draft.inputs.y))
            share = np.where(owner[block.column] >= 0, by_rep[owner[block.column]], 0.0)
        first = int(reached.first[number])
        made[first : first + len(block)] = np.bincount(block.row, share, len(block))
    return made


def relaxed(program: LinearProgram, draft: Draft, found: Candidate) -> LinearProgram:
    """Relax one rule of a program, and the column bounds that repeat it.

    Bounds of columns follow from rows, so widening them lets in no other point.
    """
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    if found.pressed.side < 0:
        lower[found.row] -= found.step
        return replace(program, row_lower=lower)
    upper[found.row] += found.step
    wider = _widened(program, draft, found)
    extra = abs(program.matrix) @ wider
    slacks = np.concatenate([np.zeros(0, np.int64), *(places for places, _ in draft.breaches)])
    wider[slacks] += (abs(program.matrix).T @ extra)[slacks]
    return replace(program, row_upper=upper, column_upper=program.column_upper + wider)


def _widened(program: LinearProgram, draft: Draft, found: Candidate) -> Floats:
    """(columns,) by how much the bounds of x, q and S give way with a row."""
    inputs, place = draft.inputs, draft.columns
    wider = np.zeros(program.shape[1])
    part = slice(*program.matrix.indptr[found.row : found.row + 2])
    columns, values = program.matrix.indices[part], np.abs(program.matrix.data[part])
    owner = owners(draft, program.shape[1])
    is_x: Bools = np.zeros(program.shape[1], bool)
    is_x[place.x[inputs.has_x]] = True
    direct = is_x[columns]
    wider[columns[direct]] = found.step / values[direct]
    for column, value in zip(columns[~direct].tolist(), values[~direct].tolist(), strict=True):
        if owner[column] >= 0:
            wider[is_x & (owner == owner[column])] = found.step / value
    mine: Ints = owner[is_x]
    by_rep = np.bincount(mine, wider[is_x], len(place.q)).astype(np.float64)
    has = place.q >= 0
    wider[place.q[has]] = by_rep[has]
    groups = place.S >= 0
    load = inputs.by_group(by_rep) / inputs.group_fair
    wider[place.S[groups]] = load[groups]
    return wider
