"""Tables of a plan sorted by reader, so that a thousand letters need not search them each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.present.letters.figures import goal
from allocator.present.page.figures import words

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from allocator.domain.parameters import Floats
    from allocator.engine.letters import Facts

FIXED = "decided quota"
"""What plan.json says of those who are not compared because people fixed their number."""


@dataclass(frozen=True, slots=True)
class Node:
    """A unit of the hierarchy: its name and level, who leads it, and what lies directly below."""

    name: str
    level: str
    manager: str
    parent: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What letters look up.

    Attributes
    ----------
    activity : rows of activity.csv by rep, with the rep's role
    reps : primary row of reps.csv by rep
    dates : first and last day by rep, None where the table has none
    roles, names : by rep; who has no name has his id
    nodes : by id, in the order of the table
    rolled : what a node answers for: (L, P)
    goals : objectives by owner, as a letter writes them
    fixed : how many reps of a role have a quota that people fixed
    is_fixed : who they are
    """

    activity: dict[str, pd.DataFrame]
    reps: dict[str, dict[Any, Any]]
    dates: dict[str, tuple[date | None, date | None]]
    roles: dict[str, str]
    names: dict[str, str]
    nodes: dict[str, Node]
    rolled: dict[str, Floats]
    goals: dict[str, list[dict[str, Any]]]
    fixed: dict[str, int]
    is_fixed: frozenset[str]


def desk(facts: Facts) -> Desk:
    """Sort the tables."""
    plan, table = facts.plan, facts.scenario.tables["reps"]
    ids = table["rep_id"].tolist()
    roles = dict(zip(ids, table["role"], strict=True))
    names = {one: name or one for one, name in zip(ids, table["name"], strict=True)}
    days = [
        [None if np.isnat(day) else day.astype("datetime64[D]").item() for day in column]
        for column in (table["start_date"].to_numpy(), table["end_date"].to_numpy())
    ]
    reasons = plan.document.get("not_compared", {})
    is_fixed = frozenset(one for one, why in reasons.items() if why == FIXED)
    fixed: dict[str, int] = {}
    for one in sorted(is_fixed):
        fixed[roles[one]] = fixed.get(roles[one], 0) + 1
    own = plan.reps[plan.reps["credit"] == "primary"]
    activity = plan.activity.assign(role=plan.activity["rep_id"].map(roles))
    goals: dict[str, list[dict[str, Any]]] = {}
    for row in plan.objectives.to_dict("records"):
        goals.setdefault(str(row["owner_id"]), []).append(goal(row, facts.scenario.currency))
    return Desk(
        activity={str(rep): rows for rep, rows in activity.groupby("rep_id", sort=False)},
        reps={str(row["rep_id"]): row for row in own.to_dict("records")},
        dates=dict(zip(ids, zip(*days, strict=True), strict=True)),
        roles=roles,
        names=names,
        nodes=_nodes(facts, names),
        rolled=_rolled(facts),
        goals=goals,
        fixed=fixed,
        is_fixed=is_fixed,
    )


def _nodes(facts: Facts, names: dict[str, str]) -> dict[str, Node]:
    columns = ("node_id", "name", "level", "manager_rep_id", "parent_id")
    table = facts.scenario.tables["hierarchy"]
    return {
        node: Node(name or words(node), level, names.get(manager, ""), parent)
        for node, name, level, manager, parent in zip(
            *(table[column].tolist() for column in columns), strict=True
        )
    }


def _rolled(facts: Facts) -> dict[str, Floats]:
    """Lay rollup.csv out: (L, P) by node."""
    data, table = facts.data, facts.plan.rollup
    nodes = facts.tree.nodes
    made = np.zeros((len(nodes), len(data.levers), len(data.periods)))
    place = tuple(
        axis.codes(table[name].tolist())
        for axis, name in ((nodes, "node_id"), (data.levers, "lever"), (data.periods, "period"))
    )
    np.add.at(made, place, table["quota"].to_numpy(np.float64))
    return dict(zip(nodes.labels, made, strict=True))
