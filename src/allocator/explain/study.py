"""A plan, studied once: every rep's path, ready to be told of a rep, a node or the company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.explanation import Line, Mover, NodeNumber, Price, Rule
from allocator.explain import evidence, rulebook, sentences
from allocator.explain.binding import SHARED, SHOWN, Reach, by_lever, made_room, reach, rules
from allocator.explain.evidence import Facts, facts
from allocator.explain.exact import grain, whole_lines
from allocator.explain.explanation import Explanation
from allocator.explain.figures import listed
from allocator.explain.path import FAIR, OWN, ROUNDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats
    from allocator.domain.plan import Plan
    from allocator.explain.binding import Pressed
    from allocator.explain.path import Path
    from allocator.explain.prices import Candidate
    from allocator.program.draft import Draft

Priced = tuple["Candidate", float]
"""A rule with the money that relaxing it gains."""

BARE = frozenset({FAIR, ROUNDING})
"""Lines that no rule explains."""


@dataclass(frozen=True, slots=True)
class Study:
    """Everything that explanations of one plan share.

    Attributes
    ----------
    draft : with everything that the tiers added
    exact, money : (lines, R) each line before and after it was made whole
    moves : (lines, R, L) each line by lever
    size : money of one whole unit of a line
    names : (R,) names of the reps
    facts : what evidence needs of the tables
    notes : rep -> what belongs to a quota but not to its sum
    """

    plan: Plan
    draft: Draft
    path: Path
    reached: Reach
    exact: Floats
    money: Floats
    moves: Floats
    size: float
    names: tuple[str, ...]
    facts: Facts
    notes: Mapping[str, tuple[str, ...]]


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
    moves = np.stack(
        [by_lever(s.sum(axis=1), data.cell_rep, data.cell_lever, reps, levers) for s in path.steps]
    )
    table = draft.inputs.scenario.tables["reps"].set_index("rep_id")
    names = table["name"].loc[list(data.reps.labels)].tolist()
    # through text, so that cents stay the figures that they print as
    tree = draft.inputs.tree
    units = whole_lines(exact, quotas, size, tree.rep_node, tree.parent)
    money = np.round(units * size, 6)
    reached = reach(draft, path.pressed.shape[1])
    scenario = draft.inputs.scenario
    return Study(
        plan=plan,
        draft=draft,
        path=path,
        reached=reached,
        exact=exact,
        money=money,
        moves=moves,
        size=size,
        names=tuple(names),
        facts=facts(scenario, data),
        notes=_notes(plan, scenario.currency),
    )


def of_rep(found: Study, rep: int, priced: Iterable[Priced] = ()) -> Explanation:
    """Explain one rep's quota."""
    inputs = found.draft.inputs
    data = inputs.parameters
    who = np.zeros(len(data.reps), bool)
    who[rep] = True
    lines = tuple(_rep_line(found, number, rep, who) for number in range(len(found.path.names)))
    node = inputs.tree.nodes.labels[int(inputs.tree.rep_node[rep])]
    group = int(inputs.peers.group[rep])
    peers = (
        f"peers {inputs.peers.groups[group]}"
        if group >= 0
        else f"not compared with peers: {inputs.peers.reason[rep]}"
    )
    return Explanation(
        kind="rep",
        id=data.reps.labels[rep],
        name=found.names[rep],
        about=f"{inputs.role[rep]}, {node}, {peers}",
        currency=inputs.scenario.currency,
        quota=_sum(found.money[:, rep]),
        unit=found.size,
        lines=lines,
        evidence=evidence.of_rep(data, rep, found.facts),
        prices=_prices(found, priced),
        changes=_changes(lines),
        notes=found.notes.get(data.reps.labels[rep], ()),
    )


def of_node(found: Study, node: int, priced: Iterable[Priced] = ()) -> Explanation:
    """Explain a node: the sum over the reps at it and below."""
    inputs = found.draft.inputs
    tree = inputs.tree
    who = np.asarray(tree.rep_under()[[node]].toarray()).ravel() > 0
    label = tree.nodes.labels[node]
    table = inputs.scenario.tables["hierarchy"].set_index("node_id")
    name = str(table["name"].get(label, "")) if len(table) else ""
    return _of_many(
        found, who, "node", label, name, tree.level[node], priced, _number(found, label)
    )


def of_company(found: Study, priced: Iterable[Priced] = ()) -> Explanation:
    """Explain the whole plan: the sum over all reps."""
    inputs = found.draft.inputs
    scenario = inputs.scenario
    label = inputs.tree.nodes.labels[inputs.tree.root]
    everybody = np.ones(len(inputs.y), bool)
    return _of_many(
        found, everybody, "company", "", scenario.title or scenario.name, "", priced,
        _number(found, label),
    )  # fmt: skip


def _of_many(
    found: Study,
    who: Bools,
    kind: str,
    label: str,
    name: str,
    about: str,
    priced: Iterable[Priced],
    node: NodeNumber,
) -> Explanation:
    data = found.draft.inputs.parameters
    lines = tuple(_node_line(found, number, who) for number in range(len(found.path.names)))
    return Explanation(
        kind="company" if kind == "company" else "node",
        id=label,
        name=name,
        about=about,
        currency=found.draft.inputs.scenario.currency,
        quota=_sum(found.money[:, who].ravel()),
        unit=found.size,
        lines=lines,
        evidence=evidence.of_reps(data, who),
        prices=_prices(found, priced),
        changes=_changes(lines),
        number=node,
    )


