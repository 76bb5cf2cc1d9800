"""Everything that typed tables must satisfy before they are used: all faults, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.read.checks import (
    coverage,
    dates,
    hierarchy,
    keys,
    organisation,
    references,
    values,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from allocator.domain.calendar import Horizon
    from allocator.domain.lever import Role
    from allocator.errors import Problem


def check(
    frames: Mapping[str, pd.DataFrame],
    *,
    roles: Mapping[str, Role],
    levers: Collection[str],
    horizon: Horizon,
    problems: list[Problem],
) -> None:
    """Add every fault of the tables to `problems`, errors and warnings.

    Parameters
    ----------
    frames : typed tables after all overlays, before `finish`
    roles : roles of the scenario
    levers : levers that the scenario gives a target

    A table that lost rows in reading (``attrs["broken"]``) is not held against others: what it
    lacks was reported already.
    """
    keys.check(frames, problems)
    references.check(frames, roles, problems)
    hierarchy.check(frames, problems)
    dates.check(frames, horizon, problems)
    coverage.check(frames, roles, problems)
    values.check(frames, problems)
    organisation.check(frames, roles, levers, problems)
