"""objectives.csv: weights sum to one, money is the plan's, activities are those of activity.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify.arrays import places
from allocator.certify.printed.agree import none

if TYPE_CHECKING:
    from allocator.certify.world import World
    from allocator.domain.certificate import Check

TYPES = ("volume", "conversion", "activity", "quality")
CADENCES = ("weekly", "monthly", "quarterly")
INDICATORS = ("leading", "lagging")
CENT, WEEKLY, EXACT = 0.0051, 0.0051, 1e-9
"""What rounding may do to money, to units of a week, and to a sum of weights."""
OWN_LEVER = ("retention", "expansion")


def checks(world: World) -> list[Check]:
    """Compare the table with the rest of the folder; no table, no check."""
    table = world.evidence.published.get("objectives")
    if table is None:
        return []
    horizon = world.evidence.horizon
    owner = table["owner_id"]
    sums = table.groupby("owner_id")["weight"].sum()
    words = (
        table["type"].isin(TYPES) & table["cadence"].isin(CADENCES)
        & table["indicator"].isin(INDICATORS)
    )  # fmt: skip
    days = (table["due"] >= str(horizon.start)) & (table["due"] <= str(horizon.end))
    return [
        none("objectives: known owners", ~owner.isin(_owners(world)), owner),
        none("objectives: words", ~words, owner),
        none("objectives: due inside the horizon", ~days, owner),
        none("objectives: a goal each", ~np.isfinite(table["to"]), owner),
        none("objectives: weights not negative", ~(table["weight"] >= 0), owner),
        none("objectives: weights sum to one", (sums - 1.0).abs() > EXACT, sums.index),
        _money(world, table),
        _activities(world, table),
    ]


def _owners(world: World) -> set[str]:
    """Name everybody who may have objectives."""
    reps, nodes = world.people["rep_id"].tolist(), world.nodes.table.index.tolist()
    return {*reps, *nodes, *(f"node/{node}" for node in nodes)}


def _money(world: World, table: pd.DataFrame) -> Check:
    """Compare money that objectives and plan both state."""
    due = _stated(world)
    own = table["name"].isin(["revenue", *OWN_LEVER])
    # an initiative may bear the name of a common objective
    own &= ~table["metric"].str.contains("of the initiative", regex=False)
    rows = table[own]
    keys = pd.MultiIndex.from_frame(rows[["owner_id", "name"]])
    mine = due.reindex(keys).to_numpy(float)
    off = ~(np.abs(mine - rows["to"].to_numpy(float)) <= CENT)
    return none("objectives: money of the plan", off, rows["owner_id"])


def _stated(world: World) -> pd.Series:
    """Give the money of reps, else of their shared credit, and of nodes, by lever and in all."""
    published = world.evidence.published
    quotas, rolled = published["quotas"], published["rollup"]
    primary = set(quotas["rep_id"][quotas["credit"] == "primary"])
    own = quotas[(quotas["credit"] == "primary") | ~quotas["rep_id"].isin(primary)]
    reps = set(world.people["rep_id"])
    node = rolled["node_id"]
    both = pd.concat(
        [
            own[["rep_id", "lever", "quota"]].rename(columns={"rep_id": "owner_id"}),
            rolled.assign(owner_id=node.where(~node.isin(reps), "node/" + node))[
                ["owner_id", "lever", "quota"]
            ],
        ]
    )
    whole = both.assign(lever="revenue")
    found: pd.Series = pd.concat([both, whole]).groupby(["owner_id", "lever"])["quota"].sum()
    return found


def _activities(world: World, table: pd.DataFrame) -> Check:
    """Compare activities of a week with the mean over the weeks in which the rep is there."""
    activity = world.evidence.published["activity"]
    weeks = (world.evidence.horizon.days_per_period / 7 * world.figures.present).sum(axis=1)
    sums = activity.groupby(["rep_id", "lever", "step"])["per_period"].sum().reset_index()
    rep = places(world.people.index, sums["rep_id"])
    mine = sums.assign(
        mean=sums["per_period"] / np.where(rep >= 0, weeks[rep], np.nan),
        words=sums["lever"].str.replace("_", " "),
    )
    rows = table[table["type"] == "activity"]
    rows = rows.assign(words=rows["metric"].str.split(", ").str[-1])
    both = mine.merge(
        rows, left_on=["rep_id", "step", "words"], right_on=["owner_id", "name", "words"],
        how="outer",
    )  # fmt: skip
    off = ~((both["mean"] - both["to"]).abs() <= WEEKLY)
    return none("objectives: activities of a week", off, both["owner_id"].fillna(both["rep_id"]))
