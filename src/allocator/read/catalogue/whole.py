"""The catalogue as a whole: every fault once, in the order of its page."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.read.catalogue import (
    derivation,
    export,
    frontier,
    imports,
    organisation,
    output,
    scenario_files,
    solver,
    tables,
    workbooks,
)
from allocator.read.catalogue.fault import Ends, Fault

FAULTS: tuple[Fault, ...] = (
    *scenario_files.FAULTS,
    *tables.FAULTS,
    *workbooks.FAULTS,
    *organisation.FAULTS,
    *derivation.FAULTS,
    *imports.FAULTS,
    *solver.FAULTS,
    *output.FAULTS,
    *frontier.FAULTS,
    *export.FAULTS,
)

EXIT: Mapping[Ends, int] = {
    "error": 2,
    "warning": 0,
    "no plan": 3,
    "limit": 4,
    "refused": 5,
    "interrupted": 130,
}
"""How an entry ends, as exit code."""
