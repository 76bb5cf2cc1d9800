"""Faults of what is written, and of plans that are opened again.

An entry without a command needs a disk that fails, or a plan first: its test makes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.read.catalogue.example import sentence
from allocator.read.catalogue.fault import Fault

if TYPE_CHECKING:
    from allocator.read.catalogue.example import Example
    from allocator.read.catalogue.fault import Ends


def fault(
    code: str,
    what: str,
    want: str,
    fix: str,
    *examples: Example,
    ends: Ends = "error",
    command: str = "",
) -> Fault:
    """Make an entry of this group; the first example is the one that is shown."""
    first = examples[0] if examples else {}
    return Fault(code, "output", what, want, sentence(fix), ends, first, examples[1:], command)


FAULTS: tuple[Fault, ...] = (
    fault(
        "folder-exists",
        "something is already there; of two who write at once, the second is told the same",
        "a new folder",
        "name another folder with --out, or replace a plan with --force; what is no plan is "
        "never replaced",
        {"mine/notes.txt": "not a plan\n"},
        {"mine": "a file\n"},
        command="solve SCENARIO --force --out SCENARIO/mine",
    ),
    fault(
        "folder-not-writable",
        "the disk is full or may not be written; what was there is as it was",
        "a folder on a disk with room that may be written",
        "free space, change the rights, or choose another folder with --out",
    ),
    fault(
        "file-exists",
        "something is already there where a page or workbook is to be written",
        "a new file",
        "name another file with --out, or replace it with --force; a folder is never replaced",
        {"page.html": "mine\n"},
        command="compare SCENARIO SCENARIO --out SCENARIO/page.html",
    ),
    fault(
        "file-not-writable",
        "the disk is full, the folder is not there or may not be written; what was there is as "
        "it was",
        "a file in a folder that is there, on a disk with room that may be written",
        "free space, change the rights, or choose another place with --out",
    ),
    fault(
        "out-format",
        "the ending of the file names no format that the command writes",
        "one of the endings that `--help` lists",
        "give the file one of these endings",
        {},
        command="compare SCENARIO SCENARIO --out SCENARIO/page.pdf",
    ),
    fault(
        "writer-killed",
        "the process was ended from outside (kill, power) while it wrote",
        "to be left to finish",
        "type the command again; a hidden folder that ends in .new may be left beside the plan "
        "and can be deleted",
        ends="interrupted",
    ),
    fault(
        "reps-out-of-range",
        "the number of reps is out of range",
        "1 to 1,000,000",
        "correct --reps",
        command="generate --reps 0 --out SCENARIO/made",
    ),
    fault(
        "not-a-plan-folder",
        "this is no plan's folder, or holds files that are no plan's",
        "a folder that `solve` wrote",
        "correct the path, or move the other files away first",
        {},
        command="plans remove SCENARIO/tables",
    ),
    fault(
        "plan-unreadable",
        "plan.json or another file of the plan is missing, or cannot be read",
        "a folder that `solve` wrote",
        "correct the path, or solve again",
        {},
        ends="refused",
        command="verify SCENARIO",
    ),
    fault(
        "plan-changed",
        "a file of the plan is not what was written: its hash or its proof does not hold",
        "the folder as `solve` wrote it",
        "solve again; to change a number, use overrides",
        ends="refused",
    ),
    fault(
        "strict-too-large",
        "the plan has too many reps to be solved again",
        "at most 2,000 reps",
        "verify it without --strict",
    ),
    fault(
        "rep-unknown",
        "the plan has no such rep",
        "a rep_id of reps.csv",
        "correct the id; the message names the nearest",
    ),
    fault(
        "node-unknown",
        "the plan has no such node",
        "a node_id of rollup.csv",
        "correct the id; the message names the nearest",
    ),
    fault(
        "explain-one",
        "a rep and a node are asked for at once",
        "one of --rep and --node",
        "ask twice",
    ),
    fault(
        "plan-infeasible",
        "there is no plan under the hard rules, so there are no quotas to explain",
        "a plan",
        "read diagnosis.json of the folder: it says which rules cannot hold together",
    ),
    fault(
        "currencies-differ",
        "the plans are in different currencies",
        "plans in one currency",
        "solve both in one currency, with fx in the scenario",
    ),
    fault(
        "compare-count",
        "the number of plans to compare is out of range",
        "2 to 20 plans",
        "name the folders of the plans one after the other",
        {},
        command="compare SCENARIO",
    ),
    fault(
        "attribute-two",
        "causes are found between two plans, and more are given",
        "two plans",
        "compare them two at a time, or leave --attribute out",
        {},
        command="compare SCENARIO SCENARIO SCENARIO --attribute",
    ),
)
"""Writing first, then reading."""
