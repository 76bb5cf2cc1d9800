"""Objectives of reps, nodes and the company: specific, measured, owned, dated, weighed.

Types: volume, conversion, activity, quality. The ten common ones are there as far as the data
allow; what they do not is said, with the reason. Activities stand beside results and never alone:
they are for coaching.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from allocator.activity import mix
from allocator.activity.initiatives import REST, missions
from allocator.activity.measure import Owners
from allocator.activity.outcomes import Ground, Refusal, lever, measures
from allocator.activity.record import MONTHS_OF_YEAR, record
from allocator.domain.calendar import add_months
from allocator.domain.plan import COLUMNS
from allocator.yields.funnel import funnels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from allocator.activity.funnel import Activities
    from allocator.activity.measure import Measure
    from allocator.activity.work import Work
    from allocator.domain.parameters import Parameters
    from allocator.domain.plan import Plan
    from allocator.domain.scenario import Scenario
    from allocator.program.hierarchy import Tree

LACKING = {
    "revenue": "nobody carries a quota",
    "win rate": "history has no wins and opportunities of a rep in a lever of his",
    "deal size": "history has no amount_won beside wins of a rep",
    "qualified pipeline": "open deals carry every quota, and nobody brings pipeline",
    "cycle length": "history has no cycle_days of a rep",
    "acquisition cost": "actuals has no cost beside wins of new customers",
    "retention": "no target for retention beside another lever",
    "expansion": "no target for expansion beside another lever",
    "productivity": "no money won last year, or no selling hours of a rep, to start from",
    "forecast accuracy": "actuals has no forecast beside what was booked",
}
"""The ten common objectives, and why one may be left out."""

DIGITS = {"share": 4, "days": 1, "per week": 2}
"""Decimals of from and to by unit; money has cents."""
CENTS = 2


@dataclass(frozen=True, slots=True)
class Objectives:
    """Objectives and what became none.

    Attributes
    ----------
    table : objectives.csv
    left_out : name -> why
    refused : goals that data or hours cannot carry
    """

    table: pd.DataFrame
    left_out: dict[str, str]
    refused: tuple[Refusal, ...]


def objectives(
    scenario: Scenario, data: Parameters, plan: Plan, work: Work, planned: Activities, tree: Tree
) -> Objectives:
    """Give everybody's objectives."""
    ground = _ground(scenario, data, plan, work, tree)
    found, refused = measures(ground)
    parts = [_rows(number, measure) for number, measure in enumerate(found)]
    parts.append(_qualifying(ground, len(parts)))
    parts.append(_activities(ground, planned, len(parts)))
    parts.append(_initiatives(ground, tree, len(parts)))
    rows = pd.concat(parts, ignore_index=True).sort_values(["owner", "order"], kind="stable")
    owner = rows["owner"].to_numpy(np.int64)
    share = _leading(scenario, work, ground.owners)
    rows = rows.assign(
        owner_id=np.array(ground.owners.labels, object)[owner],
        weight=mix.weights(
            owner, rows["leads"].to_numpy(bool), rows["main"].to_numpy(bool), share[owner]
        ),
        indicator=np.where(rows["leads"], "leading", "lagging"),
    )
    names = list(COLUMNS["objectives"])
    types = {name: "float64" if name in ("from", "to", "weight") else "str" for name in names}
    made = set(rows["name"])
    return Objectives(
        rows[names].astype(types).reset_index(drop=True),
        {name: why for name, why in LACKING.items() if name not in made},
        (*refused, *_beyond_hours(planned)),
    )


def _beyond_hours(planned: Activities) -> Iterable[Refusal]:
    """Say whose activities were refused."""
    for each in planned.refused:
        why = f"needs {each.needed:,.0f} hours up to {each.by}, has {each.there:,.0f}"
        yield Refusal(each.rep, "activity", why)


def _ground(scenario: Scenario, data: Parameters, plan: Plan, work: Work, tree: Tree) -> Ground:
    """Collect what measures are made from."""
    reps = len(data.reps)
    under = sp.csr_array(sp.vstack([sp.eye_array(reps, format="csr"), tree.rep_under()]))
    known = set(data.reps.labels)
    nodes = tuple(f"node/{node}" if node in known else node for node in tree.nodes.labels)
    owners = Owners((*data.reps.labels, *nodes), under, reps)
    table = scenario.tables["reps"].set_index("rep_id").loc[list(data.reps.labels)]
    prior = table["prior_quota"].to_numpy(np.float64)
    if scenario.measure == "bookings":
        prior = prior - np.nan_to_num(table["baseline"].to_numpy(np.float64))
    own = work.quota.sum(axis=2)
    # who has shared credit alone answers for that
    own = np.where(own.sum(axis=1, keepdims=True) > 0, own, work.overlay.sum(axis=2))
    at_nodes = np.zeros((len(nodes), len(data.levers)))
    np.add.at(
        at_nodes,
        (
            tree.nodes.codes(plan.rollup["node_id"].tolist()),
            data.levers.codes(plan.rollup["lever"].tolist()),
        ),
        plan.rollup["quota"].to_numpy(np.float64),
    )
    by_lever = np.concatenate([own, at_nodes])
    started = table["start_date"].to_numpy().astype("datetime64[D]")
    year = np.datetime64(add_months(scenario.horizon.start, -MONTHS_OF_YEAR), "D")
    limit = [scenario.roles[name].selling_hours_per_month for name in table["role"]]
    last = np.datetime64(scenario.horizon.end, "D")
    ends = table["end_date"].to_numpy().astype("datetime64[D]")
    gone = ~np.isnat(ends) & (ends < last) & (ends >= np.datetime64(scenario.horizon.start, "D"))
    due = np.concatenate([np.where(gone, ends, last), np.full(len(nodes), last)])
    return Ground(
        scenario=scenario,
        data=data,
        work=work,
        past=record(scenario, data, work.roster),
        owners=owners,
        fte=np.nan_to_num(table["fte"].to_numpy(np.float64), nan=1.0),
        prior=np.where(prior > 0, prior * data.presence, np.nan),
        started=np.isnat(started) | (started <= year),
        monthly=np.array([np.inf if hours is None else hours for hours in limit], float),
        number=by_lever.sum(axis=1),
        by_lever=by_lever,
        due=due.astype(str).astype(object),
    )


