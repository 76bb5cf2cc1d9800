"""The options of a solve that are part of a plan's input hash."""

from __future__ import annotations

from typing import Any


def options_of(solver: str, *, explain: bool = False) -> dict[str, Any]:
    """Give the options that change a plan's files: they are part of the input hash."""
    return {"solver": solver, "explain": True} if explain else {"solver": solver}
