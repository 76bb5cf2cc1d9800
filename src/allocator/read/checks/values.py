"""Numbers that cannot be, or hardly: out of range, reversed, a thousand times their neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from allocator.domain.tables import TABLES
from allocator.read.grid import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from allocator.errors import Problem

RANGES: Mapping[tuple[str, str], tuple[float, float]] = {
    ("reps", "fte"): (0, np.inf),
    ("reps", "latitude"): (-90, 90),
    ("reps", "longitude"): (-180, 180),
    ("territories", "latitude"): (-90, 90),
    ("territories", "longitude"): (-180, 180),
    ("accounts", "latitude"): (-90, 90),
    ("accounts", "longitude"): (-180, 180),
    ("history", "cycle_days"): (0, np.inf),
    ("funnel", "rate"): (1e-6, 1),
}
"""Least and greatest value of columns whose meaning alone allows any number."""

PAIRS = (
    ("reps", "min_quota", "max_quota"),
    ("hierarchy", "min_target", "max_target"),
)
WORDS = {("eligibility", "rule"): ("must", "may", "never")}

FACTOR = 1000
"""How many times the median a value must be to be doubted: a slipped unit, not a large deal."""
FEWEST = 8
"""Values that a column needs before its median says anything."""


def check(frames: Mapping[str, pd.DataFrame], problems: list[Problem]) -> None:
    """Report numbers that cannot be and warn of those that hardly can."""
    _ranges(frames, problems)
    _pairs(frames, problems)
    _words(frames, problems)
    if "history" in frames:
        _history(frames["history"], problems)
    if "reps" in frames:
        _quotas(frames["reps"], frames.get("overrides"), problems)
    for name, frame in frames.items():
        for column in TABLES[name].columns:
            if column.meaning == "money":
                _outliers(frame, column.name, problems)


def _ranges(frames: Mapping[str, pd.DataFrame], problems: list[Problem]) -> None:
    """Report values outside the range of their column."""
    for (name, column), (low, high) in RANGES.items():
        if name not in frames:
            continue
        values = frames[name][column].to_numpy()
        rows = np.flatnonzero((values < low) | (values > high))
        negative = high == np.inf
        problems.extend(
            Source.of(frames[name]).problems(
                rows,
                column,
                "cell-negative" if negative else "cell-out-of-range",
                "is below zero" if negative else "is outside its range",
                got=[f"{value:g}" for value in values[rows]],
                want="zero or more" if negative else f"{low:g} to {high:g}",
                fix="Correct the number.",
            )
        )


def _pairs(frames: Mapping[str, pd.DataFrame], problems: list[Problem]) -> None:
    """Report lower bounds above their upper ones."""
    for name, low, high in PAIRS:
        if name not in frames:
            continue
        below, above = (frames[name][column].to_numpy() for column in (low, high))
        rows = np.flatnonzero(below > above)
        problems.extend(
            Source.of(frames[name]).problems(
                rows,
                low,
                "bounds-reversed",
                f"is above {high}",
                got=[f"{below[row]:,.2f} > {above[row]:,.2f}" for row in rows],
                want=f"{low} at most {high}",
                fix="Exchange or correct the two.",
            )
        )


def _words(frames: Mapping[str, pd.DataFrame], problems: list[Problem]) -> None:
    """Report words that their column does not know."""
    for (name, column), known in WORDS.items():
        if name not in frames:
            continue
        values = frames[name][column]
        rows = np.flatnonzero(~values.isin(["", *known]).to_numpy())
        problems.extend(
            Source.of(frames[name]).problems(
                rows,
                column,
                "cell-unknown-word",
                "is none of the words of this column",
                got=values.iloc[rows].tolist(),
                want=", ".join(known),
                fix=f"Write {', '.join(known[:-1])} or {known[-1]}.",
            )
        )


def _history(history: pd.DataFrame, problems: list[Problem]) -> None:
    """Report more wins than opportunities, and warn of rows with none."""
    tries, wins = history["opportunities"].to_numpy(), history["wins"].to_numpy()
    source = Source.of(history)
    rows = np.flatnonzero(wins > tries)
    problems.extend(
        source.problems(
            rows,
            "wins",
            "wins-above-opportunities",
            "is above opportunities",
            got=[f"{wins[row]:g} of {tries[row]:g}" for row in rows],
            want="wins at most opportunities",
            fix="Exchange or correct the two.",
        )
    )
    problems.extend(
        source.gathered(
            np.flatnonzero(tries == 0),
            "opportunities",
            "history-without-opportunities",
            "is zero: the row says nothing about conversion",
            got="0",
            want="one or more",
            fix="Leave out rows without opportunities.",
        )
    )


def _quotas(reps: pd.DataFrame, overrides: pd.DataFrame | None, problems: list[Problem]) -> None:
    """Warn of prior quotas of zero and of decided quotas outside the rep's own bounds."""
    source = Source.of(reps)
    prior = reps["prior_quota"].to_numpy()
    rows = np.flatnonzero(prior == 0)
    problems.extend(
        source.gathered(
            rows,
            "prior_quota",
            "prior-quota-zero",
            "is zero: the rep is exempt from bounds on the change against last year",
            got=str(reps["rep_id"].iloc[rows[0]]) if len(rows) else "",
            want="last year's quota, or empty where there was none",
            fix="Leave the cell empty if the rep had no quota.",
        )
    )
    low, high = reps["min_quota"].to_numpy(), reps["max_quota"].to_numpy()
    _decided(source, "locked_quota", reps["locked_quota"].to_numpy(), low, high, problems)
    if overrides is not None and len(overrides) and not reps["rep_id"].duplicated().any():
        bounds = reps.set_index("rep_id")[["min_quota", "max_quota"]]
        own = bounds.reindex(overrides["rep_id"]).to_numpy()
        quota = overrides["quota"].to_numpy()
        _decided(Source.of(overrides), "quota", quota, own[:, 0], own[:, 1], problems)


def _decided(
    source: Source,
    column: str,
    quota: npt.NDArray[np.float64],
    low: npt.NDArray[np.float64],
    high: npt.NDArray[np.float64],
    problems: list[Problem],
) -> None:
    """Warn of quotas that people decided outside the bounds that people gave."""
    rows = np.flatnonzero((quota > high) | (quota < low))
    got = ""
    if len(rows):
        got = f"{quota[rows[0]]:,.2f}"
    problems.extend(
        source.gathered(
            rows,
            column,
            "lock-outside-bounds",
            "is outside the rep's own min_quota and max_quota: the decided number wins",
            got=got,
            want="a number between the two",
            fix="Correct the bound or the decided quota.",
        )
    )


def _outliers(frame: pd.DataFrame, column: str, problems: list[Problem]) -> None:
    """Warn of values a thousand times the median of their column."""
    values = frame[column].to_numpy()
    positive = values[values > 0]
    if len(positive) < FEWEST:
        return
    median = float(np.median(positive))
    rows = np.flatnonzero(values > FACTOR * median)
    got = f"{values[rows[0]]:,.2f}" if len(rows) else ""
    problems.extend(
        Source.of(frame).gathered(
            rows,
            column,
            "cell-far-from-neighbours",
            f"is more than {FACTOR:,} times the column's median of {median:,.2f}",
            got=got,
            want="money in one unit",
            fix="Look for thousands and units in one column.",
        )
    )
