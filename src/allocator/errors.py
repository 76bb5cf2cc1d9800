"""What can go wrong, as a tree. Tests check type and code, never text.

    AllocatorError
    ├── InputError          wrong input or usage; carries every Problem of every file      exit 2
    ├── PlanError           a plan folder is missing, unreadable or not what it says        exit 5
    │   └── CertificateError  a plan that its own proof refuses                             exit 5
    ├── SolverError         a back-end is missing, failed, or answered what does not hold
    ├── LimitReached        a time or memory limit came before a certified plan             exit 4
    └── Cancelled           the caller asked to stop                                        exit 130

Infeasible is an answer, not an error: see `allocator.domain.outcome`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

SHOWN_PROBLEMS = 100
"""How many problems a message spells out before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the input: where, what, got, want, fix.

    Attributes
    ----------
    code : stable name of the fault in the catalogue (docs/faults.md), such as ``cell-not-a-date``
    what : the fault in words, without the value
    file, line, column : place; line and column count from 1; 0 where there is none
    pointer : the path inside the file where that says more (``target.levers.pricing``,
        or a table's column name)
    got : the offending value, as text; empty where there is none
    want : what would have been right
    fix : how to mend it
    severity : ``error`` refuses the input, ``warning`` goes into the plan
    """

    code: str
    what: str
    file: str = ""
    line: int = 0
    column: int = 0
    pointer: str = ""
    got: str = ""
    want: str = ""
    fix: str = ""
    severity: Literal["error", "warning"] = "error"

    @property
    def place(self) -> str:
        """The place as ``file:line:column``, as far as it is known."""
        spots = [str(n) for n in (self.line, self.column) if n]
        return ":".join([self.file, *spots]) if self.file else ""

    def __str__(self) -> str:
        """Give the one-line message that the command line prints."""
        where = " ".join(part for part in (self.place, self.pointer) if part)
        detail = [f"{where} {self.what}".strip()]
        if self.got:
            detail.append(f"got {_escaped(self.got)}")
        if self.want:
            detail.append(f"want {self.want}")
        text = "; ".join(detail[:1]) + ("; " + ", ".join(detail[1:]) if detail[1:] else "")
        if self.fix:
            text += f". {self.fix}"
        return f"{text} [{self.code}]"


def _escaped(value: str, longest: int = 80) -> str:
    """Show a value so that no control or direction character of it reaches a terminal."""
    text = value if len(value) <= longest else value[: longest - 1] + "…"
    return "'" + "".join(c if c.isprintable() else repr(c)[1:-1] for c in text) + "'"


class AllocatorError(Exception):
    """Every error that allocator raises on purpose."""


class InputError(AllocatorError):
    """Wrong input or usage. `problems` holds all of them, of all files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(listing(self.problems))

    @classmethod
    def of(cls, code: str, what: str, **details: str) -> InputError:
        """Make the error of a single problem that has no place in a file."""
        return cls([Problem(code, what, **details)])  # type: ignore[arg-type]


class PlanError(AllocatorError):
    """A plan folder is missing, unreadable, or not what it says it is."""

    def __init__(self, refusals: Sequence[str]) -> None:
        self.refusals: tuple[str, ...] = tuple(refusals)
        super().__init__("\n".join(self.refusals))


class CertificateError(PlanError):
    """A plan whose own proof does not hold. `refusals` names each check that failed."""


class SolverError(AllocatorError):
    """A back-end is missing, failed, or gave an answer that does not hold."""


class LimitReached(AllocatorError):
    """A time or memory limit came before a certified plan."""


class Cancelled(AllocatorError):
    """The caller asked to stop."""


def listing(problems: Sequence[Problem]) -> str:
    """Spell out the first problems, one a line, and count the rest."""
    lines = [str(problem) for problem in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        lines.append(f"... and {len(problems) - SHOWN_PROBLEMS:,} more")
    return "\n".join(lines)
