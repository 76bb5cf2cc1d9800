"""Yields: from shares, rates and deals to what each cell can win, may attain and fairly carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify import days, deals, rates, shares
from allocator.certify.arrays import grouped, places, total, totals
from allocator.certify.staff import Staff, staff

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats, Ints
    from allocator.certify.evidence import Evidence

LEAST_VARIATION = 0.05
"""Least coefficient of variation of a rep's yield."""
PAIR = ["territory", "l"]


@dataclass(frozen=True, slots=True)
class Figures:
    """Every parameter, computed again. Arrays follow the frames they belong to.

    Attributes
    ----------
    periods : period ids
    target, season, inside, total : (L, P); total is Y
    cycle : (L,) days, NaN where unknown
    reps : frame by rep_id with the table's columns and presence, ramping, cut, variance, y,
        expected, fair
    work, present, hours, done : (R, P); hours NaN where the role has no limit
    rates : frame of `rates.conversions`
    sizes : frame of `rates.deal_sizes`
    pairs : frame (territory, l, potential, open_amount, rest)
    cells : frame (rep, territory, l, lever, role, conv, effort, mean_share, open, rest, worked,
        win_share)
    worked_share, open_worth, expected, y, fair : (K, P)
    overlay, overlay_share : overlay cells and their (cells, P) mean share
    """

    periods: tuple[str, ...]
    target: Floats
    season: Floats
    inside: Floats
    total: Floats
    cycle: Floats
    reps: pd.DataFrame
    work: Floats
    present: Floats
    hours: Floats
    done: Floats
    rates: pd.DataFrame
    sizes: pd.DataFrame
    pairs: pd.DataFrame
    cells: pd.DataFrame
    worked_share: Floats
    open_worth: Floats
    expected: Floats
    y: Floats
    fair: Floats
    overlay: pd.DataFrame
    overlay_share: Floats


@dataclass(frozen=True, slots=True)
class Open:
    """What open deals give.

    Attributes
    ----------
    amount : (K,) gross money taken by each cell
    worth : (K, P) the same times win rate, in the period of its closing
    done : (R, P) hours behind it
    closing : rows of the pipeline that close in the horizon
    """

    amount: Floats
    worth: Floats
    done: Floats
    closing: pd.DataFrame


def figures(evidence: Evidence) -> Figures:
    """Compute every parameter of docs/formulation.md from the input tables."""
    horizon, levers = evidence.horizon, evidence.levers
    seasons = evidence.scenario["target"]["seasonality"]
    shape = (len(levers), horizon.periods)
    season = np.array([seasons[name] for name in levers], float).reshape(shape)
    amount = np.array([evidence.lever(name)["amount"] for name in levers], float)
    target = amount[:, None] * season
    cycle = rates.cycles(evidence)
    team = staff(evidence)
    known, sizes = rates.conversions(evidence, team.reps), rates.deal_sizes(evidence)
    rows = shares.coverage(evidence, "primary")
    cells, worked_share = _cells(evidence, team, rows, known, sizes)
    seller = places(team.index, cells["rep"])
    opened = _open(evidence, team, rows, cells, deals.closings(evidence, cycle, season))
    cells["open"] = opened.amount
    pairs = _pairs(evidence, cells, opened.closing)
    cells = cells.merge(pairs[[*PAIR, "rest"]], on=PAIR, how="left")

    lever = cells["l"].to_numpy(np.int64)
    inside = _inside(evidence, cycle)
    if "potential" in evidence.given:
        money = (cells["conv"] * cells["rest"]).to_numpy(float)
        fresh = money[:, None] * worked_share * (season * inside)[lever]
    else:
        fresh = _by_work(cells, seller, team.work, worked_share, opened.worth, target)
    expected = opened.worth + fresh
    _win_shares(evidence, cells, opened.worth)

    cut = _cut(evidence, cells, seller, team.hours, opened.done, expected)
    slowed = np.where(cells["effort"].to_numpy(float) > 0, cut[seller], 1.0)
    y = expected * slowed[:, None]
    whole = totals(lever, y, len(levers))
    share = np.divide(y, whole[lever], out=np.zeros(y.shape), where=whole[lever] > 0)
    fair = target[lever] * share
    count = len(team.reps)
    reps = team.reps.assign(
        cut=cut,
        expected=total(seller, expected.sum(axis=1), count),
        y=total(seller, y.sum(axis=1), count),
        fair=total(seller, fair.sum(axis=1), count),
    )
    reps["variance"] = _variance(reps, cells, y, known, sizes)
    overlay = shares.overlay_by_period(shares.coverage(evidence, "overlay"), horizon)
    return Figures(
        horizon.ids, target, season, inside, whole, cycle, reps, team.work, team.present,
        team.hours, opened.done, known, sizes, pairs, cells, worked_share, opened.worth, expected,
        y, fair, *overlay,
    )  # fmt: skip


