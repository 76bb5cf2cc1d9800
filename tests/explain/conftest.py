"""Small companies whose lack can be worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from allocator.engine.load import scenario
from allocator.program import assemble
from allocator.yields.derive import derive


def company(*, target=100_000, model="strict", settings=None, reps=None, hierarchy=None, **more):
    """Two reps of one role, each with a territory of 200,000, of which a quarter is won.

    Each one's attainable yield is 50,000, so at a stretch of 1.25 each carries 62,500.
    """
    given = {
        "schema": "allocator/v1",
        "name": "two",
        "currency": "USD",
        "horizon": {"start": "2027-01-01", "periods": 1, "frequency": "quarter"},
        "target": {
            "baseline_revenue": 1_000_000,
            "levers": {"new_customers": {"amount": target}},
        },
        "roles": {"hunter": {"levers": ["new_customers"], **more.get("role", {})}},
        "model": model,
        "settings": settings or {},
    }
    names = ["r1", "r2"]
    frame = {"rep_id": names, "role": ["hunter"] * 2, **(reps or {})}
    tables = {
        "reps": pd.DataFrame(frame),
        "coverage": pd.DataFrame({"rep_id": names, "territory_id": ["t1", "t2"]}),
        "territories": pd.DataFrame({"territory_id": ["t1", "t2"]}),
        "potential": pd.DataFrame(
            {"territory_id": ["t1", "t2"], "lever": "new_customers", "potential": [200_000.0] * 2}
        ),
        **({"hierarchy": hierarchy} if hierarchy is not None else {}),
        **more.get("tables", {}),
    }
    return scenario(given, tables, model=model)


@pytest.fixture
def make():
    """Make the company with changes."""
    return company


@pytest.fixture
def drafted():
    """Draft a scenario."""
    return lambda given: assemble.draft(given, derive(given))
