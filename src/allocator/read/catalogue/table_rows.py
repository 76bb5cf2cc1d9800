"""Faults between rows and tables: keys, references, dates, shares, values among others."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.read.catalogue.table_example import (
    HISTORY,
    POTENTIAL,
    entry,
    nodes,
    rows,
    spoiled,
    table,
)

if TYPE_CHECKING:
    from allocator.read.catalogue.fault import Fault

fault = partial(entry, "tables")

PLACED = "rep_id,role,node_id\nann,hunter,{0}\nbob,hunter,{1}\ncem,farmer,\ndee,farmer,\n"
"""Reps of whom two sit at nodes."""

LOCKED = (
    "rep_id,role,max_quota,locked_quota\nann,hunter,{0},{1}\nbob,hunter,,\ncem,farmer,,\n"
    "dee,farmer,,\n"
)
"""Reps of whom the first has a cap and a lock."""

ROW_FAULTS: tuple[Fault, ...] = (
    fault(
        "key-duplicate",
        "has the key of another row",
        "every key once",
        "delete one of the two rows or correct its key",
        rows("reps", "ann,hunter,smb,,1000"),
        rows("reps", " ann ,hunter,smb,,1000"),
        rows("potential", "north,expansion,120000"),
        rows("coverage", "ann,north"),
    ),
    fault(
        "id-look-alike",
        "looks like another id and is not the same",
        "ids that differ in more than letter case or Unicode form",
        "write the id alike everywhere, or give it another name",
        rows("reps", "Ann,hunter,smb,,1000"),
        rows("reps", "\uff41nn,hunter,smb,,1000"),
        table("territories", "territory_id\nnorth\nsouth\ncafe\u0301\ncaf\u00e9\n"),
    ),
    fault(
        "reference-unknown",
        "names something that is not there",
        "a known rep, territory, node, lever, role or stage",
        "add it or correct the name",
        spoiled("reps", "ann,hunter", "ann,huntr"),
        rows("coverage", "anne,north"),
        rows("coverage", "ann,nort"),
        rows("potential", "north,upsell,1"),
        spoiled("pipeline", "north,new_customers,proposal", "north,new_customers,closing"),
        table("reps", PLACED.format("west", "")),
        table("absences", "rep_id,start_date,end_date\nANN,2027-01-01,2027-02-01\n"),
        {"tables/territories.csv": None, **rows("potential", "east,expansion,1")},
    ),
    fault(
        "hierarchy-orphan",
        "names a parent that is not there",
        "a node of the hierarchy",
        "add the node or correct the name",
        nodes("company,,", "east,west,"),
    ),
    fault(
        "hierarchy-cycle",
        "makes a circle: the node is above itself",
        "parents that end at the top",
        "correct one parent_id of the circle",
        nodes("company,,", "east,west,", "west,east,"),
        nodes("company,company,"),
    ),
    fault(
        "hierarchy-two-roots",
        "is a second node without a parent",
        "one root, the company",
        "give it a parent_id",
        nodes("company,,", "east,,"),
    ),
    fault(
        "hierarchy-without-root",
        "is a hierarchy in which every node has a parent",
        "one node without parent_id, the company",
        "leave the company's parent_id empty",
        nodes("east,company,"),
    ),
    fault(
        "account-cycle",
        "makes a circle: the account is above itself",
        "parents that end at the top",
        "correct one parent_id of the circle",
        table("accounts", "account_id,parent_id\na,b\nb,a\n"),
    ),
    fault(
        "manager-cycle",
        "makes a circle of managers",
        "managers who end at the top",
        "correct manager_rep_id, or node_id in reps",
        {
            **nodes("company,,", "east,company,ann", "west,company,bob"),
            **table("reps", PLACED.format("west", "east")),
        },
    ),
    fault(
        "region-without-node",
        "has no node_id and a region that names no node: the rep stands at the root",
        "a node of the hierarchy",
        "give the rep a node_id, or add the node",
        {
            **nodes("company,,", "east,company,"),
            **table("reps", PLACED.replace("node_id", "region").format("east", "west")),
        },
        ends="warning",
    ),
    fault(
        "dates-reversed",
        "ends before it starts",
        "end_date on or after start_date",
        "exchange or correct the two dates",
        table("absences", "rep_id,start_date,end_date\nann,2027-03-01,2027-02-01\n"),
        table(
            "coverage", "rep_id,territory_id,start_date,end_date\nann,north,2027-03-01,2027-02-01\n"
        ),
    ),
    fault(
        "dates-overlap",
        "begins before another row of the same rep, territory and lever has ended",
        "rows of one cell that follow each other",
        "give the earlier row an end_date before this start_date",
        table(
            "coverage",
            "rep_id,territory_id,start_date,end_date\n"
            "ann,north,2027-01-01,2027-03-31\nann,north,2027-03-31,\n"
            "bob,south,,\ncem,north,,\ndee,south,,\n",
        ),
        table(
            "coverage",
            "rep_id,territory_id,start_date,end_date\n"
            "ann,north,,\nann,north,2027-03-31,\nann,north,2028-01-01,\n"
            "bob,south,,\ncem,north,,\ndee,south,,\n",
        ),
    ),
    fault(
        "absences-overlap",
        "begins before another absence of the rep has ended: their shares add up",
        "absences that follow each other",
        "correct the dates if that is not meant",
        table(
            "absences",
            "rep_id,start_date,end_date\nann,2027-01-01,2027-02-01\nann,2027-01-15,2027-03-01\n",
        ),
        ends="warning",
    ),
    fault(
        "dates-outside-horizon",
        "has dates outside the horizon",
        "days of the horizon",
        "correct the dates if that is not meant",
        spoiled("pipeline", "2027-02-15", "2026-02-15"),
        table("absences", "rep_id,start_date,end_date\nann,2025-01-01,2025-02-01\n"),
        rows("reps", "eva,hunter,smb,2028-01-01,"),
        table("actuals", "rep_id,lever,period,booked\nann,new_customers,2026-10-01,5\n"),
        ends="warning",
    ),
    fault(
        "period-unknown",
        "is not the first day of a period",
        "the first day of a period",
        "write the period as its first day",
        table("actuals", "rep_id,lever,period,booked\nann,new_customers,2027-02-01,5\n"),
    ),
    fault(
        "currency-unknown",
        "is a currency without a rate",
        "the scenario's currency, or one with a rate in fx",
        "give its rate in the scenario: fx: {EUR: 1.08}",
        table(
            "potential",
            POTENTIAL.replace("potential\n", "potential,currency\n", 1)
            .replace("000\n", "000,\n")
            .replace("000,\n", "000,EUR\n", 1),
        ),
    ),
    fault(
        "wins-above-opportunities",
        "is above opportunities",
        "wins at most opportunities",
        "exchange or correct the two",
        spoiled("history", "40,12", "12,40"),
    ),
    fault(
        "coverage-above-one",
        "brings the shares of a territory and lever above 1 on a day",
        "shares of one territory and lever that add up to 1 at most on every day",
        "lower a share, or let one row end before the other begins",
        table(
            "coverage",
            "rep_id,territory_id,share\nann,north,0.6\nbob,north,0.5\nbob,south,\n"
            "cem,north,\ndee,south,\n",
        ),
        table(
            "coverage",
            "rep_id,territory_id,lever,start_date,end_date,share\n"
            "ann,north,,,2027-06-30,1\nbob,north,new_customers,2027-06-30,,0.1\n"
            "bob,south,,,,\ncem,north,,,,\ndee,south,,,,\n",
        ),
    ),
    fault(
        "coverage-lever-not-of-role",
        "is a lever that the rep's role does not own",
        "a lever of the role",
        "leave the lever empty for all levers of the role, or add it to the role",
        table("coverage", "rep_id,territory_id,lever\nann,north,expansion\n"),
    ),
    fault(
        "bounds-reversed",
        "is a lower bound above its upper bound",
        "a lower bound that is at most the upper one",
        "exchange or correct the two",
        table("reps", "rep_id,role,min_quota,max_quota\nann,hunter,9,8\ncem,farmer,,\n"),
        table("hierarchy", "node_id,min_target,max_target\ncompany,9,8\n"),
    ),
    fault(
        "potential-disagrees",
        "is not the sum of its accounts",
        "one sum in both tables",
        "correct one of the two, or leave the potential out",
        table("accounts", "account_id,territory_id,expansion\na,north,70000\nb,north,40000\n"),
    ),
    fault(
        "cell-far-from-neighbours",
        "is more than 1,000 times the median of its column",
        "money in one unit",
        "look for thousands and units in one column",
        {
            **table("potential", POTENTIAL + "".join(f"t{i},expansion,120\n" for i in range(9))),
            **table(
                "territories", "territory_id\nnorth\nsouth\n" + "".join(f"t{i}\n" for i in range(9))
            ),
        },
        ends="warning",
    ),
    fault(
        "history-without-opportunities",
        "is zero: the row says nothing about conversion",
        "one or more",
        "leave out rows without opportunities",
        table("history", HISTORY + "ann,new_customers,0,0\n"),
        ends="warning",
    ),
    fault(
        "prior-quota-zero",
        "is zero: the rep is exempt from bounds on the change against last year",
        "last year's quota, or empty where there was none",
        "leave the cell empty if the rep had no quota",
        spoiled("reps", "30000", "0"),
        ends="warning",
    ),
    fault(
        "lock-outside-bounds",
        "is outside the rep's own min_quota and max_quota: the decided number wins",
        "a number between the two",
        "correct the bound or the decided quota",
        table("reps", LOCKED.format(8, 9)),
        {
            **table("reps", LOCKED.format(8, "")),
            **table("overrides", "rep_id,quota,reason\nann,9,agreed\n"),
        },
        ends="warning",
    ),
    # Rows that a what-if file changes: they have their place in that file.
    fault(
        "row-unknown",
        "the table has no such row",
        "the key of a row, or every required column of a new one",
        "correct the key, or give what a new row needs",
        {"what-if.yaml": "extends: scenario.yaml\nrows: {reps: {an: {fte: 1}}}\n"},
        {"what-if.yaml": "extends: scenario.yaml\nrows: {reps: {an: null}}\n"},
    ),
    fault(
        "row-not-a-map",
        "must map columns to values",
        "a map",
        "write the row as {column: value}",
        {"what-if.yaml": "extends: scenario.yaml\nrows: {reps: {ann: 5}}\n"},
    ),
    fault(
        "row-key-ambiguous",
        "names more than one row",
        "a key that one row has",
        "give the rows different keys in the table",
        {"what-if.yaml": "extends: scenario.yaml\nrows: {history: {'': {wins: 1}}}\n"},
    ),
    fault(
        "row-key-changed",
        "is part of the key and cannot be changed",
        "the value that the key says",
        "delete the row (null) and add another",
        {"what-if.yaml": "extends: scenario.yaml\nrows: {reps: {ann: {rep_id: eva}}}\n"},
    ),
)
