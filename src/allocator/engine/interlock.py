"""Top-down, bottom-up and meeting number of every node, for the model interlock.

The scenario is solved twice more: once as if the tree's targets led (model top_down), once as if
the field's proposals did (bottom_up). Only what makes those models differ is taken from them, the
tiers and the mode of roll_up; every other setting of the scenario stays. The plan itself is the
meeting.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.engine.load import schemas
from allocator.program import assemble
from allocator.program.solution import allocation_of, programs
from allocator.publish.assemble import published_quota, tree_of
from allocator.publish.roll_up import roll_up
from allocator.read import paths
from allocator.read import policy as policies
from allocator.read.canonical import csv_bytes
from allocator.read.place import Place
from allocator.read.yaml import Node
from allocator.solve.auto import witness
from allocator.solve.lexicographic import Contradiction, lexicographic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.domain.parameters import Parameters
    from allocator.domain.plan import Plan
    from allocator.domain.scenario import Policy, Scenario
    from allocator.errors import Problem
    from allocator.program.tier import Objective
    from allocator.solve.backend import Backend, Limits

MODEL = "interlock"
"""The model whose plans show three numbers."""
SIDES = ("top_down", "bottom_up")
FILE = "interlock.csv"
COLUMNS = (
    "node_id", "level", "target", "proposed", "top_down", "bottom_up", "meeting", "gap",
)  # fmt: skip
"""Money. `gap` is the meeting less the target: what the node carries more than it was asked."""


def asked(scenario: Scenario) -> bool:
    """Whether the plan is to show three numbers: the model is interlock, and there is a tree."""
    return scenario.policy.name == MODEL and len(scenario.tables["hierarchy"]) > 0


def with_numbers(
    plan: Plan,
    scenario: Scenario,
    parameters: Parameters,
    backends: Sequence[Backend],
    limits: Limits,
    progress: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Add interlock.csv to a plan that is not sealed yet.

    Parameters
    ----------
    parameters : of the scenario; neither side changes what they depend on
    limits : of each side's solve
    """
    tree = scenario.tables["hierarchy"]
    table = pd.DataFrame(index=pd.Index(sorted(tree["node_id"].tolist()), name="node_id"))
    given = tree.set_index("node_id").reindex(table.index)
    table["level"] = given["level"]
    table["target"], table["proposed"] = given["target"], given["proposed"]
    for side in SIDES:
        progress(f"interlock {side}")
        found = _numbers(_sided(scenario, side), parameters, backends, limits)
        table[side] = np.nan if found is None else found
    table["meeting"] = by_node(plan.rollup)
    table["gap"] = table["meeting"] - table["target"]
    content = csv_bytes(table.reset_index()[list(COLUMNS)])
    return replace(plan, files=dict(sorted({**plan.files, FILE: content}.items())))


def numbers(plan: Plan) -> pd.DataFrame | None:
    """Read the three numbers of every node; None where a plan has none.

    A side without a plan under the scenario's hard rules is blank.
    """
    content = plan.files.get(FILE)
    if content is None:
        return None
    text = dict.fromkeys(("node_id", "level"), "str")
    # an id may be the word NA
    blank = {name: [""] for name in COLUMNS if name not in text}
    return pd.read_csv(io.BytesIO(content), dtype=text, keep_default_na=False, na_values=blank)


def by_node(rollup: pd.DataFrame) -> pd.Series[float]:
    """Sum the table rollup.csv over levers and periods."""
    return rollup.groupby("node_id")["quota"].sum()


def _sided(scenario: Scenario, side: str) -> Scenario:
    """Give the scenario as one side sees it."""
    return replace(scenario, policy=sided(scenario.policy, shipped(side)))


def shipped(name: str) -> Policy:
    """Read a model as it comes with the package, whatever the scenario's folder holds."""
    problems: list[Problem] = []
    folder = paths.shipped_models()
    model = policies.read(Node(name, Place()), paths.Yard(folder, folder, folder), problems)
    assert model is not None  # noqa: S101 - it is ours
    made = policies.build(model, model.settings, schemas(), None, problems)
    assert made is not None  # noqa: S101 - as above
    return made


def sided(policy: Policy, other: Policy) -> Policy:
    """Give a policy the tiers of another, and its mode of roll_up with the softness it needs."""
    theirs = other.families["roll_up"]
    families = dict(policy.families)
    families["roll_up"] = {
        **families.get("roll_up", theirs),
        "mode": theirs["mode"],
        "soft": theirs["soft"],
    }
    # in the order in which families make their rows
    order = [name for name in (*other.families, *policy.families) if name in families]
    return replace(
        policy,
        families={name: families[name] for name in dict.fromkeys(order)},
        tiers=other.tiers,
    )


def _numbers(
    scenario: Scenario, parameters: Parameters, backends: Sequence[Backend], limits: Limits
) -> pd.Series[float] | None:
    """Solve one side and give the number of every node; None where it has no plan."""
    draft = assemble.draft(scenario, parameters)
    objectives: list[Objective] = []
    solved = lexicographic(
        programs(draft, assemble.steps(draft), objectives), backends, limits, witness=witness()
    )
    if isinstance(solved, Contradiction):
        return None
    # weights tell what the order of tiers has chosen; nobody asks that of a side
    unweighted = [np.zeros(number) for number in range(len(solved))]
    allocation = allocation_of(draft, solved, objectives, unweighted)
    tree = tree_of(scenario, parameters)
    published = published_quota(scenario, parameters, allocation, tree)
    return by_node(roll_up(parameters, allocation, tree, published, scenario.policy.unit))
