"""activity.csv: every step from the next by its rate, no more than the hours, as much as is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.certify.arrays import places
from allocator.certify.printed.agree import none

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.certify.arrays import Floats
    from allocator.certify.world import World
    from allocator.domain.certificate import Check

GRAIN = 1e-6
"""Printed units, hours and weeks are rounded to this."""
NOTHING = 1e-9
"""Part of the target below which money is what adding floats leaves."""
KEY = ["rep_id", "lever", "period"]
OPPORTUNITY = "opportunity"


def checks(world: World, document: Mapping[str, Any]) -> list[Check]:
    """Compare the table with funnel, hours, quotas and open deals; no table, no check."""
    table = world.evidence.published.get("activity")
    if table is None:
        return []
    rows, strange = _known(world, table)
    rep, p = _place(world, rows)
    steps = _steps(world)
    hours, weeks = world.figures.hours, _weeks(world)
    each = rows["each"].to_numpy(float)
    told = rows["per_period"].to_numpy(float)
    long = weeks[rep, p]
    spent = pd.DataFrame({"rep": rep, "p": p, "h": rows["hours"]}).groupby(["rep", "p"])["h"].sum()
    at = spent.index.to_frame().to_numpy(np.int64).T
    allowed = np.nan_to_num(hours[tuple(at)], nan=np.inf) + GRAIN * len(rows)
    over = spent.to_numpy(float) > allowed
    off = np.abs(rows["hours"] - told * each) > GRAIN * (1 + each + np.abs(told * each))
    slow = np.abs(rows["per_week"] * long - told) > GRAIN * (2 + long + np.abs(told))
    return [
        strange,
        none("activity: no row twice", rows.duplicated([*KEY, "step"]), rows["rep_id"]),
        none("activity: hours of a step", off, rows["rep_id"]),
        none("activity: units of a week", slow | ~(long > 0), rows["rep_id"]),
        none("activity: within the rep's hours", over, _people(world)[at[0]]),
        _chain(rows),
        *_due(world, rows, steps, document),
    ]


def _people(world: World) -> Any:
    return world.people["rep_id"].to_numpy(object)


def _weeks(world: World) -> Floats:
    return np.asarray(world.evidence.horizon.days_per_period / 7 * world.figures.present)


def _steps(world: World) -> pd.DataFrame:
    """Give the funnel with the place of each step, and whether who brings pipeline takes it."""
    funnel = world.evidence.tables["funnel"].sort_values(["role", "lever", "order", "step"])
    funnel = funnel[funnel["lever"].isin(world.evidence.levers)]
    by = funnel.groupby(["role", "lever"], sort=False)
    place = by.cumcount()
    opens = place.where(funnel["step"] == OPPORTUNITY).groupby(
        [funnel["role"], funnel["lever"]]
    ).transform("max")  # fmt: skip
    last = by["step"].transform("size") - 1
    found: pd.DataFrame = funnel.assign(place=place, last=last, opens=opens.fillna(last))
    return found


def _known(world: World, table: pd.DataFrame) -> tuple[pd.DataFrame, Check]:
    """Join what the funnel says; rows that name what is not there fail and go."""
    people = world.people[["rep_id", "role"]].reset_index(drop=True)
    rows = table.merge(people, on="rep_id", how="left")
    steps = _steps(world)[["role", "lever", "step", "place", "last", "opens", "rate", "hours"]]
    steps = steps.rename(columns={"hours": "each"})
    rows = rows.merge(steps, on=["role", "lever", "step"], how="left")
    known = rows["place"].notna() & rows["period"].isin(world.figures.periods)
    known &= (rows[["per_week", "per_period"]] > 0).all(axis=1) & rows["hours"].notna()
    strange = none("activity: known reps, steps and periods", ~known, rows["rep_id"])
    kept = rows[known].fillna({"each": 0.0}).sort_values([*KEY, "place"], ignore_index=True)
    return kept, strange


def _place(world: World, rows: pd.DataFrame) -> tuple[Any, Any]:
    p = places(pd.Index(world.figures.periods), rows["period"])
    return places(world.people.index, rows["rep_id"]), p


def _chain(rows: pd.DataFrame) -> Check:
    """Compare every step with the one before it: units x rate, from the first step on."""
    by = rows.groupby(KEY, sort=False)
    before = by[["place", "per_period", "rate"]].shift()
    due = before["per_period"] * before["rate"]
    first = before["place"].isna()
    off = (rows["per_period"] - due).abs() > GRAIN * (2 + due.abs())
    gap = np.where(first, rows["place"] != 0, rows["place"] != before["place"] + 1)
    return none("activity: each step by the rate of the one before", gap | (off & ~first),
                rows["rep_id"])  # fmt: skip


def _due(
    world: World, rows: pd.DataFrame, steps: pd.DataFrame, document: Mapping[str, Any]
) -> list[Check]:
    """Compare results with what quotas ask for beyond open deals: never later, in all the same."""
    wanted = _wanted(world, steps)
    refused = {
        entry.get("owner_id")
        for entry in (document.get("objectives") or {}).get("refused", [])
        if entry.get("name") == "activity"
    }
    end = np.where(rows["rep_id"].isin(wanted.loc[wanted["brings"], "rep_id"]),
                   rows["opens"], rows["last"])  # fmt: skip
    last = rows[rows["place"] == end]
    brings = last["rep_id"].isin(wanted.loc[wanted["brings"], "rep_id"])
    done = last.assign(done=last["per_period"] * np.where(brings, 1.0, last["rate"]))
    both = wanted.merge(done[[*KEY, "done"]], on=KEY, how="outer")
    spare = both["rep_id"].isin(refused)
    both[["due", "done", "grain"]] = both[["due", "done", "grain"]].fillna(0.0)
    both = both.sort_values(KEY)
    sums = both.groupby(["rep_id", "lever"], sort=False)[["due", "done", "grain"]].cumsum()
    allowed = sums["grain"] + 10 * GRAIN * (1 + sums["due"].abs())
    late = sums["done"] < sums["due"] - allowed
    whole = both.assign(**sums).groupby(["rep_id", "lever"]).last()
    more = (whole["done"] - whole["due"]).abs() > whole["grain"] + 10 * GRAIN * (1 + whole["due"])
    idle = whole.index.get_level_values("rep_id")
    return [
        none("activity: no later than its booking", late & ~spare[late.index], both["rep_id"]),
        none("activity: as much as is due", more & ~idle.isin(refused), idle),
        none("activity: nothing of who was refused", rows["rep_id"].isin(refused), rows["rep_id"]),
    ]  # fmt: skip


def _wanted(world: World, steps: pd.DataFrame) -> pd.DataFrame:
    """Give deals, or opportunities to bring, by rep, lever and period of those with a funnel."""
    evidence, figures = world.evidence, world.figures
    table = evidence.published["quotas"]
    own = table[table["credit"] == "primary"].groupby(KEY)["quota"].sum()
    cell, p = np.nonzero(figures.open_worth)
    worth = pd.DataFrame(
        {
            "rep_id": figures.cells["rep"].to_numpy(object)[cell],
            "lever": figures.cells["lever"].to_numpy(object)[cell],
            "period": np.array(figures.periods, object)[p],
            "worth": figures.open_worth[cell, p],
        }
    ).groupby(KEY)["worth"].sum()  # fmt: skip
    brought = evidence.published["pipeline_quotas"].groupby(KEY)["pipeline"].sum()
    people = world.people[["rep_id", "role"]].reset_index(drop=True)
    pairs = people.merge(steps[["role", "lever"]].drop_duplicates(), on="role")
    pairs = pairs.merge(figures.sizes[["role", "lever", "size"]], on=["role", "lever"])
    frame = pairs[pairs["size"] > 0].merge(pd.DataFrame({"period": figures.periods}), how="cross")
    frame = frame.astype({"period": "str"}).sort_values(KEY, ignore_index=True)
    for name, sums in (("quota", own), ("worth", worth), ("pipeline", brought)):
        frame = frame.merge(sums.rename(name).reset_index(), on=KEY, how="left")
    frame[["quota", "worth", "pipeline"]] = frame[["quota", "worth", "pipeline"]].fillna(0.0)
    by = [frame["rep_id"], frame["lever"]]
    lacking = (frame["quota"] - frame["worth"]).groupby(by).cumsum().clip(lower=0.0)
    highest = lacking.groupby(by).cummax()
    fresh = highest - highest.groupby(by).shift(fill_value=0.0)
    brings = frame["pipeline"].groupby(by).transform("sum") > 0
    due = np.where(brings, frame["pipeline"], fresh) / frame["size"]
    grain = NOTHING * max(world.target, 1.0) / frame["size"]
    return frame.assign(due=due, brings=brings, grain=grain)[[*KEY, "due", "brings", "grain"]]
