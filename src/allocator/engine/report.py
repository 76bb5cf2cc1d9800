"""What a report tells of a plan: the plan's own tables, and what its inputs say beside them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from allocator.engine.beside import diagnosis, splits
from allocator.errors import InputError, PlanError, SolverError
from allocator.measures.by_node import by_node
from allocator.measures.by_period import by_lever, by_period
from allocator.measures.by_place import by_place
from allocator.measures.by_split import deviations
from allocator.read.yaml import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.domain.explanation import Price
    from allocator.domain.plan import Plan
    from allocator.errors import Problem
    from allocator.explain.explanation import Explanation

PARAMETERS = "inputs/parameters.csv"
SYMBOL, VALUE = "symbol", "value"
SMALL = 200
"""Most rows of reps.csv at which a report follows the quotas again: about a second."""
NUMBERS = ("latitude", "longitude", "ote", "target", "proposed")


@dataclass(frozen=True, slots=True)
class Facts:
    """A plan laid out for a reader. Frames are documented where they are made.

    Attributes
    ----------
    plan : the plan itself
    settings : inputs/scenario.yaml
    policy : inputs/model.yaml
    reps : primary rows of reps.csv with `ote`, money, NaN where unknown
    nodes : `measures.by_node`, with name, and target and proposed in money
    periods, levers : `measures.by_period`
    deviations : `measures.by_split`
    places : `measures.by_place`
    parameters : inputs/parameters.csv by symbol
    diagnosis : diagnosis.json, None where nothing is short
    """

    plan: Plan
    settings: Mapping[str, Any]
    policy: Mapping[str, Any]
    reps: pd.DataFrame
    nodes: pd.DataFrame
    periods: pd.DataFrame
    levers: pd.DataFrame
    deviations: pd.DataFrame
    places: pd.DataFrame
    parameters: Mapping[str, pd.DataFrame]
    diagnosis: Mapping[str, Any] | None

    @property
    def frequency(self) -> str:
        """``quarter`` or ``month``."""
        return str(self.settings["horizon"]["frequency"])

    @property
    def currency(self) -> str:
        """Of all money."""
        return str(self.plan.document["currency"])


def facts(plan: Plan) -> Facts:
    """Read from a plan all that a report tells.

    The plan is taken as it is; `engine.verify.proven` says whether it holds.

    Raises
    ------
    InputError
        if the plan has no quotas
    PlanError
        if a file of the inputs is missing or cannot be read
    """
    if plan.status == "infeasible":
        raise no_quotas(plan)
    primary = plan.reps[plan.reps["credit"] == "primary"].reset_index(drop=True)
    quotas = plan.quotas[plan.quotas["credit"] == "primary"]
    people = _table(plan, "reps")
    symbols = _parameters(plan)
    return Facts(
        plan=plan,
        settings=_yaml(plan, "inputs/scenario.yaml"),
        policy=_yaml(plan, "inputs/model.yaml"),
        reps=primary.merge(people[["rep_id", "ote"]], on="rep_id", how="left"),
        nodes=_named(by_node(plan.rollup, primary), plan),
        periods=by_period(quotas, symbols),
        levers=by_lever(quotas, symbols),
        deviations=deviations(primary, splits(plan)),
        places=by_place(quotas, _optional(plan, "territories"), people),
        parameters=symbols,
        diagnosis=diagnosis(plan),
    )


def no_quotas(plan: Plan) -> InputError:
    """Say that a plan has nothing to show."""
    return InputError.of(
        "plan-infeasible",
        "the plan has no quotas to show",
        file=str(plan.folder or ""),
        fix="diagnosis.json says why there is no plan.",
    )


def _named(nodes: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Put names, targets and proposals beside the nodes; without a hierarchy they have none."""
    given = _optional(plan, "hierarchy")
    if given is None:
        return nodes.assign(name=nodes.index, target=float("nan"), proposed=float("nan"))
    joined = nodes.join(given.set_index("node_id")[["name", "target", "proposed"]])
    named = joined["name"].fillna("")
    return joined.assign(name=named.where(named != "", joined.index.to_series()))


def _parameters(plan: Plan) -> dict[str, pd.DataFrame]:
    frame = _csv(plan, PARAMETERS, (VALUE,))
    return {str(symbol): part.drop(columns=SYMBOL) for symbol, part in frame.groupby(SYMBOL)}


def _optional(plan: Plan, name: str) -> pd.DataFrame | None:
    return _table(plan, name) if f"inputs/tables/{name}.csv" in plan.files else None


def _table(plan: Plan, name: str) -> pd.DataFrame:
    return _csv(plan, f"inputs/tables/{name}.csv", NUMBERS)


def _csv(plan: Plan, name: str, numbers: tuple[str, ...]) -> pd.DataFrame:
    """Read a table of the inputs: text as text, without the apostrophe against formulas."""
    content = _content(plan, name)
    head = content.partition(b"\n")[0].decode(errors="replace").split(",")
    kinds = {column: "float64" if column in numbers else "str" for column in head}
    blank = {column: [""] for column in numbers if column in head}
    try:
        frame = pd.read_csv(
            io.BytesIO(content), dtype=kinds, keep_default_na=False, na_values=blank
        )
    except ValueError as error:
        raise PlanError([f"{name} cannot be read: {error}"]) from error
    for column, kind in kinds.items():
        if kind == "str":
            frame[column] = frame[column].str.removeprefix("'")
    return frame


def _yaml(plan: Plan, name: str) -> Mapping[str, Any]:
    problems: list[Problem] = []
    node = parse(_content(plan, name), file=name, problems=problems)
    if node is None or not node.is_map:
        raise PlanError([f"{name} cannot be read"])
    return dict(node.plain())


def _content(plan: Plan, name: str) -> bytes:
    if name not in plan.files:
        raise PlanError([f"{name} is missing"])
    return plan.files[name]


def kept_paths(plan: Plan) -> dict[str, Explanation] | None:
    """Give the path of every rep, where the plan has kept them or is small enough to follow again.

    None where neither is so, `solve --explain` keeps them, and where a step finds no solver.
    """
    if not _followed(plan):
        return None
    from allocator.engine.explain import explain_all

    try:
        return explain_all(plan)
    except SolverError:
        return None


def kept_prices(plan: Plan) -> tuple[Price, ...] | None:
    """Give what relaxing a rule is worth to the company; None where no quick solve tells it."""
    if len(plan.reps) > SMALL:
        return None
    from allocator.engine.explain import explain

    try:
        return explain(plan).prices
    except SolverError:
        return None


def _followed(plan: Plan) -> bool:
    return plan.proof is not None and (bool(plan.proof.waypoints) or len(plan.reps) <= SMALL)
