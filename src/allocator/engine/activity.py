"""Say what a plan means in work: its activities, objectives and initiatives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from allocator.activity.funnel import activities
from allocator.activity.initiatives import initiatives
from allocator.activity.objectives import objectives
from allocator.activity.work import work
from allocator.publish.assemble import tree_of, warning
from allocator.read.canonical import csv_bytes, plain
from allocator.yields.notes import examples
from allocator.yields.notes import warning as told

if TYPE_CHECKING:
    from allocator.activity.funnel import Refused
    from allocator.domain.parameters import Parameters
    from allocator.domain.plan import Plan
    from allocator.domain.scenario import Scenario


def with_work(plan: Plan, scenario: Scenario, parameters: Parameters) -> Plan:
    """Add activity.csv, objectives.csv and initiatives.csv to a plan that is not sealed yet.

    plan.json gets the key ``objectives``: what was left out and what was refused, with reasons.
    A rep whose work does not fit into his hours is a warning besides.
    """
    tree = tree_of(scenario, parameters)
    laid = work(scenario, parameters, plan)
    planned = activities(scenario, parameters, laid)
    found = objectives(scenario, parameters, plan, laid, planned, tree)
    tables = {
        "activity": planned.table,
        "objectives": found.table,
        "initiatives": initiatives(scenario, tree.nodes.labels[tree.root]),
    }
    files = {f"{name}.csv": csv_bytes(frame) for name, frame in tables.items()}
    document = dict(plan.document)
    if planned.refused:
        more = warning(_beyond(planned.refused))
        both = {tuple(each.items()) for each in (*document["warnings"], more)}
        document["warnings"] = [dict(items) for items in sorted(both)]
    document["objectives"] = {
        "left_out": [{"name": name, "why": why} for name, why in found.left_out.items()],
        "without_activities": list(planned.without),
        "refused": [
            {"owner_id": each.owner, "name": each.name, "why": each.why} for each in found.refused
        ],
    }
    made: dict[str, Any] = {
        **tables,
        "document": plain(document),
        "files": dict(sorted({**plan.files, **files}.items())),
    }
    return replace(plan, **made)


def _beyond(refused: tuple[Refused, ...]) -> Any:
    """Warn of quotas whose way takes more hours than there are."""
    each = [
        f"{r.rep} needs {r.needed:,.0f} hours up to {r.by}, has {r.there:,.0f}" for r in refused
    ]
    return told(
        "activity-beyond-hours",
        f"the way to the quota of {len(refused):,} reps takes more hours than they have: "
        f"{examples(each)}",
        "funnel",
        "hours",
    )
