"""A plan, studied once: every rep's path, and what is asked of it again and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from allocator.explain import rulebook, sentences
from allocator.explain.binding import SHARED, Reach, reach
from allocator.explain.evidence import Facts, facts
from allocator.explain.exact import grain, whole_lines
from allocator.explain.figures import listed
from allocator.explain.path import FAIR, OWN, ROUNDING
from allocator.explain.pushes import Pushes, pushes, rules
from allocator.explain.room import Room, by_lever

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.domain.plan import Plan
    from allocator.explain.binding import Pressed
    from allocator.explain.path import Path
    from allocator.program.draft import Draft

BARE = frozenset({FAIR, ROUNDING})
"""Lines that no rule explains."""


@dataclass(frozen=True, slots=True)
class Study:
    """Everything that explanations of one plan share.

    Attributes
    ----------
    draft : with everything that the tiers added
    exact, money : (lines, R) each line before and after it was made whole
    pushes : of every line that leads to a stage; None of the others
    rooms : of every line
    size : money of one whole unit of a line
    names : (R,) names of the reps
    facts : what evidence needs of the tables
    notes : rep -> what belongs to a quota but not to its sum
    ruled, reasons, coded : what was asked already, by line and rep
    """

    plan: Plan
    draft: Draft
    path: Path
    reached: Reach
    exact: Floats
    money: Floats
    pushes: tuple[Pushes | None, ...]
    rooms: tuple[Room, ...]
    size: float
    names: tuple[str, ...]
    facts: Facts
    notes: Mapping[str, tuple[str, ...]]
    ruled: dict[tuple[int, int], tuple[Pressed, ...]] = field(default_factory=dict)
    reasons: dict[tuple[int, int], str] = field(default_factory=dict)
    coded: dict[int, tuple[Ints, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def own(self) -> int:
        """Number of the line of own limits."""
        return self.path.names.index(OWN)

    def rules(self, number: int, rep: int) -> tuple[Pressed, ...]:
        """Name the rules that move a rep in a line, the strongest first."""
        key = number, rep
        if key not in self.ruled:
            found = self.pushes[number]
            self.ruled[key] = () if found is None else rules(self.reached, found, rep)
        return self.ruled[key]

    def why(self, number: int, rep: int) -> str:
        """Name them without figures, and without the rest of the target that others leave."""
        key = number, rep
        if key not in self.reasons:
            said = (
                rulebook.family(self.draft, each.block, "upper" if each.side > 0 else "lower")
                for each in self.rules(number, rep)
                if each.block != SHARED
            )
            self.reasons[key] = listed(said)
        return self.reasons[key]

    def reasons_of_all(self, number: int) -> tuple[Ints, tuple[str, ...]]:
        """Give the reasons of every rep in a line: (R,) codes, and what they stand for."""
        if number not in self.coded:
            said = [self.why(number, rep) for rep in range(len(self.names))]
            names = tuple(sorted(set(said)))
            place = {name: code for code, name in enumerate(names)}
            self.coded[number] = np.array([place[each] for each in said], np.int64), names
        return self.coded[number]

    def made_room(self, number: int, who: Ints) -> tuple[int, Ints]:
        """Find who made room for some reps in a line: the line in which, and who, in order.

        Those who moved the other way in this very step; where there are none, those whom their
        own limits moved before it.
        """
        mine = self.rooms[number].moves[who].sum(axis=0)
        for line in (number, self.own)[: 1 + (number > self.own)]:
            others = self.rooms[line].made(mine, who)
            if len(others):
                return line, others
        return number, np.zeros(0, np.int64)


def published(plan: Plan, draft: Draft) -> Floats:
    """Read the published primary quotas of a plan: (K, P)."""
    data = draft.inputs.parameters
    table = plan.quotas[plan.quotas["credit"] == "primary"]
    width = len(data.territories) * len(data.levers)
    key = (data.cell_rep * len(data.territories) + data.cell_territory) * len(data.levers)
    key = key + data.cell_lever
    wanted = (
        data.reps.codes(table["rep_id"].tolist()) * width
        + data.territories.codes(table["territory_id"].tolist()) * len(data.levers)
        + data.levers.codes(table["lever"].tolist())
    )
    made = np.zeros(data.fair.shape)
    cell, period = np.searchsorted(key, wanted), data.periods.codes(table["period"].tolist())
    np.add.at(made, (cell, period), table["quota"].to_numpy(np.float64))
    return made


def study(plan: Plan, draft: Draft, path: Path) -> Study:
    """Prepare a plan for explanations.

    Parameters
    ----------
    draft : grown by `path.paths`
    """
    data = draft.inputs.parameters
    reps, levers = len(data.reps), len(data.levers)
    exact = path.by_rep(data.cell_rep, reps)
    quotas = data.by_rep(published(plan, draft))
    size = grain(quotas, draft.inputs.scenario.policy.unit)
    moves = [
        by_lever(step.sum(axis=1), data.cell_rep, data.cell_lever, reps, levers)
        for step in path.steps
    ]
    table = draft.inputs.scenario.tables["reps"].set_index("rep_id")
    names = table["name"].loc[list(data.reps.labels)].tolist()
    # through text, so that cents stay the figures that they print as
    tree = draft.inputs.tree
    units = whole_lines(exact, quotas, size, tree.rep_node, tree.parent)
    money = np.round(units * size, 6)
    reached = reach(draft, path.pressed.shape[1])
    scenario = draft.inputs.scenario
    group = draft.inputs.peers.group
    return Study(
        plan=plan,
        draft=draft,
        path=path,
        reached=reached,
        exact=exact,
        money=money,
        pushes=tuple(
            None if name in BARE else pushes(reached, path, number - 1, money[number])
            for number, name in enumerate(path.names)
        ),
        rooms=tuple(Room(line, group, size / 2) for line in moves),
        size=size,
        names=tuple(names),
        facts=facts(scenario, data),
        notes=_notes(plan, scenario.currency),
    )


def _notes(plan: Plan, currency: str) -> Mapping[str, tuple[str, ...]]:
    """Say what reps carry outside the sum: overlay credit and pipeline quotas."""
    made: dict[str, list[str]] = {}
    shared = plan.quotas[plan.quotas["credit"] == "overlay"]
    for table, column, said in (
        (shared, "quota", sentences.overlay),
        (plan.pipeline_quotas, "pipeline", sentences.supplied),
    ):
        sums = table.groupby(["rep_id", "lever"], sort=False)[column].sum().reset_index()
        each = (sums[name].tolist() for name in ("rep_id", "lever", column))
        for rep, name, money in zip(*each, strict=True):
            made.setdefault(rep, []).append(said(name, money, currency))
    return {rep: tuple(notes) for rep, notes in made.items()}
