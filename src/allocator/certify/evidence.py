"""What a plan folder says, read plainly: tables, or a sentence that says what is broken."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
import pandas as pd
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from allocator.domain.calendar import Horizon
from allocator.domain.lever import LEVERS
from allocator.domain.plan import COLUMNS, WORK
from allocator.domain.tables import NUMERIC, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
"""A text cell that a spreadsheet would run is written with an apostrophe before it."""

ALWAYS_ON: Mapping[str, Any] = {"lever_totals": {}, "quota_bounds": {}}
"""Families that are part of every model."""
PARAMETER_COLUMNS = ("symbol", "rep_id", "territory_id", "lever", "period", "value")
PUBLISHED_NUMBERS = (
    "quota", "fair_share", "load", "peer_load", "expected_yield", "attainable_yield", "stretch",
    "attainment_probability", "capacity_used", "prior_quota", "change", "proposed_quota",
    "sum_of_children", "over_assignment", "amount", "pipeline", "value", "from", "to", "weight",
    "per_week", "per_period", "hours",
)  # fmt: skip
"""Columns of published tables that hold numbers; every other one is text."""
INTERLOCK = (
    "node_id", "level", "target", "proposed", "top_down", "bottom_up", "meeting", "gap",
)  # fmt: skip
"""Columns of interlock.csv; all but the first two hold money."""


class MalformedError(Exception):
    """A file of the folder is not what it should be. Becomes a failed check, never a crash."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The folder's content.

    Attributes
    ----------
    scenario, model : the two YAML files
    horizon : as the scenario says
    levers : levers of the target, in the order of `LEVERS`
    tiers : (name, settings) in the order of the policy
    tables : every input table by name; one that was not given is empty
    given : names of the input tables that were there
    parameters : inputs/parameters.csv
    published : the tables of the plan, by name
    """

    scenario: Mapping[str, Any]
    model: Mapping[str, Any]
    horizon: Horizon
    levers: tuple[str, ...]
    tiers: tuple[tuple[str, Mapping[str, Any]], ...]
    tables: Mapping[str, pd.DataFrame]
    given: frozenset[str]
    parameters: pd.DataFrame
    published: Mapping[str, pd.DataFrame]

    @property
    def families(self) -> Mapping[str, Mapping[str, Any]]:
        """Settings of every family of the policy that can be on with the tables given."""
        needs_potential = {"potential", "pipeline_feasibility", "attainable"}
        return {
            name: settings or {}
            for name, settings in {**ALWAYS_ON, **self.model["families"]}.items()
            if "potential" in self.given or name not in needs_potential
        }

    @property
    def unit(self) -> float:
        """Published unit of money."""
        return float(self.model["rounding"]["unit"])

    @property
    def bookings(self) -> bool:
        """Whether quota columns of the inputs contain the baseline."""
        return bool(self.scenario.get("measure", "growth") == "bookings")

    def lever(self, name: str) -> Mapping[str, Any]:
        """Give what the target says of one lever."""
        found: Mapping[str, Any] = self.scenario["target"]["levers"][name]
        return found

    def role(self, name: str) -> Mapping[str, Any]:
        """Give what the scenario says of one role."""
        found: Mapping[str, Any] = self.scenario["roles"][name]
        return found

    def credits(self, credit: str) -> pd.DataFrame:
        """List (role, lever, l) of one credit: every role's levers that the target names."""
        found = [
            (role, lever, self.levers.index(lever))
            for role, settings in self.scenario["roles"].items()
            for lever, given in settings["credit"].items()
            if lever in self.levers and given == credit
        ]
        return pd.DataFrame(found, columns=["role", "lever", "l"]).astype(
            {"role": "str", "lever": "str", "l": np.int64}
        )


