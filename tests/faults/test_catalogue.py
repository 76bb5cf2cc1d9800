"""The catalogue as a whole: every code that is reported stands in it, once."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import allocator
from allocator.read.catalogue.whole import EXIT, FAULTS

SOURCE = Path(allocator.__file__).parent
TESTS = Path(__file__).parents[1]
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
REPORTERS = re.compile(
    r"Problem|of|_?problems?|_?report|_?say|_?warning|gathered|PydanticCustomError"
)
"""Names of the calls that report a fault, here or through `read.grid` and its like."""
ENDINGS = {
    "solver-not-optimal", "certificate-refused", "limit-time", "limit-memory",
    "limit-with-incumbent", "limit-not-honoured", "memory-gone", "interrupted", "writer-killed",
    "plan-unreadable", "plan-changed", "floors-above-target", "caps-below-target", "capacity-zero",
}  # fmt: skip
"""Entries that end a command without a message of their code: the exit code tells of them."""


def calls(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "id", getattr(node.func, "attr", "")), node


def reported():
    """Every code that the source gives to a reporter, with the file that does."""
    found = {}
    for file in SOURCE.rglob("*.py"):
        if "catalogue" in file.parts:
            continue
        for name, call in calls(ast.parse(file.read_text())):
            if not REPORTERS.fullmatch(name):
                continue
            for value in [
                *call.args,
                *(word.value for word in call.keywords if word.arg == "code"),
            ]:
                if isinstance(value, ast.Constant) and CODE.fullmatch(str(value.value)):
                    found.setdefault(value.value, set()).add(file.name)
    return found


def written():
    """Every word of the source that could be a code, and the endings of f-strings."""
    words = set()
    for file in SOURCE.rglob("*.py"):
        if "catalogue" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
    return words


def test_every_code_stands_once():
    codes = [fault.code for fault in FAULTS]
    assert sorted(codes) == sorted(set(codes))
    assert all(CODE.fullmatch(code) or code == "interrupted" for code in codes)


def test_every_code_that_is_reported_stands_in_the_catalogue():
    known = {fault.code for fault in FAULTS}
    assert {code: files for code, files in reported().items() if code not in known} == {}


def test_every_code_of_the_catalogue_is_reported_or_is_an_ending():
    words = written()
    made = {f"{kind}-unknown" for kind in ("rep", "node")} if "-unknown" in words else set()
    assert {fault.code for fault in FAULTS} - words - made <= ENDINGS
    assert {fault.code for fault in FAULTS if fault.ends not in ("error", "warning")} == ENDINGS


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_fault_says_what_is_wrong_what_is_wanted_and_how_to_mend_it(fault):
    assert fault.what
    assert fault.want
    assert fault.fix.endswith((".", "?", "!"))
    assert fault.ends in EXIT


def test_a_fault_without_an_example_has_a_test_that_names_it():
    text = "".join(
        file.read_text() for file in TESTS.rglob("test_*.py") if file.name != Path(__file__).name
    )
    silent = [fault.code for fault in FAULTS if not (fault.example or fault.command)]
    named = text.replace("_", "-")
    assert [code for code in silent if code not in named] == []
