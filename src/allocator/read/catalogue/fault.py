"""One entry of the catalogue of faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Ends = Literal["error", "warning", "no plan", "limit", "refused", "interrupted"]
Content = str | bytes | Callable[[], bytes] | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, and how allocator meets it.

    Attributes
    ----------
    code : stable name, ``cell-not-a-date``
    group : scenario files, tables, workbooks, organisation, imports, solver, output
    what : the message without the value
    want : what would have been right
    fix : how to mend it
    ends : error (exit 2), warning (0), no plan (3), limit (4), refused (5), interrupted (130)
    example : files laid over the small valid scenario of `base.FILES` that bring the fault
        about, by relative path; None deletes a file
    also : further examples, each of which must bring about the same code
    command : words behind ``allocator`` that bring it about, where reading alone does not;
        SCENARIO stands for the folder of the example
    """

    code: str
    group: str
    what: str
    want: str
    fix: str
    ends: Ends = "error"
    example: Mapping[str, Content] = field(default_factory=dict)
    also: tuple[Mapping[str, Content], ...] = ()
    command: str = ""
