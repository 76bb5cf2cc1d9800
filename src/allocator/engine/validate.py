"""Read and derive, solve nothing: every error of every file at once, or else every warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.engine.load import load
from allocator.errors import InputError
from allocator.program.unread import unread
from allocator.program.zero_band import zero_band
from allocator.yields.derive import derive

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from allocator.domain.scenario import Scenario
    from allocator.engine.load import Changes
    from allocator.errors import Problem


def validate(
    path: str | Path,
    *,
    model: str | None = None,
    set: Changes = (),  # noqa: A002 - the option's name is the promise
    overlays: Iterable[str | Path] = (),
) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Check a scenario.

    Parameters
    ----------
    model, set, overlays : as in `engine.load.load`

    Returns
    -------
    The scenario, None where it has an error; and all problems, each once
    """
    try:
        scenario = load(path, model=model, set=set, overlays=overlays)
        parameters = derive(scenario)
    except InputError as error:
        return None, error.problems
    told = (
        *scenario.warnings,
        *parameters.warnings,
        *unread(scenario),
        *zero_band(scenario, parameters),
    )
    return scenario, tuple(dict.fromkeys(told))
