"""The small valid scenario that the examples of the catalogue spoil."""

from __future__ import annotations

from collections.abc import Mapping

SCENARIO = """\
schema: allocator/v1
name: small
currency: USD
horizon: {start: 2027-01-01, periods: 4, frequency: quarter}
target:
  baseline_revenue: 1000000
  levers:
    new_customers: {amount: 60000}
    expansion: {amount: 40000}
roles:
  hunter: {levers: [new_customers], selling_hours_per_month: 60}
  farmer: {levers: [expansion], selling_hours_per_month: 60}
model: balanced
tables: tables/
"""

FILES: Mapping[str, str] = {
    "scenario.yaml": SCENARIO,
    "tables/reps.csv": (
        "rep_id,role,segment,start_date,prior_quota\n"
        "ann,hunter,smb,2020-01-01,30000\n"
        "bob,hunter,smb,,30000\n"
        "cem,farmer,smb,,20000\n"
        "dee,farmer,smb,,20000\n"
    ),
    "tables/territories.csv": "territory_id,name\nnorth,North\nsouth,South\n",
    "tables/potential.csv": (
        "territory_id,lever,potential\n"
        "north,new_customers,200000\n"
        "south,new_customers,200000\n"
        "north,expansion,120000\n"
        "south,expansion,120000\n"
    ),
    "tables/coverage.csv": ("rep_id,territory_id\nann,north\nbob,south\ncem,north\ndee,south\n"),
    "tables/history.csv": (
        "rep_id,lever,opportunities,wins\n"
        "ann,new_customers,40,12\n"
        "bob,new_customers,40,14\n"
        "cem,expansion,30,15\n"
        "dee,expansion,30,15\n"
    ),
    "tables/pipeline.csv": (
        "territory_id,lever,stage,rep_id,amount,expected_close\n"
        "north,new_customers,proposal,ann,20000,2027-02-15\n"
        "south,expansion,proposal,dee,10000,2027-05-15\n"
    ),
    "tables/stages.csv": "stage,win_rate\nproposal,0.5\n",
    "tables/effort.csv": (
        "role,lever,hours_per_opportunity,deal_size\nhunter,new_customers,10,5000\n"
    ),
}
"""Relative path -> content of the whole folder."""
