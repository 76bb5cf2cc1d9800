"""A finished plan: its document and tables, as they stand in a plan folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.domain.difference import Difference, difference
from allocator.domain.verbs import Explained, verb

if TYPE_CHECKING:
    import pandas as pd

    from allocator.domain.certificate import Certificate
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
    "objectives": (
        "owner_id", "type", "name", "metric", "from", "to", "unit", "due", "cadence", "weight",
        "indicator",
    ),
    "activity": ("rep_id", "lever", "period", "step", "per_week", "per_period", "hours"),
    "initiatives": ("initiative", "lever", "owner_id", "start", "end", "amount"),
}  # fmt: skip
"""Columns of every table of a plan folder, in file order."""

WORK = frozenset(("objectives", "activity", "initiatives"))
"""Tables that say what quotas mean in work; a folder of an older version has none of them."""


def empty(name: str) -> Callable[[], pd.DataFrame]:
    """Give a function that makes one of the tables without rows."""

    def made() -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(columns=list(COLUMNS[name]))

    return made


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A plan. The same object whether it was just solved or read from its folder.

    Two plans are equal where their bytes are. ``plan - other`` says what differs::

        outcome = allocator.solve(allocator.load("scenarios/acme"))
        plan = outcome.plan
        plan.quotas.groupby("rep_id")["quota"].sum()
        plan.save("plans/acme")
        print(plan.explain("am-07").text())
        print(plan - allocator.open("plans/acme-last-week"))

    In a notebook a plan shows itself as a table.

    Attributes
    ----------
    document : plan.json
    quotas, reps, rollup, shortfall, pipeline_quotas : the tables of the same names
    objectives, activity, initiatives : likewise; what the quotas mean in work and by when
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
    objectives: pd.DataFrame = field(default_factory=empty("objectives"))
    activity: pd.DataFrame = field(default_factory=empty("activity"))
    initiatives: pd.DataFrame = field(default_factory=empty("initiatives"))

    @property
    def status(self) -> str:
        """``optimal``, ``optimal_short`` or ``infeasible``."""
        return str(self.document["status"])

    @property
    def total(self) -> float:
        """Assigned money over all primary rows."""
        return float(self.document["totals"]["assigned"])

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the plan's folder, which appears whole or not at all; give its absolute path.

        Parameters
        ----------
        path : a new folder; its parents are made
        force : replace another plan that is there

        Raises
        ------
        InputError
            if something is in the way, or the disk refuses
        """
        saved: Path = verb("save")(self, Path(path), force=force)
        return saved

    def verify(self) -> Certificate:
        """Prove the plan, with no solver, from its bytes alone.

        Raises
        ------
        CertificateError
            if a byte or a table is not what was sealed, or the proof does not hold
        """
        proven: Certificate = verb("verify")(self)
        return proven

    def explain(self, rep: str | None = None, *, node: str | None = None) -> Explained:
        """Say why a rep's quota, a node's sum or the whole plan is what it is.

        Raises
        ------
        InputError
            if the plan has no such rep or node
        """
        explained: Explained = verb("explain")(self, rep=rep, node=node)
        return explained

    def __sub__(self, other: Plan) -> Difference:
        """Say what this plan has that another has not; falsy where both say the same."""
        if not isinstance(other, Plan):
            return NotImplemented
        return difference(self, other)

    def __eq__(self, other: object) -> bool:
        """Whether both are the same, byte for byte, run.json and place aside."""
        if not isinstance(other, Plan):
            return NotImplemented
        return self.document == other.document and self.files == other.files

    def __hash__(self) -> int:
        """Hash the inputs it was made from."""
        return hash(self.document.get("input_hash"))

    def __repr__(self) -> str:
        """Give it in a line."""
        named = (self.document.get(key, "") for key in ("scenario", "model"))
        return f"<Plan {', '.join(map(str, named))}: {self.status}, {len(self.reps)} reps>"

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        shown: str = verb("show")(self)
        return shown
