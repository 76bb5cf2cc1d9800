"""Which cause did what: the way from one plan to another, cause by cause.

A mixture takes some causes from the later plan and everything else from the first. With the quota
``v(S)`` of a rep under the causes ``S``, a cause ``i`` has under one order the step ``v(S + i) -
v(S)``; its average over all orders of ``n`` causes is the Shapley value (L. Shapley, "A value for
n-person games", 1953)::

    step[i] = sum over S without i of  |S|! (n - |S| - 1)! / n!  (v(S + i) - v(S))

Every mixture is solved once and certified like any plan. The ends are the plans themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import factorial
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from allocator.compare.comparison import FEW, Attribution, Cause, How
from allocator.compare.mixture import mixture
from allocator.compare.rounding import grains, largest_remainder, settled, whole
from allocator.domain.difference import FINEST

if TYPE_CHECKING:
    from allocator.compare.groups import Group
    from allocator.compare.inputs import Inputs
    from allocator.domain.parameters import Floats
    from allocator.domain.plan import Plan

Resolve: TypeAlias = Callable[["Inputs"], "Plan | str"]
"""Solves a mixture; where it has no plan, says why."""
Numbers = TypeVar("Numbers", npt.NDArray[np.int64], npt.NDArray[np.float64])
Progress: TypeAlias = Callable[[int, int], None]
"""Told how many of how many mixtures are done."""

MEASURES = (
    "shortfall", "expected_bookings", "expected_attainers", "company_probability",
    "largest_stretch",
)  # fmt: skip
TRIES = 40
"""Most mixtures that the search for an order tries beyond the causes' number."""


@dataclass(frozen=True, slots=True)
class Road:
    """How the steps are found.

    Attributes
    ----------
    order : causes in the order in which they are added
    averaged : over all orders, not along this one
    broken : the first mixture that has no plan, 0 where all have one
    """

    order: tuple[int, ...]
    averaged: bool
    broken: int = 0


class NoRoad(Exception):
    """No order of the causes leads from plan to plan through mixtures that have one."""


class Mixtures:
    """Plans between two plans, each solved when it is first asked for.

    Subsets of the causes are bit masks: bit `i` is cause `i`.
    """

    def __init__(
        self,
        ends: tuple[Plan, Plan],
        inputs: tuple[Inputs, Inputs],
        groups: Sequence[Group],
        resolve: Resolve,
        progress: Progress = lambda _done, _total: None,
    ) -> None:
        self.size = len(groups)
        self.full = (1 << self.size) - 1
        self.solves = 0
        self._inputs, self._groups, self._resolve = inputs, groups, resolve
        self._progress = progress
        self.reasons: dict[int, str] = {}
        self._known: dict[int, Facts | None] = {0: facts(ends[0]), self.full: facts(ends[1])}

    def has_plan(self, mask: int) -> bool:
        """Whether a mixture has a plan."""
        if mask not in self._known:
            self._progress(self.solves, self.most)
            taken = [group for at, group in enumerate(self._groups) if mask >> at & 1]
            found = self._resolve(mixture(*self._inputs, taken))
            self.solves += 1
            if isinstance(found, str):
                self.reasons[mask] = found
            self._known[mask] = None if isinstance(found, str) else facts(found)
        return self._known[mask] is not None

    def facts(self, mask: int) -> Facts:
        """Give what a mixture's plan says."""
        found = self._known[mask] if self.has_plan(mask) else None
        if found is None:
            raise NoRoad
        return found

    @property
    def most(self) -> int:
        """How many solves there will be if every mixture has a plan."""
        return solves(self.size)