def _rep_line(found: Study, number: int, rep: int, who: Bools) -> Line:
    key, money = found.path.names[number], float(found.money[number, rep])
    pressed: tuple[Pressed, ...] = ()
    room: tuple[Mover, ...] = ()
    if key not in BARE and money:
        pressed = rules(found.reached, found.path, number - 1, rep, money)
        room = _made_room(found, number, who)
    said = tuple(_rule(found, each) for each in pressed)
    return _line(found, number, money, float(found.exact[number, rep]), said, room)


def _node_line(found: Study, number: int, who: Bools) -> Line:
    key = found.path.names[number]
    money = _sum(found.money[number, who])
    said: tuple[Rule, ...] = ()
    room: tuple[Mover, ...] = ()
    most: tuple[Mover, ...] = ()
    if key not in BARE:
        mine = np.flatnonzero(who & (found.money[number] != 0))
        said = _counted(found, number, mine)
        room = _made_room(found, number, who) if money else ()
        order = np.argsort(-np.abs(found.money[number, mine]), kind="stable")
        most = _movers(found, number, mine[order][:SHOWN])
    exact = float(found.exact[number, who].sum())
    made = _line(found, number, money, exact, said, room)
    sentence = made.sentence
    if said:
        sentence = f"{sentences.counted(said)}."
    elif most and not money:
        sentence = "Moves between its own reps."
    return Line(made.key, made.title, money, exact, sentence, said, room, most)


def _line(
    found: Study,
    number: int,
    money: float,
    exact: float,
    said: tuple[Rule, ...],
    room: tuple[Mover, ...],
) -> Line:
    key = found.path.names[number]
    texts = [each.text for each in said]
    sentence = sentences.step(key, money, texts, owed=bool(room))
    return Line(key, sentences.title(key, found.draft), money, exact, sentence, said, room)


def _rule(found: Study, pressed: Pressed) -> Rule:
    side = "upper" if pressed.side > 0 else "lower"
    return Rule(pressed.block, side, rulebook.rule(found.draft, pressed))


def _counted(found: Study, number: int, reps: Ints) -> tuple[Rule, ...]:
    """Count the families that bind among many reps, the most frequent first."""
    counts: dict[str, int] = {}
    first: dict[str, tuple[str, str]] = {}
    for rep in reps.tolist():
        money = float(found.money[number, rep])
        told = set()
        for each in rules(found.reached, found.path, number - 1, rep, money):
            side = "upper" if each.side > 0 else "lower"
            text = rulebook.family(found.draft, each.block, side)
            first.setdefault(text, (each.block, side))
            told.add(text)
        for text in told:
            counts[text] = counts.get(text, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    return tuple(Rule(*first[text], text, count) for text, count in ranked)


def _made_room(found: Study, number: int, who: Bools) -> tuple[Mover, ...]:
    """Name those who moved the other way: in this step, else by their own limits before it."""
    group = found.draft.inputs.peers.group
    now, own = found.moves[number], found.path.names.index(OWN)
    others = made_room(now, group, who, found.size / 2)
    if len(others) or number <= own:
        return _movers(found, number, others)
    before = np.where(who[:, None], now, found.moves[own])
    return _movers(found, own, made_room(before, group, who, found.size / 2))


def _movers(found: Study, number: int, reps: Ints) -> tuple[Mover, ...]:
    labels = found.draft.inputs.parameters.reps.labels
    made = []
    for rep in reps.tolist():
        money = float(found.money[number, rep])
        if money:
            why = listed(_families(found, number, rep, money))
            made.append(Mover(labels[rep], found.names[rep], money, why))
    return tuple(made)


def _families(found: Study, number: int, rep: int, money: float) -> list[str]:
    """Name the rules that bind a rep in a line, without figures and without the target's rest."""
    pressed = rules(found.reached, found.path, number - 1, rep, money)
    return [
        rulebook.family(found.draft, each.block, "upper" if each.side > 0 else "lower")
        for each in pressed
        if each.block != SHARED
    ]


def _prices(found: Study, priced: Iterable[Priced]) -> tuple[Price, ...]:
    return tuple(
        Price(
            tier=each.tier,
            block=each.pressed.block,
            side="upper" if each.pressed.side > 0 else "lower",
            step=each.step,
            unit=each.unit,
            dual=each.dual,
            money=gained,
            sentence=sentences.price(found.draft, each, gained),
        )
        for each, gained in priced
    )


def _changes(lines: Sequence[Line]) -> tuple[str, ...]:
    """Say of each family that binds what would move it, once."""
    seen: dict[str, str] = {}
    for line in lines:
        for rule in line.rules:
            seen.setdefault(rule.family, rule.text)
    if len(seen) > 1:
        # that another target gives another quota needs no saying where a rule binds
        seen.pop(SHARED, None)
    said = (rulebook.change(family, text) for family, text in seen.items())
    return tuple(each for each in said if each)


def _number(found: Study, label: str) -> NodeNumber:
    table = found.plan.rollup
    own = table.loc[table["node_id"] == label, "quota"]
    hierarchy = found.draft.inputs.scenario.tables["hierarchy"].set_index("node_id")

    def given(column: str) -> float | None:
        value = float(hierarchy[column].get(label, np.nan))
        return value if np.isfinite(value) else None

    return NodeNumber(
        float(own.sum()),
        given("target"),
        given("min_target"),
        given("max_target"),
        given("proposed"),
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


def _sum(money: Floats) -> float:
    """Add whole units exactly: cents are no binary fractions."""
    return float(np.round(money.sum(), 6)) + 0.0
