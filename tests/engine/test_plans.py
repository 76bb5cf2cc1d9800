from __future__ import annotations

import json
from pathlib import Path

import pytest

from allocator.engine.plans import default_folder, kind, list_plans, remove_plan
from allocator.errors import InputError

DOCUMENT = {
    "schema": "allocator/v1",
    "scenario": "small",
    "input_hash": "0123456789abcdef",
    "status": "optimal",
    "totals": {"target": 10, "assigned": 10, "shortfall": 0},
    "files": {"quotas.csv": "", "inputs/reps.csv": ""},
}


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "plans" / "small-01234567"
    (made / "inputs").mkdir(parents=True)
    (made / "plan.json").write_text(json.dumps(DOCUMENT))
    (made / "quotas.csv").write_text("rep_id\n")
    (made / "inputs" / "reps.csv").write_text("rep_id\n")
    (made / "run.json").write_text("{}")
    return made


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("acme", "acme-abcdef01"),
        ("../up and away", "up-and-away-abcdef01"),
        ("..", "scenario-abcdef01"),
    ],
)
def test_a_default_folder_is_one_step_under_its_root(name, folder):
    assert default_folder(name, "abcdef0123", Path("plans")) == Path("plans") / folder


def test_a_folder_is_known_by_what_it_holds(tmp_path, folder):
    assert kind(folder) == "plan"
    assert kind(tmp_path / "nothing") == "absent"
    empty, stopped, other = (tmp_path / name for name in ("empty", "stopped", "other"))
    for made in (empty, stopped, other):
        made.mkdir()
    (stopped / "run.json").write_text("{}")
    (stopped / "diagnosis.json").write_text("{}")
    (other / "plan.json").write_text('{"schema": "something else"}')
    assert [kind(made) for made in (empty, stopped, other)] == ["empty", "stopped", "other"]
    assert kind(other / "plan.json") == "other"


def test_a_link_is_no_plan(tmp_path, folder):
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert kind(link) == "other"


def test_the_list_leaves_out_what_is_no_plan(folder):
    (folder.parent / "photos").mkdir()
    (folder.parent / "photos" / "one.jpg").write_text("")
    (entry,) = list_plans(folder.parent)
    assert (entry.folder, entry.scenario, entry.assigned) == (folder, "small", 10)


def test_the_list_shows_a_stopped_solve(tmp_path):
    (tmp_path / "late").mkdir()
    (tmp_path / "late" / "diagnosis.json").write_text("{}")
    assert [entry.status for entry in list_plans(tmp_path)] == ["stopped"]


def test_a_plan_can_be_removed(folder):
    remove_plan(folder)
    assert list(folder.parent.iterdir()) == []


def test_a_folder_with_a_file_of_someone_else_stays(folder):
    (folder / "inputs" / "notes.txt").write_text("mine")
    with pytest.raises(InputError) as refused:
        remove_plan(folder)
    assert [problem.code for problem in refused.value.problems] == ["not-a-plan-folder"]
    assert (folder / "inputs" / "notes.txt").read_text() == "mine"
    assert (folder / "plan.json").exists()


@pytest.mark.parametrize("name", ["absent", "."])
def test_anything_else_is_refused(tmp_path, name):
    (tmp_path / "keep").write_text("")
    with pytest.raises(InputError):
        remove_plan(tmp_path / name)
    assert (tmp_path / "keep").exists()
