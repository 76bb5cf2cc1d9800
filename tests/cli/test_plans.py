from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def solved(run):
    """Make one plan folder in the working directory that `run` changed to."""
    folder = Path("plans/small-01234567")
    folder.mkdir(parents=True)
    totals = {"target": 100_000, "assigned": 98_000, "shortfall": 2_000}
    document = {
        "schema": "allocator/v1", "scenario": "small", "model": "balanced", "totals": totals,
        "input_hash": "0123456789abcdef", "status": "optimal_short", "files": {"quotas.csv": ""},
    }  # fmt: skip
    (folder / "plan.json").write_text(json.dumps(document))
    (folder / "quotas.csv").write_text("rep_id\n")
    return run


def test_list_is_what_plans_alone_does(solved):
    ended = solved("plans")
    assert ended == solved("plans", "list")
    assert ended.code == 0
    row = next(line for line in ended.out.splitlines() if "small-01234567" in line)
    assert row.split() == [
        "plans/small-01234567", "balanced", "optimal_short", "100,000", "98,000", "2,000",
    ]  # fmt: skip


def test_list_as_json(solved):
    found = json.loads(solved("plans", "list", "--json").out)
    assert [plan["folder"] for plan in found["plans"]] == ["plans/small-01234567"]


def test_no_plans_is_said_on_stderr(run):
    ended = run("plans")
    assert (ended.code, ended.out) == (0, "")
    assert "No plans" in ended.err
    assert json.loads(run("plans", "--json").out) == {"plans": []}


def test_remove_takes_the_folder_away(solved):
    assert solved("plans", "remove", "plans/small-01234567").code == 0
    assert list(Path("plans").iterdir()) == []


def test_remove_refuses_what_is_no_plan(solved):
    Path("work").mkdir()
    Path("work/notes.txt").write_text("mine")
    ended = solved("plans", "remove", "work")
    assert (ended.code, Path("work/notes.txt").read_text()) == (2, "mine")
    assert "[not-a-plan-folder]" in ended.err
