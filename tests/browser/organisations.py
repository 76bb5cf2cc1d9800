"""Organisations whose names try to break a page."""

from __future__ import annotations

from functools import cache

import pandas as pd

from allocator.domain.outcome import Published
from allocator.engine.load import scenario
from allocator.engine.solve import solve

NAMES = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    '"><img src=x onerror=alert(3)>',
    '=HYPERLINK("http://evil.example","x")',
    "{{ 7 * 7 }} ${7 * 7} {% raw %}",
    'O\'Brien & "Söhne" <b>bold</b>',
    "🦊 Fuchs 👩‍👩‍👧‍👦",
    "مريم العلي",
    "x" * 500,
    "Dr. " + "Maximiliana " * 40,
)


@cache
def hostile():
    """A plan with those names for reps, nodes, territories, title and purpose."""
    ids = [f"r{at}" for at in range(len(NAMES))]
    settings = {
        "schema": "allocator/v1",
        "name": "hostile",
        "title": "<script>alert('title')</script> & co.",
        "purpose": "</p><script>alert('purpose')</script>",
        "currency": "EUR",
        "horizon": {"start": "2027-02-01", "periods": 3, "frequency": "month"},
        "target": {
            "baseline_revenue": 1_000_000,
            "levers": {
                "new_customers": {"amount": 200_000},
                "retention": {"amount": 50_000, "priority": 2},
            },
        },
        "roles": {"<b>hunter</b>": {"levers": ["new_customers", "retention"]}},
        "model": "balanced",
    }
    reps = pd.DataFrame(
        {
            "rep_id": ids,
            "role": "<b>hunter</b>",
            "name": NAMES,
            "node_id": [f"n{at}" for at in range(len(NAMES))],
            "ote": 100_000.0,
            "prior_quota": 20_000.0,
        }
    )
    nodes = pd.DataFrame(
        {
            "node_id": ["all", *(f"n{at}" for at in range(len(NAMES)))],
            "parent_id": ["", *("all" for _ in NAMES)],
            "level": ["company", *("team" for _ in NAMES)],
            "name": ["<img src=x onerror=alert(4)>", *NAMES],
        }
    )
    territories = pd.DataFrame(
        {
            "territory_id": ids,
            "name": NAMES,
            "latitude": [48.1 + at / 7 for at in range(len(ids))],
            "longitude": [11.5 - at / 3 for at in range(len(ids))],
        }
    )
    potential = pd.DataFrame(
        {
            "territory_id": ids * 2,
            "lever": ["new_customers"] * len(ids) + ["retention"] * len(ids),
            "potential": 160_000.0,
        }
    )
    coverage = pd.DataFrame({"rep_id": ids, "territory_id": ids})
    tables = {
        "reps": reps, "hierarchy": nodes, "territories": territories, "potential": potential,
        "coverage": coverage,
    }  # fmt: skip
    outcome = solve(scenario(settings, tables))
    assert isinstance(outcome, Published)
    return outcome.plan
