from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from allocator.engine.load import load, revised, scenario
from allocator.engine.schema import schema
from allocator.engine.validate import validate
from allocator.errors import InputError
from allocator.program import registry
from allocator.read.catalogue.base import FILES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path) -> Path:
    """The small valid scenario, as files."""
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


def test_a_change_by_text_or_by_mapping_is_the_same(folder):
    by_text = load(folder, set=["fairness_band.band=0.2"])
    by_mapping = load(folder, set={"fairness_band.band": 0.2})
    assert by_text.policy.families["fairness_band"]["band"] == 0.2
    assert by_text.policy == by_mapping.policy


def test_another_model_is_the_same_at_loading_and_after(folder):
    assert revised(load(folder), model="strict").policy == load(folder, model="strict").policy


def test_a_change_after_loading_is_the_same_as_at_loading(folder):
    changes = {"fairness_band.band": 0.2, "target.scale": 1.1}
    first, later = load(folder, set=changes), revised(load(folder), set=changes)
    assert later.policy == first.policy
    assert later.levers == first.levers
    assert [step.path for step in later.trail] == [step.path for step in first.trail]


def test_a_change_after_loading_keeps_the_policy(folder):
    given = load(folder, model="strict", set={"fairness_band": None})
    assert revised(given, set={"target.scale": 1.1}).policy == given.policy


def test_values_make_the_scenario_that_files_make(folder):
    given = load(folder)
    made = scenario(given.resolved | {"model": "balanced"}, given.tables)
    assert made.policy == given.policy
    assert made.levers == given.levers
    assert all(made.tables[name].equals(given.tables[name]) for name in given.tables)


def test_a_valid_scenario_has_no_error(folder):
    found, problems = validate(folder)
    assert found is not None
    assert {problem.severity for problem in problems} <= {"warning"}


def test_every_problem_is_told_at_once(folder):
    (folder / "tables" / "reps.csv").write_text("rep_id,role,start_date\nann,nix,2027-13-01\n")
    found, problems = validate(folder, set=["target.nix=1"])
    assert found is None
    assert {problem.file for problem in problems} >= {"--set", "tables/reps.csv"}
    with pytest.raises(InputError) as raised:
        load(folder, set=["target.nix=1"])
    assert set(raised.value.problems) <= set(problems)


def test_the_schema_of_a_model_knows_every_family():
    properties = schema("model")["properties"]
    assert set(properties["families"]["properties"]) == set(registry.families())


def test_the_schema_of_a_scenario_knows_every_key():
    assert {"target", "roles", "horizon", "extends"} <= set(schema("scenario")["properties"])
