"""Sellers need pipeline that others bring: what they must win is covered by what is supplied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify.book import Book, Entries, Rows, label, rows

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats
    from allocator.certify.world import World


def sources(world: World) -> pd.DataFrame:
    """List (node, role, l, lever, p, per_money, hours): W and what bounds it, in canonical order.

    hours : of the SDRs of that role at the very node in the period; NaN where without limit
    """
    reps = world.people.assign(node=world.nodes.home)
    keys = ["node", "role"]
    hours = reps[keys].join(
        pd.DataFrame(world.figures.hours, index=reps.index, columns=range(len(world.periods)))
    )
    summed = hours.groupby(keys).sum(min_count=0).reset_index()
    unlimited = hours.set_index(keys).isna().groupby(keys).any().to_numpy()
    numbers = summed.columns.difference(keys)
    summed[numbers] = summed[numbers].mask(unlimited)
    long = summed.melt(id_vars=keys, var_name="p", value_name="hours")
    sizes = world.figures.sizes[["role", "l", "lever", "per_money"]]
    owned = world.evidence.credits("pipeline").merge(sizes, on=["role", "l", "lever"], how="left")
    found = owned.merge(long, on="role", how="inner")
    found["p"] = found["p"].astype(np.int64)
    return found.sort_values(["node", "role", "l", "p"], ignore_index=True)


def columns(world: World, book: Book) -> None:
    """Add `W`."""
    if world.family("pipeline_supply") is None:
        return
    found = sources(world)
    most = (world.x["bound"] / world.x["conv"]).groupby(world.x["l"]).sum()
    free = found["l"].map(most).astype(float).fillna(0.0)
    bounded = (found["per_money"] > 0) & found["hours"].notna()
    within = found["hours"] / found["per_money"].where(bounded, 1.0)
    bound = within.where(bounded, free).to_numpy(float)
    book.add_columns("W", _labels(world, found), 0.0, bound)


def blocks(world: World, book: Book) -> list[Rows]:
    """Write `pipeline_supply` and `pipeline_hours`."""
    settings = world.family("pipeline_supply")
    if settings is None:
        return []
    found = sources(world)
    return [
        _supply(world, book, found, settings.get("self_sourced") or {}),
        _hours(book, found, world),
    ]


def _labels(world: World, found: pd.DataFrame) -> list[str]:
    """Label W by node, role, lever and period."""
    period = world.periods[found["p"].to_numpy(np.int64)]
    return label(found["node"], found["role"], found["lever"], period)


def _supply(world: World, book: Book, found: pd.DataFrame, own: dict[str, float]) -> Rows:
    """Write: what x needs up to a period, less W a cycle earlier, is within deals and supply."""
    periods = len(world.periods)
    above = world.nodes.above
    given = _given(world).merge(above, on="at", how="inner")
    made = found.assign(column=book.at("W", _labels(world, found)), at=found["node"])
    made = made.drop(columns="node").merge(above, on="at", how="inner")
    keys = ["node", "l"]
    served = pd.concat([given[keys], made[keys]]).drop_duplicates().sort_values(keys)
    place = pd.MultiIndex.from_frame(served)

    under = world.under()
    x = world.x[["rep", "l", "p", "conv"]].assign(column=np.arange(len(world.x)))
    share = (
        world.people["role"].map({k: float(v) for k, v in own.items()}).fillna(0.0).to_numpy(float)
    )
    x["need"] = (1.0 - share[world.x["who"]]) / x["conv"]
    x = x.merge(under, on="rep", how="inner")
    x["row"] = place.get_indexer(pd.MultiIndex.from_frame(x[keys]))
    x = x[x["row"] >= 0]
    needs: list[Entries] = []
    brings: list[Entries] = []
    made["row"] = place.get_indexer(pd.MultiIndex.from_frame(made[keys]))
    lag = world.lag
    supply = np.zeros((len(served), periods))
    given_row = place.get_indexer(pd.MultiIndex.from_frame(given[keys]))
    for p in range(periods):
        now = x[x["p"] <= p]
        needs.append(
            (
                now["row"].to_numpy() * periods + p,
                now["column"].to_numpy(),
                now["need"].to_numpy(float),
            )
        )
        ready = made[made["p"].to_numpy() <= p - lag[made["l"].to_numpy(np.int64)]]
        brings.append((ready["row"].to_numpy() * periods + p, ready["column"].to_numpy(), -1.0))
        in_time = given["p"].to_numpy() <= p - lag[given["l"].to_numpy(np.int64)]
        np.add.at(supply[:, p], given_row[in_time], given["amount"].to_numpy(float)[in_time])
    cells = world.figures.cells[["rep", "l", "open", "conv"]].merge(under, on="rep", how="inner")
    by_node = cells.groupby(keys).agg(open=("open", "sum"), conv=("conv", "mean")).reindex(place)
    upper = supply + by_node["open"].fillna(0.0).to_numpy(float)[:, None]
    labels = label(
        np.repeat(served["node"].to_numpy(object), periods),
        np.repeat(world.levers[served["l"].to_numpy(np.int64)], periods),
        np.tile(world.periods, len(served)),
    )
    money = np.repeat(by_node["conv"].to_numpy(float), periods)
    return _with_need(labels, upper.ravel(), needs, brings, money)


def _with_need(
    labels: list[str],
    upper: Floats,
    needs: list[Entries],
    brings: list[Entries],
    money: Floats,
) -> Rows:
    """Keep only the rows that some x enters."""
    asked = np.zeros(len(labels), bool)
    for row, _, value in needs:
        asked[row[value > 0]] = True
    place = np.cumsum(asked) - 1
    entries = []
    for row, column, value in [*needs, *brings]:
        kept = asked[row]
        worth = np.broadcast_to(value, row.shape)[kept]
        entries.append((place[row[kept]], column[kept], worth))
    names = [name for name, stays in zip(labels, asked, strict=True) if stays]
    return rows("pipeline_supply", names, -np.inf, upper[asked], entries, money[asked])


def _given(world: World) -> pd.DataFrame:
    """List the supply table as (at, l, p, amount), levers of the target and days of the horizon."""
    table = world.evidence.tables["supply"]
    levers = list(world.evidence.levers)
    table = table[table["lever"].isin(levers)]
    starts = np.array(world.figures.periods, dtype="datetime64[D]")
    day = table["period"].to_numpy().astype("datetime64[D]")
    p = np.searchsorted(starts, day, side="right") - 1
    inside = (p >= 0) & (day <= np.datetime64(world.evidence.horizon.end, "D"))
    lever = np.array([levers.index(name) for name in table["lever"]], np.int64)
    found = pd.DataFrame(
        {
            "at": table["node_id"].to_numpy(),
            "l": lever,
            "p": p,
            "amount": table["amount"].to_numpy(float),
        }
    ).astype({"at": "str"})
    return found[inside].reset_index(drop=True)


def _hours(book: Book, found: pd.DataFrame, world: World) -> Rows:
    """Hours for W stay within the SDRs' hours of the node, role and period."""
    bounded = found[(found["per_money"] > 0) & found["hours"].notna()]
    groups = bounded.groupby(["node", "role", "p"], sort=True)
    heads = groups["hours"].first().reset_index()
    period = world.periods[heads["p"].to_numpy(np.int64)]
    entries = [
        (
            groups.ngroup().to_numpy(),
            book.at("W", _labels(world, bounded)),
            bounded["per_money"].to_numpy(float),
        )
    ]
    labels = label(heads["node"], heads["role"], period)
    return rows("pipeline_hours", labels, -np.inf, heads["hours"].to_numpy(float), entries)
