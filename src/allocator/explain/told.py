"""A studied plan, told of a rep, of a node, or of the whole company."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.explanation import NodeNumber, Price
from allocator.domain.proof import SEPARATOR
from allocator.explain import evidence, sentences
from allocator.explain.explanation import Explanation
from allocator.explain.lines import of_many, of_one
from allocator.explain.moves import changes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Floats
    from allocator.explain.prices import Candidate
    from allocator.explain.study import Study

Priced = tuple["Candidate", float]
"""A rule with the money that relaxing it gains."""

SHARED_RULES = frozenset({"potential", "roll_up", "pipeline_supply"})
"""Families whose rules are about a territory or a node."""


def of_rep(found: Study, rep: int, priced: Iterable[Priced] = ()) -> Explanation:
    """Explain one rep's quota."""
    inputs = found.draft.inputs
    data = inputs.parameters
    lines = tuple(of_one(found, number, rep) for number in range(len(found.path.names)))
    behind = evidence.of_rep(data, rep, found.facts)
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
        evidence=behind,
        prices=_prices(found, priced),
        changes=changes(lines, behind, one=True),
        notes=found.notes.get(data.reps.labels[rep], ()),
    )


def of_node(found: Study, node: int, priced: Iterable[Priced] = ()) -> Explanation:
    """Explain a node: the sum over the reps at it and below."""
    inputs = found.draft.inputs
    tree = inputs.tree
    who = np.flatnonzero(np.asarray(tree.rep_under()[[node]].toarray()).ravel() > 0)
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
    everybody = np.arange(len(inputs.y))
    return _of_many(
        found, everybody, "company", "", scenario.title or scenario.name, "", priced,
        _number(found, label),
    )  # fmt: skip


def _of_many(
    found: Study,
    who: Ints,
    kind: str,
    label: str,
    name: str,
    about: str,
    priced: Iterable[Priced],
    node: NodeNumber,
) -> Explanation:
    data = found.draft.inputs.parameters
    theirs = np.isin(np.arange(len(data.reps)), who)
    behind = evidence.of_reps(data, theirs)
    lines = tuple(of_many(found, number, who) for number in range(len(found.path.names)))
    return Explanation(
        kind="company" if kind == "company" else "node",
        id=label,
        name=name,
        about=about,
        currency=found.draft.inputs.scenario.currency,
        quota=_sum(found.money[:, who].ravel()),
        unit=found.size,
        lines=lines,
        evidence=behind,
        prices=_prices(found, priced),
        changes=changes(lines, behind, one=False),
        number=node,
    )


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
            rep=_whose(found, each),
        )
        for each, gained in priced
    )


def _whose(found: Study, candidate: Candidate) -> str:
    """Give the rep whom a rule is about, where it is about one: its label begins with him."""
    first = candidate.pressed.labels[0].split(SEPARATOR)[0]
    about = candidate.pressed.block.partition(".")[0]
    return (
        first if about not in SHARED_RULES and first in found.draft.inputs.parameters.reps else ""
    )


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


def _sum(money: Floats) -> float:
    """Add whole units exactly: cents are no binary fractions."""
    return float(np.round(money.sum(), 6)) + 0.0
