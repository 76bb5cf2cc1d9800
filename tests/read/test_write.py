import contextlib
import errno
import json
import os
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from allocator.domain.plan import Plan
from allocator.errors import InputError
from allocator.read import write
from allocator.read.write import save, saved

EMPTY = pd.DataFrame()


def plan(name="one", run=None):
    return Plan(
        document={"scenario": name},
        quotas=EMPTY,
        reps=EMPTY,
        rollup=EMPTY,
        shortfall=EMPTY,
        pipeline_quotas=EMPTY,
        files={"quotas.csv": name.encode(), "inputs/tables/reps.csv": b"rep_id\n"},
        proof=None,
        run=run or {},
    )


def content(folder):
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def names_in(folder):
    return [entry.name for entry in folder.iterdir()]


def code(error):
    return [problem.code for problem in error.value.problems]


def test_the_folder_holds_every_file_and_is_private(tmp_path):
    folder = save(plan(run={"seconds": 2.0}), tmp_path / "plans" / "a")
    assert folder == (tmp_path / "plans" / "a").resolve()
    assert content(folder) == {
        "plan.json": b'{\n  "scenario": "one"\n}\n',
        "run.json": b'{\n  "seconds": 2\n}\n',
        "quotas.csv": b"one",
        "inputs/tables/reps.csv": b"rep_id\n",
    }
    for part in (folder, folder / "inputs", folder / "inputs" / "tables"):
        assert stat.S_IMODE(part.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "quotas.csv").stat().st_mode) == 0o600
    assert names_in(tmp_path / "plans") == ["a"]


def test_a_plan_without_a_run_has_no_run_json(tmp_path):
    assert "run.json" not in content(save(plan(), tmp_path / "a"))


def test_saved_knows_its_folder(tmp_path):
    assert saved(plan(), tmp_path / "a").folder == tmp_path.resolve() / "a"


def test_another_plan_in_the_way_is_refused_and_stays_as_it_was(tmp_path):
    folder = save(plan("one"), tmp_path / "a")
    before = content(folder)
    with pytest.raises(InputError) as error:
        save(plan("two"), folder)
    assert code(error) == ["folder-exists"]
    assert content(folder) == before
    assert names_in(tmp_path) == ["a"]


@pytest.mark.parametrize("exchange", [True, False])
def test_force_replaces_a_plan_whole(tmp_path, monkeypatch, exchange):
    if not exchange:
        monkeypatch.setattr(write, "_exchange", lambda *_: False)
    folder = save(plan("one"), tmp_path / "a")
    (folder / "old.csv").write_bytes(b"")
    save(plan("two"), folder, force=True)
    assert content(folder)["quotas.csv"] == b"two"
    assert "old.csv" not in content(folder)
    assert names_in(tmp_path) == ["a"]


def test_force_never_removes_what_is_no_plan(tmp_path):
    other = tmp_path / "home"
    other.mkdir()
    (other / "letter.txt").write_bytes(b"mine")
    for goal in (other, other / "letter.txt"):
        with pytest.raises(InputError) as error:
            save(plan(), goal, force=True)
        assert code(error) == ["folder-exists"]
    assert (other / "letter.txt").read_bytes() == b"mine"


@pytest.mark.parametrize("names", [(), ("run.json",), ("run.json", "diagnosis.json")])
def test_a_folder_of_a_solve_that_stopped_blocks_nothing(tmp_path, names):
    (tmp_path / "a").mkdir()
    for name in names:
        (tmp_path / "a" / name).write_bytes(b"{}")
    assert set(content(save(plan(), tmp_path / "a"))) == {
        "plan.json", "quotas.csv", "inputs/tables/reps.csv",
    }  # fmt: skip
    assert names_in(tmp_path) == ["a"]


def test_a_link_to_a_plan_is_followed_and_stays_a_link(tmp_path):
    folder = save(plan("one"), tmp_path / "real")
    (tmp_path / "link").symlink_to(folder)
    assert save(plan("two"), tmp_path / "link", force=True) == folder
    assert (tmp_path / "link").is_symlink()
    assert content(folder)["quotas.csv"] == b"two"


