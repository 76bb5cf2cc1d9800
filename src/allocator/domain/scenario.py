"""A scenario, resolved: what is wanted, who carries it, under which policy, from which data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from allocator.domain.calendar import Horizon
from allocator.domain.lever import LeverTarget, Role
from allocator.domain.tables import Tables
from allocator.errors import Problem


@dataclass(frozen=True, slots=True)
class Change:
    """One step of the trail: a setting or table cell that an overlay or ``--set`` changed.

    `path` is a settings path (``settings.fairness_band.band``) or a row's
    (``rows.reps.am-07.end_date``); `place` is ``file:line`` or ``--set`` and stays out of the
    plan's bytes.
    """

    path: str
    old: Any
    new: Any
    place: str


@dataclass(frozen=True, slots=True)
class Policy:
    """An allocation policy as plain values: what a model file says after all overlays.

    Attributes
    ----------
    name : the model's name
    peer_groups : columns of reps that make peer groups, ``("role", "segment")``
    families : settings of every family that is on, as given (defaults are the family's)
    tiers : names of the tiers in order, each with its settings
    unit : published unit of money
    """

    name: str
    title: str
    peer_groups: tuple[str, ...]
    families: Mapping[str, Mapping[str, Any]]
    tiers: tuple[tuple[str, Mapping[str, Any]], ...]
    unit: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that a solve needs, after defaults, model, scenario, overlays and ``--set``.

    Attributes
    ----------
    baseline_revenue : the horizon's revenue if no lever moves
    levers : targets in the order of `LEVERS`, only those the scenario names
    roles : by name, sorted
    tables : given tables, canonical, money in `currency`
    measure : whether quota columns are growth above the baseline, or bookings that contain it
    history_months : how far back conversion looks from the horizon's start
    assumptions : what the file says stood in for data, such as what an import decided
    resolved : the scenario as a mapping that can be written and loaded again to the same scenario
    trail : what overlays changed, in order
    defaults_used : the assumptions, then one line per default that stood in for data while reading
    warnings : problems of severity ``warning``
    """

    name: str
    title: str
    currency: str
    horizon: Horizon
    baseline_revenue: float
    levers: tuple[LeverTarget, ...]
    roles: Mapping[str, Role]
    policy: Policy
    tables: Tables
    measure: Literal["growth", "bookings"] = "growth"
    history_months: int = 24
    purpose: str = ""
    objectives: Mapping[str, Any] = field(default_factory=dict)
    initiatives: tuple[Mapping[str, Any], ...] = ()
    assumptions: tuple[str, ...] = ()
    resolved: Mapping[str, Any] = field(default_factory=dict)
    trail: tuple[Change, ...] = ()
    defaults_used: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def target(self) -> float:
        """The whole growth target: the sum of the levers."""
        return float(sum(lever.amount for lever in self.levers))
