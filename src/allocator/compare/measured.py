"""What a plan is placed by on a frontier: a dozen measures, each a number of the whole plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from allocator.domain.plan import Plan


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure.

    Attributes
    ----------
    key : its column in frontier.csv
    title : in words
    unit : what its numbers are
    better : which way is better; ``same`` where neither is
    """

    key: str
    title: str
    unit: Literal["money", "share", "ratio", "number"]
    better: Literal["higher", "lower", "same"]


MEASURES: Mapping[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure("target", "target", "money", "same"),
        Measure("assigned", "assigned", "money", "higher"),
        Measure("shortfall", "shortfall", "money", "lower"),
        Measure("expected_bookings", "expected bookings", "money", "higher"),
        Measure("company_probability", "probability of the target", "share", "higher"),
        Measure("expected_attainers", "reps expected to attain", "number", "higher"),
        Measure("largest_stretch", "largest stretch", "ratio", "lower"),
        Measure("worst_load_deviation", "load deviation", "share", "lower"),
        Measure("mean_load_deviation", "mean load deviation", "share", "lower"),
        Measure("share_inside_band", "reps inside the band", "share", "higher"),
        Measure("disruption", "change from prior quota", "share", "lower"),
        Measure("largest_change", "largest change from prior quota", "share", "lower"),
    )
}
"""In the order of frontier.csv."""

_TOTALS = ("target", "assigned", "shortfall")


def measured(plan: Plan) -> dict[str, float | None]:
    """Measure a plan; None where it does not know.

    Deviations are of load against the load of the peer group, over all compared reps; changes are
    against the prior quota of the days present, over all reps that had one, primary credit.
    """
    document = plan.document
    primary = plan.reps[plan.reps["credit"] == "primary"]
    compared = primary[primary["compared"]]
    deviation = (compared["load"] / compared["peer_load"] - 1.0).abs()
    change = primary["change"].abs()
    worst = document["metrics"].get("worst_load_deviation") or {}
    own = {
        "worst_load_deviation": max(
            (value for value in worst.values() if value is not None), default=None
        ),
        "mean_load_deviation": _known(deviation.mean()),
        "disruption": _known(change.mean()),
    }
    return {
        key: _known(document["totals"][key])
        if key in _TOTALS
        else own[key]
        if key in own
        else _known(document["metrics"].get(key))
        for key in MEASURES
    }


def _known(value: Any) -> float | None:
    return None if value is None or value != value else float(value)  # noqa: PLR0124 - NaN
