"""Faults of the organisation that its tables show before anything is computed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.read.catalogue.base import SCENARIO
from allocator.read.catalogue.table_example import COVERAGE, TERRITORIES, entry, rows, table

if TYPE_CHECKING:
    from allocator.read.catalogue.fault import Fault

fault = partial(entry, "organisation")

ALONE = SCENARIO.replace("    expansion: {amount: 40000}\n", "").replace(
    "  farmer: {levers: [expansion], selling_hours_per_month: 60}\n", ""
)
"""The small scenario with one lever and one role."""

FAULTS: tuple[Fault, ...] = (
    fault(
        "no-reps",
        "there is nobody to carry a quota",
        "one row for every rep",
        "give the table reps",
        {"tables/reps.csv": None},
        table("reps", "rep_id,role\n"),
    ),
    fault(
        "lever-without-role",
        "a lever has a target and no role that carries it",
        "a role with primary credit for the lever",
        "add the lever to a role's levers, or take its target out",
        {"scenario.yaml": SCENARIO.replace("levers: [expansion]", "levers: [retention]")},
        {
            "scenario.yaml": SCENARIO.replace(
                "levers: [expansion],", "levers: [expansion], credit: overlay,"
            )
        },
    ),
    fault(
        "role-without-reps",
        "a role has no reps",
        "one rep or more",
        "take the role out of the scenario, or correct the column role in reps",
        {"scenario.yaml": SCENARIO.replace("model:", "  sdr: {levers: [expansion]}\nmodel:")},
    ),
    fault(
        "rep-without-coverage",
        "covers no territory and gets no quota",
        "a row in coverage",
        "add the rep to coverage if he is to carry quota",
        rows("reps", "eva,hunter,smb,,"),
        ends="warning",
    ),
    fault(
        "territory-without-rep",
        "is covered by nobody: its potential is reported as uncovered",
        "a row in coverage",
        "give the territory to a rep",
        table("territories", TERRITORIES + "east,East\n"),
        ends="warning",
    ),
    fault(
        "one-rep",
        "is the only rep: nothing can be compared",
        "two reps or more",
        "nothing is wrong if the company has one rep",
        {
            "scenario.yaml": ALONE,
            **table("reps", "rep_id,role\nann,hunter\n"),
            **table("coverage", COVERAGE.split("bob", maxsplit=1)[0]),
            **table("territories", "territory_id\nnorth\n"),
            **table("potential", "territory_id,lever,potential\nnorth,new_customers,200000\n"),
            "tables/history.csv": None,
            "tables/pipeline.csv": None,
        },
        ends="warning",
    ),
)