def solves(causes: int) -> int:
    """Give the number of mixtures between two plans: all of them, or those of one order.

    >>> [solves(causes) for causes in (0, 1, 3, 6, 7)]
    [0, 0, 6, 62, 6]
    """
    if causes <= 1:
        return 0
    return 2**causes - 2 if causes <= FEW else causes - 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plan says, as far as steps are made of it.

    Attributes
    ----------
    reps : money by (rep_id, credit)
    levers, periods : money of primary credit
    measures : by `MEASURES`, NaN where unknown
    """

    reps: pd.Series
    levers: pd.Series
    periods: pd.Series
    measures: Floats


def facts(plan: Plan) -> Facts:
    """Read what a plan says."""
    quotas = plan.quotas
    own = quotas[quotas["credit"] == "primary"]
    stated = {**plan.document["metrics"], "shortfall": plan.document["totals"]["shortfall"]}
    numbers = [stated.get(name) for name in MEASURES]
    return Facts(
        quotas.groupby(["rep_id", "credit"], sort=True)["quota"].sum(),
        own.groupby("lever", sort=True)["quota"].sum(),
        own.groupby("period", sort=True)["quota"].sum(),
        np.array([np.nan if number is None else float(number) for number in numbers]),
    )


def attribute(
    between: Mixtures, causes: Sequence[Cause], ends: tuple[Plan, Plan], unit: float
) -> Attribution:
    """Give each cause its steps.

    Parameters
    ----------
    causes : named, in the order of the groups that `between` mixes
    unit : the smaller published unit of the two plans

    Raises
    ------
    NoRoad
        where no order of the causes has a plan at every step
    """
    road = _road(between)
    named = tuple(causes[at] for at in road.order)
    reps = _steps(between, road, "reps", unit)
    primary = reps.index.get_level_values("credit") == "primary"
    company = reps[primary].drop(columns="change").sum()
    levers, periods = (
        _agreeing(_steps(between, road, part, unit), company) for part in ("levers", "periods")
    )
    how: How = "single" if len(causes) == 1 else "average" if road.averaged else "order"
    return Attribution(
        named,
        how,
        _note(road, causes, between),
        between.solves,
        _with_names(reps.reset_index(), ends),
        levers.reset_index(names="lever"),
        periods.reset_index(names="period"),
        _company(between, road, named, company),
    )


def _road(between: Mixtures) -> Road:
    """Find the way: by averages where every mixture has a plan, else along an order."""
    stated = tuple(range(between.size))
    prefixes = [(1 << size) - 1 for size in range(1, between.size)]
    if between.size <= FEW:
        every = [mask for mask in range(1, between.full) if mask not in prefixes]
        broken = next((m for m in (*prefixes, *every) if not between.has_plan(m)), None)
        if broken is None:
            return Road(stated, averaged=True)
    else:
        broken = next((mask for mask in prefixes if not between.has_plan(mask)), None)
        if broken is None:
            return Road(stated, averaged=False)
    left = between.solves + (between.full if between.size <= FEW else between.size + TRIES)
    order = _order(between, 0, left, set())
    if order is None:
        raise NoRoad
    return Road(order, averaged=False, broken=broken)


def _order(between: Mixtures, mask: int, most: int, dead: set[int]) -> tuple[int, ...] | None:
    """Find the first order, the stated one first, along which every mixture has a plan."""
    if mask == between.full:
        return ()
    for at in range(between.size):
        further = mask | 1 << at
        if further == mask or further in dead or between.solves >= most:
            continue
        rest = _order(between, further, most, dead) if between.has_plan(further) else None
        if rest is not None:
            return (at, *rest)
        dead.add(further)
    return None


def _steps(between: Mixtures, road: Road, part: str, unit: float) -> pd.DataFrame:
    """Give the steps of every rep, lever or period: step_1 ... step_n, change; money."""
    masks = range(between.full + 1) if road.averaged else _along(road)
    series = {mask: getattr(between.facts(mask), part) for mask in masks}
    table = pd.concat(series, axis=1).fillna(0.0).sort_index()
    money = table.to_numpy().T
    grain = grains(money, unit)
    units = dict(zip(series, whole(money, grain), strict=True))
    if road.averaged:
        parts = np.stack([_average(units, at, between.size) for at in road.order], axis=1)
        steps = largest_remainder(parts, factorial(between.size))
        if part == "reps":
            own = (grain == unit) & (table.index.get_level_values("credit") == "primary")
            steps[own] = settled(steps[own], parts[own], factorial(between.size))
    else:
        steps = np.diff(np.stack([units[mask] for mask in _along(road)], axis=1), axis=1)
    change = units[between.full] - units[0]
    names = [f"step_{number}" for number in range(1, between.size + 1)]
    made = pd.DataFrame(np.column_stack([steps, change]) * grain[:, None], table.index)
    return made.set_axis([*names, "change"], axis=1).round(FINEST)


def _along(road: Road) -> list[int]:
    """Give the mixtures of an order, both ends included."""
    masks = [0]
    for at in road.order:
        masks.append(masks[-1] | 1 << at)
    return masks


def _average(values: Mapping[int, Numbers], at: int, size: int) -> Numbers:
    """Give ``size!`` times the average step of a cause over all orders."""
    total = np.zeros_like(values[0])
    for mask, without in values.items():
        if not mask >> at & 1:
            before = mask.bit_count()
            weight = factorial(before) * factorial(size - before - 1)
            total = total + weight * (values[mask | 1 << at] - without)
    return total


def _agreeing(steps: pd.DataFrame, company: pd.Series) -> pd.DataFrame:
    """Make steps add up to the company's: what rounding left goes to the row that moves most.

    Its own sum stays: what is left over all causes is zero.
    """
    if steps.empty:
        return steps
    names = list(company.index)
    values = steps[names].to_numpy(np.float64, copy=True)
    most = int(np.abs(values).sum(axis=1).argmax())
    values[most] += company.to_numpy(np.float64) - values.sum(axis=0)
    return pd.DataFrame(values.round(FINEST), steps.index, names).assign(change=steps["change"])


def _company(
    between: Mixtures, road: Road, causes: Sequence[Cause], assigned: pd.Series
) -> pd.DataFrame:
    """Give the company's steps: its assigned money, and its measures, not rounded."""
    masks = range(between.full + 1) if road.averaged else _along(road)
    values = {mask: between.facts(mask).measures for mask in masks}
    if road.averaged:
        parts = [_average(values, at, between.size) / factorial(between.size) for at in road.order]
    else:
        parts = [values[to] - values[at] for at, to in pairwise(_along(road))]
    made = pd.DataFrame(np.stack(parts), columns=list(MEASURES))
    made.insert(0, "assigned", assigned.to_numpy())
    made.insert(0, "title", [cause.title for cause in causes])
    return made


