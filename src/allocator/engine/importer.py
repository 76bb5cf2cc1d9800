"""Bring in what others hold: a CRM export as a scenario, edited quotas as overrides."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.engine.generate import write_folder
from allocator.engine.load import load
from allocator.errors import InputError, Problem

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

NAME = "from-crm"
"""What the scenario is called where its folder's name has no letters."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A scenario that was written.

    Attributes
    ----------
    found : what was odd in the export, each with its count
    rules : what was decided in the place of data, each with what changes it
    warnings : what validation of the new scenario says
    """

    folder: Path
    found: tuple[str, ...]
    rules: tuple[str, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Overridden:
    """Overrides that were written: where, and whose are new, changed or kept."""

    file: Path
    added: tuple[str, ...]
    changed: tuple[str, ...]
    kept: int


def import_crm(
    opportunities: Path,
    out: Path,
    *,
    accounts: Path | None = None,
    products: Path | None = None,
    teams: Path | None = None,
    mapping: Path | None = None,
    start: date | None = None,
    name: str | None = None,
    **choices: Any,
) -> Imported:
    """Turn a CRM export into a scenario folder; whole, or not at all.

    Parameters
    ----------
    opportunities : one row per opportunity
    out : the new folder; it must not exist, or be an empty folder
    mapping : a map of columns, stages and levers
    name : of the scenario; None takes the folder's
    choices : growth_rate, periods, frequency, currency, whole, as in `read.crm.target.Choices`

    Raises
    ------
    InputError
        with every problem of every file
    """
    # Here and not above, so that the command line starts without pandas.
    from allocator.read.crm.export import Files
    from allocator.read.crm.folder import scenario_folder
    from allocator.read.crm.target import Choices

    problems: list[Problem] = []
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        problems.append(
            Problem(
                "folder-exists",
                "the folder is there already and not empty",
                file=str(out),
                want="a new folder",
                fix="Name another folder, or remove this one first.",
            )
        )
    slug = re.sub(r"[^a-z0-9]+", "-", out.resolve().name.lower()).strip("-") or NAME
    wanted = Choices(start=start, name=slug[:64] if name is None else name, **choices)
    files = Files(opportunities, accounts, products, teams)
    made = scenario_folder(files, wanted, mapping, problems)
    if made is None or any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    write_folder(made.files, out)
    return Imported(out, made.found, made.rules, (*problems, *load(out).warnings))


def import_overrides(edited: Path, scenario: Path, *, plan: Path | None = None) -> Overridden:
    """Write edited quotas into the overrides of a scenario; all of them, or none.

    Parameters
    ----------
    edited : CSV or workbook: rep_id, quota, reason, author; or a plan's reps or quotas, edited
    scenario : the scenario whose table is written; of a what-if file the one it belongs to
    plan : the plan that was edited: rows that still say its number are passed over

    Raises
    ------
    InputError
        with every problem: a number without a reason, a rep that is not there
    """
    from allocator.read.canonical import csv_bytes
    from allocator.read.overrides import merged, read_edited
    from allocator.read.paths import SCENARIO, start

    problems: list[Problem] = []
    yard = start(scenario, problems)
    if yard is None:
        raise InputError(problems)
    held = load(yard.folder / SCENARIO)
    file = _overrides_file(yard.folder / str(_tables(yard.folder / SCENARIO)), problems)
    published = None if plan is None else _published(plan)
    made = read_edited(edited, held.tables["reps"]["rep_id"], published, problems)
    if made is None or any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    existing = held.tables["overrides"]
    before = set(existing["rep_id"])
    named = made["rep_id"].tolist()
    if named:
        _replace(file, csv_bytes(merged(existing, made)))
    return Overridden(
        file,
        tuple(rep for rep in named if rep not in before),
        tuple(rep for rep in named if rep in before),
        len(before - set(named)),
    )


def _tables(file: Path) -> str:
    """Give where a scenario that loads says its tables are."""
    from allocator.read import yaml

    tree = yaml.parse(file.read_bytes(), file=file.name, problems=[])
    node = None if tree is None else tree.entries.get("tables")
    return "tables/" if node is None or node.value is None else str(node.value)


def _overrides_file(tables: Path, problems: list[Problem]) -> Path:
    """Give the CSV file to write; report tables that are kept in another form."""
    from allocator.read.external import fault

    file = tables / "overrides.csv"
    if not tables.is_dir():
        problems.append(fault("override-tables-elsewhere", file=tables.name))
        return file
    held = [path for path in sorted(tables.iterdir()) if path.stem.lower() == "overrides"]
    for path in held:
        if path.suffix.lower() == ".parquet":
            problems.append(fault("override-tables-elsewhere", file=path.name))
        elif path.suffix.lower() == ".csv":
            file = path
    return file


def _published(plan: Path) -> dict[str, float]:
    """Give the published quota of every rep of a plan."""
    from allocator.read.plan import open_plan

    reps: pd.DataFrame = open_plan(plan).reps
    reps = reps[reps["credit"] == "primary"]
    return dict(zip(reps["rep_id"].tolist(), reps["quota"].tolist(), strict=True))


def _replace(file: Path, content: bytes) -> None:
    """Put a file in its place in one step; what was there stays until then."""
    made = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        made.write_bytes(content)
        made.replace(file)
    finally:
        made.unlink(missing_ok=True)
