"""Data to parameters: every estimator in the order in which it needs the others.

    dates -> runs of days -> work -> shares -> worked_share
    history -> conversion, cycle, deal size -> effort
    pipeline -> open_worth, open_amount -> rest -> expected yield -> attainable -> fair, risk

Each step is a file of this package; this one only hands over. Source: docs/formulation.md,
"Data to parameters".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.domain.axes import Axis, Ints
from allocator.domain.parameters import Floats, Parameters
from allocator.yields import attainable as attain
from allocator.yields import effort as efforts
from allocator.yields import expected as expect
from allocator.yields import fair as shared
from allocator.yields import history as past
from allocator.yields import risk
from allocator.yields.conversion import conversion, rate_variance
from allocator.yields.coverage import cells
from allocator.yields.days import Runs
from allocator.yields.deals import deals
from allocator.yields.defaults import defaults_used
from allocator.yields.findings import Findings
from allocator.yields.hours import hours
from allocator.yields.pipeline import open_deals
from allocator.yields.potential import potential
from allocator.yields.roster import Roster
from allocator.yields.share import overlay, shares
from allocator.yields.warned import warnings
from allocator.yields.work import Terms, work

if TYPE_CHECKING:
    from allocator.domain.scenario import Scenario

UTILISATION = 0.85
"""Share of selling hours that goes into deals, where the family capacity states none."""


def derive(scenario: Scenario) -> Parameters:
    """Derive all parameters of a scenario; the order of rows in its tables plays no part."""
    roster = Roster.of(scenario)
    ground = cells(scenario, roster)
    terms = Terms.of(scenario, roster)
    runs = Runs.between(
        scenario.horizon,
        np.concatenate([terms.changes(scenario), ground.rows.start, ground.rows.end + 1]),
    )
    worked = work(scenario, terms, runs)
    held = shares(ground, worked, runs)
    season = np.array([target.season for target in scenario.levers]).reshape(
        len(roster.levers), scenario.horizon.periods
    )
    amount = np.array([target.amount for target in scenario.levers], dtype=np.float64)

    record = past.history(scenario, roster)
    cycle = past.cycle_days(record, len(roster.levers))
    rates = conversion(record, roster)
    stage_rates = past.stage_rates(scenario, record)
    conv = rates.rate[ground.rep, ground.lever]
    usual_size = past.usual_deal_size(record, len(roster.levers))
    size = past.deal_size(scenario, roster, usual_size)
    per_opportunity = past.hours_per_opportunity(scenario, roster)
    role = roster.role[ground.rep]
    effort = efforts.effort(per_opportunity[role, ground.lever], conv, size[role, ground.lever])

    listed = deals(scenario, roster, ground, record.stages, cycle)
    opened = open_deals(listed, ground, worked, runs, season, stage_rates, conv)
    stake = potential(scenario, roster, ground, opened)
    inside = expect.inside(runs, cycle)
    cell_rest = stake.rest[ground.pair]
    if stake.given:
        reachable = (season * inside)[ground.lever]
        expected = expect.expected(opened.worth, conv, cell_rest, held.worked, reachable)
    else:
        expected = expect.expected_without_potential(
            opened.worth,
            held.worked,
            worked.work[ground.rep],
            ground.rep,
            ground.lever,
            amount,
            season,
        )
    gross = np.where(stake.given, opened.amount + cell_rest * held.mean, 0.0)

    selling = hours(roster, worked.work, scenario.horizon.months_per_period)
    done = efforts.done(effort, opened.worth_by_rate, ground.rep, len(roster.reps))
    kept = _cut(scenario, expected, effort, ground.rep, selling, done)
    y = attain.attainable(expected, effort, ground.rep, kept)
    yield_total = shared.yield_total(y, ground.lever, len(roster.levers))
    target = amount[:, None] * season
    found = Findings(
        scenario, roster, ground, runs, worked, held, record, rates, stage_rates,
        per_opportunity, size, listed, opened, stake, season,
    )  # fmt: skip
    return Parameters(
        reps=roster.reps,
        territories=ground.territories,
        levers=roster.levers,
        periods=Axis(scenario.horizon.ids),
        cell_rep=ground.rep,
        cell_territory=ground.territory,
        cell_lever=ground.lever,
        pair_territory=ground.pair_territory,
        pair_lever=ground.pair_lever,
        cell_pair=ground.pair,
        target=target,
        season=season,
        inside=inside,
        yield_total=yield_total,
        cycle_days=cycle,
        deal_size=usual_size,
        work=worked.work,
        present=worked.present,
        hours=selling,
        done=done,
        presence=worked.presence,
        ramping=worked.ramping,
        cut=kept,
        has_potential=stake.given,
        potential=stake.potential,
        open_amount=stake.open_amount,
        rest=stake.rest,
        mean_share=held.mean,
        worked_share=held.worked,
        conv=conv,
        conversion=rates,
        cell_open_amount=opened.amount,
        worked=gross,
        win_share=expect.win_share(opened.worth, conv, cell_rest, held.mean, gross),
        open_worth=opened.worth,
        effort=effort,
        expected=expected,
        attainable=y,
        fair=shared.fair(y, ground.lever, target, yield_total),
        variance=risk.variance(
            y.sum(axis=1),
            ground.rep,
            ground.lever,
            rates.rate,
            rate_variance(rates),
            size[roster.role],
        ),
        overlay=overlay(ground, runs),
        defaults_used=defaults_used(found),
        warnings=warnings(found),
    )


def _cut(
    scenario: Scenario, expected: Floats, effort: Floats, rep: Ints, hours: Floats, done: Floats
) -> Floats:
    """Give c of each rep, 1 where the policy leaves capacity off."""
    families = scenario.policy.families
    if "capacity" not in families:
        return np.ones(len(hours))
    settings = families["capacity"] or {}
    utilisation = float(settings.get("utilisation", UTILISATION))
    return attain.cut(expected, effort, rep, hours, done, utilisation)
