"""What the plan and the naive splits are measured with, collected from data and policy."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.measures.baselines import Cells, equal, potential, prior
from allocator.measures.metrics import USUAL_BAND, Chances, Measures, Yardstick, metrics

if TYPE_CHECKING:
    from allocator.domain.allocation import Allocation
    from allocator.domain.parameters import Bools, Floats, Parameters
    from allocator.domain.scenario import Scenario


def yardstick(scenario: Scenario, parameters: Parameters, allocation: Allocation) -> Yardstick:
    """Collect what quotas are held against."""
    column = rep_columns(scenario, parameters)
    hours = parameters.hours.sum(axis=1) + parameters.done.sum(axis=1)
    band = scenario.policy.families.get("fairness_band", {}).get("band", USUAL_BAND)
    return Yardstick(
        target=float(parameters.target.sum()),
        unit=scenario.policy.unit,
        band=float(band),
        groups=allocation.groups,
        group=allocation.group,
        fair=parameters.fair_share,
        y=parameters.y,
        prior=_over(column("prior_quota") * parameters.presence, parameters),
        base=_baseline(scenario, parameters) * parameters.presence,
        ote=column("ote"),
        hours=np.where(_has_cells(parameters) & np.isfinite(hours) & (hours > 0), hours, np.nan),
        chances=_chances(parameters) if parameters.has_potential else None,
    )


def measured(parameters: Parameters, quota: Floats, by: Yardstick) -> Measures:
    """Measure quotas given by cell: (K,) money."""
    return metrics(parameters.by_rep(quota), parameters.by_rep(parameters.effort * quota), by)


def baselines(
    scenario: Scenario, parameters: Parameters, by: Yardstick
) -> dict[str, Measures | None]:
    """Measure the naive splits; None for one that the data do not allow."""
    return {
        name: None if quota is None else measured(parameters, quota, by)
        for name, quota in splits(scenario, parameters).items()
    }


def splits(scenario: Scenario, parameters: Parameters) -> dict[str, Floats | None]:
    """Give the cells' money (K,) under each naive split; None where the data do not allow one."""
    cells = Cells(
        parameters.cell_rep,
        parameters.cell_lever,
        parameters.fair.sum(axis=1),
        parameters.target.sum(axis=1),
    )
    priors = rep_columns(scenario, parameters)("prior_quota") - _baseline(scenario, parameters)
    reach = parameters.potential[parameters.cell_pair] * parameters.mean_share
    return {
        "equal": equal(cells, parameters.presence),
        "prior": prior(cells, np.maximum(priors, 0.0)),
        "potential": potential(cells, reach) if parameters.has_potential else None,
    }


def rep_columns(scenario: Scenario, parameters: Parameters) -> Any:
    """Give a function from a column's name to its values in the order of the reps' axis."""
    table = scenario.tables["reps"].set_index("rep_id", drop=False)
    rows = table.loc[list(parameters.reps.labels)]

    def column(name: str) -> Any:
        return rows[name].to_numpy()

    return column


def _over(prior_quota: Floats, parameters: Parameters) -> Floats:
    """Drop priors of zero and of reps without a cell: they have no change and no baseline."""
    return np.where((prior_quota > 0) & _has_cells(parameters), prior_quota, np.nan)


def _has_cells(parameters: Parameters) -> Bools:
    return np.bincount(parameters.cell_rep, minlength=len(parameters.reps)) > 0


def _baseline(scenario: Scenario, parameters: Parameters) -> Floats:
    """Give the baseline that quotas given as bookings contain: (R,), 0 where they do not."""
    if scenario.measure != "bookings":
        return np.zeros(len(parameters.reps))
    found: Floats = np.nan_to_num(rep_columns(scenario, parameters)("baseline").astype(np.float64))
    return found


def _chances(parameters: Parameters) -> Chances:
    from allocator.yields import risk

    mean, variance = parameters.y, parameters.variance
    return Chances(
        attainment=partial(risk.attainment, mean=mean, variance=variance),
        bookings=partial(risk.expected_up_to, mean=mean, variance=variance),
        company=risk.company_probability(float(parameters.target.sum()), mean, variance),
    )
