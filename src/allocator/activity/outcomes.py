"""The measures that objectives are made of, from a plan and its data.

Conversion is told by the customer's stage: aware (contacts), evaluating (an open deal), buying.
What a goal is: money that the plan asks for; a rate, size or cycle that the number takes or that
the peers have, never one that nobody of the role has. `Refusal` holds goals beyond that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.activity.measure import MONTHLY, QUARTERLY, Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from allocator.activity.measure import Owners
    from allocator.activity.record import Record
    from allocator.activity.work import Work
    from allocator.domain.parameters import Bools, Floats, Parameters
    from allocator.domain.scenario import Scenario

NOTHING = 1e-9
"""Relative difference that counts as none."""
MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True)
class Refusal:
    """An objective that data or hours cannot carry, with the figures."""

    owner: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What measures are made from.

    Attributes
    ----------
    fte, prior, started : (R,) contract; last year's quota, NaN without one; whether the rep was
        there for the whole year before the horizon
    monthly : (R,) selling hours of a month, infinite without a limit
    number : (O,) what each owner answers for
    by_lever : (O, L) quota
    due : (O,) last day of each owner in the horizon
    """

    scenario: Scenario
    data: Parameters
    work: Work
    past: Record
    owners: Owners
    fte: Floats
    prior: Floats
    started: Bools
    monthly: Floats
    number: Floats
    by_lever: Floats
    due: npt.NDArray[np.object_]

    @property
    def currency(self) -> str:
        """The scenario's."""
        return self.scenario.currency

    def without(self, *levers: str) -> Bools:
        """Mark the levers that are none of these: (L,)."""
        return np.array([label not in levers for label in self.data.levers.labels], bool)

    def main_lever(self) -> tuple[npt.NDArray[np.int64], Bools]:
        """Give the lever of each owner's largest quota, renewals aside, and whether he has one."""
        money = np.where(self.without("retention")[None, :], self.by_lever, 0.0)
        return np.argmax(money, axis=1), money.max(axis=1, initial=0.0) > 0

    def of_lever(self, text: str) -> npt.NDArray[np.object_]:
        """Write a metric with the name of each owner's main lever."""
        names = np.array([text.format(lever(name)) for name in self.data.levers.labels], object)
        return np.asarray(names[self.main_lever()[0]])

    def same(self, text: str) -> npt.NDArray[np.object_]:
        """Write one metric for everybody."""
        return np.full(len(self.owners.labels), text, object)

    def picked(self, values: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """Take (O, L) from and to at each owner's main lever."""
        at, has = self.main_lever()
        rows = np.arange(len(at))
        start, goal = (np.where(has, each[rows, at], np.nan) for each in values)
        return start, goal


def lever(name: str) -> str:
    """Write a lever's name as words."""
    return name.replace("_", " ")


def measures(ground: Ground) -> tuple[list[Measure], list[Refusal]]:
    """Give every measure that the data allow, and the goals that were refused."""
    refused: list[Refusal] = []
    found = [
        *_revenue(ground),
        *_brought(ground),
        *_of_one_lever(ground),
        *_win_rate(ground, refused),
        *_deal_size(ground),
        *_pipeline(ground, refused),
        *_cycle(ground),
        *_cost(ground),
        *_productivity(ground),
        *_forecast(ground),
    ]
    return found, refused


def _revenue(g: Ground) -> Iterator[Measure]:
    """Measure the number itself."""
    yield Measure(
        "revenue", "volume", g.same("money won that counts for the quota, above the baseline"),
        g.owners.added(np.where(g.work.quota.sum(axis=(1, 2)) > 0, g.prior, np.nan)),
        np.where(g.number > 0, g.number, np.nan), g.currency, g.due, QUARTERLY, main=True,
    )  # fmt: skip


def _brought(g: Ground) -> Iterator[Measure]:
    """Measure what those who bring pipeline answer for."""
    money = g.owners.summed(g.work.pipeline.sum(axis=(1, 2)))
    goal = np.where((money > 0) & ~(g.number > 0), money, np.nan)
    yield Measure(
        "qualified pipeline", "volume", g.same("pipeline brought to those who close"),
        np.where(np.isfinite(goal), 0.0, np.nan), goal, g.currency, g.due, MONTHLY, main=True,
    )  # fmt: skip


def _of_one_lever(g: Ground) -> Iterator[Measure]:
    """Measure retention and expansion, where they are not the whole number."""
    for name, words in (
        ("retention", "revenue saved from churn above the rate so far"),
        ("expansion", "money from customers who buy more"),
    ):
        if name not in g.data.levers:
            continue
        at = g.data.levers.code(name)
        known = g.past.year_known[:, at] & (g.scenario.measure == "growth")
        # last year's money of as many months, for the time in which the rep is there
        part_of_year = g.scenario.horizon.months / MONTHS_OF_YEAR * g.data.presence
        start = g.owners.added(np.where(known, g.past.year_won[:, at] * part_of_year, np.nan))
        money = g.by_lever[:, at]
        part = (money > 0) & (money < g.by_lever.sum(axis=1) * (1 - NOTHING))
        yield Measure(
            name, "quality" if name == "retention" else "volume", g.same(words),
            start, np.where(part, money, np.nan), g.currency, g.due, MONTHLY,
        )  # fmt: skip


def _win_rate(g: Ground, refused: list[Refusal]) -> Iterator[Measure]:
    """Measure who buys of those who evaluate: what the number takes, or what peers reach."""
    known = g.data.conversion
    rate, tried = np.nan_to_num(known.rate), np.nan_to_num(known.opportunities)
    quota = g.work.quota.sum(axis=2)
    able = np.zeros(quota.shape)
    np.add.at(able, (g.data.cell_rep, g.data.cell_lever), g.data.attainable.sum(axis=1))
    ratio = np.divide(quota, able, out=np.ones_like(quota), where=able > 0)
    needed = rate * np.maximum(ratio if g.data.has_potential else 1.0, 1.0)
    peers = np.nan_to_num(known.prior_mean)
    best = np.zeros_like(rate)
    for role in range(len(g.work.roster.roles)):
        mine = g.work.roster.role == role
        best[mine] = np.where(tried[mine] > 0, rate[mine], 0.0).max(axis=0, initial=0.0)
    beyond = needed > np.maximum(best, peers) * (1 + NOTHING)
    at, has = g.main_lever()
    for r in np.flatnonzero(has[: g.owners.reps]).tolist():
        place = int(at[r])
        if tried[r, place] > 0 and beyond[r, place]:
            why = (
                f"the number takes {needed[r, place]:.1%} in {lever(g.data.levers.labels[place])}; "
                f"nobody of the role wins more than {best[r, place]:.1%}"
            )
            refused.append(Refusal(g.data.reps.labels[r], "win rate", why))
    whole = np.where(beyond, 0.0, tried)
    start, goal = g.picked(
        g.owners.shared(rate * whole, whole, np.maximum(np.maximum(rate, peers), needed))
    )
    yield Measure(
        "win rate", "conversion", g.of_lever("share of evaluating customers who buy, {}"),
        start, goal, "share", g.due, MONTHLY,
    )  # fmt: skip


def _deal_size(g: Ground) -> Iterator[Measure]:
    """Measure won deals: the size that the plan reckons with, as far as the role has had it."""
    past = g.past
    own = np.divide(past.won, past.deals, out=np.zeros_like(past.won), where=past.deals > 0)
    best = np.zeros_like(own)
    for role in range(len(g.work.roster.roles)):
        mine = g.work.roster.role == role
        best[mine] = own[mine].max(axis=0, initial=0.0)
    goal = np.maximum(own, np.minimum(g.work.size, best))
    start, reached = g.picked(g.owners.shared(past.won, past.deals, goal))
    yield Measure(
        "deal size", "quality", g.of_lever("money of a won deal, {}"),
        start, reached, g.currency, g.due, MONTHLY,
    )  # fmt: skip


def _pipeline(g: Ground, refused: list[Refusal]) -> Iterator[Measure]:
    """Measure open deals, and those that the rest of the number takes."""
    data, kept = g.data, g.without("retention")
    conv = np.nan_to_num(data.conversion.rate)
    new = g.work.new.sum(axis=2)
    more = np.divide(new, conv, out=np.zeros_like(new), where=conv > 0)[:, kept].sum(axis=1)
    cells = kept[data.cell_lever]
    opened, held = (
        data.by_rep(np.where(cells, money, 0.0)) for money in (data.cell_open_amount, data.worked)
    )
    asks = (more > 0) & (g.work.quota.sum(axis=(1, 2)) > 0)
    beyond = asks & data.has_potential & (opened + more > held * (1 + NOTHING))
    for r in np.flatnonzero(beyond).tolist():
        why = (
            f"the number takes {opened[r] + more[r]:,.0f} {g.currency} of pipeline; the "
            f"territories hold {held[r]:,.0f}"
        )
        refused.append(Refusal(data.reps.labels[r], "qualified pipeline", why))
    fine = asks & ~beyond
    start = g.owners.added(np.where(fine, opened, np.nan))
    goal = g.owners.added(np.where(fine, opened + more, np.nan))
    yield Measure(
        "qualified pipeline", "volume",
        g.same("deals that customers evaluate, opened since the year before, renewals aside"),
        start, goal, g.currency, _one_cycle_before(g), MONTHLY, leads=True,
    )  # fmt: skip


def _one_cycle_before(g: Ground) -> npt.NDArray[np.object_]:
    """Give the last day on which a deal may open and still close in time, by the mean cycle."""
    at, has = g.main_lever()
    cycle = np.where(has, np.nan_to_num(g.data.cycle_days[at]), 0.0)
    ends = g.due.astype("datetime64[D]") - np.floor(cycle).astype("timedelta64[D]")
    first = np.datetime64(g.scenario.horizon.start, "D")
    return np.where(ends > first, ends, g.due.astype("datetime64[D]")).astype(str).astype(object)


def _cycle(g: Ground) -> Iterator[Measure]:
    """Measure days from evaluating to buying: the mean of all, where one's own are more."""
    past = g.past
    own = np.divide(
        past.cycle, past.cycle_weight, out=np.zeros_like(past.cycle), where=past.cycle_weight > 0
    )
    goal = np.minimum(own, np.nan_to_num(g.data.cycle_days, nan=np.inf)[None, :])
    start, reached = g.picked(g.owners.shared(past.cycle, past.cycle_weight, goal))
    yield Measure(
        "cycle length", "conversion", g.of_lever("days from evaluating to buying, {}"),
        start, reached, "days", g.due, MONTHLY,
    )  # fmt: skip


def _cost(g: Ground) -> Iterator[Measure]:
    """Measure the cost of a new customer: the company's mean, where one's own is more."""
    past = g.past
    paid = past.cost_wins.sum()
    if not paid:
        return
    own = np.divide(past.cost, past.cost_wins, out=np.zeros_like(past.cost),
                    where=past.cost_wins > 0)  # fmt: skip
    goal = np.minimum(own, past.cost.sum() / paid)
    start, reached = g.owners.shared(past.cost, past.cost_wins, goal)
    yield Measure(
        "acquisition cost", "quality", g.same("cost of a new customer"),
        start, reached, g.currency, g.due, MONTHLY,
    )  # fmt: skip


def _productivity(g: Ground) -> Iterator[Measure]:
    """Measure money for a selling hour: last year's, and what the number asks for."""
    hours = g.data.hours.sum(axis=1)
    year = g.monthly * MONTHS_OF_YEAR * g.fte
    known = g.started & g.past.year_known.any(axis=1) & np.isfinite(hours) & (hours > 0)
    known &= np.isfinite(year) & (year > 0) & (g.work.quota.sum(axis=(1, 2)) > 0)
    if g.scenario.measure != "growth":
        return
    start = _ratio(g.owners.summed(np.where(known, g.past.year_won.sum(axis=1), 0.0)),
                   g.owners.summed(np.where(known, year, 0.0)))  # fmt: skip
    asked = np.where(known, g.work.quota.sum(axis=(1, 2)), 0.0)
    goal = _ratio(g.owners.summed(asked), g.owners.summed(np.where(known, hours, 0.0)))
    # a number that asks for no more than last year makes no objective
    goal = np.where(goal > start, goal, np.nan)
    yield Measure(
        "productivity", "quality", g.same("money won for a selling hour"),
        start, goal, f"{g.currency} per hour", g.due, MONTHLY,
    )  # fmt: skip


def _forecast(g: Ground) -> Iterator[Measure]:
    """Measure how near forecasts came: the company's accuracy, where one's own is less."""
    missed, booked = g.past.missed, g.past.booked
    whole = np.where(booked > 0, booked, 0.0)
    if not whole.any():
        return
    hit = np.maximum(whole - missed, 0.0)
    own = np.divide(hit, whole, out=np.zeros_like(hit), where=whole > 0)
    goal = np.maximum(own, hit.sum() / whole.sum())
    start, reached = g.owners.shared(hit, whole, goal)
    yield Measure(
        "forecast accuracy", "quality", g.same("1 less the mean miss of forecasts"),
        start, reached, "share", g.due, MONTHLY, leads=True,
    )  # fmt: skip


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))
