"""Everything that an export is written from: a plan, its inputs, and the platform's ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from allocator.engine.load import inputs_of
from allocator.engine.verify import verify_plan
from allocator.errors import CertificateError, InputError, Problem
from allocator.read.ids import Ids, read_ids
from allocator.read.plan import open_plan

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.domain.plan import Plan
    from allocator.domain.scenario import Scenario

Target = Literal["salesforce", "csv", "parquet", "varicent"]
TARGETS: tuple[Target, ...] = get_args(Target)
WITH_IDS = ("salesforce", "varicent")


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported.

    Attributes
    ----------
    scenario : what the plan was made from, read out of the plan
    ids : of the platform; without rows where none were given
    refusals : why the plan does not verify; empty where it does
    """

    to: Target
    plan: Plan
    scenario: Scenario
    ids: Ids
    refusals: tuple[str, ...]


def gather(
    path: Path,
    to: Target,
    *,
    ids: Path | None = None,
    excel: bool = False,
    unverified: bool = False,
) -> Export:
    """Open and prove a plan, and read the platform's ids.

    Parameters
    ----------
    ids : table of kind, id, platform_id
    excel : whether CSV files are to begin with a byte-order mark
    unverified : take a plan whose proof does not hold

    Raises
    ------
    InputError
        ``export-option`` where an option does not belong to `to`; ``plan-infeasible``; every
        problem of the ids
    PlanError
        if the plan cannot be read, or does not verify
    """
    _fitting(to, ids=ids is not None, excel=excel)
    plan = open_plan(path)
    refusals: tuple[str, ...] = ()
    try:
        verify_plan(plan)
    except CertificateError as error:
        if not unverified:
            raise
        refusals = error.refusals
    if plan.status == "infeasible":
        raise InputError.of(
            "plan-infeasible",
            "the plan has no quotas to export",
            file=str(path),
            fix="diagnosis.json says why there is no plan.",
        )
    known = Ids()
    if ids is not None:
        problems: list[Problem] = []
        read = read_ids(ids, problems, records=to == "salesforce")
        if read is None or any(problem.severity == "error" for problem in problems):
            raise InputError(problems)
        known = read
    return Export(to, plan, inputs_of(plan), known, refusals)


def _fitting(to: Target, *, ids: bool, excel: bool) -> None:
    """Refuse an option that another target has."""
    for given, option, targets in ((excel, "--excel", ("csv",)), (ids, "--ids", WITH_IDS)):
        if given and to not in targets:
            raise InputError.of(
                "export-option",
                "does nothing for this export",
                pointer=option,
                got=f"--to {to}",
                want=" or ".join(f"--to {target}" for target in targets),
                fix="Leave the option out, or export to what knows it.",
            )