def _with_names(steps: pd.DataFrame, ends: tuple[Plan, Plan]) -> pd.DataFrame:
    names = pd.concat([plan.reps[["rep_id", "name"]] for plan in reversed(ends)])
    by_rep = names.drop_duplicates("rep_id").set_index("rep_id")["name"]
    steps.insert(2, "name", steps["rep_id"].map(by_rep).fillna("").astype("str"))
    return steps


def _note(road: Road, causes: Sequence[Cause], between: Mixtures) -> str:
    """Say how the steps were found."""
    count = between.solves
    certified = f"{count:,} mixture{'s' * (count != 1)} solved and certified"
    if len(causes) == 1:
        return "Everything is due to one cause."
    if road.averaged:
        orders = factorial(len(causes))
        return f"Each step is its average over all {orders:,} orders of the causes; {certified}."
    if not road.broken:
        told = f"Causes are added one at a time, in the order shown; {certified}."
        return f"{told} There are more than {FEW} causes, too many for an average over all orders."
    tried = f"{count:,} mixture{'s' * (count != 1)} tried"
    mixed = " + ".join(cause.title for at, cause in enumerate(causes) if road.broken >> at & 1)
    return (
        f"Causes are added one at a time, in the order shown; {tried}. There is no average over "
        f"all orders, for there is no plan with this alone: {mixed} "
        f"({between.reasons[road.broken]})."
    )
