from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from allocator.engine.load import load
from allocator.engine.solve_to import key_of
from allocator.engine.sweep import axes, points
from allocator.errors import InputError
from faults.line import lay


def codes(refused):
    return [problem.code for problem in refused.value.problems]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return lay(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def scenario(folder):
    return load(folder)


def test_commas_inside_brackets_and_quotes_do_not_part():
    (axis,) = axes(["peer_groups=[role, segment],[role],'a, b',{a: 1, b: [2, 3]}"])
    assert axis.values == ("[role, segment]", "[role]", "'a, b'", "{a: 1, b: [2, 3]}")


def test_python_values_are_written_as_set_takes_them():
    (axis,) = axes({"a.b": [0.1, np.float64(0.2), True, None, "strict", date(2027, 3, 1), ["x"]]})
    assert axis.values == ("0.1", "0.2", "true", "null", "strict", "2027-03-01", '["x"]')


@pytest.mark.parametrize(
    ("vary", "code"),
    [
        (["fairness_band.band"], "vary-malformed"),
        (["fairness_band.band="], "vary-malformed"),
        (["=1,2"], "vary-malformed"),
        (["a.b=1,,2"], "vary-malformed"),
        (["a..b=1,2"], "vary-malformed"),
        ({"a.b": []}, "vary-malformed"),
        (["a.b=0.1,0.10"], "vary-twice"),
        (["a=strict,strict"], "vary-twice"),
        ([], "vary-settings"),
        (["a=1", "b=1", "c=1"], "vary-settings"),
        (["a=1", "a=2"], "vary-settings"),
        (["a=" + ",".join(map(str, range(401)))], "vary-many"),
    ],
)
def test_what_cannot_be_swept_is_refused(vary, code):
    with pytest.raises(InputError) as refused:
        axes(vary)
    assert codes(refused) == [code]


def test_every_problem_is_told_at_once():
    with pytest.raises(InputError) as refused:
        axes(["a", "b=1,1", "c=1"])
    assert codes(refused) == ["vary-malformed", "vary-twice", "vary-settings"]


def test_a_point_is_the_scenario_that_set_makes(folder, scenario):
    found = points(scenario, axes(["fairness_band.band=0.05,0.1", "target.scale=1,1.1"]))
    assert [settings for settings, _ in found] == [
        ("0.05", "1"), ("0.05", "1.1"), ("0.1", "1"), ("0.1", "1.1")
    ]  # fmt: skip
    typed = load(folder, set=["fairness_band.band=0.05", "target.scale=1.1"])
    assert key_of(found[1][1], "auto") == key_of(typed, "auto")


def test_cells_of_tables_are_swept_too(scenario):
    found = points(scenario, axes(["rows.reps.ann.fte=0.5,1"]))
    shares = [made.tables["reps"].set_index("rep_id")["fte"]["ann"] for _, made in found]
    assert shares == [0.5, 1.0]


def test_a_model_that_is_swept_is_the_one_that_solve_takes(folder, scenario):
    found = points(scenario, axes(["model=strict,leximin"]), lambda name: load(folder, model=name))
    assert [made.policy.name for _, made in found] == ["strict", "leximin"]
    assert key_of(found[0][1], "auto") == key_of(load(folder, model="strict"), "auto")
    by_file = points(scenario, axes(["model=strict"]))
    assert by_file[0][1].policy.name == "strict"


def test_problems_of_every_point_are_told_once_and_name_the_option(scenario):
    with pytest.raises(InputError) as refused:
        points(scenario, axes(["fairness_band.band=high,-1", "target.scale=1,2"]))
    found = refused.value.problems
    assert {problem.got for problem in found} == {"high", "-1"}
    assert len(found) == 2
    assert {problem.file for problem in found} == {"--vary"}
