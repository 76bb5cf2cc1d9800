"""Rates: cycles, deal sizes, stage win rates and shrunk conversion, from history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify.arrays import Bools, Floats, Ints, grouped
from allocator.domain.calendar import add_months

if TYPE_CHECKING:
    from allocator.certify.evidence import Evidence


DEFAULT_RATE, DEFAULT_WEIGHT = 0.25, 20.0
"""Conversion, and the weight of its prior, where nobody has a record."""
LEAST_WEIGHT, GREATEST_WEIGHT, LONELY_WEIGHT = 2.0, 1000.0, 20.0


def window(evidence: Evidence) -> pd.DataFrame:
    """History rows whose period is empty or begins in the months before the horizon."""
    history = evidence.tables["history"]
    start = evidence.horizon.start
    months = int((evidence.scenario.get("history") or {}).get("months", 24))
    first = np.datetime64(add_months(start, -months), "D")
    period = history["period"].to_numpy().astype("datetime64[D]")
    counted: Bools = np.isnat(period) | ((period >= first) & (period < np.datetime64(start, "D")))
    known = history["lever"].isin(evidence.levers)
    found: pd.DataFrame = history[counted & known.to_numpy(bool)]
    return found


def cycles(evidence: Evidence) -> Floats:
    """(L,) mean cycle in days, weighted by opportunities; NaN where no row tells."""
    rows = window(evidence)
    rows = rows[(rows["stage"] == "") & rows["cycle_days"].notna() & (rows["opportunities"] > 0)]
    weighted = (rows["cycle_days"] * rows["opportunities"]).groupby(rows["lever"]).sum()
    weight = rows["opportunities"].groupby(rows["lever"]).sum()
    return (weighted / weight).reindex(list(evidence.levers)).to_numpy(float)


def deal_sizes(evidence: Evidence) -> pd.DataFrame:
    """Rows (role, lever, hours_per_opportunity, size, per_money) of every role and lever.

    size : deal size: of `effort`, else amount won / wins of the lever, else 0
    per_money : hours for one unit of pipeline money; 0 where hours or size are unknown
    """
    rows = window(evidence)
    rows = rows[(rows["stage"] == "") & rows["amount_won"].notna()]
    sums = rows.groupby("lever")[["amount_won", "wins"]].sum()
    mean = (sums["amount_won"] / sums["wins"]).where(sums["wins"] > 0)
    pairs = pd.concat([evidence.credits(c) for c in ("primary", "overlay", "pipeline")])
    found = pairs.merge(evidence.tables["effort"], on=["role", "lever"], how="left")
    size = found["deal_size"].fillna(found["lever"].map(mean)).astype(float).fillna(0.0)
    hours = found["hours_per_opportunity"].astype(float).fillna(0.0)
    per_money = np.where(size > 0, hours / size.where(size > 0, 1.0), 0.0)
    return found.assign(hours_per_opportunity=hours, size=size, per_money=per_money)[
        ["role", "lever", "l", "hours_per_opportunity", "size", "per_money"]
    ].reset_index(drop=True)


def stage_rates(evidence: Evidence) -> pd.Series:
    """Win rate by stage: as `stages` says, else plain wins / opportunities of history."""
    rows = window(evidence)
    rows = rows[rows["stage"] != ""]
    sums = rows.groupby("stage")[["wins", "opportunities"]].sum()
    sums = sums[sums["opportunities"] > 0]
    recorded = sums["wins"] / sums["opportunities"]
    stated = evidence.tables["stages"].set_index("stage")["win_rate"].astype(float).dropna()
    return stated.combine_first(recorded)


def conversions(evidence: Evidence, reps: pd.DataFrame) -> pd.DataFrame:
    """Rows (rep, l, wins, opportunities, prior_mean, prior_weight, conv) of owned levers.

    Beta-binomial shrinkage towards peers: those of the rep's role and segment, else of his role,
    else of the lever, else the default rate. Rows of history without rep feed the peers of every
    role that owns the lever, one peer a segment.
    """
    rows = window(evidence)
    rows = rows[rows["stage"] == ""]
    record = ["wins", "opportunities"]
    own = grouped(rows[rows["rep_id"] != ""], ["rep_id", "lever"], record)
    pool = grouped(rows[rows["rep_id"] == ""], ["segment", "lever"], record)
    owned = pd.concat([evidence.credits(c) for c in ("primary", "overlay", "pipeline")])
    people = reps[["rep_id", "role", "segment"]].merge(owned, on="role", how="inner")
    people = people.merge(own, on=["rep_id", "lever"], how="left")
    people[record] = people[record].fillna(0.0)
    columns = ["role", "segment", "lever", *record]
    shared = owned.merge(pool, on="lever", how="inner")
    once = pool.assign(role="")
    by_role = pd.concat([people[columns], shared[columns]])
    by_lever = pd.concat([people[columns], once[columns]])
    found = people.assign(prior_mean=np.nan, prior_weight=np.nan)
    for keys, peers in (
        (["role", "segment", "lever"], by_role),
        (["role", "lever"], by_role),
        (["lever"], by_lever),
    ):
        prior = _priors(peers[peers["opportunities"] > 0], keys)
        reached = found[keys].merge(prior, on=keys, how="left")
        waiting = found["prior_mean"].isna().to_numpy()
        for name in ("prior_mean", "prior_weight"):
            found[name] = np.where(waiting, reached[name].to_numpy(float), found[name])
    found["prior_mean"] = found["prior_mean"].fillna(DEFAULT_RATE)
    found["prior_weight"] = found["prior_weight"].fillna(DEFAULT_WEIGHT)
    pulled = found["prior_weight"] * found["prior_mean"] + found["wins"]
    found["conv"] = pulled / (found["prior_weight"] + found["opportunities"])
    return found.rename(columns={"rep_id": "rep"}).reset_index(drop=True)


def _priors(peers: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Give mean m and weight M of each group of peers, by moments in closed form."""
    rows = [
        (*key, *prior(group["wins"].to_numpy(float), group["opportunities"].to_numpy(float)))
        for key, group in peers.groupby(keys, sort=True)
    ]
    made = pd.DataFrame(rows, columns=[*keys, "prior_mean", "prior_weight"])
    return made.astype(dict.fromkeys(keys, "str"))


