"""Plans that the tests of explanations share: each is solved once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from allocator.domain.outcome import Published
from allocator.engine.explain import Opened, open_study
from allocator.engine.load import load, scenario
from allocator.engine.solve import solve
from worlds import world

ROOT = Path(__file__).parents[1]
SHIPPED = ("pipeline-first", "growth-30m", "enterprise")


@cache
def shipped(name):
    """Solve a shipped scenario or one of its what-ifs."""
    return published(load(ROOT / "scenarios" / name))


@cache
def kept(name):
    """Solve a shipped scenario and keep the path that explains it."""
    return published(load(ROOT / "scenarios" / name), explain=True)


@cache
def random_plan(seed, model=None):
    made = world(seed, model)
    return published(scenario(made.settings, made.tables, model=made.model))


def published(given, **options):
    outcome = solve(given, **options)
    assert isinstance(outcome, Published)
    return outcome.plan


@cache
def opened(name) -> Opened:
    return open_study(shipped(name))


@cache
def two_reps(**columns):
    """Ann and Bob, equal but for what is given, are to carry 200,000 in one quarter."""
    settings = {
        "schema": "allocator/v1",
        "name": "two",
        "currency": "USD",
        "horizon": {"start": "2027-01-01", "periods": 1, "frequency": "quarter"},
        "target": {
            "baseline_revenue": 1_000_000,
            "levers": {"new_customers": {"amount": 200_000}},
        },
        "roles": {"hunter": {"levers": ["new_customers"]}},
        "model": "balanced",
    }
    reps = pd.DataFrame({"rep_id": ["ann", "bob"], "role": "hunter", "name": ["Ann", "Bob"]})
    for name, values in columns.items():
        reps[name] = [np.nan if value is None else value for value in values]
    return published(scenario(settings, {"reps": reps}))


def sums(plan):
    """Published primary quota by rep."""
    own = plan.quotas[plan.quotas["credit"] == "primary"]
    return own.groupby("rep_id")["quota"].sum().to_dict()


def lines(explanation):
    return {line.key: line for line in explanation.lines}
