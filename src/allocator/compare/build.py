"""Plans put side by side: what can be compared is, what cannot is said with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from allocator.compare import tables
from allocator.compare.changes import is_silent, items
from allocator.compare.comparison import FEW, Attribution, Cause, Comparison, Side
from allocator.compare.groups import Group, groups
from allocator.compare.inputs import Inputs, horizon_of, inputs_of
from allocator.compare.measures import measures
from allocator.compare.titles import cause_of, listed
from allocator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.domain.plan import Plan

LETTERS = "ABCDEFGHIJKLMNOPQRST"
"""Letters of the plans; their number is the most plans that are compared."""
FEWEST = 2

Reasons = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Between:
    """What changed in the inputs from plan A to plan B.

    Attributes
    ----------
    inputs : of both
    groups, causes : in the same order
    silent : changes that no quota reads
    """

    inputs: tuple[Inputs, Inputs]
    groups: tuple[Group, ...]
    causes: tuple[Cause, ...]
    silent: tuple[str, ...]


def sides_of(plans: Sequence[Plan], proven: Sequence[bool]) -> tuple[Side, ...]:
    """Give each plan its letter and name.

    Raises
    ------
    InputError
        ``compare-count`` for fewer than two plans or more than twenty, ``currencies-differ``
    """
    check_count(len(plans))
    currencies = dict.fromkeys(str(plan.document.get("currency", "")) for plan in plans)
    if len(currencies) > 1:
        raise InputError.of(
            "currencies-differ",
            "the plans are in different currencies",
            got=" and ".join(currencies),
            want="plans in one currency",
            fix="Solve them in one currency, with fx in the scenario.",
        )
    said = [plan.document for plan in plans]
    names = _names([str(one.get("title") or one.get("scenario", "")) for one in said])
    return tuple(
        Side(letter, name, str(plan.document.get("scenario", "")),
             str(plan.document.get("model", "")), plan.status, horizon_of(plan), holds, plan)
        for letter, name, plan, holds in zip(LETTERS, names, plans, proven, strict=False)
    )  # fmt: skip


def check_count(count: int) -> None:
    """Refuse too few or too many plans.

    Raises
    ------
    InputError
        ``compare-count``
    """
    if not FEWEST <= count <= len(LETTERS):
        raise InputError.of(
            "compare-count",
            "the number of plans is out of range",
            got=f"{count}",
            want=f"{FEWEST} to {len(LETTERS)} plans",
            fix="Name the folders of the plans one after the other.",
        )


def between(sides: Sequence[Side]) -> Between | None:
    """Find what changed in the inputs of two plans; None for more than two."""
    if len(sides) > FEWEST:
        return None
    one, other = (side.plan for side in sides)
    before, after = inputs_of(one), inputs_of(other)
    found = items(one, other, before, after)
    made = groups(found, before, after, FEW)
    quiet = found[is_silent(found)]
    return Between(
        (before, after),
        made,
        tuple(cause_of(group, before, after) for group in made),
        listed(quiet),
    )


def compared(
    sides: Sequence[Side],
    changed: Between | None,
    attribution: Attribution | None,
    prices: pd.DataFrame,
    left_out: Reasons,
) -> Comparison:
    """Put everything together."""
    same_time = len({side.horizon for side in sides}) == 1
    periods = tables.periods(sides)
    return Comparison(
        sides=tuple(sides),
        currency=str(sides[0].plan.document.get("currency", "")),
        measures=measures(sides),
        reps=tables.reps(sides),
        nodes=tables.nodes(sides),
        levers=tables.levers(sides),
        periods=periods if same_time else periods.iloc[:0],
        pipeline=tables.pipeline(sides),
        prices=prices,
        causes=changed.causes if changed else (),
        silent=changed.silent if changed else (),
        attribution=attribution,
        left_out=(*meaningless(sides), *left_out),
        differs=any(bool(side.plan - sides[0].plan) for side in sides[1:]),
    )


def meaningless(sides: Sequence[Side]) -> Reasons:
    """Say what of a comparison has no meaning, and why."""
    found: Reasons = []
    horizons = [side.horizon for side in sides]
    if len(set(horizons)) > 1:
        told = [f"{h.start} to {h.end} by {h.frequency}" for h in dict.fromkeys(horizons)]
        reason = f"the plans cover different times ({'; '.join(told)}); sums are over each's own"
        found.append(("by period", reason))
    nobody = [side.letter for side in sides if side.plan.status == "infeasible"]
    if nobody:
        one = len(nobody) == 1
        which = f"plan {nobody[0]} has" if one else f"plans {', '.join(nobody)} have"
        found.append(("quotas and measures", f"{which} none: no plan exists under the hard rules"))
    scenarios = dict.fromkeys(side.scenario for side in sides)
    if len(scenarios) > 1:
        told = [f"{side.letter} {side.scenario}" for side in sides]
        reason = f"the plans are of different scenarios: {', '.join(told)}"
        found.append(("like with like", f"{reason}; rows are paired by id"))
    return found


def unfit(sides: Sequence[Side]) -> str:
    """Say why a difference cannot be attributed to inputs at all; empty where it can."""
    if len(sides) > FEWEST:
        return "causes are found between two plans"
    if len({side.horizon for side in sides}) > 1:
        return "the plans cover different times"
    if any(side.plan.status == "infeasible" for side in sides):
        return "a plan without quotas has no steps"
    versions = {str(side.plan.document.get("allocator_version", "")) for side in sides}
    if len(versions) > 1:
        told = " and ".join(sorted(versions))
        return f"the plans were solved by different versions of allocator, {told}"
    return ""


def _names(titles: Sequence[str]) -> list[str]:
    """Make names unique: the second ``Base plan`` is ``Base plan (2)``.

    >>> _names(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    seen: dict[str, int] = {}
    made = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        made.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return made


def no_prices() -> pd.DataFrame:
    """Give the table of prices without rows."""
    return pd.DataFrame({"letter": [], "rule": [], "tier": [], "money": []}).astype(
        {"letter": "str", "rule": "str", "tier": "str", "money": "float64"}
    )


def scenarios_differ(sides: Sequence[Side]) -> bool:
    """Whether the plans are of different scenarios."""
    return len({side.scenario for side in sides}) > 1


def seconds_of(run: Mapping[str, object], phase: str = "") -> float:
    """Give the seconds that a solve, or one phase of it, took by its run.json; 0 if unsaid."""
    seconds = run.get("seconds")
    if not isinstance(seconds, dict):
        return 0.0
    return float(seconds.get(phase, 0.0) if phase else sum(seconds.values()))
