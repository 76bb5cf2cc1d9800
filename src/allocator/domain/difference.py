"""What changed from one plan to another: `plan - other`, with all that is equal left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allocator.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from allocator.domain.plan import Plan

CELL = ("rep_id", "territory_id", "lever", "period", "credit")
"""Key of quotas.csv."""
PIPELINE = ("rep_id", "node_id", "lever", "period")
"""Key of pipeline_quotas.csv."""
TOTALS = ("target", "assigned", "shortfall", "cushion_missing", "rounding")
FINEST = 6
"""Decimals of a sum: behind them is nothing but what adding floats leaves."""


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """What a plan has that another has not; falsy where both say the same.

    Every table has the columns of its key, then ``before`` (the other plan), ``after`` and
    ``change``; what one of them does not have is 0 there. Money. Sums by lever and period are of
    primary credit, as totals are.

    Attributes
    ----------
    new, gone : reps that only the plan, or only the other, names
    reps : by rep_id and credit
    levers : by lever
    periods : by period
    cells : by rep_id, territory_id, lever, period, credit: moves inside a rep's quota as well
    shortfall : by lever and period
    pipeline : pipeline quotas, by rep_id, node_id, lever, period
    totals : (before, after) of every total that differs
    heading : (before, after) of scenario, model and status where they differ
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    reps: pd.DataFrame
    levers: pd.DataFrame
    periods: pd.DataFrame
    cells: pd.DataFrame
    shortfall: pd.DataFrame
    pipeline: pd.DataFrame
    totals: Mapping[str, tuple[float, float]]
    heading: Mapping[str, tuple[str, str]]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        tables = (self.reps, self.cells, self.shortfall, self.pipeline)
        said = (self.new, self.gone, self.totals, self.heading)
        return any(map(len, tables)) or any(map(bool, said))

    def __str__(self) -> str:
        """Say it in a line.

        >>> from pandas import DataFrame
        >>> none = DataFrame({"credit": [], "change": []})
        >>> print(Difference((), (), none, none, none, none, none, none, {}, {}))
        no difference
        """
        if not self:
            return "no difference"
        parts = [f"{key} {old} -> {new}" for key, (old, new) in self.heading.items()]
        parts += [f"{key} {old:,.0f} -> {new:,.0f}" for key, (old, new) in self.totals.items()]
        counts = ((len(self.reps), "changed"), (len(self.new), "new"), (len(self.gone), "gone"))
        reps = [f"{count:,} {word}" for count, word in counts if count]
        if reps:
            parts.append("reps: " + ", ".join(reps))
        return "; ".join(parts) or "quotas moved inside reps"


def difference(plan: Plan, other: Plan) -> Difference:
    """Subtract another plan from a plan.

    Raises
    ------
    InputError
        ``currencies-differ`` where the two speak of different money
    """
    mine, theirs = (str(p.document.get("currency", "")) for p in (plan, other))
    if mine and theirs and mine != theirs:
        raise InputError.of(
            "currencies-differ",
            "the plans are in different currencies",
            got=f"{mine} and {theirs}",
            want="plans in one currency",
        )
    before, after = other.quotas, plan.quotas
    had, has = (table[table["credit"] == "primary"] for table in (before, after))
    named = [dict.fromkeys(p.reps["rep_id"].tolist()) for p in (other, plan)]
    return Difference(
        new=tuple(rep for rep in named[1] if rep not in named[0]),
        gone=tuple(rep for rep in named[0] if rep not in named[1]),
        reps=_changes(before, after, ("rep_id", "credit"), "quota"),
        levers=_changes(had, has, ("lever",), "quota"),
        periods=_changes(had, has, ("period",), "quota"),
        cells=_changes(before, after, CELL, "quota"),
        shortfall=_changes(other.shortfall, plan.shortfall, ("lever", "period"), "amount"),
        pipeline=_changes(other.pipeline_quotas, plan.pipeline_quotas, PIPELINE, "pipeline"),
        totals=_pairs(
            {key: round(float(_totals(other).get(key, 0.0)), FINEST) for key in TOTALS},
            {key: round(float(_totals(plan).get(key, 0.0)), FINEST) for key in TOTALS},
        ),
        heading=_pairs(_heading(other), _heading(plan)),
    )


def _totals(plan: Plan) -> Mapping[str, float]:
    found: Mapping[str, float] = plan.document.get("totals") or {}
    return found


def _heading(plan: Plan) -> dict[str, str]:
    return {key: str(plan.document.get(key, "")) for key in ("scenario", "model", "status")}


def _pairs(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}


def _changes(
    before: pd.DataFrame, after: pd.DataFrame, key: tuple[str, ...], money: str
) -> pd.DataFrame:
    """Sum both by a key and keep the rows that differ, in the order of the key."""
    import pandas as pd

    names = list(key)
    sums = [table.groupby(names, sort=True)[money].sum() for table in (before, after)]
    both = pd.concat(sums, axis=1, keys=["before", "after"]).fillna(0.0).round(FINEST)
    both["change"] = (both["after"] - both["before"]).round(FINEST)
    both = both[both["change"] != 0].sort_index()
    return both.reset_index()
