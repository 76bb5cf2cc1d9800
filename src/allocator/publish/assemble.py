"""From x* to a plan: rounded, laid out in tables, measured, with everything it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator import __version__
from allocator.domain.plan import Plan
from allocator.program.hierarchy import Tree, build_tree
from allocator.publish.money import money_of
from allocator.publish.overlay import overlay_quotas, pipeline_quotas
from allocator.publish.pin import pinned_totals, set_aside
from allocator.publish.roll_up import roll_up
from allocator.publish.round import round_plan
from allocator.publish.splits import split_table
from allocator.publish.tables import quota_table, rep_table
from allocator.publish.totals import is_short, shortfall_table, totals
from allocator.publish.yardstick import baselines, measured, rep_columns, yardstick
from allocator.read.canonical import csv_bytes, plain
from allocator.read.inputs import input_files, input_hash
from allocator.read.proof import proof_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from allocator.domain.allocation import Allocation
    from allocator.domain.parameters import Floats, Parameters
    from allocator.domain.proof import Proof
    from allocator.domain.scenario import Scenario
    from allocator.errors import Problem

    TierValues = Callable[[Floats], Mapping[str, float | None] | None]

SCHEMA = "allocator/plan/v1"


def publish(
    scenario: Scenario,
    parameters: Parameters,
    allocation: Allocation,
    proof: Proof,
    *,
    solver: str,
    options: Mapping[str, Any],
    tier_values: TierValues | None = None,
) -> Plan:
    """Make the plan of an allocation, without certificate and file hashes.

    Parameters
    ----------
    solver : name of the back-end that found it
    options : what may change the answer: part of the input hash
    tier_values : from published quotas (K, P) to the value of each tier at them, as far as it is
        easily told
    """
    unit = scenario.policy.unit
    tree = tree_of(scenario, parameters)
    published = published_quota(scenario, parameters, allocation, tree)
    overlay = overlay_quotas(parameters, published, unit)
    by = yardstick(scenario, parameters, allocation)
    sums = totals(parameters, allocation, published, unit)
    tables: dict[str, Any] = {
        "quotas": quota_table(parameters, published, overlay),
        "reps": rep_table(
            scenario, parameters, allocation, tree, by, published=published, overlay=overlay
        ),
        "rollup": roll_up(parameters, allocation, tree, published, unit),
        "shortfall": shortfall_table(parameters, sums.short, allocation.reasons, unit),
        "pipeline_quotas": pipeline_quotas(
            allocation.supply,
            parameters,
            rep_columns(scenario, parameters)("role").tolist(),
            tree.rep_node,
            tree.nodes.labels,
            unit,
        ),
    }
    inputs = input_files(scenario, parameters)
    files = {f"{name}.csv": csv_bytes(frame) for name, frame in tables.items()}
    files["splits.csv"] = csv_bytes(split_table(scenario, parameters, published, unit))
    files |= {**inputs, "proof.npz": proof_bytes(proof)}
    values = (tier_values(published) if tier_values else None) or {}
    document = {
        **heading(scenario, input_hash(inputs, options), solver),
        "status": "optimal_short" if is_short(parameters, allocation) else "optimal",
        "tiers": [
            {
                "name": tier.name,
                "value": tier.value,
                "money": tier.money,
                "bound": tier.bound,
                "published": values.get(tier.name),
            }
            for tier in allocation.tiers
        ],
        "totals": sums.document,
        "metrics": measured(parameters, published.sum(axis=1), by),
        "baselines": baselines(scenario, parameters, by),
        **_notes(scenario, parameters, allocation),
        "certificate": None,
        "trail": trail(scenario),
        "files": {},
    }
    tables = {**empty_tables(), **tables}
    return Plan(document=plain(document), **tables, files=dict(sorted(files.items())), proof=proof)


def refused(
    scenario: Scenario,
    parameters: Parameters,
    proof: Proof | None,
    *,
    solver: str,
    options: Mapping[str, Any],
    diagnosis: bytes,
) -> Plan:
    """Make the folder of a scenario that has no plan: status ``infeasible``, no quotas.

    Parameters
    ----------
    proof : evidence that there is none
    diagnosis : content of diagnosis.json
    """
    inputs = input_files(scenario, parameters)
    files = {**inputs, "diagnosis.json": diagnosis}
    if proof is not None:
        files["proof.npz"] = proof_bytes(proof)
    target = float(parameters.target.sum())
    document = {
        **heading(scenario, input_hash(inputs, options), solver),
        "status": "infeasible",
        "tiers": [],
        "totals": {"target": target, "assigned": 0.0},
        "metrics": None,
        "baselines": None,
        **_notes(scenario, parameters, None),
        "certificate": None,
        "trail": trail(scenario),
        "files": {},
    }
    return Plan(
        document=plain(document), **empty_tables(), files=dict(sorted(files.items())), proof=proof
    )


def published_quota(
    scenario: Scenario, parameters: Parameters, allocation: Allocation, tree: Tree
) -> Floats:
    """Round x* to the published unit: (K, P) money."""
    unit = scenario.policy.unit
    pinned = pinned_totals(scenario, parameters, allocation)
    exact = np.maximum(allocation.quota, 0.0)
    rest, carry = set_aside(exact, parameters.cell_rep, pinned, unit)
    units = round_plan(
        rest,
        rep=parameters.cell_rep,
        territory=parameters.cell_territory,
        lever=parameters.cell_lever,
        rep_node=tree.rep_node,
        parent=tree.parent,
        unit=unit,
    )
    return money_of(units, unit) + carry


def tree_of(scenario: Scenario, parameters: Parameters) -> Tree:
    """Build the hierarchy, reps in the order of their axis."""
    column = rep_columns(scenario, parameters)
    return build_tree(
        scenario.tables["hierarchy"], column("node_id").tolist(), column("region").tolist()
    )


def heading(scenario: Scenario, digest: str, solver: str) -> dict[str, Any]:
    """Give the keys that open plan.json."""
    return {
        "schema": SCHEMA,
        "scenario": scenario.name,
        "title": scenario.title,
        "model": scenario.policy.name,
        "currency": scenario.currency,
        "unit": scenario.policy.unit,
        "input_hash": digest,
        "allocator_version": __version__,
        "solver": solver,
    }


def trail(scenario: Scenario) -> list[dict[str, Any]]:
    """Give what overlays changed; where they stood is no part of a plan's bytes."""
    return [{"path": step.path, "old": step.old, "new": step.new} for step in scenario.trail]


