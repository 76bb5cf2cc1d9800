"""The plan folders here: where one goes, which there are, and taking one away.

A folder is known by plan.json alone, so listing a hundred plans reads a hundred small files.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from allocator.errors import InputError

ROOT = Path("plans")
"""Where plans go that were given no folder."""

HASH_SHOWN = 8
"""Digits of the input hash in a folder's name."""

LARGEST = 64 * 2**20
"""Bytes of plan.json that are read; a larger one is not ours."""

STOPPED = frozenset({"run.json", "diagnosis.json"})
"""All that a solve leaves behind that was stopped at a limit."""

Kind = Literal["absent", "empty", "plan", "stopped", "other"]


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One line of the list.

    Attributes
    ----------
    status : as plan.json says; ``stopped`` for a solve that hit a limit
    target, assigned, shortfall : money of the plan; None where it has none
    """

    folder: Path
    scenario: str
    model: str
    status: str
    currency: str
    target: float | None
    assigned: float | None
    shortfall: float | None
    input_hash: str


def default_folder(scenario_name: str, input_hash: str, root: Path = ROOT) -> Path:
    """Give the folder of a solve that was given none: ``plans/<scenario>-<hash's first 8>``.

    >>> default_folder("acme-fy27", "0123456789abcdef").as_posix()
    'plans/acme-fy27-01234567'
    """
    name = re.sub(r"[^\w.-]+", "-", scenario_name).strip("-.") or "scenario"
    return root / f"{name}-{input_hash[:HASH_SHOWN]}"


def kind(folder: Path) -> Kind:
    """Tell what stands at a path: nothing, an empty folder, a plan, a stopped solve, or else."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        return "other"
    if not folder.exists():
        return "absent"
    names = {item.name for item in folder.iterdir()}
    if not names:
        return "empty"
    if names <= STOPPED:
        return "stopped"
    return "plan" if document(folder) is not None else "other"


def document(folder: Path) -> Mapping[str, Any] | None:
    """Read plan.json, unproven; None if it is not there or no plan's."""
    path = folder / "plan.json"
    try:
        if path.stat().st_size > LARGEST:
            return None
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    known = isinstance(found, dict) and str(found.get("schema", "")).startswith("allocator/")
    return found if known and "input_hash" in found else None


def list_plans(root: Path = ROOT) -> tuple[PlanEntry, ...]:
    """List the plans directly under a folder, by name. What is no plan is left out."""
    if not root.is_dir():
        return ()
    entries = (_entry(folder) for folder in sorted(root.iterdir()) if folder.is_dir())
    return tuple(entry for entry in entries if entry is not None)


def remove_plan(path: Path) -> None:
    """Remove a plan's folder.

    Raises
    ------
    InputError
        if the path is no plan's folder, or holds a file that no plan has
    """
    found = kind(path)
    if found not in ("plan", "stopped"):
        what = "there is no such folder" if found == "absent" else "this is no plan's folder"
        raise InputError.of(
            "not-a-plan-folder", what, file=str(path), want="a folder that `solve` wrote"
        )
    foreign = strangers(path)
    if foreign:
        raise InputError.of(
            "not-a-plan-folder",
            "the folder holds files that are no plan's",
            file=str(path),
            got=", ".join(foreign[:5]),
            fix="Move them away first.",
        )
    # By rename first: whoever lists the plans meanwhile sees the plan whole or not at all.
    doomed = path.with_name(f".{path.name}.removing")
    path.rename(doomed)
    shutil.rmtree(doomed)


def strangers(folder: Path) -> tuple[str, ...]:
    """Give the files of a plan's folder that plan.json does not name, by relative name."""
    names = set((document(folder) or {}).get("files", {})) | STOPPED | {"plan.json"}
    present = (
        item.relative_to(folder).as_posix()
        for item in folder.rglob("*")
        if item.is_symlink() or not item.is_dir()
    )
    return tuple(sorted(name for name in present if name not in names))


def _entry(folder: Path) -> PlanEntry | None:
    """Make the line of one folder; None if it is no plan."""
    found = kind(folder)
    if found == "stopped":
        return PlanEntry(folder, "", "", "stopped", "", None, None, None, "")
    read = document(folder) if found == "plan" else None
    if read is None:
        return None
    totals = read.get("totals") or {}
    return PlanEntry(
        folder=folder,
        scenario=_name(read.get("scenario")),
        model=_name(read.get("model")),
        status=str(read.get("status", "")),
        currency=str(read.get("currency", "")),
        target=totals.get("target"),
        assigned=totals.get("assigned"),
        shortfall=totals.get("shortfall"),
        input_hash=str(read["input_hash"]),
    )


def _name(value: Any) -> str:
    """Give a name that stands alone or as ``name`` of a mapping."""
    return str(value.get("name", "") if isinstance(value, Mapping) else value or "")
