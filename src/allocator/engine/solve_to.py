"""Solve into a folder: nothing is solved twice, nothing is overwritten unasked.

Whether a folder may be written is settled before the solve, so that nobody waits for a plan that
then has no place.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.domain.outcome import Infeasible, Outcome, Published, Stopped
from allocator.engine import plans
from allocator.engine.options import options_of
from allocator.engine.solve import solve
from allocator.engine.verify import proven
from allocator.errors import InputError, LimitReached, PlanError
from allocator.read.canonical import json_bytes
from allocator.read.inputs import input_files, input_hash
from allocator.read.write import saved, unwritable, writable
from allocator.yields.derive import derive

if TYPE_CHECKING:
    from allocator.domain.plan import Plan
    from allocator.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Solved:
    """How it ended, and where it is.

    Attributes
    ----------
    already : the folder held this very plan, and it verified; nothing was solved
    """

    outcome: Outcome
    folder: Path
    already: bool


def solve_to(
    scenario: Scenario,
    out: Path | None = None,
    *,
    force: bool = False,
    solver: str = "auto",
    explain: bool = False,
    **more: Any,
) -> Solved:
    """Solve a scenario and save what came out.

    Parameters
    ----------
    out : the plan's folder; ``plans/<scenario>-<first 8 of the input hash>`` where None
    force : solve anew, and replace another plan that is in the way
    solver, explain, more : as in `engine.solve.solve`: limits, progress, cancel

    Raises
    ------
    InputError
        ``folder-exists`` if something else stands where the folder should go,
        ``folder-not-writable`` if no folder can be made there: found before the solve
    """
    key = key_of(scenario, solver, explain=explain)
    folder = plans.default_folder(scenario.name, key) if out is None else out
    try:
        there = None if force else _already(folder, key)
        if there is not None:
            return Solved(there, folder, already=True)
        _must_be_free(folder, force=force)
    except OSError as error:
        raise unwritable(folder, error) from error
    writable(folder)
    outcome = ended(scenario, solver=solver, explain=explain, **more)
    match outcome:
        case Published(plan=plan) | Infeasible(plan=plan):
            outcome = replace(outcome, plan=saved(plan, folder, force=force))
        case Stopped():
            try:
                _note(outcome, folder)
            except OSError as error:
                raise unwritable(folder, error) from error
    return Solved(outcome, folder, already=False)


def ended(scenario: Scenario, **options: Any) -> Outcome:
    """Solve, and take a limit for what it is: one of the ways to end."""
    try:
        return solve(scenario, **options)
    except LimitReached as limit:
        return Stopped(str(limit), {"stopped": str(limit)})


def key_of(scenario: Scenario, solver: str, *, explain: bool = False) -> str:
    """Give the hash of the resolved inputs and of the options that can change a plan."""
    return input_hash(input_files(scenario, derive(scenario)), options_of(solver, explain=explain))


def _already(folder: Path, key: str) -> Outcome | None:
    """Give the outcome that stands in the folder, if it is this one and verifies."""
    document = plans.document(folder) if plans.kind(folder) == "plan" else None
    if document is None or document["input_hash"] != key:
        return None
    try:
        plan, certificate = proven(folder)
    except PlanError:
        return None
    return _infeasible(plan) if plan.status == "infeasible" else Published(plan, certificate)


def _must_be_free(folder: Path, *, force: bool) -> None:
    """Refuse a place that is taken. What is no plan is never replaced, not even by force."""
    found = plans.kind(folder)
    if found == "other" or (found == "plan" and force and plans.strangers(folder)):
        fix = "It is no plan's folder: name another one with --out."
    elif found == "plan" and not force:
        fix = "Name another folder with --out, or replace it with --force."
    else:
        return
    raise InputError.of(
        "folder-exists",
        "something is already there",
        got=str(folder),
        want="a new folder",
        fix=fix,
    )


def _infeasible(plan: Plan) -> Infeasible:
    """Make the outcome of an infeasible plan again from its folder's diagnosis."""
    diagnosis = json.loads(plan.files["diagnosis.json"])
    conflict, remedies = (tuple(diagnosis.get(key, ())) for key in ("conflict", "remedies"))
    return Infeasible(plan, conflict, remedies, diagnosis)


def _note(stopped: Stopped, folder: Path) -> None:
    """Leave what was known when a solve stopped; a plan that stands there is left alone."""
    if plans.kind(folder) == "plan":
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name[:100]}-", suffix=".new", dir=folder.parent))
    try:
        (made / "run.json").write_bytes(json_bytes({"stopped": stopped.reason}))
        (made / "diagnosis.json").write_bytes(json_bytes(stopped.diagnosis))
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
