from __future__ import annotations

import pytest

from allocator.engine.init import init, starter
from allocator.engine.load import load
from allocator.errors import InputError
from allocator.yields.derive import derive


def test_the_new_folder_validates_without_an_error_or_a_warning(tmp_path):
    init(tmp_path / "first")
    loaded = load(tmp_path / "first")
    assert loaded.warnings == ()
    assert derive(loaded).warnings == ()


def test_the_six_reps_can_carry_the_target_of_every_lever(tmp_path):
    init(tmp_path / "first")
    loaded = load(tmp_path / "first")
    parameters = derive(loaded)
    assert len(parameters.reps) == 6
    assert loaded.target == pytest.approx(2_700_000)
    ratio = parameters.target.sum(axis=1) / parameters.yield_total.sum(axis=1)
    assert ratio.max() < 1.0
    assert (parameters.fair_share / parameters.y).max() < 1.0
    assert (parameters.fair_share / parameters.y).min() > 0.8


def test_the_scenario_is_named_after_its_folder(tmp_path):
    init(tmp_path / "Acme FY 27")
    assert load(tmp_path / "Acme FY 27").name == "acme-fy-27"


def test_a_folder_whose_name_has_no_letters_keeps_the_name_of_the_starter(tmp_path):
    init(tmp_path / "___")
    assert load(tmp_path / "___").name == "my-plan"


def test_a_folder_with_content_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(InputError) as caught:
        init(tmp_path)
    assert caught.value.problems[0].code == "folder-exists"
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_every_section_of_the_scenario_is_explained():
    lines = starter()["scenario.yaml"].decode().splitlines()
    assert sum("#" in line for line in lines) > 20


def test_retention_potential_is_what_would_be_lost(tmp_path):
    init(tmp_path / "first")
    potential = load(tmp_path / "first").tables["potential"]
    at_stake = potential.loc[potential["lever"] == "retention", "potential"].sum()
    assert at_stake == pytest.approx(10_000_000 * (1 - 0.86))
