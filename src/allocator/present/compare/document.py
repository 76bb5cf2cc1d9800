"""A comparison as one JSON object; docs/compare.md lists its keys."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from allocator.present.page.save import save
from allocator.read.canonical import json_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from allocator.compare.comparison import Attribution, Cause, Comparison

SCHEMA = "allocator/comparison/v1"


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """Give everything as a mapping that JSON can hold; what is unknown is None."""
    return {
        "schema": SCHEMA,
        "currency": comparison.currency,
        "equal": not comparison,
        "plans": [
            {
                "letter": side.letter,
                "name": side.name,
                "folder": side.plan.folder.name if side.plan.folder else None,
                "scenario": side.scenario,
                "model": side.model,
                "status": side.status,
                "verified": side.proven,
                "input_hash": side.plan.document.get("input_hash"),
                "allocator_version": side.plan.document.get("allocator_version"),
            }
            for side in comparison.sides
        ],
        "measures": records(comparison.measures),
        "reps": records(comparison.reps),
        "nodes": records(comparison.nodes),
        "levers": records(comparison.levers),
        "periods": records(comparison.periods),
        "pipeline": records(comparison.pipeline),
        "prices": records(comparison.prices),
        "causes": [_cause(cause) for cause in comparison.causes],
        "silent": list(comparison.silent),
        "attribution": _attribution(comparison.attribution),
        "left_out": [{"part": part, "reason": reason} for part, reason in comparison.left_out],
    }


def save_json(comparison: Comparison, path: Path, *, force: bool = False) -> Path:
    """Write the object into a file of its own."""
    return save(path, json_bytes(as_dict(comparison)), force=force)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table; NaN is None.

    >>> import pandas as pd
    >>> records(pd.DataFrame({"rep_id": ["ann"], "quota_A": [float("nan")]}))
    [{'rep_id': 'ann', 'quota_A': None}]
    """
    columns = {str(name): _cells(table[name].tolist()) for name in table.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _cells(values: Sequence[Any]) -> list[Any]:
    return [None if isinstance(v, float) and not math.isfinite(v) else v for v in values]


def _cause(cause: Cause) -> dict[str, Any]:
    return {"title": cause.title, "count": cause.count, "details": list(cause.details)}


def _attribution(found: Attribution | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "how": found.how,
        "note": found.note,
        "solves": found.solves,
        "order": [cause.title for cause in found.causes],
        "company": records(found.company),
        "reps": records(found.reps),
        "levers": records(found.levers),
        "periods": records(found.periods),
    }
