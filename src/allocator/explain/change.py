"""What could be changed so that a plan exists: one thing that management decides, by an amount.

A change knows how to make the changed scenario, and what to type after ``--set`` where that says
it all. Whether it helps is for `allocator.explain.remedy` to find out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.domain.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

    from allocator.domain.scenario import Scenario

SHARE = 0.001
"""Step of a share or factor: three decimals."""

Make = Callable[["Scenario", float], "Scenario"]


@dataclass(frozen=True, slots=True)
class Change:
    """One way to change a scenario.

    Attributes
    ----------
    kind : stable name, for which `allocator.explain.words` has a sentence
    subject : lever, role, rep, node or family it is about
    unit : money, hours, factor, share, or empty for a switch
    guess : first amount to try, > 0
    most : greatest amount that makes sense
    step : amounts are whole multiples
    make : (scenario, amount) -> the changed scenario
    facts : further figures for the sentence, by amount
    settings : what to type after ``--set``, by amount; empty where a table has to change
    eases : the family whose rules it eases and nothing else; empty where it changes yields
    least : whether no amount below `guess` can do
    """

    kind: str
    subject: str
    unit: str
    guess: float
    make: Make
    step: float = SHARE
    most: float = np.inf
    facts: Callable[[float], Mapping[str, Any]] = field(default=lambda _: {})
    settings: Callable[[float], Mapping[str, Any]] = field(default=lambda _: {})
    eases: str = ""
    least: bool = False


def with_family(scenario: Scenario, name: str, **settings: Any) -> Scenario:
    """Change settings of a family."""
    policy = scenario.policy
    own = {**policy.families.get(name, {}), **settings}
    return replace(scenario, policy=replace(policy, families={**policy.families, name: own}))


def with_table(scenario: Scenario, name: str, frame: pd.DataFrame) -> Scenario:
    """Change a table."""
    return replace(scenario, tables=Tables({**scenario.tables.given, name: frame}))


def same_yields(scenario: Scenario, changed: Scenario) -> bool:
    """Whether a change of this file leaves all parameters as they were.

    Of these tables a change moves numbers that people decided, and no yield reads them.
    """
    decided = {"reps", "overrides", "hierarchy"}
    return (
        changed.levers is scenario.levers
        and changed.roles is scenario.roles
        and all(
            changed.tables.given[name] is scenario.tables.given.get(name)
            for name in changed.tables
            if name not in decided
        )
    )


def with_cells(
    scenario: Scenario, name: str, column: str, key: str, values: Mapping[str, float]
) -> Scenario:
    """Set a column of the rows with these keys."""
    frame = scenario.tables[name].copy()
    new = frame[key].map(values)
    frame[column] = np.where(new.isna(), frame[column], new)
    return with_table(scenario, name, frame)


def plain(value: float) -> float:
    """Give a setting without the dust of its sum."""
    return round(value, 9)
