"""How the examples of faults in tables are written: one file of the small scenario changed."""

from __future__ import annotations

from allocator.read.catalogue.base import FILES
from allocator.read.catalogue.example import Example, sentence
from allocator.read.catalogue.fault import Ends, Fault

REPS = FILES["tables/reps.csv"]
HISTORY = FILES["tables/history.csv"]
POTENTIAL = FILES["tables/potential.csv"]
PIPELINE = FILES["tables/pipeline.csv"]
COVERAGE = FILES["tables/coverage.csv"]
TERRITORIES = FILES["tables/territories.csv"]


def entry(
    group: str,
    code: str,
    what: str,
    want: str,
    fix: str,
    *examples: Example,
    ends: Ends = "error",
) -> Fault:
    """Make an entry of the catalogue; the first example is the one that is shown."""
    first = examples[0] if examples else {}
    return Fault(code, group, what, want, sentence(fix), ends, first, examples[1:])


def table(name: str, text: str | bytes) -> Example:
    """Give another content of a table."""
    return {f"tables/{name}.csv": text}


def spoiled(name: str, old: str, new: str) -> Example:
    """Give a table of the small scenario with one piece changed."""
    text = FILES[f"tables/{name}.csv"]
    return table(name, text.replace(old, new, 1))


def money(cell: str) -> Example:
    """Give the first rep another prior quota."""
    return spoiled("reps", "30000", f'"{cell}"')


def rows(name: str, *lines: str) -> Example:
    """Give a table of the small scenario with rows added."""
    return table(name, FILES[f"tables/{name}.csv"] + "".join(f"{line}\n" for line in lines))


def nodes(*lines: str) -> Example:
    """Give a hierarchy."""
    head = "node_id,parent_id,manager_rep_id"
    return table("hierarchy", "".join(f"{line}\n" for line in (head, *lines)))