def failing(call, at):
    """The same call, which fails at its n-th use as a full disk would."""
    seen = []

    def wrapped(*args, **kwargs):
        seen.append(args)
        if len(seen) == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return call(*args, **kwargs)

    return wrapped


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("step", ["fsync", "open", "mkdir", "rename"])
def test_a_disk_that_fails_at_any_step_leaves_the_earlier_state(
    tmp_path, monkeypatch, step, at, force
):
    folder = tmp_path / "plans" / "a"
    before = content(save(plan("one"), folder)) if force else None
    monkeypatch.setattr(write, "_exchange", lambda *_: False)
    where = Path if step == "rename" else os
    with monkeypatch.context() as patch:
        patch.setattr(where, step, failing(getattr(where, step), at))
        try:
            save(plan("two"), folder, force=force)
            failed = []
        except InputError as error:
            failed = [problem.code for problem in error.problems]
    assert failed in ([], ["folder-not-writable"])
    if not failed:
        assert content(folder)["quotas.csv"] == b"two"
        assert names_in(folder.parent) == ["a"]
    elif force:
        assert before == content(folder) or content(folder)["quotas.csv"] == b"two"
    else:
        assert not folder.exists()
        assert not (tmp_path / "plans").exists()


class Killed(BaseException):
    """The process ends here and cleans nothing up."""


@pytest.mark.parametrize("step", ["fsync", "rename", "swap"])
@pytest.mark.parametrize("at", [1, 2, 5])
def test_a_process_killed_at_any_instant_leaves_the_old_plan_or_the_new_one(
    tmp_path, monkeypatch, step, at
):
    folder = save(plan("one"), tmp_path / "a")
    one, two = content(folder), content(save(plan("two"), tmp_path / "b"))
    shutil.rmtree(tmp_path / "b")
    calls = []

    def kill(original):
        def wrapped(*args, **kwargs):
            calls.append(args)
            if len(calls) == at:
                raise Killed
            return original(*args, **kwargs)

        return wrapped

    where, name = {"fsync": (os, "fsync"), "rename": (Path, "rename"), "swap": (write, "_swap")}[
        step
    ]
    with monkeypatch.context() as patch:
        patch.setattr(where, name, kill(getattr(where, name)))
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        with contextlib.suppress(Killed):
            save(plan("two"), folder, force=True)
    assert content(folder) in (one, two)
    leftovers = [name for name in names_in(tmp_path) if name != "a"]
    assert all(name.startswith(".") for name in leftovers)
    # and the next writer is not disturbed
    save(plan("three"), folder, force=True)
    assert content(folder)["quotas.csv"] == b"three"


def test_a_read_only_place_is_an_input_error(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(write.tempfile, "mkdtemp", refuse)
    with pytest.raises(InputError) as error:
        save(plan(), tmp_path / "new" / "a")
    assert code(error) == ["folder-not-writable"]
    assert names_in(tmp_path) == []


def test_a_file_among_the_parents_is_an_input_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError) as error:
        save(plan(), tmp_path / "file" / "a")
    assert code(error) == ["folder-not-writable"]


def test_of_many_writers_at_once_one_wins_and_the_plan_is_whole(tmp_path):
    names = [f"writer-{n}" for n in range(8)]

    def attempt(name):
        try:
            save(plan(name), tmp_path / "a")
        except InputError as error:
            return [problem.code for problem in error.problems]
        return name

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(attempt, names))
    winners = [end for end in ends if isinstance(end, str)]
    assert len(winners) == 1
    assert all(end == ["folder-exists"] for end in ends if end not in winners)
    assert json.loads((tmp_path / "a" / "plan.json").read_bytes()) == {"scenario": winners[0]}
    assert (tmp_path / "a" / "quotas.csv").read_text() == winners[0]
    assert names_in(tmp_path) == ["a"]


def test_of_many_writers_with_force_the_plan_is_one_of_theirs(tmp_path):
    save(plan("zero"), tmp_path / "a")
    names = [f"writer-{n}" for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: save(plan(name), tmp_path / "a", force=True), names))
    winner = json.loads((tmp_path / "a" / "plan.json").read_bytes())["scenario"]
    assert winner in names
    assert (tmp_path / "a" / "quotas.csv").read_text() == winner
    assert names_in(tmp_path) == ["a"]
