"""A small organisation with everything that activities and objectives ask for."""

from __future__ import annotations

from datetime import date

from allocator.domain.outcome import Published
from allocator.engine.solve import solve
from tiny import DESK, frame, tiny

FUNNEL = frame(
    {"role": "ae", "lever": "new_customers", "step": "call", "order": 1, "rate": 0.1, "hours": 0.1},
    {"role": "ae", "lever": "new_customers", "step": "opportunity", "order": 2, "rate": 0.25,
     "hours": 2},
    {"role": "sdr", "lever": "new_customers", "step": "call", "order": 1, "rate": 0.05,
     "hours": 0.1},
    {"role": "sdr", "lever": "new_customers", "step": "opportunity", "order": 2, "rate": 0.25,
     "hours": 2},
)  # fmt: skip
EFFORT = frame(
    {"role": "ae", "lever": "new_customers", "hours_per_opportunity": 3, "deal_size": 40},
    {"role": "ae", "lever": "expansion", "hours_per_opportunity": 2, "deal_size": 20},
    {"role": "sdr", "lever": "new_customers", "hours_per_opportunity": 4, "deal_size": 40},
)
PEOPLE = frame(
    {"rep_id": "ada", "role": "ae", "name": "Ada", "node_id": "west", "prior_quota": 600},
    {"rep_id": "bo", "role": "ae", "name": "Bo", "node_id": "all"},
    {"rep_id": "cy", "role": "sdr", "name": "Cy", "node_id": "west"},
    {"rep_id": "di", "role": "director", "name": "Di", "node_id": "west"},
)
NODES = frame(
    {"node_id": "all", "parent_id": "", "level": "company", "name": "Acme", "manager_rep_id": ""},
    {"node_id": "west", "parent_id": "all", "level": "region", "name": "West",
     "manager_rep_id": "di"},
)  # fmt: skip
HISTORY = frame(
    {"rep_id": "ada", "lever": "new_customers", "opportunities": 20, "wins": 5, "amount_won": 190,
     "cycle_days": 40, "period": date(2026, 4, 1)},
    {"rep_id": "bo", "lever": "new_customers", "opportunities": 20, "wins": 6, "amount_won": 270,
     "cycle_days": 52, "period": date(2026, 7, 1)},
    {"rep_id": "ada", "lever": "expansion", "opportunities": 10, "wins": 4, "amount_won": 90,
     "cycle_days": 20, "period": date(2026, 7, 1)},
)  # fmt: skip
PIPELINE = frame(
    {"territory_id": "north", "lever": "new_customers", "stage": "late", "rep_id": "ada",
     "amount": 200, "expected_close": date(2027, 2, 15)},
)  # fmt: skip
ROLES = {
    **DESK,
    "director": {"levers": ["new_customers", "expansion"], "kind": "manager", "credit": "overlay"},
}
TABLES = {
    "reps": PEOPLE,
    "hierarchy": NODES,
    "history": HISTORY,
    "pipeline": PIPELINE,
    "stages": frame({"stage": "late", "win_rate": 0.5}),
    "effort": EFFORT,
    "funnel": FUNNEL,
    "coverage": frame(
        {"rep_id": "ada", "territory_id": "north", "share": 1.0},
        {"rep_id": "bo", "territory_id": "south", "share": 1.0},
        {"rep_id": "di", "territory_id": "north", "share": 1.0},
    ),
    "supply": frame({"node_id": "all", "lever": "new_customers", "period": "2027-01-01",
                     "source": "fair", "amount": 2_000}),
    "actuals": frame(
        {"rep_id": "ada", "lever": "new_customers", "period": "2027-01-01", "booked": 100,
         "wins": 2, "cost": 30, "forecast": 120},
        {"rep_id": "bo", "lever": "new_customers", "period": "2027-01-01", "booked": 100,
         "wins": 2, "cost": 10, "forecast": 100},
    ),
}  # fmt: skip
MISSIONS = [
    {"title": "Push", "lever": "expansion", "share": 0.25, "owner_node": "west",
     "start": "2027-02-01", "end": "2027-05-31", "metric": "renewals called early"},
    {"title": "Pull", "lever": "expansion", "amount": 101},
]  # fmt: skip


def organisation(tables=None, more=None, **changes):
    return tiny({**TABLES, **(tables or {})}, ROLES, more={"initiatives": MISSIONS, **(more or {})},
                pipeline_supply={}, **changes)  # fmt: skip


def planned(scenario):
    outcome = solve(scenario)
    assert isinstance(outcome, Published)
    return outcome.plan


def goal(plan, owner, name):
    """One objective as a mapping."""
    table = plan.objectives
    rows = table[(table["owner_id"] == owner) & (table["name"] == name)]
    assert len(rows) == 1, rows
    return rows.iloc[0].to_dict()


def has(plan, owner, name):
    table = plan.objectives
    return bool(((table["owner_id"] == owner) & (table["name"] == name)).any())


def money(plan, rep, lever, period=None):
    """Published primary quota of a rep in a lever, in one period or in all."""
    table = plan.quotas[plan.quotas["credit"] == "primary"]
    mine = table[(table["rep_id"] == rep) & (table["lever"] == lever)]
    return mine.loc[mine["period"].isin([period] if period else mine["period"]), "quota"].sum()