def _cells(
    evidence: Evidence, team: Staff, rows: pd.DataFrame, known: pd.DataFrame, sizes: pd.DataFrame
) -> tuple[pd.DataFrame, Floats]:
    """List the primary cells with conv, effort and mean share; and their worked share (K, P).

    Products are averaged by day, a period at a time.
    """
    horizon = evidence.horizon
    cells = shares.cells_of(rows)
    code = shares.positions(cells, rows)
    seller = places(team.index, cells["rep"])
    worked = np.zeros((len(cells), horizon.periods))
    summed = np.zeros(len(cells))
    for p in range(horizon.periods if len(rows) else 0):
        inside = np.flatnonzero(horizon.period_of_day == p)
        share = shares.primary_by_day(rows, code, inside)
        worked[:, p] = (share * team.effective[np.ix_(seller, inside)]).mean(axis=1)
        summed += share.sum(axis=1)
    cells["role"] = team.reps["role"].to_numpy()[seller]
    cells = cells.merge(known[["rep", "l", "conv"]], on=["rep", "l"], how="left")
    cells = cells.merge(sizes[["role", "l", "per_money"]], on=["role", "l"], how="left")
    cells["effort"] = cells.pop("per_money") / cells["conv"]
    cells["mean_share"] = summed / horizon.days
    return cells, worked


def _open(
    evidence: Evidence, team: Staff, rows: pd.DataFrame, cells: pd.DataFrame, closing: pd.DataFrame
) -> Open:
    """Hand out the open deals, and value them at their stage's win rate, else at conv."""
    count, periods = len(cells), evidence.horizon.periods
    won = deals.taken(closing, rows, cells, team.there, team.index)
    cell = won["cell"].to_numpy(np.int64)
    own = won["stage"].map(rates.stage_rates(evidence)).to_numpy(float)
    rate = np.where(np.isnan(own), cells["conv"].to_numpy(float)[cell], own)
    money = won["amount"].to_numpy(float)
    period = evidence.horizon.period_of_day[won["day"].to_numpy(np.int64)]
    worth = total(cell * periods + period, money * rate, count * periods)
    done = np.zeros(team.work.shape)
    spent = cells["effort"].to_numpy(float)[cell] * money * rate * rate
    np.add.at(done, (places(team.index, cells["rep"])[cell], period), spent)
    return Open(total(cell, money, count), worth.reshape((count, periods)), done, closing)


def _pairs(evidence: Evidence, cells: pd.DataFrame, closing: pd.DataFrame) -> pd.DataFrame:
    """Potential, open amount and rest of every (territory, lever) with a cell or a potential."""
    table = evidence.tables["potential"]
    table = table[table["lever"].isin(evidence.levers)]
    stated = pd.DataFrame(
        {
            "territory": table["territory_id"],
            "l": np.array([evidence.levers.index(name) for name in table["lever"]], np.int64),
            "potential": table["potential"].astype(float),
        }
    )
    pairs = pd.concat([cells[PAIR], stated[PAIR]]).drop_duplicates().sort_values(PAIR)
    pairs = pairs.merge(stated, on=PAIR, how="left")
    pairs = pairs.merge(grouped(closing, PAIR, ["amount"]), on=PAIR, how="left")
    pairs = pairs.merge(grouped(cells, PAIR, ["open"]), on=PAIR, how="left")
    pairs = pairs.rename(columns={"open": "open_amount"})
    numbers = ["potential", "amount", "open_amount"]
    pairs[numbers] = pairs[numbers].fillna(0.0)
    if "potential" in evidence.given:
        pairs["potential"] = pairs[["potential", "amount"]].max(axis=1)
        pairs["rest"] = pairs["potential"] - pairs["open_amount"]
    else:
        pairs["potential"] = pairs["rest"] = 0.0
    return pairs.drop(columns="amount").reset_index(drop=True)


