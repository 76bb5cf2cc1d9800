"""Faults that show once yields are derived or rules are built, typed as anybody types them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from allocator.domain.tables import Tables
from allocator.engine.load import load
from allocator.errors import InputError
from allocator.read.catalogue.derivation import FAULTS
from allocator.read.catalogue.table_example import TERRITORIES, rows, table
from allocator.read.catalogue.whole import EXIT
from allocator.yields.derive import derive
from faults.line import command, lay, state, typed

EXAMPLES = [
    pytest.param(fault, example, id=f"{fault.code}-{number}")
    for fault in FAULTS
    for number, example in enumerate((fault.example, *fault.also))
    if fault.command
]


def test_the_small_scenario_validates_without_a_warning(tmp_path):
    ended = typed("validate", lay(tmp_path), "--json")
    assert (ended.code, ended.codes) == (0, [])


@pytest.mark.parametrize(("fault", "example"), EXAMPLES)
def test_an_example_ends_as_the_catalogue_says(fault, example, tmp_path, monkeypatch):
    scenario = lay(tmp_path / "scenario", example)
    before = state(scenario)
    monkeypatch.chdir(tmp_path)
    ended = typed(*command(fault.command, scenario, "--json"))
    assert ended.code == EXIT[fault.ends], ended.err
    if fault.ends == "no plan":
        assert ended.found["status"] == "infeasible"
        assert ended.found["conflict"]
    else:
        assert fault.code in ended.codes
    assert state(scenario) == before


def test_floors_above_the_target_name_over_assignment_first(tmp_path, monkeypatch):
    fault = next(f for f in FAULTS if f.code == "floors-above-target")
    scenario = lay(tmp_path / "scenario", fault.example)
    monkeypatch.chdir(tmp_path)
    found = typed("solve", scenario, "--json").found
    assert {rule["family"] for rule in found["diagnosis"]["conflict"]} >= {"quota_bounds"}
    assert "over_assignment" in str(found["diagnosis"]["remedies"][0])


def test_no_plan_leaves_a_folder_that_verifies(tmp_path, monkeypatch):
    fault = next(f for f in FAULTS if f.code == "caps-below-target")
    scenario = lay(tmp_path / "scenario", fault.example)
    monkeypatch.chdir(tmp_path)
    assert typed("solve", scenario, "--out", "mine").code == 3
    assert typed("verify", "mine").code == 0


def test_coverage_lever_not_owned_is_refused_where_tables_were_made_in_memory(tmp_path):
    scenario = load(lay(tmp_path))
    coverage = scenario.tables["coverage"].copy()
    coverage["lever"] = pd.Series(["expansion", "", "", ""], dtype="str")
    changed = replace(scenario, tables=Tables({**scenario.tables, "coverage": coverage}))
    with pytest.raises(InputError) as refused:
        derive(changed)
    assert [p.code for p in refused.value.problems] == ["coverage-lever-not-owned"]


def test_who_covers_nothing_and_what_nobody_covers_is_said_once(tmp_path, monkeypatch):
    bare = {
        **table("territories", TERRITORIES + "east,East\n"),
        **rows("reps", "eva,hunter,smb,,", "fay,hunter,smb,,"),
    }
    scenario = lay(tmp_path / "scenario", bare)
    monkeypatch.chdir(tmp_path)
    twice = ("rep-without-coverage", "territory-without-rep")
    told = [p for p in typed("validate", scenario, "--json").found["problems"]
            if p["code"] in twice]  # fmt: skip
    assert [(p["code"], p["got"]) for p in told] == [(twice[0], "eva, fay"), (twice[1], "east")]
    warned = typed("solve", scenario, "--json").found["warnings"]
    assert sorted(w["code"] for w in warned if w["code"] in twice) == list(twice)
