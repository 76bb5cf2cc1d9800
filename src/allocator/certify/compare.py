"""Every parameter computed again, against inputs/parameters.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from allocator.domain.certificate import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

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


MUST, MAY, FREE = "must", "may", "free"
"""A figure must be told and right; may be left out, else right; or may be anything: nothing uses
it. Rates of reps without a cell of the lever may be left out; win shares of cells without anything
to work on are free."""


def listed(evidence: Evidence, figures: Figures) -> Iterator[pd.DataFrame]:
    """Give every parameter, symbol by symbol: rows of `KEYS`, value and rule."""
    levers, periods = list(evidence.levers), list(figures.periods)
    reps, cells, pairs = figures.reps, figures.cells, figures.pairs
    for symbol, name in OF_LEVERS.items():
        yield _wide(symbol, getattr(figures, name), periods, lever=levers)
    yield _long("cycle_days", figures.cycle, lever=levers)
    for symbol in OF_REPS:
        yield _wide(symbol, getattr(figures, symbol), periods, rep_id=reps["rep_id"])
    for symbol in OF_PEOPLE:
        yield _long(symbol, reps[symbol], rep_id=reps["rep_id"])
    names = np.array(levers, dtype=object)
    of_pair = {"territory_id": pairs["territory"], "lever": names[pairs["l"]]}
    for symbol in OF_PAIRS:
        yield _long(symbol, pairs[symbol], **of_pair)
    of_cell = {
        "rep_id": cells["rep"], "territory_id": cells["territory"], "lever": cells["lever"],
    }  # fmt: skip
    idle = (cells["worked"] == 0) & ("potential" in evidence.given)
    for symbol, name in OF_CELLS.items():
        rule = np.where(idle, FREE, MUST) if symbol == "win_share" else MUST
        yield _long(symbol, cells[name], **of_cell).assign(rule=rule)
    for symbol, name in OF_CELL_PERIODS.items():
        yield _wide(symbol, getattr(figures, name), periods, **of_cell)
    rates = figures.rates.sort_values(["rep", "l"])
    used = pd.MultiIndex.from_frame(rates[["rep", "l"]]).isin(
        pd.MultiIndex.from_frame(cells[["rep", "l"]])
    )
    for symbol in OF_RATES:
        part = _long(symbol, rates[symbol], rep_id=rates["rep"], lever=rates["lever"])
        yield part.assign(rule=np.where(used, MUST, MAY))


def _long(symbol: str, values: Any, **keys: Any) -> pd.DataFrame:
    """Make rows of one symbol; keys not given are empty."""
    made = {"symbol": np.full(len(values), symbol, dtype=object)}
    for key in KEYS[1:]:
        empty = np.full(len(values), "", dtype=object)
        made[key] = np.asarray(keys[key], dtype=object) if key in keys else empty
    frame = {key: pd.Series(labels, dtype=object) for key, labels in made.items()}
    return pd.DataFrame({**frame, "value": np.asarray(values, float), "rule": MUST})


def _wide(symbol: str, values: Any, periods: list[str], **keys: Any) -> pd.DataFrame:
    """Make rows of one symbol from an array whose columns are periods."""
    count = len(periods)
    spread = {key: np.repeat(np.asarray(of, dtype=object), count) for key, of in keys.items()}
    return _long(symbol, values.ravel(), period=np.tile(periods, len(values)), **spread)


def parameters(evidence: Evidence, figures: Figures) -> list[Check]:
    """Compare every parameter to 1e-9; zero and unknown may be left out of the file."""
    theirs = evidence.parameters.rename(columns={"value": "told"})
    twice = theirs.duplicated(KEYS)
    count = int(twice.sum())
    checks = [Check("parameters: each once", count, 0, count == 0, _where(theirs[twice]))]
    told = {str(name): rows for name, rows in theirs[~twice].groupby("symbol", sort=True)}
    for mine in listed(evidence, figures):
        if mine.empty:
            continue
        symbol = str(mine["symbol"].iloc[0])
        checks.append(_compared(symbol, _beside(mine, told.pop(symbol, theirs.head(0)))))
    for symbol, rows in told.items():
        strange = rows[rows["told"].fillna(0.0) != 0]
        checks.append(Check(f"parameter {symbol}", len(strange), 0, strange.empty, _where(strange)))
    return checks


def _beside(mine: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Put what the file says beside each figure: by position where the keys are the same."""
    said = mine[mine["value"].notna() & (mine["value"] != 0)]
    if len(said) == len(told) and all(
        bool((said[key].to_numpy(object) == told[key].to_numpy(object)).all()) for key in KEYS
    ):
        return said.assign(told=told["told"].to_numpy(float))
    plain = mine.astype(dict.fromkeys(KEYS, "str"))
    return plain.merge(told, on=KEYS, how="outer")


def _compared(symbol: str, both: pd.DataFrame) -> Check:
    """Compare one symbol; a row that the tables do not give must be zero or unknown."""
    value, told = both["value"].to_numpy(float), both["told"].to_numpy(float)
    rule = both["rule"].to_numpy(object)
    allowed = RELATIVE * np.abs(np.nan_to_num(value)) + ABSOLUTE
    off = np.abs(np.nan_to_num(value) - np.nan_to_num(told))
    given = ~np.isnan(told)
    known = (rule == MUST) | (rule == MAY)
    asked = (rule == MUST) | ((rule == MAY) & given)
    bad = asked & ((off > allowed) | (np.isnan(value) & given))
    bad |= ~known & (rule != FREE) & (np.nan_to_num(told) != 0)
    worst = float((off / allowed)[asked].max(initial=0.0))
    return Check(f"parameter {symbol}", worst, 1.0, not bad.any(), _where(both[bad]))


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