def warning(problem: Problem) -> dict[str, str]:
    """Give a warning without its place: the same data in another file warn alike."""
    return {
        key: value
        for key in ("code", "pointer", "what", "got", "want", "fix")
        if (value := getattr(problem, key))
    }


def _notes(
    scenario: Scenario, parameters: Parameters, allocation: Allocation | None
) -> dict[str, Any]:
    """Give what the reader should know: defaults, warnings, who is left out of what and why."""
    told = () if allocation is None else allocation.warnings
    problems = (*scenario.warnings, *parameters.warnings, *told)
    distinct = {tuple(warning(problem).items()): None for problem in problems}
    warnings = [dict(items) for items in sorted(distinct)]
    defaults = list(dict.fromkeys((*scenario.defaults_used, *parameters.defaults_used)))
    if allocation is None:
        return {"defaults_used": defaults, "warnings": warnings}
    return {
        "defaults_used": defaults,
        "warnings": warnings,
        "choices": list(allocation.choices),
        "not_compared": _reasons(parameters, allocation.not_compared),
        "exempt": _reasons(parameters, allocation.exempt),
    }


def _reasons(parameters: Parameters, reasons: Any) -> dict[str, str]:
    return {
        rep: str(reason)
        for rep, reason in zip(parameters.reps.labels, reasons.tolist(), strict=True)
        if reason
    }


def empty_tables() -> dict[str, Any]:
    """Give every table of a plan without rows."""
    from allocator.read.plan import tables

    return tables({}, required=False)
