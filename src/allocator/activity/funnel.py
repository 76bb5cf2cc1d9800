"""From quota to work: wins, and back through the funnel's conversion rates to calls per week.

    deals[r,l,p] = new[r,l,p] / deal size              money to be won from deals not open yet
    units[s]     = deals / (rate[s] x rate[s+1] ...)   of every step
    hours[s]     = units[s] x hours of one unit

Beside it the rep's hours hold what open deals still take and levers without a funnel. Work that
does not fit in its period is done earlier; a rep whose work does not fit at all has no activities:
they are refused with the figures. Who brings pipeline starts from his pipeline quota: opportunities
= pipeline / deal size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.activity.schedule import schedule
from allocator.domain.plan import COLUMNS
from allocator.yields.funnel import funnels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allocator.activity.work import Work
    from allocator.domain.parameters import Bools, Floats, Parameters
    from allocator.domain.scenario import Scenario
    from allocator.yields.funnel import Funnel

DIGITS = 6
"""Decimals of units and hours in activity.csv."""
DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Refused:
    """A rep whose work does not fit into the hours there are.

    Attributes
    ----------
    by : last day of the period up to which most is lacking
    needed, there : hours up to then
    """

    rep: str
    by: str
    needed: float
    there: float


@dataclass(frozen=True, slots=True)
class Activities:
    """The work of every rep.

    Attributes
    ----------
    table : activity.csv
    weeks : (R, P) weeks in which the rep is there
    without : sentences about what has no activities, and why
    """

    table: pd.DataFrame
    refused: tuple[Refused, ...]
    weeks: Floats
    without: tuple[str, ...]


def activities(scenario: Scenario, data: Parameters, work: Work) -> Activities:
    """Plan the activities of every rep whose role has a funnel."""
    known = {
        key: found
        for key, found in funnels(scenario).items()
        if key[1] in data.levers and key[0] in work.roster.role_axis
    }
    results, each, has = _results(known, data, work)
    there = np.where(data.present > 0, data.hours, 0.0)
    fitted = schedule(results, each, there)
    asks = (results[:, :-1] > 0).any(axis=(1, 2))
    beyond = fitted.beyond & asks
    weeks = scenario.horizon.days_per_period / DAYS_OF_WEEK * data.present
    parts = [
        _rows(data, work, key, funnel, fitted.moved[:, :-1], weeks, has & ~beyond[:, None])
        for key, funnel in known.items()
    ]
    ends = [*scenario.horizon.starts[1:]]
    last = [str(np.datetime64(day, "D") - 1) for day in ends] + [str(scenario.horizon.end)]
    refused = tuple(
        Refused(
            data.reps.labels[r],
            last[int(fitted.by[r])],
            round(float(fitted.needed[r]), DIGITS),
            round(float(fitted.there[r]), DIGITS),
        )
        for r in np.flatnonzero(beyond).tolist()
    )
    return Activities(_table(data, parts), refused, weeks, _without(known, data, work))


def per_result(funnel: Funnel, *, brings: bool) -> Floats:
    """Give the units of each step behind one deal, or behind one opportunity that is brought.

    Parameters
    ----------
    brings : whether the role brings pipeline; then nothing behind the opportunity is his
    """
    if not brings:
        return funnel.units
    own = funnel.units / funnel.units[funnel.opportunity]
    return np.where(np.arange(len(own)) <= funnel.opportunity, own, 0.0)


def _brings(work: Work) -> Bools:
    """Whether a rep brings pipeline in a lever: (R, L)."""
    return np.asarray(work.pipeline.sum(axis=2) > 0)


def _results(
    known: Mapping[tuple[str, str], Funnel], data: Parameters, work: Work
) -> tuple[Floats, Floats, Bools]:
    """Give results (R, L + 1, P), hours for one (R, L + 1), and which (R, L) have a funnel.

    The last kind of work is all hours that stand outside of funnels.
    """
    reps, levers, periods = work.quota.shape
    brings = _brings(work)
    money = np.where(brings[:, :, None], work.pipeline, work.new)
    sized = work.size > 0
    has = np.zeros((reps, levers), bool)
    each = np.zeros((reps, levers + 1))
    for (role, lever), funnel in known.items():
        who = work.roster.role == work.roster.role_axis.code(role)
        place = data.levers.code(lever)
        has[who, place] = sized[who, place]
        both = [float(per_result(funnel, brings=way) @ funnel.hours) for way in (False, True)]
        each[who, place] = np.where(brings[who, place], both[1], both[0])
    size = np.where(sized, work.size, 1.0)[:, :, None]
    results = np.zeros((reps, levers + 1, periods))
    results[:, :-1] = np.where(has[:, :, None], money / size, 0.0)
    each[:, -1] = 1.0
    # a funnel without hours asks for none; every other lever takes what effort says
    loose = np.where(has[:, :, None], 0.0, work.effort[:, :, None] * work.new).sum(axis=1)
    open_work = np.einsum("rl,rlp->rp", work.effort, work.worth) - data.done
    results[:, -1] = loose + np.maximum(open_work, 0.0)
    return results, each, has


def _rows(
    data: Parameters,
    work: Work,
    key: tuple[str, str],
    funnel: Funnel,
    moved: Floats,
    weeks: Floats,
    has: Bools,
) -> pd.DataFrame:
    """Lay the steps of one funnel out for all reps of its role."""
    role, lever = work.roster.role_axis.code(key[0]), data.levers.code(key[1])
    rep, period = np.nonzero(
        (moved[:, lever] > 0) & ((work.roster.role == role) & has[:, lever])[:, None]
    )
    both = np.stack([per_result(funnel, brings=way) for way in (False, True)])
    units = both[_brings(work)[rep, lever].astype(int)] * moved[rep, lever, period][:, None]
    at, step = np.nonzero(units > 0)
    amount = units[at, step]
    lasting = weeks[rep[at], period[at]]
    return pd.DataFrame(
        {
            "rep": rep[at],
            "l": lever,
            "p": period[at],
            "s": step,
            "step": np.array(funnel.steps, object)[step],
            "per_week": np.round(amount / lasting, DIGITS),
            "per_period": np.round(amount, DIGITS),
            "hours": np.round(amount * funnel.hours[step], DIGITS),
        }
    )


def _table(data: Parameters, parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put the rows of all funnels in order."""
    names = list(COLUMNS["activity"])
    found = [part for part in parts if len(part)]
    if not found:
        return pd.DataFrame({name: pd.Series([], dtype=_TYPES[name]) for name in names})
    rows = pd.concat(found, ignore_index=True).sort_values(["rep", "l", "p", "s"])
    rows = rows.assign(
        rep_id=data.reps.take(rows["rep"].to_numpy()),
        lever=data.levers.take(rows["l"].to_numpy()),
        period=data.periods.take(rows["p"].to_numpy()),
    )
    return rows[names].astype(_TYPES).reset_index(drop=True)


_TYPES = {
    name: np.float64 if name in ("per_week", "per_period", "hours") else "str"
    for name in COLUMNS["activity"]
}


def _without(
    known: Mapping[tuple[str, str], Funnel], data: Parameters, work: Work
) -> tuple[str, ...]:
    """Say which roles and levers have no activities: no funnel, or no deal size."""
    asked = (np.where(_brings(work)[:, :, None], work.pipeline, work.quota)).sum(axis=2) > 0
    said = []
    for role in range(len(work.roster.roles)):
        mine = work.roster.role == role
        for lever in np.flatnonzero(asked[mine].any(axis=0)).tolist():
            key = (work.roster.role_axis.labels[role], data.levers.labels[lever])
            if key not in known:
                said.append(f"{key[0]}/{key[1]}: no funnel")
            elif not (work.size[mine, lever] > 0).any():
                said.append(f"{key[0]}/{key[1]}: no deal size in effort or history")
    return tuple(said)
