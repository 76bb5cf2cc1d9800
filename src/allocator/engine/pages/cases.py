"""The solves of scenarios/enterprise whose figures stand on the pages of families and tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SCENARIO = "scenarios/enterprise"
BASE = "as it stands"
"""The case beside which every other one is shown."""


@dataclass(frozen=True, slots=True)
class Case:
    """One solve: which page shows it, and what is changed.

    Attributes
    ----------
    page : ``families/<name>`` or ``tiers/<name>``
    title : head of its column
    sets : what `--set` is given, by path; the value as YAML text
    model : another model than the scenario's
    """

    page: str
    title: str
    sets: Mapping[str, str] = field(default_factory=dict)
    model: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """The changes as `--set` takes them."""
        return tuple(f"{path}={value}" for path, value in self.sets.items())

    @property
    def command(self) -> str:
        """What to type for it."""
        words = ["allocator solve", SCENARIO]
        if self.model:
            words.append(f"--model {self.model}")
        words += [
            f"--set '{option}'" if set(option) & set(" [{") else f"--set {option}"
            for option in self.options
        ]
        return " ".join(words)


CASES = (
    Case("families/lever_totals", "target x 1.2", {"target.scale": "1.2"}),
    Case("families/quota_bounds", "cap of 700,000", {
        "quota_bounds.roles.account_executive.max": "700000",
    }),
    Case("families/potential", "reach 0.8", {"potential.reach": "0.8"}),
    Case("families/capacity", "limit 0.75", {"capacity.limit": "0.75"}),
    Case("families/pipeline_feasibility", "max_stretch 0.95", {
        "pipeline_feasibility.max_stretch": "0.95",
    }),
    Case("families/attainable", "min_probability 0.65", {"attainable.min_probability": "0.65"}),
    Case("families/fairness_band", "band 0.05, hard", {
        "fairness_band.band": "0.05", "fairness_band.soft": "false",
    }),
    Case("families/year_over_year", "up 0.15, hard", {
        "year_over_year.up": "0.15", "year_over_year.soft": "false",
    }),
    Case("families/roll_up", "off", {"roll_up": "null"}),
    Case("families/pipeline_supply", "nothing self-sourced", {
        "pipeline_supply.self_sourced": "{account_executive: 0, channel_manager: 0}",
    }),
    Case("families/lever_mix", "85 % new customers", {
        "lever_mix.mix.account_executive.new_customers": "[0.85, 1]",
    }),
    Case("families/phasing", "band 0.20, hard", {
        "phasing.band": "0.20", "phasing.soft": "false",
    }),
    Case("families/pay_ratio", "3 to 5.5 OTE, hard", {
        "pay_ratio.lo": "3", "pay_ratio.hi": "5.5", "pay_ratio.soft": "false",
    }),
    Case("tiers/shortfall", "target x 1.2", {"target.scale": "1.2"}),
    Case("tiers/cushion", "cushion of 50 %", {
        "target.levers.expansion.over_assignment": "0.50",
        "tiers": "[shortfall, over_stretch, mean_deviation, closest]",
    }),
    Case("tiers/over_stretch", "without it", {
        "tiers": "[shortfall, breaches, mean_deviation, closest]",
    }),
    Case("tiers/leximin", "instead of over_stretch", {
        "tiers": "[shortfall, leximin, breaches, mean_deviation, closest]",
    }),
    Case("tiers/breaches", "without it", {
        "tiers": "[shortfall, over_stretch, mean_deviation, closest]",
    }),
    Case("tiers/mean_deviation", "without it", {
        "tiers": "[shortfall, over_stretch, breaches, closest]",
    }),
    Case("tiers/between_groups", "in front of mean_deviation", {
        "tiers": "[shortfall, over_stretch, breaches, between_groups, mean_deviation, closest]",
    }),
    Case("tiers/disruption", "in front of mean_deviation", {
        "tiers": "[shortfall, over_stretch, breaches, disruption, mean_deviation, closest]",
    }),
    Case("tiers/expected_value", "in front of over_stretch", {
        "tiers": "[shortfall, expected_value, over_stretch, breaches, mean_deviation, closest]",
    }),
    Case("tiers/closest", "alone", {"tiers": "[shortfall, closest]"}),
)  # fmt: skip
"""In the order of the pages."""
