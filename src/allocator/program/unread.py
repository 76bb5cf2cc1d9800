"""Data that somebody filled in and that no active rule reads: said, so that nobody relies on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import Problem

if TYPE_CHECKING:
    from allocator.domain.scenario import Policy, Scenario


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a column: any of these families, or of these tiers."""

    table: str
    column: str
    families: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()


READERS = (
    Reader("reps", "ote", ("pay_ratio",)),
    Reader("reps", "prior_quota", ("year_over_year",), ("disruption",)),
    Reader("reps", "proposed_quota", (), ("disruption",)),
    Reader("hierarchy", "target", ("roll_up",)),
    Reader("hierarchy", "min_target", ("roll_up",)),
    Reader("hierarchy", "max_target", ("roll_up",)),
    Reader("hierarchy", "proposed", (), ("disruption",)),
    Reader("effort", "hours_per_opportunity", ("capacity", "pipeline_supply")),
    Reader("supply", "amount", ("pipeline_supply",)),
)
"""Columns that mean nothing unless one of their readers is on."""


def unread(scenario: Scenario) -> tuple[Problem, ...]:
    """Warn of every filled column whose readers are all off."""
    return tuple(
        Problem(
            "column-unread",
            f"{reader.table}.{reader.column} is given, {_names(reader)} is off",
            file=reader.table,
            pointer=reader.column,
            want="a policy that reads the column, or no such column",
            fix=f"Switch {_names(reader)} on in settings, or choose another model",
            severity="warning",
        )
        for reader in READERS
        if scenario.tables[reader.table][reader.column].notna().any()
        and not _is_read(reader, scenario.policy)
    )


def _names(reader: Reader) -> str:
    return " or ".join((*reader.families, *reader.tiers))


def _is_read(reader: Reader, policy: Policy) -> bool:
    tiers = {name for name, _ in policy.tiers}
    return bool(set(reader.families) & set(policy.families) or set(reader.tiers) & tiers)
