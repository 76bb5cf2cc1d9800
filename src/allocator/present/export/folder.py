"""The files of an export, with a list of them that says what they were made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.present.export.parquet import parquet_bytes
from allocator.present.export.plain import plain_csv
from allocator.present.export.salesforce import salesforce
from allocator.present.export.tables import tables
from allocator.present.export.varicent import varicent
from allocator.read.canonical import csv_bytes, json_bytes
from allocator.read.plan import sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from allocator.engine.export import Export

SCHEMA = "allocator/export/v1"
LIST, NOTICE = "export.json", "NOTICE.txt"
MARK = b"\xef\xbb\xbf"
"""Byte-order mark: by it Excel knows UTF-8."""
UNVERIFIED = "This export was made from a plan that does not verify. Do not load it unread."


def files(
    export: Export, *, pay: bool = True, excel: bool = False
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Give every file by name, and what is to be said of them.

    Parameters
    ----------
    pay : whether on-target earnings are told
    excel : whether CSV begins with a byte-order mark

    Raises
    ------
    InputError
        ``ids-missing``, for every id that the platform needs and that is not there
    """
    notes: list[str] = []
    match export.to:
        case "csv":
            mark = MARK if excel else b""
            frames = tables(export, pay=pay)
            made = _written(frames, ".csv", lambda frame: mark + csv_bytes(frame))
        case "parquet":
            frames = tables(export, pay=pay)
            made = _written(frames, ".parquet", parquet_bytes)
        case "salesforce":
            found = salesforce(export)
            frames, notes = found.tables, found.notes
            made = _written(frames, ".csv", plain_csv)
        case "varicent":
            frames = varicent(export)
            made = _written(frames, ".csv", plain_csv)
    rows = {name: len(frame) for name, frame in frames.items()}
    if export.refusals:
        made[NOTICE] = _notice(export.refusals)
    made[LIST] = json_bytes(_list(export, made, rows, notes))
    return dict(sorted(made.items())), tuple(notes)


def _written(
    frames: Mapping[str, pd.DataFrame], ending: str, writer: Callable[[pd.DataFrame], bytes]
) -> dict[str, bytes]:
    return {name + ending: writer(frame) for name, frame in frames.items()}


def _list(
    export: Export, made: Mapping[str, bytes], rows: Mapping[str, int], notes: list[str]
) -> dict[str, object]:
    """Say what was exported, so that a file can be traced to its plan."""
    document = export.plan.document
    return {
        "schema": SCHEMA,
        "to": export.to,
        **{key: document.get(key) for key in ("scenario", "title", "model", "currency", "status")},
        "input_hash": document.get("input_hash"),
        "verified": not export.refusals,
        "totals": {key: document["totals"][key] for key in ("target", "assigned", "shortfall")},
        "files": {
            name: {"rows": rows.get(name.rpartition(".")[0]), "sha256": sha256(content)}
            for name, content in sorted(made.items())
        },
        "notes": notes,
    }


def _notice(refusals: tuple[str, ...]) -> bytes:
    lines = [UNVERIFIED, "", *(f"- {reason}" for reason in refusals)]
    return ("\n".join(lines) + "\n").encode()
