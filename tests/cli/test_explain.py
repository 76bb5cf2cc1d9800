from __future__ import annotations

import json

import pytest

from allocator.errors import CertificateError, InputError
from allocator.read.write import save
from explained import two_reps
from faults.line import typed


class Told:
    def text(self):
        return "Ann: quota 1\n  fair share 1"

    def to_dict(self):
        return {"kind": "rep", "quota": 1.0}


@pytest.fixture
def telling(fake, plan, certificate):
    asked = {}

    def explain(given, **who):
        asked.update(given=given, **who)
        return Told()

    fake(
        "allocator.engine.verify",
        proven=lambda path: asked.update(path=path) or (plan, certificate),
    )
    fake("allocator.engine.explain", explain=explain)
    return asked


def test_the_answer_is_the_text_of_a_proven_plan(run, telling, plan):
    ended = run("explain", "plans/a", "--rep", "ann")
    assert (ended.code, ended.out) == (0, "Ann: quota 1\n  fair share 1\n")
    assert str(telling["path"]) == "plans/a"
    assert telling["given"] is plan
    assert (telling["rep"], telling["node"]) == ("ann", None)


def test_a_node_may_be_asked_about_or_nobody(run, telling):
    run("explain", "plans/a", "--node", "west")
    assert (telling["rep"], telling["node"]) == (None, "west")
    run("explain", "plans/a")
    assert (telling["rep"], telling["node"]) == (None, None)


@pytest.mark.usefixtures("telling")
def test_json_is_one_object(run):
    ended = run("explain", "plans/a", "--rep", "ann", "--json")
    assert json.loads(ended.out) == {
        "plan": "plans/a",
        "exit_code": 0,
        "kind": "rep",
        "quota": 1.0,
    }


def test_a_plan_that_does_not_verify_is_not_explained(run, telling, fake):
    def proven(_path):
        raise CertificateError(["quotas.csv has been changed"])

    fake("allocator.engine.verify", proven=proven)
    ended = run("explain", "plans/a")
    assert (ended.code, ended.out) == (5, "")
    assert "quotas.csv has been changed" in ended.err
    assert "given" not in telling


@pytest.mark.usefixtures("telling")
def test_an_unknown_rep_is_wrong_input(run, fake):
    def explain(_plan, **_who):
        raise InputError.of("rep-unknown", "the plan has no such rep", fix="Did you mean ann?")

    fake("allocator.engine.explain", explain=explain)
    ended = run("explain", "plans/a", "--rep", "anne")
    assert ended.code == 2
    assert "Did you mean ann?" in ended.err


@pytest.fixture
def folder(tmp_path):
    return save(two_reps(max_quota=(60_000, None)), tmp_path / "plan")


def test_a_page_is_written_that_only_its_owner_reads(folder, tmp_path):
    page = tmp_path / "ann.html"
    ended = typed("explain", folder, "--rep", "ann", "--html", page)
    assert ended.code == 0
    assert ended.out.endswith(f"\n\nPage {page}\n")
    assert page.stat().st_mode & 0o777 == 0o600
    text = page.read_text(encoding="utf-8")
    assert "Lowered by the cap of 60,000." in text
    assert "does not verify" not in text
    told = typed("explain", folder, "--rep", "ann", "--html", page, "--force", "--json")
    assert json.loads(told.out)["html"] == str(page)
    assert page.read_text(encoding="utf-8") == text


def test_what_is_there_is_kept_unless_forced(folder, tmp_path):
    page = tmp_path / "ann.html"
    page.write_text("mine")
    ended = typed("explain", folder, "--html", page)
    assert ended.code == 2
    assert "[file-exists]" in ended.err
    assert "Choose another file with --html" in ended.err
    assert page.read_text() == "mine"


def test_an_edited_plan_is_explained_where_asked_and_every_answer_says_so(folder, tmp_path):
    file = folder / "shortfall.csv"
    file.write_text(file.read_text() + "x")
    page = tmp_path / "all.html"
    assert typed("explain", folder, "--html", page).code == 5
    assert not page.exists()
    ended = typed("explain", folder, "--html", page, "--unverified")
    assert ended.code == 0
    assert ended.out.startswith("This plan does not verify")
    assert "shortfall.csv" in ended.err
    assert "This plan does not verify" in page.read_text(encoding="utf-8")
    told = typed("explain", folder, "--unverified", "--json")
    assert json.loads(told.out)["verified"] is False
