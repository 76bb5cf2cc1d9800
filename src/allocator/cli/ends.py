"""How a command ends: its exit code, and what is told on the way out.

Wrong input, a refused plan or a limit arrive here as exceptions of `allocator.errors`; anything
else is a fault of ours, told in two lines and with a traceback only where ALLOCATOR_DEBUG is set.
"""

from __future__ import annotations

import errno
import os
import traceback
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from allocator.cli import screen
from allocator.errors import (
    SHOWN_PROBLEMS,
    AllocatorError,
    Cancelled,
    InputError,
    LimitReached,
    PlanError,
    Problem,
    SolverError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


class Exit(IntEnum):
    """Exit codes, as promised."""

    CERTIFIED = 0
    WRONG_INPUT = 2
    NO_PLAN = 3
    LIMIT = 4
    REFUSED = 5
    BUG = 70
    INTERRUPTED = 130


OUTSIDE = frozenset(
    {
        errno.EACCES,
        errno.EDQUOT,
        errno.EEXIST,
        errno.EISDIR,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.ENOENT,
        errno.ENOSPC,
        errno.ENOTDIR,
        errno.ENOTEMPTY,
        errno.EPERM,
        errno.EROFS,
    }
)
"""Operating-system errors that the user's disk or rights cause, not our code."""


def code_of(error: BaseException) -> Exit:
    """Give the exit code that belongs to an exception."""
    match error:
        case InputError():
            return Exit.WRONG_INPUT
        case PlanError() | SolverError():
            # A back-end whose every answer was refused leaves a plan without proof: refused too.
            return Exit.REFUSED
        case LimitReached() | MemoryError():
            return Exit.LIMIT
        case Cancelled() | KeyboardInterrupt():
            return Exit.INTERRUPTED
        case OSError() if error.errno in OUTSIDE:
            return Exit.WRONG_INPUT
    return Exit.BUG


def words_of(error: BaseException) -> str:
    """Say on the terminal what happened."""
    match error:
        case InputError():
            text = f"{lines(error.problems)}\n{counted(error.problems)}"
        case PlanError():
            reasons = "\n".join(f"  {line}" for line in error.refusals)
            text = f"The plan is refused:\n{reasons}"
        case MemoryError():
            text = "Memory ran out before a certified plan was reached."
        case KeyboardInterrupt() | Cancelled():
            text = "Interrupted."
        case AllocatorError():
            text = str(error)
        case OSError() if error.errno in OUTSIDE:
            text = f"{error.filename or 'file'}: {error.strerror}"
        case _:
            text = _bug(error)
    return text


def _bug(error: BaseException) -> str:
    """Say that the fault is ours, and what to do with it."""
    return (
        f"allocator failed: {type(error).__name__}: {error}\n"
        "This is a fault of allocator, not of your data. Please report it to its maintainers with\n"
        "the command you typed; ALLOCATOR_DEBUG=1 in the environment prints where it happened."
    )


def object_of(error: BaseException) -> dict[str, Any]:
    """Give the JSON object that `--json` prints for an error."""
    code = code_of(error)
    found: dict[str, Any] = {"status": "error", "exit_code": int(code), "error": code.name.lower()}
    match error:
        case InputError():
            found["problems"] = [problem_object(problem) for problem in error.problems]
        case PlanError():
            found["refusals"] = list(error.refusals)
        case _:
            found["message"] = words_of(error)
    return found


def problem_object(problem: Problem) -> dict[str, Any]:
    """Give a problem as a JSON object."""
    names = (
        "code", "severity", "what", "file", "line", "column", "pointer", "got", "want", "fix",
    )  # fmt: skip
    return {name: getattr(problem, name) for name in names}


def tell(error: BaseException, *, as_json: bool) -> Exit:
    """Print what happened: words to stderr, with `--json` an object to stdout. Give the code."""
    code = code_of(error)
    screen.say(words_of(error))
    if code is Exit.BUG and os.environ.get("ALLOCATOR_DEBUG"):
        traceback.print_exception(error)
    if as_json:
        screen.answer_json(object_of(error))
    return code


def lines(problems: Sequence[Problem]) -> str:
    """List problems, errors first, one a line; of many the first hundred."""
    ranked = sorted(problems, key=lambda problem: problem.severity != "error")
    told = [f"{problem.severity}: {problem}" for problem in ranked[:SHOWN_PROBLEMS]]
    if len(ranked) > SHOWN_PROBLEMS:
        told.append(f"... and {len(ranked) - SHOWN_PROBLEMS:,} more")
    return "\n".join(told)


def counted(problems: Sequence[Problem]) -> str:
    """Count problems: ``3 errors, 1 warning``."""
    errors = sum(problem.severity == "error" for problem in problems)
    parts = [screen.counted(errors, "error")]
    if errors < len(problems):
        parts.append(screen.counted(len(problems) - errors, "warning"))
    return ", ".join(parts)
