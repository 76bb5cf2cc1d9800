"""Every fault of scenario and model files in the catalogue, brought about by its examples."""

import ast
import os
from pathlib import Path

import pytest

import allocator.read
from allocator.errors import InputError, Problem
from allocator.program import registry
from allocator.read.catalogue.base import FILES
from allocator.read.catalogue.scenario_files import FAULTS
from allocator.read.policy import Schemas
from allocator.read.scenario import load

SCHEMAS = Schemas(*registry.schemas())
OF_OPTIONS = ("set-malformed", "extends-other")
OUR_FILES = ("yaml", "overlay", "scenario", "policy", "schema", "paths", "targets", "settings")
CASES = [
    pytest.param(fault, example, id=f"{fault.code}-{number}")
    for fault in FAULTS
    for number, example in enumerate((fault.example, *fault.also))
    if example
]


def lay(folder, example):
    for name, content in {**FILES, **example}.items():
        path = folder / name
        data = content() if callable(content) else content
        path.parent.mkdir(parents=True, exist_ok=True)
        if data is not None:
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def problems_of(folder, **options) -> tuple[str, tuple[Problem, ...]]:
    """How loading ends, and with what."""
    try:
        return "warning", load(folder, schemas=SCHEMAS, **options).warnings
    except InputError as error:
        return "error", error.problems


def test_the_scenario_that_the_examples_spoil_is_without_fault(tmp_path):
    assert problems_of(lay(tmp_path, {})) == ("warning", ())


@pytest.mark.parametrize(("fault", "example"), CASES)
def test_an_example_brings_about_its_fault_and_ends_as_stated(fault, example, tmp_path):
    ends, problems = problems_of(lay(tmp_path, example))
    found = [problem for problem in problems if problem.code == fault.code]
    assert ends == fault.ends
    assert found, [str(problem) for problem in problems]
    first = found[0]
    assert first.file
    assert first.what
    assert first.want
    assert first.fix
    assert first.line >= 1 or fault.code == "file-missing"
    assert first.column >= 1 or first.line == 0


@pytest.mark.parametrize(("fault", "example"), CASES)
def test_an_example_leaves_the_files_as_they_were(fault, example, tmp_path):
    lay(tmp_path, example)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    problems_of(tmp_path)
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before, fault.code


def test_codes_are_unique_and_every_fault_has_an_example_or_comes_from_an_option():
    codes = [fault.code for fault in FAULTS]
    assert len(set(codes)) == len(codes)
    assert {fault.code for fault in FAULTS if not fault.example} == set(OF_OPTIONS)


def test_a_set_option_without_value_is_malformed(tmp_path):
    ends, problems = problems_of(lay(tmp_path, {}), overrides=["target.scale"])
    assert (ends, problems[0].code, problems[0].file) == ("error", "set-malformed", "--set")


def test_an_overlay_of_another_scenario_is_refused(tmp_path):
    lay(tmp_path, {"b.yaml": FILES["scenario.yaml"], "w.yaml": "extends: b.yaml\n"})
    ends, problems = problems_of(tmp_path, overlays=[tmp_path / "w.yaml"])
    assert (ends, [p.code for p in problems]) == ("error", ["extends-other"])


@pytest.mark.parametrize("named", ["scenario.yaml", "base.yaml"])
def test_a_pipe_in_place_of_a_file_never_blocks(named, tmp_path):
    lay(tmp_path, {"scenario.yaml": "extends: base.yaml\n"})
    (tmp_path / named).unlink(missing_ok=True)
    os.mkfifo(tmp_path / named)
    _, problems = problems_of(tmp_path / "scenario.yaml")
    assert [p.code for p in problems if p.code == "path-not-a-file"] == ["path-not-a-file"]


def test_a_device_as_scenario_is_refused():
    _, problems = problems_of("/dev/zero")
    assert [p.code for p in problems if p.code == "path-not-a-file"] == ["path-not-a-file"]


@pytest.mark.parametrize("key", ["extends", "tables", "model"])
def test_a_link_that_leaves_the_folder_is_refused(key, tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    lay(outside, {})
    (outside / "strict.yaml").write_text("schema: allocator/v1\ntiers: [shortfall]\n")
    target, link = {
        "extends": (outside / "scenario.yaml", "link.yaml"),
        "tables": (outside / "tables", "link"),
        "model": (outside / "strict.yaml", "link.yaml"),
    }[key]
    text = FILES["scenario.yaml"]
    changed = {
        "extends": f"extends: {link}\n",
        "tables": text.replace("tables: tables/", f"tables: {link}"),
        "model": text.replace("model: balanced", f"model: {link}"),
    }[key]
    lay(inside, {"scenario.yaml": changed})
    (inside / link).symlink_to(target)
    _, problems = problems_of(inside)
    assert [p.code for p in problems if p.code == "path-outside"] == ["path-outside"]


def test_problems_of_scenario_model_and_tables_come_together(tmp_path):
    text = FILES["scenario.yaml"].replace("periods: 4", "periods: 0").replace("balanced", "own")
    lay(
        tmp_path,
        {
            "scenario.yaml": text,
            "own.yaml": "schema: allocator/v1\ntiers: [shortfal]\n",
            "tables/reps.csv": "rep_id,role,prior_quota\nann,hunter,many\n",
        },
    )
    _, problems = problems_of(tmp_path)
    assert {p.file for p in problems} == {"scenario.yaml", "own.yaml", "tables/reps.csv"}


def test_a_file_without_end_of_faults_is_left_after_a_hundred(tmp_path):
    lay(tmp_path, {"scenario.yaml": "a: [" + "!t 1, " * 500 + "]\n"})
    _, problems = problems_of(tmp_path)
    assert sum(p.code == "yaml-tag" for p in problems) == 100


def test_every_code_that_is_reported_stands_in_the_catalogue():
    folder = Path(allocator.read.__file__).parent
    known = {fault.code for fault in FAULTS}
    for name in OUR_FILES:
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("report", "_say"):
                code = node.args[1]
                assert not isinstance(code, ast.Constant) or code.value in known
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "PydanticCustomError":
                assert node.args[0].value in known
