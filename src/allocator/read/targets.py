"""From what drives a lever to its amount: the target, decomposed into the six levers.

| form | amount |
|---|---|
| amount | as given |
| remainder | growth less the sum of the other levers |
| share_of_growth | share x growth |
| base, uplift | base x uplift |
| base, rate, rate_before | base x (rate - rate_before) |
| accounts, attach_rate, attach_rate_before, price | accounts x (rate - rate before) x price |
| customers, deal_size | customers x deal_size |
| base, rate | base x rate |

growth is given, or growth_rate x baseline_revenue. `scale` multiplies every amount at the end.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from allocator.domain.lever import LEVERS, LeverTarget
from allocator.read.place import report

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.read.settings import Lever, Target
    from allocator.read.yaml import Node

FORMS: tuple[tuple[str, ...], ...] = (
    ("amount",),
    ("remainder",),
    ("share_of_growth",),
    ("base", "uplift"),
    ("base", "rate", "rate_before"),
    ("accounts", "attach_rate", "attach_rate_before", "price"),
    ("customers", "deal_size"),
    ("base", "rate"),
)
DRIVERS = frozenset(key for form in FORMS for key in form)
HALF_CENT = 0.005
CLOSE = 1e-9
"""Relative tolerance of sums that must agree."""


def decompose(
    target: Target,
    node: Node,
    periods: int,
    problems: list[Problem],
) -> tuple[LeverTarget, ...]:
    """Give every lever its amount, scaled, and its season.

    Parameters
    ----------
    target : the section as validated
    node : the same with its places
    periods : number of periods of the horizon
    problems : what does not add up is added here
    """
    before = len(problems)
    levers = target.levers.given
    growth = _growth(target, node, problems)
    forms = {name: _form(name, lever, node, problems) for name, lever in levers.items()}
    seasons = {name: _season(name, target, node, periods, problems) for name in levers}
    if not levers:
        report(problems, "missing-key", node.at(("levers",)).spot, pointer="target.levers")
    if len(problems) > before:
        return ()
    amounts = {
        name: _money(lever, forms[name], growth)
        for name, lever in levers.items()
        if forms[name] != ("remainder",)
    }
    _fill_remainder(amounts, forms, growth, node, problems)
    for name, amount in amounts.items():
        if amount < 0:
            _say(problems, "lever-negative", node, name, got=f"{amount:g}")
    total = math.fsum(amounts.values())
    if growth is not None and abs(total - growth) > max(HALF_CENT, CLOSE * growth):
        key = "growth" if target.growth is not None else "growth_rate"
        report(
            problems,
            "growth-mismatch",
            node.at((key,)).spot,
            pointer=f"target.{key}",
            got=f"{growth:.15g}",
            want=f"{total:.15g}, the sum of the levers",
        )
    if len(problems) > before:
        return ()
    if total * target.scale == 0.0:
        report(problems, "zero-target", node.spot, pointer="target")
    return tuple(
        LeverTarget(
            name,
            amounts[name] * target.scale,
            levers[name].priority,
            levers[name].over_assignment,
            seasons[name],
        )
        for name in LEVERS
        if name in levers
    )


def _say(problems: list[Problem], code: str, node: Node, lever: str, **more: str) -> None:
    """Report what is wrong with one lever."""
    place = node.at(("levers", lever)).spot
    report(problems, code, place, pointer=f"target.levers.{lever}", **more)


def _growth(target: Target, node: Node, problems: list[Problem]) -> float | None:
    """Give the whole growth where it is stated."""
    if target.growth is not None and target.growth_rate is not None:
        place = node.at(("growth_rate",)).spot
        report(problems, "growth-twice", place, pointer="target.growth_rate")
    if target.growth is not None:
        return target.growth
    if target.growth_rate is None:
        return None
    if target.baseline_revenue == 0.0:
        report(problems, "missing-key", node.spot, pointer="target.baseline_revenue")
    return target.growth_rate * target.baseline_revenue


def _form(name: str, lever: Lever, node: Node, problems: list[Problem]) -> tuple[str, ...]:
    """Find the form in which a lever is given; (), reported, where it is none or two."""
    given = {key for key in DRIVERS if getattr(lever, key) is not None}
    form = next((form for form in FORMS if given == set(form)), ())
    got = ", ".join(sorted(given))
    if not form:
        near = [f for f in FORMS if given and given <= set(f)]
        missing = ", ".join(key for key in near[0] if key not in given) if near else ""
        _say(problems, "lever-form", node, name, got=got, fix=missing and f"add {missing}")
    elif name == "retention" and form == ("base", "rate"):
        _say(problems, "lever-form", node, name, got=got, fix="add rate_before")
        return ()
    return form


def _money(lever: Lever, form: tuple[str, ...], growth: float | None) -> float:
    """Work out one lever's amount; a share of an unknown growth is not a number."""
    drivers = {key: float(getattr(lever, key)) for key in form}
    match drivers:
        case {"amount": amount}:
            return amount
        case {"share_of_growth": share}:
            return math.nan if growth is None else share * growth
        case {"base": base, "uplift": uplift}:
            return base * uplift
        case {"base": base, "rate": rate}:
            return base * (rate - drivers.get("rate_before", 0.0))
        case {"customers": customers, "deal_size": deal_size}:
            return customers * deal_size
    gained = drivers["attach_rate"] - drivers["attach_rate_before"]
    return drivers["accounts"] * gained * drivers["price"]


def _fill_remainder(
    amounts: dict[str, float],
    forms: dict[str, tuple[str, ...]],
    growth: float | None,
    node: Node,
    problems: list[Problem],
) -> None:
    """Give the remainder lever what the others leave of growth."""
    wanting = [n for n, form in forms.items() if form in (("remainder",), ("share_of_growth",))]
    if growth is None:
        for name in wanting:
            _say(problems, "growth-missing", node, name, got=forms[name][0])
            amounts.pop(name, None)
        return
    rest = [name for name, form in forms.items() if form == ("remainder",)]
    for name in rest[1:]:
        _say(problems, "remainder-twice", node, name)
    if rest:
        others = math.fsum(amounts.values())
        left = growth - others
        amounts[rest[0]] = 0.0 if abs(left) <= CLOSE * growth else left


def _season(
    name: str,
    target: Target,
    node: Node,
    periods: int,
    problems: list[Problem],
) -> tuple[float, ...]:
    """Give a lever's share of each period: as stated, else even."""
    given = getattr(target.seasonality, name)
    if given is None:
        return (1.0 / periods,) * periods
    place = node.at(("seasonality", name)).spot
    pointer = f"target.seasonality.{name}"
    total = math.fsum(given)
    if len(given) != periods:
        report(
            problems,
            "setting-wrong-length",
            place,
            pointer=pointer,
            got=f"{len(given)} shares",
            want=f"{periods}, one for each period",
        )
    elif abs(total - 1.0) > CLOSE:
        report(problems, "shares-sum", place, pointer=pointer, got=f"{total:.12g}")
    return tuple(given)
