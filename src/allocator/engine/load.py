"""Read a scenario: files, overlays and ``--set``, under the schemas of every family and tier."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.program import registry
from allocator.read import scenario as reader
from allocator.read.policy import Schemas

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from allocator.domain.plan import Plan
    from allocator.domain.scenario import Scenario

    Changes = Mapping[str, Any] | Iterable[str]

BASE = "balanced"
"""The model that an unchanged policy is laid over whole, so that none of its own shows."""


def schemas() -> Schemas:
    """Give the settings of every family and tier, which reading a model needs."""
    return Schemas(*registry.schemas())


def load(
    path: str | Path,
    *,
    model: str | None = None,
    set: Changes = (),  # noqa: A002 - the option's name is the promise
    overlays: Iterable[str | Path] = (),
) -> Scenario:
    """Read a scenario.yaml, a what-if file, or a scenario's folder.

    Parameters
    ----------
    model : allocation policy instead of the scenario's own, by name or path
    set : changes as ``path=value``, or a mapping of paths to values; applied last
    overlays : what-if files laid over it, from left to right

    Raises
    ------
    InputError
        with every problem of every file
    """
    return reader.load(
        path,
        model=model,
        overlays=[Path(overlay) for overlay in overlays],
        overrides=set if isinstance(set, Mapping) else tuple(set),
        schemas=schemas(),
    )


def scenario(
    settings: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    *,
    model: str | None = None,
    set: Changes = (),  # noqa: A002 - as above
) -> Scenario:
    """Make a scenario of a dict and DataFrames, by the same rules as from files."""
    return reader.from_values(
        settings,
        tables,
        model=model,
        overrides=set if isinstance(set, Mapping) else tuple(set),
        schemas=schemas(),
    )


def inputs_of(plan: Plan) -> Scenario:
    """Read the scenario that a plan was made from, out of the plan itself.

    Raises
    ------
    InputError
        if a plan's inputs are none
    """
    with tempfile.TemporaryDirectory(prefix="allocator-") as folder:
        for name, content in plan.files.items():
            if name.startswith("inputs/"):
                place = Path(folder) / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
        return load(Path(folder) / "inputs")


def revised(given: Scenario, *, model: str | None = None, set: Changes = ()) -> Scenario:  # noqa: A002
    """Give a scenario under another model, with further changes, or both.

    Another model stands as its file says: settings that the scenario laid over its own model
    belonged to that one. Without another model the policy stays as it is.
    """
    known = schemas()
    settings = {**given.resolved, "model": BASE if model is None else given.policy.name}
    if model is None:
        policy = given.policy
        settings["settings"] = {
            **dict.fromkeys(known.families),
            **policy.families,
            "tiers": [{name: dict(own)} if own else name for name, own in policy.tiers],
            "rounding": {"unit": policy.unit},
        }
    made = scenario(settings, given.tables, model=model, set=set)
    kept = made.policy
    if model is None:
        own = given.policy
        kept = replace(kept, name=own.name, title=own.title, peer_groups=own.peer_groups)
    return replace(
        made,
        policy=kept,
        trail=(*given.trail, *made.trail),
        warnings=tuple(dict.fromkeys((*given.warnings, *made.warnings))),
    )
