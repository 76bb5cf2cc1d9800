"""Where a value stands, and how a fault found there is reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import Problem
from allocator.read.catalogue.example import sentence
from allocator.read.catalogue.scenario_files import FAULTS

if TYPE_CHECKING:
    from pathlib import Path

_KNOWN = {fault.code: fault for fault in FAULTS}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file; line and column count from 1, 0 where there is none.

    Attributes
    ----------
    file : name as it is shown: relative to the scenario's folder; ``--set`` for an option
    folder : where a relative path that stands here begins
    """

    file: str = ""
    line: int = 0
    column: int = 0
    folder: Path | None = None

    def __str__(self) -> str:
        """Give ``file:line``, the form of the trail."""
        return f"{self.file}:{self.line}" if self.line else self.file


def report(
    problems: list[Problem],
    code: str,
    place: Place,
    *,
    pointer: str = "",
    what: str = "",
    got: str = "",
    want: str = "",
    fix: str = "",
) -> None:
    """Add a problem. What is not said here the catalogue says; its code must stand there."""
    fault = _KNOWN[code]
    problems.append(
        Problem(
            code,
            what or fault.what,
            file=place.file,
            line=place.line,
            column=place.column,
            pointer=pointer,
            got=got,
            want=want or fault.want,
            fix=sentence(fix) or fault.fix,
            severity="warning" if fault.ends == "warning" else "error",
        ),
    )
