from __future__ import annotations

import json

import pytest

from allocator.domain.outcome import Infeasible, Published, Stopped
from allocator.errors import (
    Cancelled,
    CertificateError,
    InputError,
    LimitReached,
    Problem,
)


def test_a_certified_plan_ends_with_zero(run, solving, plan, certificate):
    solving(Published(plan, certificate))
    assert run("solve", "here").code == 0


def test_the_screen_says_who_gets_what_and_what_to_type_next(run, solving, plan, certificate):
    solving(Published(plan, certificate))
    out = run("solve", "here").out
    assert "small: Base plan" in out
    assert "proven optimal: 1 tier, 1 check passed, largest gap 1e-12" in out
    assert "Part of the target stays unassigned" in out
    hunter = next(line for line in out.splitlines() if line.startswith("hunter"))
    # 36,000 + 22,000; their median; the least; the greatest; loads
    assert hunter.split() == [
        "hunter", "2", "58,000", "29,000", "22,000", "36,000", "0.95-1.05",
    ]  # fmt: skip
    total = next(line for line in out.splitlines() if line.startswith("total"))
    assert total.split() == ["total", "100,000", "98,000", "2,000", "98.0", "%"]
    assert "Assigned 98,000 USD of 100,000; shortfall 2,000" in out
    assert "Worst stretch 1.20 (bob)" in out
    assert out.splitlines()[-1] == "Next: allocator verify plans/small-01234567"


def test_largest_changes_come_first_and_overlays_are_left_out(run, solving, plan, certificate):
    solving(Published(plan, certificate))
    out = run("solve", "here").out
    changes = [line.split() for line in out.splitlines() if "->" in line]
    assert changes == [
        ["bob", "40,000", "->", "22,000", "(-26.7", "%", "for", "the", "time", "present)"],
        ["ann", "30,000", "->", "36,000", "(+20.0", "%)"],
    ]


def test_the_plan_stands_beside_the_naive_splits(run, solving, plan, certificate):
    solving(Published(plan, certificate))
    out = run("solve", "here").out
    line = next(line for line in out.splitlines() if line.startswith("largest stretch"))
    assert line.split() == ["largest", "stretch", "1.20", "1.90", "1.60"]
    line = next(line for line in out.splitlines() if line.startswith("furthest"))
    assert line.split()[-5:] == ["10.0", "%", "60.0", "%", "-"]


def test_no_line_of_a_table_is_wider_than_eighty(run, solving, plan, certificate):
    solving(Published(plan, certificate))
    assert max(map(len, run("solve", "here").out.splitlines())) <= 80


def test_fail_on_short_turns_a_shortfall_into_three(run, solving, plan, certificate):
    solving(Published(plan, certificate))
    assert run("solve", "here", "--fail-on-short").code == 3


def test_json_is_one_object_with_the_plan_and_its_place(run, solving, plan, certificate):
    solving(Published(plan, certificate), already=True)
    ended = run("solve", "here", "--json")
    found = json.loads(ended.out)
    assert found["folder"] == "plans/small-01234567"
    assert found["already_solved"] is True
    assert found["totals"]["assigned"] == 98_000
    assert found["exit_code"] == ended.code == 0


def test_options_reach_the_engine(run, solving, plan, certificate):
    asked = solving(Published(plan, certificate))
    run(
        "solve", "here", "--model", "strict", "--set", "a.b=1", "--set", "c=2", "--solver", "highs",
        "--time-limit", "9", "--memory-limit", "2", "--out", "there", "--force",
        "--explain",
    )  # fmt: skip
    cancel, progress, given = (asked.pop(name) for name in ("cancel", "progress", "given"))
    assert (given.name, progress("solve")) == ("small", None)
    assert cancel() is False
    assert {name: str(value) for name, value in asked.items()} == {
        "path": "here", "model": "strict", "set": "['a.b=1', 'c=2']", "overlays": "()",
        "out": "there", "force": "True", "solver": "highs", "time_limit": "9.0",
        "memory_limit": "2.0", "explain": "True",
    }  # fmt: skip


def test_no_plan_ends_with_three_and_says_why(run, solving, plan):
    conflict = ({"family": "capacity", "entity": "EMEA", "what": "the selling hours of EMEA"},)
    remedies = ({"what": "1,240 hours of account managers in EMEA"},)
    told = {"conflict": conflict, "remedies": remedies, "minimal": True}
    solving(Infeasible(plan, conflict, remedies, told))
    ended = run("solve", "here")
    assert ended.code == 3
    assert "the selling hours of EMEA" in ended.out
    assert "1,240 hours of account managers in EMEA" in ended.out


def test_no_plan_as_json_carries_the_diagnosis(run, solving, plan):
    solving(Infeasible(plan, (), (), {"conflict": []}))
    ended = run("solve", "here", "--json")
    assert (ended.code, json.loads(ended.out)["diagnosis"]) == (3, {"conflict": []})


def test_a_stop_at_a_limit_ends_with_four(run, solving):
    solving(Stopped("time limit of 9 s", {"tier": "shortfall:1"}))
    ended = run("solve", "here", "--json")
    assert (ended.code, json.loads(ended.out)["reason"]) == (4, "time limit of 9 s")
    ended = run("solve", "here")
    assert (ended.code, ended.out) == (4, "")
    assert "time limit of 9 s" in ended.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError([Problem("cell-not-a-date", "start_date is not a date", "reps.csv", 14)]), 2),
        (LimitReached("memory limit"), 4),
        (MemoryError(), 4),
        (CertificateError(["rows: found 1, allowed 0"]), 5),
        (PermissionError(13, "Permission denied", "plans"), 2),
        (Cancelled(), 130),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("by zero"), 70),
    ],
)
def test_every_error_has_its_exit_code_and_leaves_stdout_to_json(run, solving, error, code):
    solving(error)
    ended = run("solve", "here")
    assert (ended.code, ended.out) == (code, "")
    ended = run("solve", "here", "--json")
    if isinstance(error, KeyboardInterrupt):
        assert ended.code == code
    else:
        assert (ended.code, json.loads(ended.out)["exit_code"]) == (code, code)


def test_wrong_input_names_every_problem_on_stderr(run, solving):
    problems = [Problem("a", "one", "reps.csv", 14, 6), Problem("b", "two", "scenario.yaml", 3)]
    solving(InputError(problems))
    ended = run("solve", "here")
    assert "reps.csv:14:6 one [a]" in ended.err
    assert "scenario.yaml:3 two [b]" in ended.err
    assert "2 errors" in ended.err


def test_a_fault_of_ours_shows_its_traceback_only_when_asked(run, solving, monkeypatch):
    solving(ZeroDivisionError("by zero"))
    assert "Traceback" not in run("solve", "here").err
    monkeypatch.setenv("ALLOCATOR_DEBUG", "1")
    assert "Traceback" in run("solve", "here").err


def test_names_that_would_drive_a_terminal_are_defused(run, solving, plan, certificate):
    plan.reps.loc[1, "rep_id"] = "b\x1b[31mob"
    solving(Published(plan, certificate))
    assert "\x1b" not in run("solve", "here").out


@pytest.mark.parametrize("words", [("solve",), ("solve", "here", "--nix"), ("nix",)])
def test_wrong_usage_ends_with_two(run, words):
    ended = run(*words)
    assert (ended.code, ended.out) == (2, "")