def prior(wins: Floats, tries: Floats) -> tuple[float, float]:
    """Mean m and weight M of the peers' beta prior.

    `rho = (sum n (w/n - m)^2 / (m (1-m)) - (k-1)) / (N - sum n^2 / N - (k-1))`, `M = 1/rho - 1`
    clipped to 2 .. 1000.

    >>> prior(np.array([2.0]), np.array([8.0]))
    (0.25, 20.0)
    >>> prior(np.array([0.0, 0.0]), np.array([4.0, 5.0]))
    (0.05, 1000.0)
    """
    count, total, won = len(tries), float(tries.sum()), float(wins.sum())
    mean = won / total
    if mean in (0.0, 1.0):
        mean = (won + 0.5) / (total + 1.0)
    if count == 1:
        return mean, LONELY_WEIGHT
    spread = float((tries * (wins / tries - mean) ** 2).sum()) / (mean * (1.0 - mean))
    below = total - float((tries**2).sum()) / total - (count - 1)
    if below <= 0:
        return mean, LEAST_WEIGHT
    rho = (spread - (count - 1)) / below
    if rho <= 0:
        return mean, GREATEST_WEIGHT
    return mean, float(np.clip(1.0 / rho - 1.0, LEAST_WEIGHT, GREATEST_WEIGHT))


def lags(cycle: Floats, evidence: Evidence) -> Ints:
    """(L,) mean cycle in periods, half up; 0 where unknown."""
    periods = cycle / (evidence.horizon.days / evidence.horizon.periods)
    return np.asarray(np.floor(np.nan_to_num(periods) + 0.5), np.int64)
