"""A builder of small worlds: a scenario straight from rows, with what a test leaves out filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest

from allocator.domain.calendar import Horizon
from allocator.domain.lever import LEVERS, LeverTarget, Role
from allocator.domain.scenario import Policy, Scenario
from allocator.domain.tables import NUMERIC, TABLES, Tables

World = Callable[..., Scenario]


def table(name: str, rows: list[Mapping[str, Any]]) -> pd.DataFrame:
    """Make a table of the contract: every column, empty where a row has none."""
    columns = {}
    for column in TABLES[name].columns:
        values = [row.get(column.name) for row in rows]
        if column.meaning == "date":
            columns[column.name] = pd.Series(pd.to_datetime(pd.Series(values))).astype(
                "datetime64[s]"
            )
        elif column.meaning in NUMERIC:
            columns[column.name] = pd.Series(values, dtype="float64")
        elif column.meaning == "flag":
            columns[column.name] = pd.Series([bool(value) for value in values], dtype=bool)
        else:
            texts = ["" if value is None else value for value in values]
            columns[column.name] = pd.Series(texts, dtype="str")
    return pd.DataFrame(columns)


def role(
    name: str,
    *levers: str,
    hours: float | None = None,
    ramp: tuple[float, ...] = (),
    credit: str = "primary",
) -> Role:
    """Make a role whose levers all have one credit."""
    owned = levers or ("new_customers",)
    return Role(name, owned, hours, ramp, "", dict.fromkeys(owned, credit))


def build(
    tables: Mapping[str, list[Mapping[str, Any]]],
    *,
    targets: Mapping[str, float] | None = None,
    season: tuple[float, ...] | None = None,
    roles: tuple[Role, ...] = (),
    horizon: Horizon | None = None,
    families: Mapping[str, Mapping[str, Any]] | None = None,
) -> Scenario:
    """Make a scenario. Tables that are not named are not given."""
    span = horizon or Horizon(date(2027, 1, 1), 4, "quarter")
    even = season or (1 / span.periods,) * span.periods
    wanted = targets or {"new_customers": 1000.0}
    known = roles or (role("hunter"),)
    return Scenario(
        name="small",
        title="Small",
        currency="USD",
        horizon=span,
        baseline_revenue=0.0,
        levers=tuple(
            LeverTarget(lever, wanted[lever], 1, 0.0, even) for lever in LEVERS if lever in wanted
        ),
        roles={each.name: each for each in known},
        policy=Policy("plain", "Plain", ("role", "segment"), families or {}, (), 1.0),
        tables=Tables({name: table(name, rows) for name, rows in tables.items()}),
    )


@pytest.fixture
def world() -> World:
    """Give the builder of worlds."""
    return build


@pytest.fixture
def make_role() -> Callable[..., Role]:
    """Give the builder of roles."""
    return role


@pytest.fixture
def make_table() -> Callable[..., pd.DataFrame]:
    """Give the builder of tables."""
    return table
