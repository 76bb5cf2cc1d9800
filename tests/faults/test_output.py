"""Faults of what is written, and of plans that are opened again."""

from __future__ import annotations

import dataclasses
import errno
import os
import signal
from pathlib import Path

import pytest

from allocator.engine import verify as proving
from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.engine.verify import verify
from allocator.errors import InputError
from allocator.read.catalogue.output import FAULTS
from allocator.read.catalogue.whole import EXIT
from allocator.read.plan import open_plan
from allocator.read.write import save
from faults.line import command, lay, process, state, typed

EXAMPLES = [
    pytest.param(fault, example, id=f"{fault.code}-{number}")
    for fault in FAULTS
    for number, example in enumerate((fault.example, *fault.also))
    if fault.command
]


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lay(tmp_path / "scenario")


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return solve(load(lay(tmp_path_factory.mktemp("scenario")))).plan


@pytest.fixture
def folder(plan, tmp_path):
    return save(plan, tmp_path / "plans" / "mine")


@pytest.mark.parametrize(("fault", "example"), EXAMPLES)
def test_a_command_ends_as_the_catalogue_says(fault, example, tmp_path):
    scenario = lay(tmp_path, example)
    before = state(scenario)
    words = command(fault.command, scenario)
    json = () if words[0] in ("generate", "plans") else ("--json",)
    ended = typed(*words, *json)
    assert ended.code == EXIT[fault.ends]
    if fault.ends == "error":
        assert f"[{fault.code}]" in ended.err
    assert state(scenario) == before


def test_folder_exists_for_the_plan_of_other_inputs(scenario, folder, tmp_path):
    before = state(folder)
    ended = typed("solve", scenario, "--set", "target.scale=0.9", "--out", folder, "--json")
    assert (ended.code, ended.codes) == (2, ["folder-exists"])
    assert state(folder) == before
    assert (
        typed("solve", scenario, "--set", "target.scale=0.9", "--out", folder, "--force").code == 0
    )
    assert state(folder) != before
    assert [path.name for path in (tmp_path / "plans").iterdir()] == ["mine"]


TROUBLE = {
    "full disk": ("fsync", errno.ENOSPC),
    "full quota": ("fsync", errno.EDQUOT),
    "read-only": ("mkdir", errno.EROFS),
    "no rights": ("mkdir", errno.EACCES),
}


def failing(monkeypatch, call, number):
    def fails(*_args, **_how):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fails)


@pytest.mark.parametrize("trouble", TROUBLE)
@pytest.mark.parametrize("force", [False, True])
def test_folder_not_writable_leaves_what_was_there(plan, folder, tmp_path, monkeypatch, trouble,
                                                   force):  # fmt: skip
    before = state(tmp_path)
    goal = folder if force else tmp_path / "new" / "other"
    failing(monkeypatch, *TROUBLE[trouble])
    with pytest.raises(InputError) as refused:
        save(plan, goal, force=force)
    monkeypatch.undo()
    assert [problem.code for problem in refused.value.problems] == ["folder-not-writable"]
    assert state(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_folder_not_writable_in_the_middle_of_the_files(plan, tmp_path, monkeypatch):
    honest, written = os.fsync, []

    def full(handle):
        written.append(handle)
        if len(written) > 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        honest(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError) as refused:
        save(plan, tmp_path / "mine")
    assert [problem.code for problem in refused.value.problems] == ["folder-not-writable"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("init",), ("generate", "--reps", "3", "--out")])
