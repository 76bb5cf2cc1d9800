"""Compare plans: prove them, put them side by side, and find which input did what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from allocator.compare import build
from allocator.compare.attribution import Mixtures, NoRoad, attribute, solves
from allocator.domain.outcome import Published
from allocator.domain.plan import Plan
from allocator.engine.explain import explain
from allocator.engine.load import BASE, schemas
from allocator.engine.load import scenario as built
from allocator.engine.solve import solve
from allocator.engine.verify import proven, verify_plan
from allocator.errors import CertificateError, InputError, SolverError
from allocator.read.plan import open_plan

if TYPE_CHECKING:
    from allocator.compare.build import Between
    from allocator.compare.comparison import Attribution, Comparison, Side
    from allocator.compare.inputs import Inputs
    from allocator.domain.scenario import Scenario

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is done, and how much of how much is."""

MINUTE = 60.0
"""Seconds of solving that an attribution may be estimated at to be made unasked."""
PRICED = 30.0
"""Seconds that measuring all shadow prices may be estimated at."""
PER_PRICE = 5
"""Solves that the shadow prices of one plan take, at most."""


def compare(
    *plans: Plan | str | Path,
    attribute: bool | None = None,
    unverified: bool = False,
    progress: Progress = lambda _what, _done, _whole: None,
) -> Comparison:
    """Put two to twenty plans side by side; find which input did what between two.

    ::

        comparison = allocator.compare("plans/base", "plans/hire-three")
        comparison.reps.nlargest(10, "change_B")
        comparison.attribution.company
        comparison.to_html("hires.html")

    Parameters
    ----------
    plans : plans, or their folders; changes are against the first
    attribute : whether the difference of two plans is attributed to its causes, whatever time
        that takes; None where it is estimated under a minute, False never
    unverified : take plans that do not verify, and say so
    progress : told what is done, and how much of how much is

    Raises
    ------
    allocator.CertificateError
        if a plan does not verify, unless `unverified`
    allocator.PlanError
        if a folder is no plan that can be read
    allocator.InputError
        ``compare-count``, ``currencies-differ``, ``attribute-two``
    """
    build.check_count(len(plans))
    if attribute and len(plans) != build.FEWEST:
        raise InputError.of(
            "attribute-two",
            "causes are found between two plans",
            pointer="--attribute",
            got=f"{len(plans)} plans",
            want="two plans",
            fix="Compare them two at a time, or leave --attribute out.",
        )
    opened = []
    for number, plan in enumerate(plans):
        progress("verify", number, len(plans))
        opened.append(_opened(plan, unverified=unverified))
    sides = build.sides_of([plan for plan, _ in opened], [holds for _, holds in opened])
    left_out: build.Reasons = []
    changed = build.between(sides)
    steps = _steps(sides, changed, left_out, progress, asked=attribute)
    prices = _prices(sides, left_out, progress)
    return build.compared(sides, changed, steps, prices, left_out)


def _opened(given: Plan | str | Path, *, unverified: bool) -> tuple[Plan, bool]:
    """Give a plan, and whether it holds."""
    try:
        if isinstance(given, Plan):
            verify_plan(given)
            return given, True
        return proven(Path(given))[0], True
    except CertificateError as refused:
        if not unverified:
            where = given.folder if isinstance(given, Plan) else given
            raise CertificateError([f"{where}: {why}" for why in refused.refusals]) from refused
        return (given if isinstance(given, Plan) else open_plan(Path(given))), False


def _steps(
    sides: Sequence[Side],
    changed: Between | None,
    left_out: build.Reasons,
    progress: Progress,
    *,
    asked: bool | None,
) -> Attribution | None:
    """Attribute the difference of two plans, if it can be and there is time; else say why not."""
    if changed is None:
        return None
    reason = build.unfit(sides) or ("" if asked else _unasked(sides, changed, asked=asked))
    if reason:
        left_out.append(("causes", reason))
    if reason or not changed.groups:
        return None
    ends = (sides[0].plan, sides[1].plan)
    mixtures = Mixtures(
        ends,
        changed.inputs,
        changed.groups,
        resolve,
        lambda done, whole: progress("solve a mixture", done, whole),
    )
    unit = min(float(plan.document.get("unit", 1.0)) for plan in ends)
    try:
        return attribute(mixtures, changed.causes, ends, unit)
    except NoRoad:
        told = "no order of the causes has a plan at every step"
        left_out.append(("causes", f"{told} ({mixtures.solves:,} mixtures tried)"))
        return None


def _unasked(sides: Sequence[Side], changed: Between, *, asked: bool | None) -> str:
    """Say why a difference is not attributed unless that is asked for; empty where it is."""
    count = solves(len(changed.groups))
    if asked is False:
        return "not asked for"
    if not count:
        return ""
    if build.scenarios_differ(sides):
        return "the plans are of different scenarios; --attribute finds causes all the same"
    each = [build.seconds_of(side.plan.run) for side in sides]
    if not all(each):
        return f"{count} solves would be needed, of unknown length; --attribute makes them"
    minutes = count * sum(each) / len(each) / MINUTE
    if minutes <= 1.0:
        return ""
    return f"{count} solves would take about {minutes:,.0f} minutes; --attribute makes them"


def resolve(inputs: Inputs) -> Plan | str:
    """Solve and certify a mixture of inputs; say why where it has no plan."""
    try:
        outcome = solve(scenario_of(inputs), solver=inputs.solver)
    except InputError as wrong:
        return f"its inputs do not fit together: {wrong.problems[0].what}"
    except (SolverError, CertificateError):
        return "no solver's answer could be certified"
    return outcome.plan if isinstance(outcome, Published) else "no plan under the hard rules"


def scenario_of(inputs: Inputs) -> Scenario:
    """Make a scenario of resolved inputs.

    Raises
    ------
    InputError
        if they do not fit together
    """
    model = inputs.model
    own = {
        **dict.fromkeys(schemas().families),
        **model["families"],
        "tiers": model["tiers"],
        "rounding": model["rounding"],
    }
    settings = {**inputs.settings, "model": BASE, "settings": own}
    made = built(settings, inputs.tables)
    policy = replace(
        made.policy,
        name=model["name"],
        title=model.get("title", ""),
        peer_groups=tuple(model["peer_groups"]),
    )
    return replace(made, policy=policy)


def _prices(sides: Sequence[Side], left_out: build.Reasons, progress: Progress) -> pd.DataFrame:
    """Measure the shadow prices of every plan that has them, if there is time."""
    priced = [side for side in sides if side.proven and side.plan.status != "infeasible"]
    estimate = PER_PRICE * sum(build.seconds_of(side.plan.run, "solve") for side in priced)
    if estimate > PRICED:
        reason = f"they take about {estimate:,.0f} seconds to measure; allocator explain does it"
        left_out.append(("shadow prices", reason))
        return build.no_prices()
    rows = []
    for number, side in enumerate(priced):
        progress("price the rules", number, len(priced))
        rows += [
            (side.letter, price.sentence, price.tier, price.money)
            for price in explain(side.plan).prices
        ]
    return (
        pd.concat(
            [build.no_prices(), pd.DataFrame(rows, columns=["letter", "rule", "tier", "money"])]
        )
        if rows
        else build.no_prices()
    )
