"""What stands behind a fair share: potential, coverage, pipeline, win rate, season, hours, ramp.

    fair[k,p] = target[l,p] x y[k,p] / Y[l,p]

and y opens into potential x share x conversion x season x work, plus the worth of open deals, cut
to what the hours allow (docs/formulation.md, "Data to parameters").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.domain.explanation import (
    Evidence,
    LeverEvidence,
    PeriodEvidence,
    TerritoryEvidence,
)

if TYPE_CHECKING:
    from allocator.domain.axes import Ints
    from allocator.domain.parameters import Bools, Floats, Parameters
    from allocator.domain.scenario import Scenario

THOUSAND = 1_000.0
"""Effort is told for this much money won: hours per unit of money are no readable figure."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tables say beside the parameters.

    Attributes
    ----------
    fte : (R,) contract as a share of a full one; empty is 1
    territories : id -> name
    worth, expected, attainable : (K,) money of each cell over the horizon
    """

    fte: Floats
    territories: Mapping[str, str]
    worth: Floats
    expected: Floats
    attainable: Floats


def facts(scenario: Scenario, data: Parameters) -> Facts:
    """Read what the tables say beside the parameters."""
    table = scenario.tables["reps"].set_index("rep_id")["fte"]
    fte = table.loc[list(data.reps.labels)].to_numpy(np.float64)
    names = scenario.tables["territories"]
    return Facts(
        np.where(fte > 0, fte, 1.0),
        dict(zip(names["territory_id"].tolist(), names["name"].tolist(), strict=True)),
        data.open_worth.sum(axis=1),
        data.expected.sum(axis=1),
        data.attainable.sum(axis=1),
    )


def of_rep(data: Parameters, rep: int, told: Facts) -> Evidence:
    """Collect the evidence of one rep, lever by lever."""
    # cells are in the order of reps
    mine = np.arange(*np.searchsorted(data.cell_rep, [rep, rep + 1]))
    levers = sorted(set(data.cell_lever[mine].tolist()))
    hours = float(data.hours[rep].sum())
    return Evidence(
        presence=float(data.presence[rep]),
        hours=_known(hours),
        hours_done=float(data.done[rep].sum()),
        cut=float(data.cut[rep]),
        attainable=float(data.attainable[mine].sum()),
        fair=float(data.fair[mine].sum()),
        levers=tuple(
            _rep_lever(data, rep, lever, mine[data.cell_lever[mine] == lever], told)
            for lever in levers
        ),
    )


def of_reps(data: Parameters, who: Bools) -> Evidence:
    """Add up the evidence of many reps; what only one rep can have is left out.

    Parameters
    ----------
    who : (R,) the reps
    """
    cells = np.flatnonzero(who[data.cell_rep])
    levers = sorted(set(data.cell_lever[cells].tolist()))
    return Evidence(
        presence=None,
        hours=_known(float(data.hours[who].sum())),
        hours_done=float(data.done[who].sum()),
        cut=None,
        attainable=float(data.attainable[cells].sum()),
        fair=float(data.fair[cells].sum()),
        levers=tuple(
            _lever(data, lever, cells[data.cell_lever[cells] == lever]) for lever in levers
        ),
    )


def _rep_lever(data: Parameters, rep: int, lever: int, cells: Ints, told: Facts) -> LeverEvidence:
    known = data.conversion
    wins, tried = float(known.wins[rep, lever]), float(known.opportunities[rep, lever])
    # a learned record may be empty; a default rate has none
    own = np.isfinite(tried) and tried > 0
    effort = float(data.effort[cells].mean())
    return LeverEvidence(
        **_sums(data, lever, cells),
        wins=_known(wins),
        opportunities=_known(tried),
        raw_rate=wins / tried if own else None,
        rate=_known(float(known.rate[rep, lever])),
        peers_rate=_known(float(known.prior_mean[rep, lever])),
        peers_weight=_known(float(known.prior_weight[rep, lever])),
        rate_source=str(known.source[rep, lever] or ""),
        effort=effort * THOUSAND if effort > 0 else None,
        periods=_periods(data, lever, cells, rep, float(told.fte[rep])),
        territories=tuple(_territory(data, cell, told) for cell in cells.tolist()),
    )


def _lever(data: Parameters, lever: int, cells: Ints) -> LeverEvidence:
    return LeverEvidence(
        **_sums(data, lever, cells),
        wins=None,
        opportunities=None,
        raw_rate=None,
        rate=None,
        peers_rate=None,
        peers_weight=None,
        rate_source="",
        effort=None,
        periods=_periods(data, lever, cells, None, 1.0),
    )


def _sums(data: Parameters, lever: int, cells: Ints) -> dict[str, Any]:
    return {
        "lever": data.levers.labels[lever],
        "target": float(data.target[lever].sum()),
        "cycle_days": _known(float(data.cycle_days[lever])),
        "expected": float(data.expected[cells].sum()),
        "attainable": float(data.attainable[cells].sum()),
        "everybody": float(data.yield_total[lever].sum()),
        "fair": float(data.fair[cells].sum()),
    }


def _periods(
    data: Parameters, lever: int, cells: Ints, rep: int | None, fte: float
) -> tuple[PeriodEvidence, ...]:
    """Open a lever by period: fair = target x attainable / everybody."""
    yours, fair = data.attainable[cells].sum(axis=0), data.fair[cells].sum(axis=0)
    season, inside = data.season[lever].tolist(), data.inside[lever].tolist()
    target, everybody = data.target[lever].tolist(), data.yield_total[lever].tolist()
    made = []
    for p, label in enumerate(data.periods.labels):
        present = None if rep is None else float(data.present[rep, p])
        ramp = None if not present or rep is None else float(data.work[rep, p]) / (fte * present)
        made.append(
            PeriodEvidence(
                period=label,
                season=season[p],
                inside=inside[p],
                present=present,
                ramp=ramp,
                hours=None if rep is None else _known(float(data.hours[rep, p])),
                target=target[p],
                attainable=float(yours[p]),
                everybody=everybody[p],
                fair=float(fair[p]),
            )
        )
    return tuple(made)


def _territory(data: Parameters, cell: int, told: Facts) -> TerritoryEvidence:
    label = data.territories.labels[int(data.cell_territory[cell])]
    pair = int(data.cell_pair[cell])
    known = data.has_potential
    return TerritoryEvidence(
        territory=label,
        name=told.territories.get(label, ""),
        potential=float(data.potential[pair]) if known else None,
        rest=float(data.rest[pair]) if known else None,
        share=float(data.mean_share[cell]),
        open_amount=float(data.cell_open_amount[cell]),
        open_worth=float(told.worth[cell]),
        expected=float(told.expected[cell]),
        attainable=float(told.attainable[cell]),
    )


def _known(value: float) -> float | None:
    """Give None for what is unknown or unlimited."""
    return value if isfinite(value) else None
