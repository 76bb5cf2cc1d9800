"""All letters of a plan and their index, as the files of one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.present.letters import manager, rep
from allocator.present.letters.desk import desk
from allocator.present.letters.figures import role, span, tidy
from allocator.present.letters.render import file_name, rendered

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.engine.letters import Facts
    from allocator.present.letters.desk import Desk

REPS, MANAGERS = "reps", "managers"
"""Folders of the pages."""
DEEPEST = 4
"""Levels that the index indents."""
FREQUENT = 100
"""Letters between two words of progress."""


def files(facts: Facts, progress: Callable[[str], None] = lambda _: None) -> dict[str, bytes]:
    """Write every page.

    Returns
    -------
    Content by path: ``index.html``, ``reps/ID.html``, ``managers/NODE.html``
    """
    sorted_ = desk(facts)
    made: dict[str, bytes] = {}
    whole = len(facts.reps) + len(facts.nodes)
    for number, one in enumerate(facts.reps):
        if number % FREQUENT == 0:
            progress(f"letter {number:,} of {whole:,}")
        made[f"{REPS}/{file_name(one)}"] = rep.letter(facts, sorted_, one)
    for node in facts.nodes:
        made[f"{MANAGERS}/{file_name(node)}"] = manager.letter(facts, sorted_, node)
    made["index.html"] = rendered(
        "letter_index.html", index(facts, sorted_), title="Quota letters", verified=facts.verified
    )
    return made


def index(facts: Facts, sorted_: Desk) -> dict[str, Any]:
    """Give what the planner's index says; it names everybody."""
    scenario, laid, data = facts.scenario, facts.work, facts.data
    people = []
    for one, found in facts.reps.items():
        code = data.reps.code(one)
        sums = {
            "primary": laid.quota[code].sum(),
            "overlay": laid.overlay[code].sum(),
            "pipeline": laid.pipeline[code].sum(),
        }
        credit = next(name for name, money in sums.items() if money > 0)
        people.append(
            {
                "id": one,
                "name": found.name or one,
                "role": role(sorted_.roles[one]),
                "credit": credit,
                "money": tidy(sums[credit]),
                "href": f"{REPS}/{file_name(one)}",
            }
        )
    brought = laid.pipeline.sum(axis=(1, 2))
    under = facts.tree.rep_under()
    units = []
    for node in _in_order(facts):
        code = facts.tree.nodes.code(node)
        units.append(
            {
                "name": sorted_.nodes[node].name,
                "level": sorted_.nodes[node].level,
                "depth": min(int(facts.tree.depth[code]), DEEPEST),
                "money": tidy(sorted_.rolled[node].sum()),
                "pipeline": tidy(float((under[[code]] @ brought)[0])),
                "href": f"{MANAGERS}/{file_name(node)}",
            }
        )
    return {
        "scenario": scenario.title or scenario.name,
        "currency": scenario.currency,
        "span": span(scenario.horizon),
        "people": people,
        "units": units,
        "silent": [(one, sorted_.names[one]) for one in facts.silent],
        "refused": facts.plan.document.get("objectives", {}).get("refused", []),
        "left_out": facts.plan.document.get("objectives", {}).get("left_out", []),
    }


def _in_order(facts: Facts) -> list[str]:
    """Give the nodes with a page, each behind its parent."""
    tree, found = facts.tree, []
    waiting = [tree.root]
    while waiting:
        code = waiting.pop()
        found.append(tree.nodes.labels[code])
        waiting += np.flatnonzero(tree.parent == code)[::-1].tolist()
    return [node for node in found if node in facts.nodes]
