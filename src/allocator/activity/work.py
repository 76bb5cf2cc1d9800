"""What a plan asks for in money and in results, by rep, lever and period.

    new[r,l,p]  money still to be won from deals that are not open yet:
                W[p] - W[p-1],  W[p] = max over p' <= p of (quota up to p' - open_worth up to p')
    deals       new / deal size
    opened      pipeline quota / deal size, of those who bring pipeline

What open deals bring beyond a period's quota counts for later ones: W never falls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.yields.history import deal_size
from allocator.yields.roster import Roster

if TYPE_CHECKING:
    import pandas as pd

    from allocator.domain.parameters import Floats, Parameters
    from allocator.domain.plan import Plan
    from allocator.domain.scenario import Scenario

GRAIN = 1e-9
"""Part of a target below which money is what adding floats leaves."""


@dataclass(frozen=True, slots=True)
class Work:
    """A plan beside its data; (R, L, P) money unless it says otherwise.

    Attributes
    ----------
    roster : reps, roles, levers by code
    quota, overlay, pipeline : published, of each credit
    worth : what open deals are worth
    new : money to be won from deals that are not open yet
    size : (R, L) money of one deal; 0 where unknown
    effort : (R, L) hours for one unit of money won
    """

    roster: Roster
    quota: Floats
    overlay: Floats
    pipeline: Floats
    worth: Floats
    new: Floats
    size: Floats
    effort: Floats


def work(scenario: Scenario, data: Parameters, plan: Plan) -> Work:
    """Lay a plan out by rep, lever and period."""
    roster = Roster.of(scenario)
    reps, levers = len(data.reps), len(data.levers)
    own = plan.quotas["credit"] == "primary"
    quota = _laid(data, plan.quotas[own], "quota")
    worth = np.zeros(quota.shape)
    np.add.at(worth, (data.cell_rep, data.cell_lever), data.open_worth)
    effort, cells = np.zeros((reps, levers)), np.zeros((reps, levers))
    np.add.at(effort, (data.cell_rep, data.cell_lever), data.effort)
    np.add.at(cells, (data.cell_rep, data.cell_lever), 1.0)
    return Work(
        roster=roster,
        quota=quota,
        overlay=_laid(data, plan.quotas[~own], "quota"),
        pipeline=_laid(data, plan.pipeline_quotas, "pipeline"),
        worth=worth,
        new=to_win(quota, worth, GRAIN * max(scenario.target, 1.0)),
        size=deal_size(scenario, roster, data.deal_size)[roster.role],
        effort=effort / np.maximum(cells, 1.0),
    )


def to_win(quota: Floats, worth: Floats, nothing: float = 0.0) -> Floats:
    """Give the money to be won from deals that are not open yet, by period (the last axis).

    Parameters
    ----------
    nothing : money up to which there is nothing to win

    >>> to_win(np.array([100.0, 100.0, 100.0]), np.array([40.0, 130.0, 0.0])).tolist()
    [60.0, 0.0, 70.0]
    """
    lacking = np.maximum(np.cumsum(quota - worth, axis=-1), 0.0)
    highest = np.maximum.accumulate(lacking, axis=-1)
    new = np.diff(highest, axis=-1, prepend=0.0)
    return np.where(new > nothing, new, 0.0)


def _laid(data: Parameters, table: pd.DataFrame, money: str) -> Floats:
    """Lay a long table out: (R, L, P)."""
    made = np.zeros((len(data.reps), len(data.levers), len(data.periods)))
    place = tuple(
        axis.codes(table[name].tolist())
        for axis, name in ((data.reps, "rep_id"), (data.levers, "lever"), (data.periods, "period"))
    )
    np.add.at(made, place, table[money].to_numpy(np.float64))
    return made
