"""JSON Schema of the files that people write, with every family's and tier's settings in it."""

from __future__ import annotations

from typing import Any, Literal

from allocator.engine.load import schemas
from allocator.read.schema import json_schema


def schema(which: Literal["scenario", "model"] = "scenario") -> dict[str, Any]:
    """Describe scenario.yaml, what-if files included, or a model's file."""
    return json_schema(which, schemas())
