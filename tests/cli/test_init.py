from __future__ import annotations

from pathlib import Path


def test_a_new_scenario_is_valid(run):
    assert run("init", "mine").code == 0
    assert Path("mine/scenario.yaml").exists()
    assert run("validate", "mine").code == 0


def test_a_folder_that_is_taken_is_left_alone(run):
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("mine")
    ended = run("init", "mine")
    assert (ended.code, [file.name for file in Path("mine").iterdir()]) == (2, ["notes.txt"])


def test_a_generated_organisation_is_valid_and_the_seed_rules_it(run):
    assert run("generate", "--reps", "12", "--seed", "3", "--out", "one").code == 0
    assert run("generate", "--reps", "12", "--seed", "3", "--out", "two").code == 0
    one, two = (Path(name, "tables/reps.csv").read_bytes() for name in ("one", "two"))
    assert one == two
    assert run("validate", "one").code == 0


def test_an_organisation_without_reps_is_wrong_usage(run):
    assert run("generate", "--reps", "0", "--out", "one").code == 2
    assert not Path("one").exists()
