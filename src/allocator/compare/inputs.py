"""What a plan was made from, as values that can be compared cell by cell and mixed.

The folder ``inputs/`` of a plan is canonical: equal values are equal text. So tables are read as
text, which is exact and quick, and only where their bytes differ.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from allocator.domain.calendar import Horizon
from allocator.domain.tables import TABLES
from allocator.errors import PlanError
from allocator.read import yaml
from allocator.read.plan import PROTECTED

if TYPE_CHECKING:
    from allocator.domain.plan import Plan
    from allocator.errors import Problem

SCENARIO, MODEL = "inputs/scenario.yaml", "inputs/model.yaml"
SOLVER = "solver"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Resolved inputs of a plan.

    Attributes
    ----------
    settings : scenario.yaml
    model : model.yaml
    solver : as the plan's options had it
    tables : by name, cells as text
    """

    settings: Mapping[str, Any]
    model: Mapping[str, Any]
    solver: str
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def inputs_of(plan: Plan) -> Inputs:
    """Give what a plan was made from; its tables are read when they are asked for.

    Raises
    ------
    PlanError
        if a file of ``inputs/`` is missing or cannot be read
    """
    return Inputs(
        settings=mapping(plan, SCENARIO),
        model=mapping(plan, MODEL),
        solver=str(plan.document.get(SOLVER, "")),
        tables=_Tables(plan),
    )


class _Tables(Mapping[str, pd.DataFrame]):
    """The tables of a plan's inputs, each read when it is first asked for."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._names = tuple(name for name in TABLES if table_file(name) in plan.files)
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._read:
            self._read[name] = table_of(self._plan, name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def table_file(name: str) -> str:
    """Give the place of a table in a plan."""
    return f"inputs/tables/{name}.csv"


def table_of(plan: Plan, name: str) -> pd.DataFrame:
    """Read one table as text; without rows where the plan has none."""
    content = plan.files.get(table_file(name))
    if content is None:
        return pd.DataFrame({column: [] for column in TABLES[name].names}, dtype="str")
    try:
        frame = pd.read_csv(
            io.BytesIO(content), dtype="str", keep_default_na=False, na_filter=False
        )
    except ValueError as error:
        raise PlanError([f"{table_file(name)} cannot be read: {error}"]) from error
    if b"'" in content:
        for column in frame.columns:
            frame[column] = frame[column].str.replace(PROTECTED, "", regex=True)
    return frame


def mapping(plan: Plan, name: str) -> dict[str, Any]:
    """Read a YAML file of ``inputs/``.

    Raises
    ------
    PlanError
        if it is missing or cannot be read
    """
    if name not in plan.files:
        raise PlanError([f"{name} is missing"])
    problems: list[Problem] = []
    tree = yaml.parse(plan.files[name], file=name, problems=problems)
    found = None if tree is None or problems else tree.plain()
    if not isinstance(found, dict):
        raise PlanError([f"{name} cannot be read", *map(str, problems)])
    return found


def horizon_of(plan: Plan) -> Horizon:
    """Give the time that a plan covers."""
    stated = mapping(plan, SCENARIO)["horizon"]
    return Horizon(date.fromisoformat(stated["start"]), stated["periods"], stated["frequency"])
