"""`allocator report`, as typed."""

from __future__ import annotations

import pytest

from allocator.read.write import save
from explained import two_reps
from faults.line import typed


@pytest.fixture
def folder(tmp_path):
    return save(two_reps(), tmp_path / "plan")


def test_it_writes_a_page_that_only_its_owner_reads(folder, tmp_path):
    ended = typed("report", folder, "--out", tmp_path / "r.html")
    assert ended.code == 0
    assert str(tmp_path / "r.html") in ended.out
    page = tmp_path / "r.html"
    assert page.stat().st_mode & 0o777 == 0o600
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "proven optimal" in text
    assert str(tmp_path) not in text


def test_equal_plans_give_equal_bytes(folder, tmp_path):
    for name in ("a.html", "b.html"):
        assert typed("report", folder, "--out", tmp_path / name).code == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_what_is_there_is_kept_unless_forced(folder, tmp_path):
    goal = tmp_path / "r.html"
    goal.write_text("mine")
    ended = typed("report", folder, "--out", goal)
    assert ended.code == 2
    assert "[file-exists]" in ended.err
    assert goal.read_text() == "mine"
    assert typed("report", folder, "--out", goal, "--force").code == 0
    assert goal.read_text(encoding="utf-8") != "mine"


def test_another_ending_is_refused(folder, tmp_path):
    ended = typed("report", folder, "--out", tmp_path / "r.pdf")
    assert ended.code == 2
    assert "[out-format]" in ended.err


def test_an_edited_plan_is_refused_unless_unverified_is_asked_for(folder, tmp_path):
    file = folder / "quotas.csv"
    file.write_text(file.read_text().replace("ann", "bob", 1))
    ended = typed("report", folder, "--out", tmp_path / "r.html")
    assert ended.code == 5
    assert not (tmp_path / "r.html").exists()
    ended = typed("report", folder, "--out", tmp_path / "r.html", "--unverified")
    assert ended.code == 0
    assert "quotas.csv has been changed" in ended.err
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "has not been verified" in text
    assert "UNVERIFIED" in text


def test_a_workbook_is_written_by_its_ending(folder, tmp_path):
    assert typed("report", folder, "--out", tmp_path / "r.xlsx").code == 0
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")
