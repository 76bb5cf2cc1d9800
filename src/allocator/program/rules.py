"""The hard rows of a program as rules that people know: a family on a lever, role, rep or node.

A diagnosis asks which rules cannot hold together. So that a rule taken out is really gone, the
columns here are bounded by nothing but zero: the bounds of a solve (docs/program.md) repeat what
rows on stretch, potential, hours and target already say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.proof import SEPARATOR
from allocator.program import registry
from allocator.program.draft import Draft
from allocator.program.tier import Objective

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.program.family import Unit
    from allocator.program.inputs import Inputs
    from allocator.program.rows import Rows
    from allocator.solve.linear import LinearProgram

DEFINITIONS = ("quota", "peer_load")
"""Blocks that only say what q and S are; no one decided them, so they are no rules."""

NOTHING = Objective("infeasible", np.zeros(0, np.int64), np.zeros(0))
"""The objective of a question that only asks whether any point exists."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes
    ----------
    family : of docs/program.md
    entity : lever, role, rep, group or node; of several parts a label, see `domain.proof`
    unit : what its rows count
    rows : places in the program
    """

    family: str
    entity: str
    unit: Unit
    rows: Ints


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A program without an objective, and its rules.

    Attributes
    ----------
    program : columns without upper bound, except u and v
    rules : in order of their first row
    rule : (m,) which rule a row belongs to; -1 for definitions and soft rows
    part : (m,) the finer entity that a row speaks of: a period of the lever, a rep of the role
    money : (m,) money of one unit of breach, > 0
    """

    program: LinearProgram
    rules: tuple[Rule, ...]
    rule: Ints
    part: tuple[str, ...]
    money: Floats

    def split(self, number: int) -> dict[str, Ints]:
        """Give the rows of a rule by their finer entity."""
        found: dict[str, list[int]] = {}
        for row in self.rules[number].rows.tolist():
            found.setdefault(self.part[row], []).append(row)
        return {part: np.array(rows, np.int64) for part, rows in found.items()}


def rulebook(draft: Draft) -> Rulebook:
    """Sort a draft's rows into rules."""
    # what the waivers read, loose_box, stays
    inputs = replace(draft.inputs, box=np.where(draft.inputs.has_x, np.inf, 0.0))
    families = [family for name, family in registry.families().items() if name in draft.rules]
    with np.errstate(invalid="ignore"):  # room on a side that is open and endless: inf - inf
        made = Draft(inputs, draft.rules, families, cushion_in_breaches=draft.cushion_in_breaches)
    known = {family.name: family for family in families}
    found: dict[tuple[str, str, Unit], list[int]] = {}
    part: list[str] = []
    rule_of: list[tuple[str, str, Unit] | None] = []
    for rows in made.row_blocks():
        name = rows.name.split(".", maxsplit=1)[0]
        family = "pipeline_supply" if name == "pipeline_hours" else name
        hard = name == "pipeline_hours" or not getattr(draft.rules.get(family), "soft", False)
        entities, parts = _entities(inputs)(name, rows)
        for entity in entities:
            if name in DEFINITIONS or not hard:
                rule_of.append(None)
                continue
            unit: Unit = "hours" if name == "pipeline_hours" else known[family].unit
            key = (family, entity, unit)
            found.setdefault(key, []).append(len(rule_of))
            rule_of.append(key)
        part.extend(parts)
    number = {key: place for place, key in enumerate(found)}
    return Rulebook(
        _program(made),
        tuple(Rule(*key, np.array(rows, np.int64)) for key, rows in found.items()),
        np.array([-1 if key is None else number[key] for key in rule_of], np.int64),
        tuple(part),
        np.concatenate([_money(inputs, rows) for rows in made.row_blocks()]),
    )


def _program(draft: Draft) -> LinearProgram:
    """Give the program; W is left to the rows on its hours."""
    program = draft.program(NOTHING)
    upper = program.column_upper.copy()
    upper[draft.columns.W[draft.columns.W >= 0]] = np.inf
    return replace(program, column_upper=upper)


def _entities(inputs: Inputs) -> Callable[[str, Rows], tuple[Sequence[str], Sequence[str]]]:
    """Give the namer of a block's rows: entity and finer part of each."""
    reps = inputs.parameters.reps
    groups = np.array([*inputs.peers.groups, ""], object)

    def name(block: str, rows: Rows) -> tuple[Sequence[str], Sequence[str]]:
        pieces = [str(label).split(SEPARATOR) for label in rows.labels]
        match block:
            case "lever_totals":
                return [p[0] for p in pieces], [SEPARATOR.join(p) for p in pieces]
            case "potential":
                return [p[1] for p in pieces], [SEPARATOR.join(p) for p in pieces]
            case "pipeline_supply" | "pipeline_hours":
                return [SEPARATOR.join(p[:2]) for p in pieces], [SEPARATOR.join(p) for p in pieces]
            case "quota_bounds" | "roll_up" | "quota" | "peer_load":
                return [p[0] for p in pieces], [p[0] for p in pieces]
            case "fairness_band":
                own = groups[inputs.peers.group[reps.codes(p[0] for p in pieces)]].tolist()
                return own, own
        codes = reps.codes(p[0] for p in pieces).tolist()
        return [inputs.role[code] for code in codes], [p[0] for p in pieces]

    return name


def _money(inputs: Inputs, rows: Rows) -> Floats:
    """(m,) money of a unit of breach. An SDR's hour is worth the pipeline it opens, once won."""
    if rows.name != "pipeline_hours":
        return np.where(rows.money > 0, rows.money, 1.0)
    data = inputs.parameters
    cells = np.maximum(np.bincount(data.cell_lever, minlength=len(data.levers)), 1)
    won = np.bincount(data.cell_lever, data.conv, len(data.levers)) / cells
    worth: dict[str, float] = {}
    for desk in inputs.desks:
        if desk.effort > 0:
            team = SEPARATOR.join((desk.node_id, desk.role))
            worth[team] = max(worth.get(team, 0.0), float(won[desk.lever] / desk.effort))
    teams = [str(label).rsplit(SEPARATOR, 1)[0] for label in rows.labels]
    return np.array([worth.get(team, 0.0) or 1.0 for team in teams], np.float64)
