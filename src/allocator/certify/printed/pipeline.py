"""pipeline_quotas.csv: the pipeline that SDRs bring, split by their hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify.arrays import grouped
from allocator.certify.book import label
from allocator.certify.printed.agree import ABSOLUTE, RELATIVE, none
from allocator.certify.rows.pipeline_supply import sources

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats
    from allocator.certify.program import Rebuilt
    from allocator.certify.world import World
    from allocator.domain.certificate import Check

KEYS = ["node_id", "role", "lever", "period"]
DESK = ["node_id", "role", "period"]


def checks(world: World, rebuilt: Rebuilt, final: Floats) -> list[Check]:
    """Compare sums by node, role, lever and period with W, within a unit, and the split."""
    table = world.evidence.published["pipeline_quotas"]
    if "W" not in rebuilt.book.blocks:
        return [none("pipeline quotas: none", np.ones(len(table), bool), table["rep_id"])]
    unit, people = world.evidence.unit, world.people
    home = pd.Series(world.nodes.home, people.index)
    table = table.assign(role=table["rep_id"].map(people["role"]))
    stray = table["node_id"] != table["rep_id"].map(home)
    negative = ~(table["pipeline"] >= 0)
    found = [
        none("pipeline quotas: reps at their nodes", stray, table["rep_id"]),
        none("pipeline quotas: no negative or missing money", negative, table["rep_id"]),
    ]
    table = table[~stray]
    block = _due(world, rebuilt, final)
    both = block.merge(grouped(table, KEYS, ["pipeline"]), on=KEYS, how="outer")
    both["pipeline"] = both["pipeline"].fillna(0.0)
    off = (both["due"] - both["pipeline"]).abs() > unit * (1 + RELATIVE)
    found.append(none("pipeline quotas: sums", off | both["due"].isna(), both["node_id"]))
    desk = _desk(world).merge(both[[*KEYS, "pipeline"]], on=DESK, how="inner")
    desk = desk.merge(
        table[["rep_id", "lever", "period", "pipeline"]],
        on=["rep_id", "lever", "period"],
        how="left",
        suffixes=("", ".told"),
    )
    part = desk["share"] * desk["pipeline"]
    off = (part - desk["pipeline.told"].fillna(0.0)).abs() > unit * (1 + RELATIVE) + ABSOLUTE
    found.append(none("pipeline quotas: split by hours", off, desk["rep_id"]))
    return found


def _due(world: World, rebuilt: Rebuilt, final: Floats) -> pd.DataFrame:
    """W of the final point as rows."""
    block = sources(world)
    block["period"] = world.periods[block["p"].to_numpy(np.int64)]
    names = label(block["node"], block["role"], block["lever"], block["period"])
    block["due"] = np.maximum(final[rebuilt.book.at("W", names)], 0.0)
    return block.rename(columns={"node": "node_id"}).astype({"period": "str"})[[*KEYS, "due"]]


def _desk(world: World) -> pd.DataFrame:
    """Share of each rep in the hours of his node and role, by period, where all are limited."""
    count = len(world.periods)
    people = world.people
    frame = pd.DataFrame(
        {
            "rep_id": np.repeat(people["rep_id"].to_numpy(object), count),
            "node_id": np.repeat(world.nodes.home, count),
            "role": np.repeat(people["role"].to_numpy(object), count),
            "period": np.tile(world.periods, len(people)),
            "own": world.figures.hours.ravel(),
        }
    ).astype(dict.fromkeys(("rep_id", *DESK), "str"))
    by = frame.groupby(DESK)["own"]
    whole, members, limited = (by.transform(how) for how in ("sum", "size", "count"))
    frame["share"] = frame["own"] / whole.where(whole > 0, 1.0)
    return frame[(members == limited) & (whole > 0)]
