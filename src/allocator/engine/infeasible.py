"""Why there is no plan: the cheapest way in which the hard rules could give way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from allocator import __version__
from allocator.domain.outcome import Infeasible
from allocator.domain.plan import COLUMNS, Plan
from allocator.publish.seal import seal
from allocator.read.canonical import json_bytes
from allocator.read.inputs import input_files, input_hash
from allocator.solve import elastic, registry
from allocator.solve.backend import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.domain.parameters import Parameters
    from allocator.domain.scenario import Scenario
    from allocator.program.draft import Draft
    from allocator.solve.lexicographic import Contradiction


def diagnose(
    scenario: Scenario,
    parameters: Parameters,
    draft: Draft,
    contradiction: Contradiction,
    seconds: Mapping[str, float],
) -> Infeasible:
    """Find the rows that give way at the least cost, and say so."""
    import pandas as pd

    program = contradiction.step.program
    relaxed = elastic.relax(program, np.ones(program.shape[0]))
    answer = registry.backend("highs").solve(relaxed.program, Limits())
    assert answer.point is not None
    found = elastic.violations(relaxed, answer.point)
    names = [
        (rows.name, str(label).replace("\t", "/"))
        for rows in draft.row_blocks()
        for label in rows.labels
    ]
    conflict: list[dict[str, Any]] = [
        {
            "family": names[row][0],
            "entity": names[row][1],
            "amount": float(found.above[row] + found.below[row]),
        }
        for row in found.rows.tolist()
    ]
    diagnosis = {
        "conflict": conflict,
        "least_violation": float(sum(rule["amount"] for rule in conflict)),
        "remedies": [],
    }
    files = input_files(scenario, parameters)
    options = {"solver": "auto"}
    document = {
        "schema": "allocator/plan/v1",
        "scenario": scenario.name,
        "model": scenario.policy.name,
        "input_hash": input_hash(files, options),
        "allocator_version": __version__,
        "solver": "auto",
        "status": "infeasible",
    }
    empty = {name: pd.DataFrame(columns=list(columns)) for name, columns in COLUMNS.items()}
    plan = Plan(
        document=document,
        files={**files, "diagnosis.json": json_bytes(diagnosis)},
        proof=None,
        run={"seconds": dict(seconds)},
        **empty,
    )
    return Infeasible(seal(plan, None), tuple(conflict), (), diagnosis)