def _rows(order: int, measure: Measure) -> pd.DataFrame:
    """Lay a measure out: a row for each owner with a goal."""
    owner = np.flatnonzero(np.isfinite(measure.goal))
    digits = DIGITS.get(measure.unit, CENTS)
    return _frame(
        order, owner, measure.name, measure.type, measure.metric[owner],
        np.round(measure.start[owner], digits), np.round(measure.goal[owner], digits),
        measure.unit, measure.due[owner], measure.cadence, measure.leads, measure.main,
    )  # fmt: skip


def _frame(order: int, owner: Any, *values: Any) -> pd.DataFrame:
    """Make rows; what is one value stands in all of them."""
    names = ("name", "type", "metric", "from", "to", "unit", "due", "cadence", "leads", "main")
    parts = dict(zip(names, values, strict=True))
    return pd.DataFrame({"owner": owner, "order": order, **parts}, columns=_ORDER)


_ORDER = [
    "owner", "order", "name", "type", "metric", "from", "to", "unit", "due", "cadence", "leads",
    "main",
]  # fmt: skip


def _activities(ground: Ground, planned: Activities, order: int) -> pd.DataFrame:
    """Give a row for each rep, lever and step: the mean of a week in which the rep is there."""
    table = planned.table
    if not len(table):
        return _frame(order, [], *([[]] * 10))
    sums = table.groupby(["rep_id", "lever", "step"], sort=False)["per_period"].sum().reset_index()
    rep = ground.data.reps.codes(sums["rep_id"].tolist())
    weekly = sums["per_period"].to_numpy() / planned.weeks.sum(axis=1)[rep]
    metric = [
        f"{several(lever(step))} a week, {lever(name)}"
        for step, name in zip(sums["step"], sums["lever"], strict=True)
    ]
    return _frame(
        order, rep, sums["step"].to_numpy(object), "activity", metric, np.nan,
        np.round(weekly, DIGITS["per week"]), "per week", ground.due[rep], "weekly",
        True, False,  # noqa: FBT003 - two columns
    )  # fmt: skip


def several(thing: str) -> str:
    """Write more than one of a thing.

    >>> several("account review"), several("opportunity"), several("pitch")
    ('account reviews', 'opportunities', 'pitches')
    """
    if thing.endswith("y") and thing[-2:-1] not in tuple("aeiou"):
        return f"{thing[:-1]}ies"
    return thing + ("es" if thing.endswith(("s", "x", "ch", "sh")) else "s")


def _qualifying(ground: Ground, order: int) -> pd.DataFrame:
    """Give those who bring pipeline the rate of their funnel: aware customers who evaluate."""
    work, data, found = ground.work, ground.data, []
    for (role, name), funnel in funnels(ground.scenario).items():
        if name not in data.levers or role not in work.roster.role_axis or not funnel.opportunity:
            continue
        mine = work.roster.role == work.roster.role_axis.code(role)
        reps = np.flatnonzero(mine & (work.pipeline[:, data.levers.code(name)].sum(axis=1) > 0))
        rate = round(float(np.prod(funnel.rates[: funnel.opportunity])), DIGITS["share"])
        found.append(
            _frame(
                order, reps, "qualification rate", "conversion",
                f"share of aware customers who evaluate, {lever(name)}", rate, rate, "share",
                ground.due[reps], "monthly", False, False,  # noqa: FBT003 - two columns
            )
        )  # fmt: skip
    return pd.concat([_frame(order, [], *([[]] * 10)), *found], ignore_index=True)


def _initiatives(ground: Ground, tree: Tree, order: int) -> pd.DataFrame:
    """Give the owner of each initiative its money as an objective."""
    root = tree.nodes.labels[tree.root]
    own = [each for each in missions(ground.scenario, root) if each.title != REST]
    if not own:
        return _frame(order, [], *([[]] * 10))
    followed = [f"; followed by {each.metric}" if each.metric else "" for each in own]
    words = [f"{lever(each.lever)} money of the initiative" for each in own]
    return _frame(
        order,
        tree.nodes.codes([each.owner for each in own]) + ground.owners.reps,
        [each.title for each in own],
        "volume",
        [word + more for word, more in zip(words, followed, strict=True)],
        0.0,
        [each.amount for each in own],
        ground.currency,
        [str(each.end) for each in own],
        "monthly",
        False,  # noqa: FBT003 - two columns
        False,  # noqa: FBT003 - two columns
    )


def _leading(scenario: Scenario, work: Work, owners: Owners) -> Any:
    """Give the leading share of each owner: (O,)."""
    by_role: Sequence[float] = [mix.of_role(scenario, role) for role in work.roster.roles]
    reps = np.array(by_role)[work.roster.role]
    nodes = np.full(len(owners.labels) - owners.reps, mix.of_nodes(scenario))
    return np.concatenate([reps, nodes])
