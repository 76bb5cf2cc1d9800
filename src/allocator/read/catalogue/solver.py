"""Faults of solvers and of the limits that they are given.

An entry without a command needs a solver that misbehaves: its test makes one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.read.catalogue.example import sentence
from allocator.read.catalogue.fault import Fault

if TYPE_CHECKING:
    from allocator.read.catalogue.fault import Ends


def fault(
    code: str, what: str, want: str, fix: str, ends: Ends = "error", command: str = ""
) -> Fault:
    """Make an entry of this group."""
    return Fault(code, "solver", what, want, sentence(fix), ends, command=command)


FAULTS: tuple[Fault, ...] = (
    fault(
        "solver-unknown",
        "there is no such solver",
        "auto, or one of those that are installed; the message names them",
        "correct the name behind --solver",
        command="solve SCENARIO --solver nosuch",
    ),
    fault(
        "solver-missing",
        "the solver is not installed, or has no licence here",
        "one of those that are installed; the message names them",
        "install its Python package, or choose another",
    ),
    fault(
        "solver-not-optimal",
        "a solver stopped without an optimum: the next one is asked; in the end none had one",
        "an optimum of one solver",
        "try another --solver, and report the scenario: money in very different sizes is the "
        "usual cause",
        ends="refused",
    ),
    fault(
        "certificate-refused",
        "solvers said optimal and their proof did not hold, at any tolerance and with any of them",
        "an answer that the independent proof accepts",
        "try another --solver; no plan is written meanwhile",
        ends="refused",
    ),
    fault(
        "limit-time",
        "the time limit came before a certified plan",
        "more seconds than the solve needs",
        "raise --time-limit; what was known by then is in diagnosis.json",
        ends="limit",
        command="solve SCENARIO --time-limit 0",
    ),
    fault(
        "limit-memory",
        "the solve needs more memory than the limit allows",
        "as many GB as the message estimates",
        "raise --memory-limit, or solve on a larger machine",
        ends="limit",
        command="solve SCENARIO --memory-limit 0",
    ),
    fault(
        "limit-with-incumbent",
        "a solver reached its limit and had a point: a point without proof is no plan",
        "a proof",
        "raise --time-limit",
        ends="limit",
    ),
    fault(
        "limit-not-honoured",
        "a solver came back long after its limit: the solve ends there, whatever it answered",
        "a solver that keeps its limit",
        "raise --time-limit, or choose another --solver",
        ends="limit",
    ),
    fault(
        "memory-gone",
        "memory ran out in the middle of a solve",
        "more memory",
        "solve on a larger machine, or set --memory-limit to be told before",
        ends="limit",
    ),
    fault(
        "interrupted",
        "the keyboard (Ctrl-C) or a caller asked to stop",
        "to be left to finish",
        "type the command again; nothing is half written",
        ends="interrupted",
    ),
)
"""In the order of a solve."""
