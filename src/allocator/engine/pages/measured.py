"""Figures of the pages: `cases.CASES` solved, and what their plans measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.domain.outcome import Published
from allocator.engine.load import load
from allocator.engine.pages.cases import BASE, SCENARIO, Case
from allocator.engine.solve import solve

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.domain.plan import Plan

METRICS = (
    "assigned_share",
    "largest_stretch",
    "expected_bookings",
    "expected_attainers",
    "gini_of_load",
    "largest_change",
)


NOTHING = 1e-7
"""Value of a tier that is shown as 0."""


def measured(root: Path, case: Case | None, base: Plan | None = None) -> tuple[Plan, Any]:
    """Solve a case, None for the scenario as it stands, and give plan and figures.

    Parameters
    ----------
    root : folder of the repository
    base : the plan beside which quotas are said to have moved

    Raises
    ------
    ValueError
        if the case has no plan
    """
    chosen = case or Case(BASE, BASE)
    scenario = load(root / SCENARIO, model=chosen.model or None, set=chosen.options)
    outcome = solve(scenario)
    if not isinstance(outcome, Published):
        raise ValueError(f"{chosen.command}: there is no plan")  # noqa: TRY004 - an outcome
    plan = outcome.plan
    return plan, figures(plan, base or plan)


def figures(plan: Plan, base: Plan) -> dict[str, Any]:
    """Give what the pages show of a plan; rounded, so that any machine gives the same.

    `moved` is the money that lies with another rep than in `base`.
    """
    metrics, totals = plan.document["metrics"], plan.document["totals"]
    found = {name: round(metrics[name], 4) for name in METRICS}
    found["expected_bookings"] = round(metrics["expected_bookings"], -3)
    deviations = [v for v in metrics["worst_load_deviation"].values() if v is not None]
    quota, before = (_by_rep(each) for each in (plan, base))
    rows = plan.reps[plan.reps["credit"] == "primary"]["binding"]
    bound: dict[str, int] = {}
    for names in rows:
        for name in filter(None, str(names).split(";")):
            bound[name] = bound.get(name, 0) + 1
    return {
        **found,
        "shortfall": totals["shortfall"],
        "cushion_missing": round(totals["cushion_missing"], -2),
        "furthest_from_peers": round(max(deviations), 4),
        "moved": round(sum(max(0.0, quota[rep] - before.get(rep, 0.0)) for rep in quota), -2),
        "tiers": {
            tier["name"]: float(f"{tier['value']:.3g}") if abs(tier["value"]) > NOTHING else 0.0
            for tier in plan.document["tiers"]
        },
        "binding": dict(sorted(bound.items())),
    }


def _by_rep(plan: Plan) -> dict[str, float]:
    rows = plan.reps[plan.reps["credit"] == "primary"]
    return dict(zip(rows["rep_id"].tolist(), rows["quota"].tolist(), strict=True))
