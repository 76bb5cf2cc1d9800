"""Coverage: which cells exist, and whose share of a territory is how large on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from allocator.certify.arrays import group_codes
from allocator.certify.days import FAR, day_number

if TYPE_CHECKING:
    from allocator.certify.arrays import Floats, Ints
    from allocator.certify.evidence import Evidence
    from allocator.domain.calendar import Horizon


CELL = ["rep", "territory", "l"]
PAIR = ["territory", "l"]


def coverage(evidence: Evidence, credit: str) -> pd.DataFrame:
    """Rows (rep, territory, lever, l, first, last, share) of the cells with one credit.

    A row without lever stands for every lever of its rep's role, except where another row
    names the lever. `share` is NaN where it was left empty.
    """
    role_of = evidence.tables["reps"][["rep_id", "role"]].rename(columns={"rep_id": "rep"})
    rows = _given(evidence).merge(role_of, on="rep", how="inner")
    named = rows[rows["lever"] != ""]
    plain = rows[rows["lever"] == ""].drop(columns="lever")
    levers = evidence.credits(credit)
    named = named.merge(levers, on=["role", "lever"], how="inner")
    spread = plain.merge(levers, on="role", how="inner")
    taken = pd.MultiIndex.from_frame(named[CELL])
    spread = spread[~pd.MultiIndex.from_frame(spread[CELL]).isin(taken)]
    both = pd.concat([named, spread], ignore_index=True)
    order = [*CELL, "first"]
    columns = [*CELL, "lever", "first", "last", "share"]
    return both[columns].sort_values(order, kind="stable", ignore_index=True)


def _given(evidence: Evidence) -> pd.DataFrame:
    """Give the coverage table, or each rep's own territory where there is none."""
    if "coverage" in evidence.given:
        table = evidence.tables["coverage"]
        return pd.DataFrame(
            {
                "rep": table["rep_id"],
                "territory": table["territory_id"],
                "lever": table["lever"],
                "first": day_number(table["start_date"], evidence.horizon, -FAR),
                "last": day_number(table["end_date"], evidence.horizon, FAR),
                "share": table["share"],
            }
        )
    reps = evidence.tables["reps"]["rep_id"]
    return pd.DataFrame(
        {"rep": reps, "territory": reps, "lever": "", "first": -FAR, "last": FAR, "share": 1.0}
    ).astype({"lever": "str"})


def cells_of(rows: pd.DataFrame) -> pd.DataFrame:
    """List the cells (rep, territory, l, lever) of coverage rows, in canonical order."""
    return rows[[*CELL, "lever"]].drop_duplicates().sort_values(CELL, ignore_index=True)


def primary_by_day(rows: pd.DataFrame, cell: Ints, days: Ints) -> Floats:
    """(K, days) share of each cell on the given days.

    Given shares stand; the rows left empty split `max(0, 1 - sum given)` of their territory and
    lever equally among those that run that day.
    """
    pair = group_codes(rows, PAIR)
    runs = (rows["first"].to_numpy()[:, None] <= days) & (days <= rows["last"].to_numpy()[:, None])
    share = rows["share"].to_numpy(float)
    empty = np.isnan(share)
    given = np.where(runs, np.where(empty, 0.0, share)[:, None], 0.0)
    waiting = np.where(runs & empty[:, None], 1.0, 0.0)
    stated = _sums(pair, given)
    heads = _sums(pair, waiting)
    each = np.maximum(0.0, 1.0 - stated) / np.maximum(heads, 1.0)
    return _sums(cell, given + waiting * each[pair])


def overlay_by_period(rows: pd.DataFrame, horizon: Horizon) -> tuple[pd.DataFrame, Floats]:
    """List overlay cells with the mean share of each period; an empty share is 1."""
    cells = cells_of(rows)
    cell = positions(cells, rows)
    days = np.arange(horizon.days)
    first, last = rows["first"].to_numpy()[:, None], rows["last"].to_numpy()[:, None]
    share = np.nan_to_num(rows["share"].to_numpy(float), nan=1.0)[:, None]
    means = np.zeros((len(cells), horizon.periods))
    for p in range(horizon.periods):
        inside = days[horizon.period_of_day == p]
        daily = np.where((first <= inside) & (inside <= last), share, 0.0)
        np.add.at(means[:, p], cell, daily.mean(axis=1))
    return cells, means


def positions(cells: pd.DataFrame, rows: pd.DataFrame) -> Ints:
    """Give the position of each row's cell in `cells`, -1 where it has none."""
    index = pd.MultiIndex.from_frame(cells[CELL])
    return np.asarray(index.get_indexer(pd.MultiIndex.from_frame(rows[CELL])))


def _sums(code: Ints, values: Floats) -> Floats:
    """Sum rows of `values` that bear the same code."""
    count = int(code.max()) + 1 if len(code) else 0
    hot = sparse.csr_matrix((np.ones(len(code)), (code, np.arange(len(code)))), (count, len(code)))
    return np.asarray(hot @ values)
