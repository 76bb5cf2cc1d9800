"""Headline measures of several plans side by side, each with its naive splits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.compare.pay import pay

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.compare.comparison import Side
    from allocator.domain.calendar import Horizon
    from allocator.domain.plan import Plan

SPLITS = ("equal", "prior", "potential")
PLAN_ALONE = frozenset(("assigned_share", "company_probability"))
"""Measures that are the same under every split, so that only the plan's is told."""
SURE = (0.5, 0.7, 0.9)
"""Probabilities of attainment by which reps are counted."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One headline figure.

    Attributes
    ----------
    better : higher, lower, or empty where more is neither
    """

    section: str
    name: str
    title: str
    unit: str
    better: str = ""


MEASURES = (
    Measure("target", "target", "Target", "money"),
    Measure("target", "assigned", "Assigned", "money", "higher"),
    Measure("target", "shortfall", "Short of the target", "money", "lower"),
    Measure("target", "assigned_share", "Share of the target assigned", "share", "higher"),
    Measure("target", "reps", "Reps with a quota", "count"),
    Measure("fairness", "worst_load_deviation", "Largest distance from the peers' load", "share",
            "lower"),
    Measure("fairness", "mean_load_deviation", "Mean distance from the peers' load", "share",
            "lower"),
    Measure("fairness", "gini_of_load", "Gini coefficient of load", "ratio", "lower"),
    Measure("fairness", "share_inside_band", "Reps inside the fairness band", "share", "higher"),
    Measure("fairness", "largest_change", "Largest change against last year", "share", "lower"),
    Measure("fairness", "median_change", "Median change against last year", "share"),
    Measure("reach", "largest_stretch", "Largest stretch (quota / attainable)", "ratio", "lower"),
    Measure("reach", "capacity_use", "Selling hours used", "share"),
    Measure("risk", "expected_bookings", "Expected bookings", "money", "higher"),
    Measure("risk", "expected_attainers", "Reps expected to attain", "number", "higher"),
    *(
        Measure("risk", f"reps_{100 * least:.0f}",
                f"Reps who attain with at least {100 * least:.0f} % probability", "count", "higher")
        for least in SURE
    ),
    Measure("risk", "company_probability", "Probability that the company reaches the target",
            "share", "higher"),
    Measure("pay", "ote", "On-target earnings while employed", "money", "lower"),
    Measure("pay", "ote_at_risk", "of it, of reps who more likely miss than attain", "money",
            "lower"),
    Measure("pay", "ote_share", "On-target earnings / assigned", "share", "lower"),
    Measure("pay", "quota_to_ote_min", "Least quota per unit of pay", "ratio"),
    Measure("pay", "quota_to_ote_max", "Greatest quota per unit of pay", "ratio"),
)  # fmt: skip


def measures(sides: Sequence[Side]) -> pd.DataFrame:
    """Give the measures: a row per measure and split, a column per plan; see `Comparison`."""
    known = {side.letter: _plan_figures(side.plan, side.horizon) for side in sides}
    rows = []
    for measure in MEASURES:
        for of in ("plan", *(() if measure.name in PLAN_ALONE else SPLITS)):
            figures = [known[side.letter][of].get(measure.name, np.nan) for side in sides]
            if not np.isnan(figures).all():
                head = (measure.section, measure.name, measure.title, measure.unit, measure.better)
                rows.append((*head, of, *figures))
    heads = ["section", "measure", "title", "unit", "better", "of"]
    return pd.DataFrame(rows, columns=[*heads, *(side.letter for side in sides)])


def _plan_figures(plan: Plan, horizon: Horizon) -> dict[str, dict[str, float]]:
    """Give the figures of a plan and of its naive splits, by measure."""
    if plan.status == "infeasible":
        target = float(plan.document["totals"]["target"])
        return {"plan": {"target": target}, **{name: {} for name in SPLITS}}
    compared = plan.reps[plan.reps["compared"]].groupby("peer_group").size()
    own = plan.reps[(plan.reps["credit"] == "primary") & (plan.reps["quota"] > 0)]
    totals = plan.document["totals"]
    found = {
        **_figures(plan.document["metrics"], compared),
        **{name: float(totals[name]) for name in ("target", "assigned", "shortfall")},
        "reps": float(len(own)),
        **pay(plan, horizon),
    }
    if own["attainment_probability"].notna().any():
        sure = own["attainment_probability"].to_numpy()
        found |= {f"reps_{100 * least:.0f}": float((sure >= least).sum()) for least in SURE}
    splits = plan.document["baselines"] or {}
    return {
        "plan": found,
        **{name: _figures(splits.get(name) or {}, compared) for name in SPLITS},
    }


def _figures(stated: Mapping[str, Any], compared: pd.Series) -> dict[str, float]:
    """Read the metrics of plan.json; of measures by peer group the worst, or the mean of all."""
    found = {}
    for name, value in stated.items():
        if isinstance(value, dict):
            by_group = pd.Series(value, dtype="float64").dropna()
            if by_group.empty:
                continue
            weight = compared.reindex(by_group.index).fillna(0.0).to_numpy(np.float64)
            mean = float(by_group.to_numpy() @ weight) / max(float(weight.sum()), 1.0)
            found[name] = mean if name.startswith("mean") else float(by_group.max())
        elif value is not None:
            found[name] = float(value)
    return found
