"""The page of one manager: what the team answers for, and what it takes. It names no rep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.activity.milestones import milestones
from allocator.activity.objectives import several
from allocator.present.letters.figures import grid, initiatives, role, span, steps, tidy
from allocator.present.letters.render import rendered
from allocator.present.page.figures import words

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.engine.letters import Facts
    from allocator.present.letters.desk import Desk


def letter(facts: Facts, sorted_: Desk, node: str) -> bytes:
    """Write the page of a node's manager."""
    values = contents(facts, sorted_, node)
    title = f"Quota letter: {values['name']}"
    return rendered("letter_manager.html", values, title=title, verified=facts.verified)


def contents(facts: Facts, sorted_: Desk, node: str) -> dict[str, Any]:
    """Give everything that the page of a node says."""
    scenario, data, found = facts.scenario, facts.data, facts.nodes[node]
    code = facts.tree.nodes.code(node)
    under = facts.tree.rep_under()[[code]]
    team: Ints = np.flatnonzero(np.asarray(under.toarray()).ravel() > 0)
    unit = sorted_.nodes[node]
    number = grid(facts, sorted_.rolled[node])
    pipeline = grid(facts, facts.work.pipeline[team].sum(axis=0))
    whole = facts.work.quota[team].sum()
    return {
        "id": node,
        "name": unit.name,
        "level": unit.level,
        "manager": unit.manager,
        "scenario": scenario.title or scenario.name,
        "purpose": scenario.purpose,
        "currency": scenario.currency,
        "span": span(scenario.horizon),
        "number": number,
        "pipeline": pipeline,
        "carried": tidy(whole),
        "asked": found.number,
        "children": _children(sorted_, node),
        "team": _team(facts, team),
        "steps": steps(found.lines) if whole > 0 else (),
        "levers": [
            {
                "lever": words(each.lever),
                "fair": each.fair,
                "attainable": each.attainable,
                "everybody": each.everybody,
                "target": each.target,
                "worth": float(facts.work.worth[team, data.levers.code(each.lever)].sum()),
                "new": float(facts.work.new[team, data.levers.code(each.lever)].sum()),
            }
            for each in found.evidence.levers
        ],
        "way": _way(facts, sorted_, team),
        "months": milestones(number.sums, scenario.horizon, scenario.policy.unit),
        "goals": sorted_.goals.get(node, []) or sorted_.goals.get(f"node/{node}", []),
        "initiatives": initiatives(facts.plan.initiatives, node),
        "changes": found.changes if whole > 0 else (),
    }


def _children(sorted_: Desk, node: str) -> list[dict[str, Any]]:
    """Give the units directly below and what each answers for; those without a number are left."""
    return [
        {"name": unit.name, "money": tidy(money)}
        for child, unit in sorted_.nodes.items()
        if unit.parent == node and (money := float(sorted_.rolled[child].sum())) > 0
    ]


def _team(facts: Facts, team: Ints) -> dict[str, Any]:
    """Describe the team without naming anybody."""
    labels = set(facts.data.reps.take(team))
    reps = facts.plan.reps
    own = reps[(reps["credit"] == "primary") & reps["rep_id"].isin(labels) & (reps["quota"] > 0)]
    load = own["load"][own["compared"]].dropna()
    chance = own["attainment_probability"].dropna()
    return {
        "reps": len(own),
        "bring": int((facts.work.pipeline[team].sum(axis=(1, 2)) > 0).sum()),
        "least": float(load.min()) if len(load) else None,
        "most": float(load.max()) if len(load) else None,
        "stretch": float(own["stretch"].max()) if own["stretch"].notna().any() else None,
        "attain": float(chance.sum()) if len(chance) else None,
    }


def _way(facts: Facts, sorted_: Desk, team: Ints) -> list[dict[str, Any]]:
    """Add up the work of the team by role, lever and step."""
    labels = facts.data.reps.take(team)
    parts = [sorted_.activity[rep] for rep in labels if rep in sorted_.activity]
    if not parts:
        return []
    weeks = facts.scenario.horizon.days / 7
    by = pd.concat(parts).groupby(["role", "lever", "step"], sort=False)
    sums = by[["per_period", "hours"]].sum().reset_index()
    return [
        {
            "role": role(row["role"]),
            "lever": words(row["lever"]),
            "step": several(words(row["step"])),
            "week": row["per_period"] / weeks,
            "all": row["per_period"],
            "hours": row["hours"],
        }
        for row in sums.to_dict("records")
    ]
