"""Warnings: one for all rows of a kind, with their number, their money and examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.yields.columns import codes, texts
from allocator.yields.conversion import DEFAULT_RATE, SOURCES
from allocator.yields.funnel import funnels
from allocator.yields.history import segments_that_differ
from allocator.yields.notes import by_place, examples, money, warning
from allocator.yields.roster import NOT_OWNED

if TYPE_CHECKING:
    from allocator.domain.parameters import Bools
    from allocator.errors import Problem
    from allocator.yields.findings import Findings


FUNNEL_DIFFERENCE = 0.10
"""Part of the hours of `effort` by which those of `funnel` may differ unsaid."""

WORTH_SAYING = 1e-9
"""Part of a potential below which the missing share of an owner is rounding."""


def warnings(found: Findings) -> tuple[Problem, ...]:
    """Give one warning for each kind of thing that the reader should know."""
    return tuple(
        problem
        for part in (_uncovered, _people, _missing_potential, _history, _deals, _funnels)
        for problem in part(found)
    )


def _uncovered(found: Findings) -> list[Problem]:
    """Warn of potential that no present owner holds, by territory and period."""
    stake, cells = found.potential, found.cells
    missing = 1 - found.shares.owned
    missing[missing < WORTH_SAYING] = 0.0
    lost = stake.potential[:, None] * found.season[cells.pair_lever] * missing
    pair, period = np.nonzero(lost > 0)
    if not len(pair):
        return []
    amount = lost[pair, period]
    places = by_place(cells.pair_territory[pair], period, amount, cells.territories, found.periods)
    return [
        warning(
            "potential-without-owner",
            f"potential of {money(float(amount.sum()))} has no present owner: {places}",
            "coverage",
        )
    ]


def _people(found: Findings) -> list[Problem]:
    """Warn of reps without territory and territories without rep.

    Reading has said so of all that coverage does not name: here are those whose rows come to
    nothing, and territories of which only potential or pipeline know.
    """
    told = []
    cells, roster = found.cells, found.roster
    reps, territories = _said(found)
    carrying = np.zeros(len(roster.reps), dtype=bool)
    carrying[cells.rep] = True
    carrying[cells.overlay.rep] = True
    without = np.flatnonzero(roster.sells & ~carrying & ~reps)
    if len(without):
        names = examples(list(roster.reps.take(without)))
        told.append(
            warning(
                "rep-without-coverage",
                f"{len(without):,} reps have no territory and so no quota: {names}",
                "coverage",
                "rep_id",
            )
        )
    covered = np.zeros(len(cells.territories), dtype=bool)
    covered[cells.territory] = True
    bare = np.flatnonzero(~covered & ~territories)
    if len(bare):
        names = examples(list(cells.territories.take(bare)))
        told.append(
            warning(
                "territory-without-rep",
                f"{len(bare):,} territories have no rep: {names}",
                "coverage",
                "territory_id",
            )
        )
    return told


def _said(found: Findings) -> tuple[Bools, Bools]:
    """(R,) reps and (T,) territories of which reading has said that coverage does not name them."""
    tables, axis = found.scenario.tables, found.cells.territories
    if "coverage" not in tables:
        return np.zeros(len(found.roster.reps), bool), np.zeros(len(axis), bool)
    named = texts(tables["territories"], "territory_id")
    named -= texts(tables["coverage"], "territory_id")
    covering = texts(tables["coverage"], "rep_id")
    return (
        np.array([rep not in covering for rep in found.roster.reps.labels], bool),
        np.array([territory in named for territory in axis.labels], bool),
    )


def _missing_potential(found: Findings) -> list[Problem]:
    """Warn of potential that is absent, or that open deals overtake."""
    stake, cells = found.potential, found.cells
    if not stake.given:
        return [
            warning(
                "potential-absent",
                "there is no potential: yields come from open deals and the target, "
                "and neither stretch nor probability can be said",
                "potential",
            )
        ]
    told = []
    rows = np.flatnonzero(np.diff(cells.pair_head) > 0)
    unstated = rows[~stake.stated[rows]]
    if len(unstated):
        told.append(
            warning(
                "potential-row-absent",
                f"{len(unstated):,} covered territories and levers have no potential and count "
                f"as 0: {examples(found.pair_names(unstated))}",
                "potential",
            )
        )
    raised = np.flatnonzero(stake.stated & (stake.potential > stake.from_table))
    if len(raised):
        more = float((stake.potential - stake.from_table)[raised].sum())
        told.append(
            warning(
                "potential-below-pipeline",
                f"{len(raised):,} potentials are below their open deals and are raised by "
                f"{money(more)}: {examples(found.pair_names(raised))}",
                "potential",
                "potential",
            )
        )
    table = found.scenario.tables["potential"]
    foreign = codes(found.roster.levers, table, "lever") < 0
    if foreign.any():
        told.append(_outside_target("potential", table[foreign]["lever"].unique().tolist()))
    return told


def _history(found: Findings) -> list[Problem]:
    """Warn of rates without data, and of rows that state another segment than the rep's."""
    told = []
    owned = found.roster.rep_credit != NOT_OWNED
    reps = np.flatnonzero(((found.rates.source == SOURCES[-1]) & owned).any(axis=1))
    if len(reps):
        names = examples(list(found.roster.reps.take(reps)))
        told.append(
            warning(
                "rate-defaulted",
                f"the conversion of {len(reps):,} reps is {DEFAULT_RATE} in some lever, for "
                f"history has no record of it: {names}",
                "history",
            )
        )
    other = segments_that_differ(found.scenario, found.roster)
    if other:
        told.append(
            warning(
                "segment-differs",
                f"history states another segment than the reps' own, which is taken: "
                f"{examples(other)}",
                "history",
                "segment",
            )
        )
    return told


