"""Faults of an export: its options, and the table of a platform's ids.

The table is read like every file of another program, so its other faults are those of imports. No
entry has an example: what is exported is a plan. Their tests make it.
"""

from __future__ import annotations

from allocator.read.catalogue.example import sentence
from allocator.read.catalogue.fault import Fault


def fault(code: str, what: str, want: str, fix: str) -> Fault:
    """Make an entry of this group."""
    return Fault(code, "export", what, want, sentence(fix))


FAULTS: tuple[Fault, ...] = (
    fault(
        "export-option",
        "an option that does nothing for this export",
        "--excel with --to csv, --ids with --to salesforce or varicent",
        "leave the option out, or export to what knows it",
    ),
    fault(
        "ids-kind-unknown",
        "is no kind of id",
        "a kind that docs/export.md lists",
        "correct it; the message names the nearest",
    ),
    fault(
        "ids-no-record",
        "is no id of a Salesforce record",
        "15 or 18 letters and digits",
        "copy the record's Id from the platform",
    ),
    fault(
        "ids-twice",
        "is the record of another row already",
        "one record for each rep, territory and account",
        "correct one of the two rows",
    ),
    fault(
        "ids-missing",
        "the platform needs an id that the table does not have",
        "a row in the table of ids, or no row at all of a kind that may be left out",
        "add the row that the message spells out",
    ),
)
"""In the order in which an export meets them."""