def test_a_full_disk_ends_other_writers_with_two_and_nothing(words, tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    ended = typed(*words, tmp_path / "made")
    assert ended.code == 2
    assert list(tmp_path.iterdir()) == []


RACE = """
import time, pathlib
from allocator.read import write
honest = write._move
def together(made, goal, *, force):
    pathlib.Path("ready-{number}").touch()
    while len(list(pathlib.Path(".").glob("ready-*"))) < 2:
        time.sleep(0.01)
    honest(made, goal, force=force)
write._move = together
"""
"""Lets two writers finish their folders before either of them moves it."""


def test_of_two_writers_at_once_one_wins_and_the_other_is_told(scenario, tmp_path):
    both = [
        process("solve", scenario, "--set", f"target.scale={scale}", "--out", "mine",
                cwd=tmp_path, script=RACE.format(number=number))
        for number, scale in enumerate((0.9, 0.95))
    ]  # fmt: skip
    said = [running.communicate() for running in both]
    assert sorted(running.returncode for running in both) == [0, 2]
    loser = max(range(2), key=lambda number: both[number].returncode)
    assert "[folder-exists]" in said[loser][1]
    assert verify(tmp_path / "mine").passed
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


KILL = """
import os
from pathlib import Path
from allocator.read import write
from allocator.read.plan import open_plan
step, at = 0, {at}
def counted(call):
    def counting(*args, **how):
        global step
        step += 1
        if step == at:
            os.kill(os.getpid(), {signal})
        return call(*args, **how)
    return counting
plan = open_plan(Path("first"))
os.fsync, os.open, os.mkdir = (counted(call) for call in (os.fsync, os.open, os.mkdir))
Path.rename, write._swap = counted(Path.rename), counted(write._swap)
try:
    write.save(plan, Path("plans/mine"), force={force})
finally:
    print("steps", step)
raise SystemExit
"""
"""Saves a plan and is killed at its n-th call of the operating system."""


def kill(tmp_path, at, *, force):
    script = KILL.format(at=at, signal=int(signal.SIGKILL), force=force)
    with process(cwd=tmp_path, script=script) as running:
        out, err = running.communicate()
    return running.returncode, out, err


@pytest.mark.parametrize("force", [False, True])
def test_writer_killed_at_any_instant_leaves_no_half_plan(plan, tmp_path, force):
    save(plan, tmp_path / "first")
    goal = tmp_path / "plans" / "mine"
    older = dataclasses.replace(plan, run={"note": "older"})
    whole = state(tmp_path / "first")
    code, out, err = kill(tmp_path, 0, force=False)
    assert code == 0, err
    steps = int(out.split()[-1])
    assert steps > 20
    seen = set()
    for at in sorted({1, 2, steps // 3, 2 * steps // 3, steps - 2, steps - 1, steps}):
        if force:
            save(older, goal, force=True)
        elif goal.exists():
            typed("plans", "remove", goal)
        before = state(goal) if goal.exists() else {}
        assert kill(tmp_path, at, force=force)[0] == -signal.SIGKILL, at
        after = state(goal) if goal.exists() else {}
        assert after in (before, whole), at
        seen.add(after == whole)
        others = (
            [p.name for p in goal.parent.iterdir() if p != goal] if goal.parent.exists() else []
        )
        assert all(name.startswith(".") and name.endswith(".new") for name in others)
    assert seen == {False, True}
    save(plan, goal, force=True)
    assert verify(goal).passed


def test_plan_unreadable_where_plan_json_is_missing(folder):
    (folder / "plan.json").unlink()
    assert typed("verify", folder).code == 5


def test_plan_changed_by_one_digit_is_refused_and_named(folder):
    file = folder / "quotas.csv"
    text = file.read_text()
    file.write_text(text[:-2] + ("1" if text[-2] != "1" else "2") + "\n")
    ended = typed("verify", folder, "--json")
    assert (ended.code, ended.found["error"]) == (5, "refused")
    assert any("quotas.csv" in reason for reason in ended.found["refusals"])


def test_strict_too_large_is_refused(folder, monkeypatch):
    monkeypatch.setattr(proving, "STRICT_REPS", 3)
    ended = typed("verify", folder, "--strict", "--json")
    assert (ended.code, ended.codes) == (2, ["strict-too-large"])


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("rep-unknown", ("--rep", "anne")),
        ("node-unknown", ("--node", "nowhere")),
        ("explain-one", ("--rep", "ann", "--node", "company")),
    ],
)
def test_explain_one_thing_that_the_plan_has(folder, code, asked):
    ended = typed("explain", folder, *asked, "--json")
    assert (ended.code, ended.codes) == (2, [code])


def test_rep_unknown_names_the_nearest(folder):
    ended = typed("explain", folder, "--rep", "anne", "--json")
    assert "Did you mean ann?" in ended.found["problems"][0]["fix"]


def test_plan_infeasible_has_nothing_to_explain(scenario):
    bounds = ("--set", "rows.reps.ann.min_quota=90000")
    assert typed("solve", scenario, *bounds, "--out", "none").code == 3
    ended = typed("explain", "none", "--json")
    assert (ended.code, ended.codes) == (2, ["plan-infeasible"])


def test_currencies_differ_and_so_no_difference(plan):
    other = dataclasses.replace(plan, document={**plan.document, "currency": "EUR"})
    with pytest.raises(InputError) as refused:
        _ = plan - other
    assert [problem.code for problem in refused.value.problems] == ["currencies-differ"]


def test_a_plan_that_is_opened_is_the_one_that_was_saved(plan, folder):
    assert open_plan(folder).files == plan.files