def _deals(found: Findings) -> list[Problem]:
    """Warn of open deals that count nowhere or stay in the territory's rest."""
    told = []
    deals, lost = found.deals, found.open_deals.untaken
    outside = deals.outside(found.scenario.horizon.days)
    if outside.any():
        names = found.cells.territories.take(np.unique(deals.territory[outside]))
        told.append(
            warning(
                "deal-outside-horizon",
                f"{int(outside.sum()):,} open deals of {money(float(deals.amount[outside].sum()))} "
                f"close outside the horizon and count nowhere: {examples(list(names))}",
                "pipeline",
                "expected_close",
            )
        )
    if (lost.amount > 0).any():
        places = by_place(
            lost.territory, lost.period, lost.amount, found.cells.territories, found.periods
        )
        told.append(
            warning(
                "deal-without-taker",
                f"open deals of {money(float(lost.amount.sum()))} have nobody present who can "
                f"take them and stay in the territory's rest: {places}",
                "pipeline",
                "rep_id",
            )
        )
    named = texts(found.scenario.tables["pipeline"], "lever")
    foreign = sorted(named - set(found.roster.levers.labels))
    if foreign:
        told.append(_outside_target("pipeline", foreign))
    return told


def _funnels(found: Findings) -> list[Problem]:
    """Warn of funnels whose hours for an opportunity are not those of effort."""
    roster, told = found.roster, []
    for (role, lever), funnel in funnels(found.scenario).items():
        if lever not in roster.levers:
            continue
        hours = funnel.hours_per_opportunity
        ruled = found.hours_per_opportunity[roster.role_axis.code(role), roster.levers.code(lever)]
        if hours > 0 and abs(hours - ruled) > FUNNEL_DIFFERENCE * ruled:
            told.append(f"{role}/{lever} {hours:,.2f} and {ruled:,.2f}")
    if not told:
        return []
    return [
        warning(
            "funnel-differs",
            "the hours of funnel for an opportunity are not those of effort, which rule "
            f"capacity, by more than {FUNNEL_DIFFERENCE:.0%}: {examples(told)}",
            "funnel",
            "hours",
        )
    ]


def _outside_target(table: str, levers: list[str]) -> Problem:
    """Warn of rows whose lever has no target."""
    return warning(
        "lever-without-target",
        f"{table} has rows of levers that have no target and count nowhere: "
        f"{examples(sorted(levers))}",
        table,
        "lever",
    )