def read(files: Mapping[str, bytes], *, published: bool = True) -> Evidence:
    """Read a folder's files; MalformedError says which one cannot be read, and why.

    A folder without a plan has no published tables: `published` is false there.
    """
    scenario = _yaml(files, "inputs/scenario.yaml")
    model = _yaml(files, "inputs/model.yaml")
    tables = {}
    given = set()
    for name, spec in TABLES.items():
        path = f"inputs/tables/{name}.csv"
        if path not in files:
            tables[name] = spec.empty()
            continue
        numbers = tuple(c.name for c in spec.columns if c.meaning in NUMERIC)
        dates = tuple(c.name for c in spec.columns if c.meaning == "date")
        tables[name] = _csv(files, path, spec.names, numbers, dates)
        given.add(name)
    plan = {
        name: _csv(files, f"{name}.csv", columns, PUBLISHED_NUMBERS)
        for name, columns in COLUMNS.items()
        if published and (name not in WORK or f"{name}.csv" in files)
    }
    if published and "interlock.csv" in files:
        plan["interlock"] = _csv(files, "interlock.csv", INTERLOCK, INTERLOCK[2:])
    parameters = _csv(files, "inputs/parameters.csv", PARAMETER_COLUMNS, ("value",))
    try:
        horizon = _horizon(scenario["horizon"])
        levers = tuple(lever for lever in LEVERS if lever in scenario["target"]["levers"])
        tiers = tuple(_tier(entry) for entry in model["tiers"])
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise MalformedError(f"inputs/scenario.yaml or inputs/model.yaml: {fault!r}") from fault
    return Evidence(
        scenario, model, horizon, levers, tiers, tables, frozenset(given), parameters, plan
    )


def _yaml(files: Mapping[str, bytes], path: str) -> Mapping[str, Any]:
    """Read one YAML mapping."""
    if path not in files:
        raise MalformedError(f"{path} is missing")
    try:
        found = YAML(typ="safe", pure=True).load(files[path].decode("utf-8"))
    except (YAMLError, UnicodeDecodeError) as fault:
        raise MalformedError(f"{path} is not YAML: {fault}") from fault
    if not isinstance(found, dict):
        raise MalformedError(f"{path} is not a mapping")
    return found


def _horizon(given: Mapping[str, Any]) -> Horizon:
    """Read the horizon; its start may be a date or its text."""
    start = given["start"]
    day = start if isinstance(start, date) else date.fromisoformat(str(start))
    return Horizon(day, int(given["periods"]), given["frequency"])


def _tier(entry: Any) -> tuple[str, Mapping[str, Any]]:
    """Read an entry of the policy's tiers: a name, or a name with settings."""
    if isinstance(entry, str):
        return entry, {}
    ((name, settings),) = entry.items()
    return str(name), settings or {}


def _csv(
    files: Mapping[str, bytes],
    path: str,
    columns: tuple[str, ...],
    numbers: tuple[str, ...],
    dates: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Read one CSV file as text, then turn its number and date columns into what they mean."""
    if path not in files:
        raise MalformedError(f"{path} is missing")
    try:
        text = pd.read_csv(
            io.BytesIO(files[path]), dtype="str", keep_default_na=False, na_filter=False
        )
    except (ValueError, UnicodeDecodeError) as fault:
        raise MalformedError(f"{path} is not CSV: {fault}") from fault
    missing = [name for name in columns if name not in text.columns]
    if missing:
        raise MalformedError(f"{path} has no column {', '.join(missing)}")
    return pd.DataFrame(
        {name: _column(text[name], path, name in numbers, name in dates) for name in columns}
    )


def _column(cells: Any, path: str, number: bool, day: bool) -> Any:  # noqa: FBT001 - two flags of one private switch
    """Turn one column of text into numbers, dates, or unguarded text."""
    try:
        if number:
            filled = cells.where(cells != "", "nan")
            found = filled.to_numpy(dtype=object).astype(np.float64)
            if np.isinf(found).any():
                raise MalformedError(f"{path} {cells.name} holds a number that is not finite")
            return found
        if day:
            return pd.to_datetime(cells.where(cells != "", None), format="%Y-%m-%d").astype(
                "datetime64[s]"
            )
    except ValueError as fault:
        raise MalformedError(f"{path} {cells.name}: {fault}") from fault
    guarded = cells.str.startswith(GUARDED)
    return cells.where(~guarded, cells.str.slice(1))


def finite(value: Any) -> TypeGuard[float]:
    """Whether a value of a document is a finite number."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value)
