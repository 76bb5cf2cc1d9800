"""An organisation small enough to do every sum by hand.

Two reps, two levers, two quarters. Ada covers the north, Bo the south; both are there all the
time. Without any history the conversion is 0.25, and so attainable yield y = 0.25 x potential x
season:

| y | new_customers 1, 2 | expansion 1, 2 | together | fair |
|---|---|---|---|---|
| ada | 480, 720 | 125, 125 | 1,450 | 240 + 360 + 100 + 100 = 800 |
| bo | 240, 360 | 125, 125 | 850 | 120 + 180 + 100 + 100 = 500 |

since the targets are 360, 540 in new_customers and 200, 200 in expansion: T = F = 1,300. One
group, named by the role, has them both: two reps are too few for a segment's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from allocator.program import assemble
from allocator.solve.face import Locks
from allocator.yields.derive import derive
from solving import scenario_of
from worlds import World

if TYPE_CHECKING:
    from allocator.domain.scenario import Scenario
    from allocator.program.draft import Draft


def tiny(
    tables: Any = None, roles: Any = None, levers: Any = None, more: Any = None, **changes: Any
) -> Scenario:
    """The organisation, with more tables, roles, facts of a lever or settings of the file."""
    settings = {
        "schema": "allocator/v1",
        "name": "tiny",
        "currency": "USD",
        "horizon": {"start": "2027-01-01", "periods": 2, "frequency": "quarter"},
        "target": {
            "baseline_revenue": 10_000,
            "levers": {
                "new_customers": {"amount": 900, **(levers or {}).get("new_customers", {})},
                "expansion": {"amount": 400, **(levers or {}).get("expansion", {})},
            },
            "seasonality": {"new_customers": [0.4, 0.6], "expansion": [0.5, 0.5]},
        },
        "roles": {
            "ae": {"levers": ["new_customers", "expansion"], "selling_hours_per_month": 60},
            **(roles or {}),
        },
        **(more or {}),
    }
    given = {
        "reps": frame({"rep_id": "ada", "role": "ae"}, {"rep_id": "bo", "role": "ae"}),
        "coverage": frame(
            {"rep_id": "ada", "territory_id": "north"}, {"rep_id": "bo", "territory_id": "south"}
        ),
        "potential": frame(
            {"territory_id": "north", "lever": "new_customers", "potential": 4_800},
            {"territory_id": "south", "lever": "new_customers", "potential": 2_400},
            {"territory_id": "north", "lever": "expansion", "potential": 1_000},
            {"territory_id": "south", "lever": "expansion", "potential": 1_000},
        ),
        **(tables or {}),
    }
    given = {name: table for name, table in given.items() if table is not None}
    set_ = {f"settings.{key}": value for key, value in changes.items()}
    return scenario_of(World(settings, given, "proportional", set_))


def frame(*rows: Any) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def people(**columns: Any) -> dict[str, pd.DataFrame]:
    """The reps table with more columns."""
    return {"reps": frame({"rep_id": "ada", "role": "ae"}, {"rep_id": "bo", "role": "ae"}).assign(
        **columns)}  # fmt: skip


REGIONS = frame(
    {"node_id": "all", "parent_id": "", "level": "company"},
    {"node_id": "west", "parent_id": "all", "level": "region"},
)
DESK = {"sdr": {"levers": ["new_customers"], "selling_hours_per_month": 100, "kind": "sdr",
                "credit": "pipeline"}}  # fmt: skip
EFFORT = frame(
    {"role": "ae", "lever": "new_customers", "hours_per_opportunity": 5, "deal_size": 100},
    {"role": "ae", "lever": "expansion", "hours_per_opportunity": 2, "deal_size": 100},
)
SUPPLY = {
    "reps": frame(
        {"rep_id": "ada", "role": "ae", "node_id": "west"},
        {"rep_id": "bo", "role": "ae", "node_id": "all"},
        {"rep_id": "cy", "role": "sdr", "node_id": "west"},
    ),
    "hierarchy": REGIONS,
    "history": frame({"lever": "new_customers", "opportunities": 20, "wins": 5, "cycle_days": 46}),
    "supply": frame({"node_id": "all", "lever": "new_customers", "period": "2027-01-01",
                     "source": "fair", "amount": 700}),
    "effort": frame({"role": "sdr", "lever": "new_customers", "hours_per_opportunity": 4,
                     "deal_size": 100}),
}  # fmt: skip


def draft_of(scenario: Scenario) -> Draft:
    return assemble.draft(scenario, derive(scenario))


def tiered(scenario: Scenario) -> tuple[Draft, dict[str, Any]]:
    """The draft with everything that the tiers add, and their objectives; nothing is locked."""
    draft = draft_of(scenario)
    steps, found = assemble.steps(draft), {}
    objective = next(steps)
    try:
        while True:
            found[objective.name] = objective
            objective = steps.send(Locks.none().grown(draft.program(objective)))
    except StopIteration:
        return draft, found


def _said(name: str, label: str) -> str:
    return f"{name} {label}".replace("\t", "/").strip()


def columns_of(draft: Draft) -> list[str]:
    return [_said(name, label) for name, labels in draft.labels()[0].blocks for label in labels]


def bounds_of(draft: Draft, block: str) -> dict[str, float]:
    """Upper bounds of a block's columns by label; every lower bound is 0."""
    found: dict[str, float] = {}
    for made in draft._blocks:
        if made.name == block:
            assert (made.lower == 0).all()
            labels = [str(label).replace("\t", "/") for label in made.labels]
            found |= dict(zip(labels, made.upper.tolist(), strict=True))
    return found


def rows_of(draft: Draft, block: str) -> dict[str, tuple[float, dict[str, float], float]]:
    """Rows of a block by label: lower side, coefficients by column, upper side."""
    names, found = columns_of(draft), {}
    for rows in draft.row_blocks():
        if rows.name != block:
            continue
        for at, label in enumerate(rows.labels):
            mine = rows.row == at
            parts = zip(rows.column[mine].tolist(), rows.value[mine].tolist(), strict=True)
            terms = {names[column]: value for column, value in parts}
            found[str(label).replace("\t", "/")] = (
                float(rows.lower[at]), terms, float(rows.upper[at]),
            )  # fmt: skip
    return found
