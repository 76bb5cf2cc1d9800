"""Plans of two or three reps whose inputs and quotas a test says; nothing is solved."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from allocator.compare import build
from allocator.compare.groups import groups
from allocator.compare.inputs import inputs_of
from allocator.domain.plan import COLUMNS, Plan
from allocator.domain.tables import TABLES
from allocator.read.canonical import csv_bytes, yaml_bytes

SETTINGS = {
    "schema": "allocator/v1",
    "name": "small",
    "title": "Base",
    "currency": "USD",
    "horizon": {"start": "2027-01-01", "periods": 2, "frequency": "quarter"},
    "target": {
        "baseline_revenue": 1000,
        "levers": {"expansion": {"amount": 300, "priority": 1, "over_assignment": 0}},
        "seasonality": {"expansion": [0.5, 0.5]},
    },
    "roles": {"ae": {"levers": ["expansion"]}},
}
MODEL = {
    "schema": "allocator/v1",
    "name": "balanced",
    "title": "",
    "peer_groups": ["role"],
    "families": {"lever_totals": {"shortfall": "allowed"}, "fairness_band": {"band": 0.15}},
    "tiers": ["shortfall", "closest"],
    "rounding": {"unit": 1},
}
REPS = ({"rep_id": "ann", "name": "Ann"}, {"rep_id": "bob", "name": "Bob"})


def frame(name, rows):
    columns = list(TABLES[name].names)
    whole = [{column: str(row.get(column, "")) for column in columns} for row in rows]
    table = pd.DataFrame(whole, columns=columns)
    keys = list(TABLES[name].key) or columns
    return table.sort_values(keys).reset_index(drop=True)


def inputs(settings=None, model=None, **tables):
    """Give the files of inputs/; a mapping of settings is laid over the usual ones."""
    tables = {"reps": REPS, **tables}
    rows = {
        name: [{"role": "ae", **row} if name == "reps" else row for row in table]
        for name, table in tables.items()
    }
    return {
        "inputs/scenario.yaml": yaml_bytes({**SETTINGS, **(settings or {})}),
        "inputs/model.yaml": yaml_bytes({**MODEL, **(model or {})}),
        **{f"inputs/tables/{n}.csv": csv_bytes(frame(n, table)) for n, table in rows.items()},
    }


def cells(**quotas):
    """Give quotas.csv of reps who have all in one cell."""
    rows = [
        (rep, "t1", "expansion", "2027-01-01", "primary", float(quota))
        for rep, quota in sorted(quotas.items())
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS["quotas"]))


def plan(files=None, quotas=None, *, chance=0.6, names=None, **document):
    """Make a plan; quotas by rep."""
    quotas = {"ann": 200, "bob": 100} if quotas is None else quotas
    table = cells(**quotas)
    reps = pd.DataFrame({"rep_id": list(quotas), "quota": [float(q) for q in quotas.values()]})
    reps = reps.reindex(columns=list(COLUMNS["reps"])).sort_values("rep_id")
    reps = reps.assign(
        credit="primary", role="ae", node_id="all", compared=True, peer_group="ae", stretch=1.0,
        name=[(names or {}).get(rep, rep.capitalize()) for rep in reps["rep_id"]],
        attainment_probability=chance,
    )  # fmt: skip
    total = float(table["quota"].sum())
    rollup = pd.DataFrame(
        [("all", "company", "", "expansion", "2027-01-01", total, total, 0.0)],
        columns=list(COLUMNS["rollup"]),
    )
    whole = {
        "schema": "allocator/plan/v1", "scenario": "small", "title": "Base", "model": "balanced",
        "currency": "USD", "unit": 1, "input_hash": "0" * 64, "allocator_version": "0.1.0",
        "solver": "auto", "status": "optimal",
        "totals": {"target": total, "assigned": total, "shortfall": 0.0},
        "metrics": {"expected_bookings": 0.9 * total, "largest_stretch": 1.0,
                    "company_probability": 0.5, "worst_load_deviation": {"ae": 0.1}},
        "baselines": {"equal": {"largest_stretch": 2.0}, "prior": None},
        **document,
    }  # fmt: skip
    return Plan(
        document=whole,
        quotas=table,
        reps=reps.reset_index(drop=True),
        rollup=rollup,
        shortfall=pd.DataFrame(columns=list(COLUMNS["shortfall"])),
        pipeline_quotas=pd.DataFrame(columns=list(COLUMNS["pipeline_quotas"])),
        files=inputs() if files is None else files,
        proof=None,
        run={"seconds": {"solve": 0.5, "certify": 0.5}},
    )


def compared(*plans, steps=None, proven=None):
    """Put plans side by side without an engine."""
    sides = build.sides_of(plans, proven or [True] * len(plans))
    return build.compared(sides, build.between(sides), steps, build.no_prices(), [])


def causes_of(one, other, few=6):
    """Give the groups of changes between two plans' inputs, and both inputs."""
    from allocator.compare.changes import items

    ends = plan(one), plan(other)
    both = tuple(inputs_of(end) for end in ends)
    found = items(*ends, *both)
    return groups(found, *both, few), both, found


@pytest.fixture
def small():
    return SimpleNamespace(
        plan=plan, inputs=inputs, compared=compared, causes_of=causes_of, frame=frame, cells=cells
    )
