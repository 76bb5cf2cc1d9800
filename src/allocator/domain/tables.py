"""The tables of a scenario: which there are, what their columns mean, and how they are held.

A table is a pandas DataFrame with every column of its specification, in that order, and rows
sorted by its key. Empty is unknown, never zero: text and ids are ``""``, numbers NaN, dates NaT.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from allocator.domain.lever import LEVERS

Meaning = Literal["id", "text", "money", "number", "share", "count", "hours", "date", "flag"]
"""money, hours and count are numbers not below zero; a share lies in 0..1; a number is any.
id, text : str · date : datetime64 · flag : bool · everything else : float64."""

NUMERIC = ("money", "number", "share", "count", "hours")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, meaning, and whether it must be filled or is part of the key."""

    name: str
    meaning: Meaning
    required: bool = False
    key: bool = False
    default: float | str | None = None
    refers: str = ""


_EMPTY: dict[str, pd.DataFrame] = {}
"""Tables without rows, made once: most tables of a scenario are left out, and asked for often."""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: its columns in file order. `key` names the columns no two rows may share."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Collect the key."""
        object.__setattr__(self, "key", tuple(c.name for c in self.columns if c.key))

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(column.name for column in self.columns)

    def empty(self) -> pd.DataFrame:
        """Give the table without rows, with the right columns and types."""
        if self.name not in _EMPTY:
            _EMPTY[self.name] = pd.DataFrame(
                {c.name: empty_series(c.meaning) for c in self.columns}
            )
        return _EMPTY[self.name].copy(deep=False)


def empty_series(meaning: Meaning) -> pd.Series:
    """Give a column without rows, of the type that `meaning` has in memory."""
    if meaning in ("id", "text"):
        return pd.Series([], dtype="str")
    if meaning == "date":
        return pd.Series([], dtype="datetime64[s]")
    if meaning == "flag":
        return pd.Series([], dtype=bool)
    return pd.Series([], dtype=np.float64)


def _table(name: str, columns: str, **refers: str) -> TableSpec:
    """Read a specification such as ``rep_id*#:id share:share=1``."""
    made = []
    for word in columns.split():
        head, meaning = word.split(":")
        meaning, _, default = meaning.partition("=")
        plain = head.rstrip("*#")
        made.append(
            Column(
                plain,
                meaning,  # type: ignore[arg-type]
                required="*" in head,
                key="#" in head,
                default=(float(default) if meaning in NUMERIC else default) if default else None,
                refers=refers.get(plain, ""),
            )
        )
    return TableSpec(name, tuple(made))


_SPECS = (
    _table(
        "reps",
        "rep_id*#:id role*:id name:text node_id:id segment:id region:id start_date:date "
        "end_date:date fte:number=1 ote:money prior_quota:money proposed_quota:money "
        "min_quota:money max_quota:money locked_quota:money baseline:money latitude:number "
        "longitude:number skills:text languages:text successor_of:id",
        role="roles",
        node_id="hierarchy",
        successor_of="reps",
    ),
    _table(
        "absences",
        "rep_id*#:id start_date*#:date end_date*:date share:share=1",
        rep_id="reps",
    ),
    _table("overrides", "rep_id*#:id quota*:money reason*:text author:text", rep_id="reps"),
    _table(
        "hierarchy",
        "node_id*#:id parent_id:id level:id name:text manager_rep_id:id target:money "
        "min_target:money max_target:money proposed:money",
        parent_id="hierarchy",
        manager_rep_id="reps",
    ),
    _table(
        "territories",
        "territory_id*#:id name:text segment:id region:id latitude:number longitude:number",
    ),
    _table(
        "potential",
        "territory_id*#:id lever*#:id potential*:money",
        territory_id="territories",
        lever="levers",
    ),
    _table(
        "coverage",
        "rep_id*#:id territory_id*#:id lever#:id start_date#:date end_date:date share:share",
        rep_id="reps",
        territory_id="territories",
        lever="levers",
    ),
    _table(
        "history",
        "row_id#:id rep_id:id segment:id lever*:id stage:id opportunities*:count wins*:count "
        "amount_opened:money amount_won:money cycle_days:number period:date",
        rep_id="reps",
        lever="levers",
    ),
    _table(
        "pipeline",
        "row_id#:id territory_id*:id lever*:id stage*:id rep_id:id opportunities:count "
        "amount*:money created:date expected_close:date",
        territory_id="territories",
        lever="levers",
        rep_id="reps",
    ),
    _table("stages", "stage*#:id win_rate:share"),
    _table(
        "effort",
        "role*#:id lever*#:id hours_per_opportunity*:hours deal_size:money",
        role="roles",
        lever="levers",
    ),
    _table(
        "funnel",
        "role*#:id lever*#:id step*#:id order*:count rate*:share hours:hours",
        role="roles",
        lever="levers",
    ),
    _table(
        "supply",
        "node_id*#:id lever*#:id period*#:date source*#:id amount*:money",
        node_id="hierarchy",
        lever="levers",
    ),
    _table(
        "accounts",
        "account_id*#:id owner_rep_id:id parent_id:id territory_id:id unit_id:id segment:id "
        "region:id latitude:number longitude:number workload:hours locked:flag "
        "renewal_date:date owner_since:date required_skill:text language:text "
        + " ".join(f"{lever}:money" for lever in LEVERS),
        owner_rep_id="reps",
        parent_id="accounts",
        territory_id="territories",
    ),
    _table(
        "eligibility",
        "account_id#:id rep_id#:id rule:id",
        account_id="accounts",
        rep_id="reps",
    ),
    _table("neighbours", "unit_id*#:id neighbour_id*#:id"),
    _table(
        "actuals",
        "rep_id*#:id lever*#:id period*#:date booked*:number opportunities_created:count "
        "wins:count cost:money forecast:money",
        rep_id="reps",
        lever="levers",
    ),
)

TABLES: Mapping[str, TableSpec] = {spec.name: spec for spec in _SPECS}
"""Every table of a scenario, by name, in the order of the contract."""


@dataclass(frozen=True, slots=True)
class Tables(Mapping[str, pd.DataFrame]):
    """The tables of one scenario. A table that was not given reads as one without rows.

    `given` holds the tables that were there; `name in tables` says whether one was.
    """

    given: Mapping[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Give the table, or its empty form. A name outside the contract is a KeyError."""
        spec = TABLES[name]
        return self.given[name] if name in self.given else spec.empty()

    def __contains__(self, name: object) -> bool:
        """Whether the table was given."""
        return name in self.given

    def __iter__(self) -> Iterator[str]:
        """Run over the names of the given tables, in the order of the contract."""
        return (name for name in TABLES if name in self.given)

    def __len__(self) -> int:
        """Count the given tables."""
        return len(self.given)
