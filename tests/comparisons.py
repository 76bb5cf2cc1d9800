"""Comparisons of plans that were solved, for pages that a browser opens."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from allocator.compare import build
from allocator.domain.outcome import Published
from allocator.engine import compare as engine
from allocator.engine.load import load
from allocator.engine.solve import solve
from browser.organisations import NAMES, hostile
from explained import ROOT


@cache
def enterprise(*names):
    """Solve the enterprise under a what-if, by the name of its file; without one as it is."""
    folder = ROOT / "scenarios" / "enterprise"
    files = [folder / "what-if" / f"{name}.yaml" for name in names]
    outcome = solve(load(folder, overlays=files))
    assert isinstance(outcome, Published)
    return outcome.plan


@cache
def pair():
    """Two causes between two plans of the enterprise."""
    return engine.compare(enterprise(), enterprise("tighter-fairness", "hire-three"))


@cache
def many():
    """Twenty plans: the same five, four times each."""
    names = ("target-plus-10", "tighter-fairness", "hire-three", "rep-leaves-in-march")
    plans = (enterprise(), *(enterprise(name) for name in names)) * 4
    sides = build.sides_of(plans, [True] * len(plans))
    return build.compared(sides, None, None, build.no_prices(), [])


@cache
def ill_named():
    """Two plans, unproven, whose every name tries to be something else than a name."""
    plan = hostile()
    inputs = dict(plan.files)
    reps = inputs["inputs/tables/reps.csv"].decode()
    more = reps.rstrip("\n").rpartition("\n")[2].replace("r9", "new", 1)
    inputs["inputs/tables/reps.csv"] = f"{reps}{more}\n".encode()
    moved = plan.quotas.assign(quota=plan.quotas["quota"].to_numpy()[::-1])
    other = replace(
        plan, files=inputs, quotas=moved,
        reps=plan.reps.assign(quota=plan.reps["quota"] + 7.0),
        document={**plan.document, "title": NAMES[0] * 20},
    )  # fmt: skip
    sides = build.sides_of([plan, other], [True, False])
    changed = build.between(sides)
    return build.compared(sides, changed, None, build.no_prices(), [("causes", NAMES[1])])
