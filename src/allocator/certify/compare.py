"""Every parameter computed again, against inputs/parameters.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.domain.certificate import Check

if TYPE_CHECKING:
    from allocator.certify.evidence import Evidence
    from allocator.certify.yields import Figures

KEYS = ["symbol", "rep_id", "territory_id", "lever", "period"]
RELATIVE = ABSOLUTE = 1e-9
SHOWN = 3
"""How many places a refusal names."""

OF_LEVERS = {"target": "target", "season": "season", "inside": "inside", "Y": "total"}
OF_REPS = ("work", "present", "hours", "done")
OF_PEOPLE = ("presence", "ramping", "cut", "variance")
OF_PAIRS = ("potential", "open_amount", "rest")
OF_CELLS = {
    "mean_share": "mean_share", "conv": "conv", "cell_open_amount": "open", "worked": "worked",
    "win_share": "win_share", "effort": "effort",
}  # fmt: skip
OF_CELL_PERIODS = {
    "worked_share": "worked_share", "open_worth": "open_worth", "yield": "expected", "y": "y",
    "fair": "fair",
}  # fmt: skip
OF_RATES = ("prior_mean", "prior_weight", "wins", "opportunities")


def listed(evidence: Evidence, figures: Figures) -> pd.DataFrame:
    """All parameters as rows (symbol, rep_id, territory_id, lever, period, value, needed).

    needed : false where the figure has no use, so that the file may leave it out: rates of reps
        without a cell of the lever, and win shares of cells without anything to work on
    """
    levers, periods = list(evidence.levers), list(figures.periods)
    reps, cells, pairs = figures.reps, figures.cells, figures.pairs
    lever_of = np.array(levers, dtype=object)
    parts = [
        _wide(symbol, getattr(figures, name), periods, lever=levers)
        for symbol, name in OF_LEVERS.items()
    ]
    parts.append(_long("cycle_days", figures.cycle, lever=levers))
    parts += [
        _wide(symbol, getattr(figures, symbol), periods, rep_id=reps["rep_id"])
        for symbol in OF_REPS
    ]
    parts += [_long(symbol, reps[symbol], rep_id=reps["rep_id"]) for symbol in OF_PEOPLE]
    of_pair = {"territory_id": pairs["territory"], "lever": lever_of[pairs["l"]]}
    parts += [_long(symbol, pairs[symbol], **of_pair) for symbol in OF_PAIRS]
    of_cell = {
        "rep_id": cells["rep"], "territory_id": cells["territory"], "lever": cells["lever"],
    }  # fmt: skip
    idle = (cells["worked"] == 0) & ("potential" in evidence.given)
    for symbol, name in OF_CELLS.items():
        part = _long(symbol, cells[name], **of_cell)
        parts.append(part.assign(needed=~idle.to_numpy()) if symbol == "win_share" else part)
    parts += [
        _wide(symbol, getattr(figures, name), periods, **of_cell)
        for symbol, name in OF_CELL_PERIODS.items()
    ]
    rates = figures.rates
    used = pd.MultiIndex.from_frame(rates[["rep", "l"]]).isin(
        pd.MultiIndex.from_frame(cells[["rep", "l"]])
    )
    parts += [
        _long(symbol, rates[symbol], rep_id=rates["rep"], lever=rates["lever"]).assign(needed=used)
        for symbol in OF_RATES
    ]
    return pd.concat(parts, ignore_index=True)


def _long(symbol: str, values: Any, **keys: Any) -> pd.DataFrame:
    """Make rows of one symbol; keys not given are empty."""
    made = pd.DataFrame({"symbol": symbol, "value": np.asarray(values, float)})
    for key in KEYS[1:]:
        made[key] = np.asarray(keys[key], dtype=object) if key in keys else ""
    return made.assign(needed=True).astype(dict.fromkeys(KEYS, "str"))


def _wide(symbol: str, values: Any, periods: list[str], **keys: Any) -> pd.DataFrame:
    """Make rows of one symbol from an array whose columns are periods."""
    count = len(periods)
    spread = {key: np.repeat(np.asarray(of, dtype=object), count) for key, of in keys.items()}
    rows = values.shape[0]
    return _long(symbol, values.ravel(), period=np.tile(periods, rows), **spread)


def parameters(evidence: Evidence, figures: Figures) -> list[Check]:
    """Compare every parameter to 1e-9; zero and unknown may be left out of the file."""
    mine = listed(evidence, figures)
    theirs = evidence.parameters.rename(columns={"value": "told"})
    twice = theirs.duplicated(KEYS)
    checks = [
        Check(
            "parameters: each once", float(twice.sum()), 0.0, not twice.any(), _where(theirs[twice])
        )
    ]
    both = mine.merge(theirs[~twice], on=KEYS, how="outer")
    strange = both["needed"].isna() & (both["told"].fillna(0.0) != 0)
    value = both["value"].to_numpy(float)
    told = both["told"].to_numpy(float)
    unknown = np.isnan(value)
    off = np.abs(np.nan_to_num(value) - np.nan_to_num(told))
    allowed = RELATIVE * np.abs(np.nan_to_num(value)) + ABSOLUTE
    bad = (off > allowed) | (unknown & ~np.isnan(told))
    known = both["needed"].isin([True]).to_numpy()
    bad &= known | (both["needed"].notna().to_numpy() & ~np.isnan(told) & ~known)
    # A win share that nothing uses may be anything the builder likes.
    idle = ((both["symbol"] == "win_share") & ~known).to_numpy()
    bad = (bad & ~idle) | strange.to_numpy()
    for symbol, rows in both.assign(bad=bad, off=off / np.maximum(allowed, ABSOLUTE)).groupby(
        "symbol", sort=True
    ):
        worst = float(rows["off"].where(rows["bad"] | rows["needed"].isin([True]), 0.0).max())
        failed = rows[rows["bad"]]
        checks.append(Check(f"parameter {symbol}", worst, 1.0, failed.empty, _where(failed)))
    return checks


def _where(rows: pd.DataFrame) -> str:
    """Name the first places of failed rows."""
    if rows.empty:
        return ""
    names = []
    for row in rows.head(SHOWN).to_dict("records"):
        key = " ".join(str(row[name]) for name in KEYS if row[name])
        told = row.get("told", np.nan)
        names.append(f"{key}: the file says {told}, the tables give {row.get('value', np.nan)}")
    more = len(rows) - SHOWN
    return "; ".join(names) + (f"; and {more} more" if more > 0 else "")
