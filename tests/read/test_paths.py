"""Roots, paths that stay inside them, and models by name."""

import os
from pathlib import Path

import pytest

from allocator.read import paths
from allocator.read.paths import Yard
from allocator.read.place import Place


def touch(*files):
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x: 1\n")


def test_the_root_is_the_nearest_parent_with_models(tmp_path):
    touch(tmp_path / "models/a.yaml", tmp_path / "scenarios/acme/scenario.yaml")
    touch(tmp_path / "scenarios/acme/what-if/b.yaml")
    for file in ("scenario.yaml", "what-if/b.yaml"):
        yard = Yard.around(tmp_path / "scenarios/acme" / file)
        assert (yard.root, yard.folder) == (tmp_path, tmp_path / "scenarios/acme")


def test_without_models_the_root_is_the_working_directory(tmp_path, monkeypatch):
    touch(tmp_path / "s/scenario.yaml")
    monkeypatch.chdir(tmp_path)
    assert Yard.around(Path("s/scenario.yaml")) == Yard(
        tmp_path / "s/scenario.yaml",
        tmp_path / "s",
        tmp_path,
    )


def test_files_are_shown_relative_to_the_scenario_wherever_one_stands(tmp_path):
    yard = Yard(tmp_path / "s/scenario.yaml", tmp_path / "s", tmp_path)
    assert yard.shown(tmp_path / "s/what-if/a.yaml") == "what-if/a.yaml"
    assert yard.shown(tmp_path / "models/m.yaml") == "models/m.yaml"
    assert yard.shown(Path("/elsewhere/models/m.yaml")) == "models/m.yaml"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("../s/b.yaml", ""),
        ("b.yaml", ""),
        ("sub/../b.yaml", ""),
        ("../../b.yaml", "path-outside"),
        ("/etc/hosts", "path-absolute"),
        ("C:/b.yaml", "path-absolute"),
        ("~/b.yaml", "path-home"),
        ("https://example.org/b.yaml", "path-url"),
        ("file:b.yaml", "path-url"),
        ("a\\b.yaml", "path-malformed"),
        ("a\x00b", "path-malformed"),
        ("", "path-malformed"),
    ],
)
def test_a_path_stays_inside_or_is_refused(text, code, tmp_path):
    touch(tmp_path / "root/s/scenario.yaml")
    yard = Yard(tmp_path / "root/s/scenario.yaml", tmp_path / "root/s", tmp_path / "root")
    problems = []
    found = yard.inside(text, Place("s.yaml", 3, 4, yard.folder), problems, "tables")
    assert [p.code for p in problems] == ([code] if code else [])
    assert found == (None if code else yard.folder / "b.yaml")


def test_a_scenario_outside_the_root_may_use_its_own_folder(tmp_path):
    touch(tmp_path / "far/scenario.yaml")
    yard = Yard(tmp_path / "far/scenario.yaml", tmp_path / "far", tmp_path / "root")
    problems = []
    assert yard.inside("tables", Place("s.yaml", folder=yard.folder), problems, "") is not None
    assert yard.inside("../tables", Place("s.yaml", folder=yard.folder), problems, "") is None


def test_a_link_in_a_circle_is_refused(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    problems = []
    yard = Yard(tmp_path / "scenario.yaml", tmp_path, tmp_path)
    assert yard.inside("a/x", Place("s.yaml", folder=tmp_path), problems, "") is None
    assert [p.code for p in problems] == ["path-malformed"]


def test_a_model_is_looked_up_in_the_folder_then_the_root_then_the_package(tmp_path):
    yard = Yard(tmp_path / "s/scenario.yaml", tmp_path / "s", tmp_path)
    place = Place("scenario.yaml", 9, 8, tmp_path / "s")
    assert yard.model("strict", place, []) == paths.shipped_models() / "strict.yaml"
    touch(tmp_path / "models/strict.yaml")
    assert yard.model("strict", place, []) == tmp_path / "models/strict.yaml"
    touch(tmp_path / "s/strict.yaml")
    assert yard.model("strict", place, []) == tmp_path / "s/strict.yaml"


def test_an_unknown_model_names_the_nearest(tmp_path):
    problems = []
    yard = Yard(tmp_path / "scenario.yaml", tmp_path, tmp_path)
    assert yard.model("leximim", Place("scenario.yaml", 9, 8), problems) is None
    assert (problems[0].code, "leximin" in problems[0].fix) == ("unknown-model", True)


def test_a_model_path_of_an_option_may_begin_in_the_root(tmp_path):
    touch(tmp_path / "models/mine.yaml", tmp_path / "s/scenario.yaml")
    yard = Yard(tmp_path / "s/scenario.yaml", tmp_path / "s", tmp_path)
    option = Place("--model", folder=yard.folder)
    assert yard.model("models/mine.yaml", option, []) == tmp_path / "models/mine.yaml"
    inside = Place("scenario.yaml", 9, 8, yard.folder)
    assert yard.model("../models/mine.yaml", inside, []) == tmp_path / "models/mine.yaml"


def test_what_the_user_types_is_a_file_or_a_folder(tmp_path):
    touch(tmp_path / "s/scenario.yaml", tmp_path / "s/what-if/a.yaml")
    assert paths.start(tmp_path / "s", []).file == tmp_path / "s/scenario.yaml"
    assert paths.start(str(tmp_path / "s/what-if/a.yaml"), []).folder == tmp_path / "s"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("nowhere", "file-missing"),
        (".", "file-missing"),
        ("https://example.org/s", "path-url"),
        ("a\x00b", "path-malformed"),
        ("x" * 5000, "path-malformed"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(typed, code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    problems = []
    assert paths.start(typed, problems) is None
    assert [p.code for p in problems] == [code]


def test_only_regular_files_are_read(tmp_path):
    touch(tmp_path / "a")
    os.mkfifo(tmp_path / "pipe")
    problems = []
    place = Place("s.yaml", 1, 1)
    assert paths.content(tmp_path / "a", place, problems) == b"x: 1\n"
    for name in ("pipe", ".", "missing"):
        assert paths.content(tmp_path / name, place, problems) is None
    assert [p.code for p in problems] == ["path-not-a-file", "path-not-a-file", "file-missing"]


def test_a_large_file_is_read_one_byte_over_the_bound_at_most(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * (paths.LARGEST + 5000))
    assert len(paths.content(tmp_path / "a", Place("a"), [])) == paths.LARGEST + 1