def _inside(evidence: Evidence, cycle: Floats) -> Floats:
    """Share of each period's days from which one mean cycle ends inside the horizon: (L, P)."""
    horizon = evidence.horizon
    ends = np.arange(horizon.days) + np.nan_to_num(cycle)[:, None]
    return days.by_period((ends <= horizon.days - 1).astype(float), horizon)


def _by_work(
    cells: pd.DataFrame,
    seller: Ints,
    work: Floats,
    worked_share: Floats,
    worth: Floats,
    target: Floats,
) -> Floats:
    """Where no potential is known: the rest of each lever's target, by work. (K, P) money."""
    count, lever = len(target), cells["l"].to_numpy(np.int64)
    amount = target.sum(axis=1)
    rest = np.maximum(0.0, amount - totals(lever, worth, count).sum(axis=1))
    left = target * np.divide(rest, amount, out=np.zeros(count), where=amount > 0)[:, None]
    group = seller * count + lever
    of_rep = totals(group, worked_share, len(work) * count)[group]
    part = np.divide(worked_share, of_rep, out=np.zeros(of_rep.shape), where=of_rep > 0)
    weight = work[seller] * part
    whole = totals(lever, weight, count)[lever]
    shared = np.divide(weight, whole, out=np.zeros(whole.shape), where=whole > 0)
    return np.asarray(left[lever] * shared)


def _win_shares(evidence: Evidence, cells: pd.DataFrame, worth: Floats) -> None:
    """Gross money that a cell works, and the part of it that is won; conv where it works none."""
    conv, rest, mean = (cells[name].to_numpy(float) for name in ("conv", "rest", "mean_share"))
    worked = cells["open"].to_numpy(float) + rest * mean
    has = (worked > 0) & ("potential" in evidence.given)
    won = worth.sum(axis=1) + conv * rest * mean
    cells["worked"] = np.where(has, worked, 0.0)
    cells["win_share"] = np.where(has, won / np.where(has, worked, 1.0), conv)


def _cut(
    evidence: Evidence,
    cells: pd.DataFrame,
    seller: Ints,
    hours: Floats,
    done: Floats,
    expected: Floats,
) -> Floats:
    """Share of each rep's expected yield that his hours allow: (R,)."""
    count = len(hours)
    if "capacity" not in evidence.families:
        return np.ones(count)
    utilisation = float(evidence.families["capacity"].get("utilisation", 0.85))
    effort = cells["effort"].to_numpy(float)
    needed = total(seller, effort * expected.sum(axis=1), count)
    able = utilisation * hours.sum(axis=1) + done.sum(axis=1)
    limited = (needed > 0) & ~np.isnan(able)
    share = np.divide(able, needed, out=np.ones(count), where=limited)
    return np.asarray(np.minimum(1.0, share))


def _variance(
    reps: pd.DataFrame, cells: pd.DataFrame, y: Floats, known: pd.DataFrame, sizes: pd.DataFrame
) -> Floats:
    """Variance of each rep's yield: of his rates, and of single deals; (R,) money squared."""
    money = cells[["rep", "role", "l"]].assign(y=y.sum(axis=1))
    levers = grouped(money, ["rep", "role", "l"], ["y"])
    levers = levers.merge(known.drop(columns="role"), on=["rep", "l"], how="left")
    levers = levers.merge(sizes[["role", "l", "size"]], on=["role", "l"], how="left")
    conv = levers["conv"]
    of_rate = (1 - conv) / conv / (levers["prior_weight"] + levers["opportunities"] + 1)
    spread = levers["y"] ** 2 * of_rate + levers["y"] * levers["size"]
    found = total(places(pd.Index(reps["rep_id"]), levers["rep"]), spread, len(reps))
    least = (LEAST_VARIATION * reps["y"].to_numpy(float)) ** 2
    return np.asarray(np.maximum(found, least))
