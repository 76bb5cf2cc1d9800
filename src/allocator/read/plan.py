"""Reading a plan folder, and whether it is still what was written."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.domain.plan import COLUMNS, WORK, Plan
from allocator.errors import PlanError
from allocator.read.canonical import json_bytes
from allocator.read.proof import read_proof

if TYPE_CHECKING:
    from collections.abc import Mapping

DOCUMENT, RUN, PROOF = "plan.json", "run.json", "proof.npz"
NUMBERS = frozenset(
    (
        "quota", "fair_share", "load", "peer_load", "expected_yield", "attainable_yield", "stretch",
        "attainment_probability", "capacity_used", "prior_quota", "change", "proposed_quota",
        "sum_of_children", "over_assignment", "amount", "pipeline", "from", "to", "weight",
        "per_week", "per_period", "hours",
    )
)  # fmt: skip
FLAGS = frozenset(("compared",))
PROTECTED = r"^'(?=[=+\-@\t\r])"


def open_plan(path: Path) -> Plan:
    """Read a plan folder. Nothing is proven by this; see `check_hashes` and the certificate.

    Raises
    ------
    PlanError
        plan.json or a table is missing, or a file cannot be read.
    """
    folder = Path(path)
    files, raw = {}, b""
    try:
        for name, file in _walk(folder):
            if name == DOCUMENT:
                raw = file.read_bytes()
            elif name != RUN:
                files[name] = file.read_bytes()
        run_file = folder / RUN
        run = run_file.read_bytes() if run_file.is_file() else b"{}"
    except OSError as error:
        raise PlanError([f"{folder} cannot be read: {error.strerror or error}"]) from error
    if not raw:
        raise PlanError([f"{folder / DOCUMENT} is missing or empty"])
    document = _document(raw, DOCUMENT)
    for key, kind in (("schema", str), ("status", str), ("totals", dict), ("files", dict)):
        if not isinstance(document.get(key), kind):
            raise PlanError([f"{DOCUMENT} has no {key}"])
    return Plan(
        document=document,
        **tables(files, required=document["status"] != "infeasible"),
        files=files,
        proof=read_proof(files[PROOF]) if PROOF in files else None,
        run=_document(run, RUN),
        folder=folder,
    )


def tables(files: Mapping[str, bytes], *, required: bool = True) -> dict[str, pd.DataFrame]:
    """Read the tables of a plan from the bytes of its files."""
    found = {}
    for name, columns in COLUMNS.items():
        content = files.get(f"{name}.csv")
        if content is None:
            if required and name not in WORK:
                raise PlanError([f"{name}.csv is missing"])
            content = (",".join(columns) + "\n").encode()
        found[name] = read_table(name, content)
    return found


def read_table(name: str, content: bytes) -> pd.DataFrame:
    """Read one table of a plan: text as text, numbers exactly as they were written."""
    columns = COLUMNS[name]
    try:
        frame = pd.read_csv(
            io.BytesIO(content),
            dtype=dict.fromkeys(columns, "str"),
            keep_default_na=False,
            na_filter=False,
            encoding="utf-8",
        )
        if tuple(frame.columns) != columns:
            raise PlanError([f"{name}.csv does not have the columns {', '.join(columns)}"])
        for column in columns:
            frame[column] = _typed(column, frame[column])
    except (ValueError, KeyError) as error:
        raise PlanError([f"{name}.csv cannot be read: {error}"]) from error
    return frame


def check_hashes(plan: Plan) -> list[str]:
    """Name every file that is not what plan.json says: changed, missing, or not of the plan."""
    stated = dict(plan.document["files"])
    own = stated.pop(DOCUMENT, "")
    refusals = []
    if own != document_hash(plan.document):
        refusals.append(f"{DOCUMENT} has been changed")
    elif plan.folder is not None and not _is_canonical(plan.folder, plan.document):
        refusals.append(f"{DOCUMENT} is not as it was written")
    for name in sorted(stated.keys() | plan.files.keys()):
        if name not in plan.files:
            refusals.append(f"{name} is missing")
        elif name not in stated:
            refusals.append(f"{name} is not part of the plan")
        elif sha256(plan.files[name]) != stated[name]:
            refusals.append(f"{name} has been changed")
    return refusals


def sha256(content: bytes) -> str:
    """Give the SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def document_hash(document: Mapping[str, Any]) -> str:
    """Give the SHA-256 of plan.json with the field that holds it blank."""
    blank = {**document, "files": {**document["files"], DOCUMENT: ""}}
    try:
        return sha256(json_bytes(blank))
    except ValueError:
        return ""


def _is_canonical(folder: Path, document: Mapping[str, Any]) -> bool:
    """Whether plan.json on disk is, byte for byte, what the document writes."""
    try:
        return (folder / DOCUMENT).read_bytes() == json_bytes(document)
    except OSError:
        return False


def _walk(folder: Path) -> list[tuple[str, Path]]:
    """List every file below a folder, by relative name."""
    return sorted(
        (file.relative_to(folder).as_posix(), file)
        for file in folder.rglob("*")
        if file.is_symlink() or not file.is_dir()
    )


def _document(raw: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise PlanError([f"{name} is not JSON: {error}"]) from error
    if not isinstance(found, dict):
        raise PlanError([f"{name} is not a JSON object"])
    return found


def _refuse(word: str) -> float:
    msg = f"{word} is no number"
    raise ValueError(msg)


def _typed(column: str, cells: pd.Series[Any]) -> pd.Series[Any]:
    """Type one column of text."""
    if column in NUMBERS:
        # float() of the text is exact; pandas' faster parser may be off by the last digit
        numbers = [float(cell) if cell else np.nan for cell in cells.tolist()]
        return pd.Series(numbers, index=cells.index, dtype=np.float64)
    if column in FLAGS:
        if not cells.isin(["true", "false"]).all():
            msg = f"{column} is neither true nor false"
            raise ValueError(msg)
        return cells == "true"
    return cells.str.replace(PROTECTED, "", regex=True).astype("str")
