"""Open deals: in which period each closes, and who takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.certify.arrays import Floats, grouped, places
from allocator.certify.days import FAR, day_number
from allocator.certify.shares import PAIR, positions

if TYPE_CHECKING:
    from allocator.certify.evidence import Evidence


NOWHERE = -FAR
"""The closing day of a row whose closing day nobody knows."""


def closings(evidence: Evidence, cycle: Floats, season: Floats) -> pd.DataFrame:
    """Rows (territory, l, stage, rep, day, amount) of the pipeline that closes in the horizon.

    A row closes at expected_close, else a mean cycle after it was created; where neither is
    known its amount is spread by season, evenly over the days of a period.
    """
    table = evidence.tables["pipeline"]
    rows = table[table["lever"].isin(evidence.levers)].reset_index(drop=True)
    lever = np.array([evidence.levers.index(name) for name in rows["lever"]], np.int64)
    horizon = evidence.horizon
    expected = day_number(rows["expected_close"], horizon, NOWHERE)
    created = day_number(rows["created"], horizon, NOWHERE)
    after = cycle[lever] if len(lever) else np.zeros(0)
    by_cycle = (created > NOWHERE) & ~np.isnan(after)
    day = np.where(by_cycle, created + np.floor(np.nan_to_num(after)).astype(np.int64), NOWHERE)
    day = np.where(expected > NOWHERE, expected, day)
    known = pd.DataFrame(
        {
            "territory": rows["territory_id"],
            "l": lever,
            "stage": rows["stage"],
            "rep": rows["rep_id"],
            "day": day,
            "amount": rows["amount"].astype(float),
        }
    )
    dated: pd.DataFrame = known[(day >= 0) & (day < horizon.days)]
    undated = known[day == NOWHERE].drop(columns="day")
    undated = grouped(undated, [*PAIR, "stage", "rep"], ["amount"])
    daily = season[:, horizon.period_of_day] / horizon.days_per_period[horizon.period_of_day]
    calendar = pd.DataFrame({"day": np.arange(horizon.days)})
    spread = undated.merge(calendar, how="cross")
    part = daily[spread["l"].to_numpy(np.int64), spread["day"].to_numpy(np.int64)]
    spread["amount"] = spread["amount"] * part
    return pd.concat([dated, spread[dated.columns]], ignore_index=True)


def taken(
    closing: pd.DataFrame, rows: pd.DataFrame, cells: pd.DataFrame, there: Floats, reps: pd.Index
) -> pd.DataFrame:
    """Rows (cell, stage, day, amount): who takes what.

    The owner takes his deal if he has a primary cell there and is present on its day; else the
    others of the territory who are present, in proportion to their shares of that day.

    Parameters
    ----------
    closing : from `closings`
    rows, cells : primary coverage rows and the cells they make
    there : (R, D) presence
    """
    owner = positions(cells, closing)
    seller = places(reps, cells["rep"])
    day = closing["day"].to_numpy(np.int64)
    own = (owner >= 0) & (there[seller[np.maximum(owner, 0)], day] > 0 if len(cells) else False)
    alone = closing[own].assign(cell=owner[own])
    left = closing[~own].reset_index(names="deal")
    reach = left.drop(columns="rep").merge(
        rows.assign(cell=positions(cells, rows), empty=rows["share"].isna()), on=PAIR, how="inner"
    )
    runs = (reach["first"] <= reach["day"]) & (reach["day"] <= reach["last"])
    given = reach["share"].fillna(0.0).where(runs, 0.0)
    waiting = (runs & reach["empty"]).astype(float)
    total = given.groupby(reach["deal"]).transform("sum")
    heads = waiting.groupby(reach["deal"]).transform("sum")
    each = (1.0 - total).clip(lower=0.0) / heads.clip(lower=1.0)
    at = there[seller[reach["cell"].to_numpy(np.int64)], reach["day"].to_numpy(np.int64)]
    weight = (given + waiting * each).where(at > 0, 0.0)
    whole = weight.groupby(reach["deal"]).transform("sum")
    others = reach.assign(amount=reach["amount"] * weight / whole.where(whole > 0, 1.0))
    others = others[(whole > 0) & (weight > 0)]
    columns = ["cell", "stage", "day", "amount"]
    return pd.concat([alone[columns], others[columns]], ignore_index=True)
