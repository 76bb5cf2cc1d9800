"""`allocator export` and what becomes of its files."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from allocator.read.write import save
from exported import ids_rows, laid, the_plan, written_ids
from faults.line import state, typed


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return save(the_plan(), tmp_path / "plan")


def test_a_folder_is_made_and_its_files_are_named(folder, tmp_path):
    ended = typed("export", folder, "--to", "csv", "--out", "made")
    assert ended.code == 0
    assert ended.err == ""
    assert all(file.name in ended.out for file in (tmp_path / "made").iterdir())
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o700


def test_what_is_in_the_way_stays_as_it_was(folder, tmp_path):
    assert typed("export", folder, "--to", "csv", "--out", "made").code == 0
    before = state(tmp_path)
    ended = typed("export", folder, "--to", "parquet", "--out", "made", "--json")
    assert (ended.code, ended.codes) == (2, ["folder-exists"])
    assert state(tmp_path) == before


def test_missing_ids_leave_nothing_behind(folder, tmp_path):
    ids = written_ids(tmp_path / "ids.csv", ids_rows()[2:])
    before = state(tmp_path)
    ended = typed("export", folder, "--to", "salesforce", "--ids", ids, "--out", "made", "--json")
    assert (ended.code, ended.codes) == (2, ["ids-missing"] * 2)
    assert state(tmp_path) == before
    assert not (tmp_path / "made").exists()


def test_notes_go_to_stderr_and_json_is_one_object(folder, tmp_path):
    ids = written_ids(tmp_path / "ids.csv", ids_rows())
    ended = typed("export", folder, "--to", "salesforce", "--ids", ids, "--out", "made", "--json")
    assert ended.found["files"] == ["ForecastingQuota.csv", "export.json"]
    assert ended.found["verified"] is True
    assert "Territories are left out" in ended.err
    assert (
        ended.found["notes"] == json.loads((tmp_path / "made" / "export.json").read_text())["notes"]
    )


def test_a_plan_that_does_not_verify_is_refused_unless_unverified(folder, tmp_path):
    file = folder / "quotas.csv"
    file.write_text(file.read_text().replace("10639", "10640", 1))
    assert typed("export", folder, "--to", "csv", "--out", "made").code == 5
    assert not (tmp_path / "made").exists()
    ended = typed("export", folder, "--to", "csv", "--out", "made", "--unverified")
    assert ended.code == 0
    assert "does not verify" in ended.err
    assert "quotas.csv has been changed" in (tmp_path / "made" / "NOTICE.txt").read_text()


def test_another_platform_is_a_fault_of_usage(folder):
    assert typed("export", folder, "--to", "excel", "--out", "made").code == 2


def test_edited_quotas_of_the_wide_table_become_overrides(folder, tmp_path):
    """What was exported for a spreadsheet comes back: the same numbers, and those that changed."""
    scenario = laid(tmp_path / "scenario")
    typed("export", folder, "--to", "csv", "--excel", "--out", "made")
    wide = tmp_path / "made" / "quotas_wide.csv"
    back = typed("import", "overrides", wide, "--scenario", scenario, "--plan", folder)
    assert back.code == 0
    assert "0 overrides added" in back.err
    edited = pd.read_csv(wide, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    edited.loc[edited["rep_id"] == "bob", ["quota", "reason"]] = ["9000", "rounded with him"]
    edited.to_csv(wide, index=False)
    back = typed("import", "overrides", wide, "--scenario", scenario, "--plan", folder)
    assert back.code == 0
    written = (scenario / "tables" / "overrides.csv").read_text()
    assert written == "rep_id,quota,reason,author\nbob,9000,rounded with him,\n"
