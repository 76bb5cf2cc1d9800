"""A finished plan: its document and tables, as they stand in a plan folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from allocator.domain.proof import Proof

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "quotas": ("rep_id", "territory_id", "lever", "period", "credit", "quota"),
    "reps": (
        "rep_id", "credit", "name", "role", "node_id", "peer_group", "compared", "quota",
        "fair_share", "load", "peer_load", "expected_yield", "attainable_yield", "stretch",
        "attainment_probability", "capacity_used", "prior_quota", "change", "proposed_quota",
        "binding",
    ),
    "rollup": (
        "node_id", "level", "parent_id", "lever", "period", "quota", "sum_of_children",
        "over_assignment",
    ),
    "shortfall": ("lever", "period", "amount", "reason"),
    "pipeline_quotas": ("rep_id", "node_id", "lever", "period", "pipeline"),
}  # fmt: skip
"""Columns of every table of a plan folder, in file order."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan. The same object whether it was just solved or read from its folder.

    Attributes
    ----------
    document : plan.json
    quotas, reps, rollup, shortfall, pipeline_quotas : the tables of the same names
    files : bytes of every file of the folder but plan.json and run.json, by relative name
    proof : evidence of every tier; None for a plan without a point
    run : run.json, outside every promise of equal bytes
    folder : where it was read from or saved to
    """

    document: Mapping[str, Any]
    quotas: pd.DataFrame
    reps: pd.DataFrame
    rollup: pd.DataFrame
    shortfall: pd.DataFrame
    pipeline_quotas: pd.DataFrame
    files: Mapping[str, bytes]
    proof: Proof | None
    run: Mapping[str, Any] = field(default_factory=dict)
    folder: Path | None = None

    @property
    def status(self) -> str:
        """``optimal``, ``optimal_short`` or ``infeasible``."""
        return str(self.document["status"])

    @property
    def total(self) -> float:
        """Assigned money over all primary rows."""
        return float(self.document["totals"]["assigned"])
