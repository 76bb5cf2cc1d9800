from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from allocator.errors import CertificateError, InputError


@dataclass
class Facts:
    reps: dict = field(default_factory=lambda: {"ann": 1, "bob": 2})
    nodes: dict = field(default_factory=lambda: {"west": 1})
    verified: bool = True


@pytest.fixture
def writing(fake):
    asked = {}

    def gather(path, **how):
        asked.update(path=path, **how)
        return Facts(verified=not how["unverified"])

    fake("allocator.engine.letters", gather=gather)
    fake(
        "allocator.present.letters.book",
        files=lambda _facts, _progress: {"index.html": b"i", "reps/ann.html": b"a"},
    )
    return asked


def test_letters_are_written_and_counted(run, writing, tmp_path):
    ended = run("letters", "plans/a", "--out", "out")
    assert ended.code == 0
    assert "2 letters to reps and 1 to managers" in ended.out
    assert (tmp_path / "out" / "reps" / "ann.html").read_bytes() == b"a"
    assert (str(writing["path"]), writing["rep"], writing["unverified"]) == ("plans/a", None, False)


def test_one_rep_may_be_asked_for_and_a_plan_taken_unverified(run, writing):
    ended = run("letters", "plans/a", "--out", "out", "--rep", "ann", "--unverified", "--json")
    assert (writing["rep"], writing["unverified"]) == ("ann", True)
    found = json.loads(ended.out)
    assert (found["reps"], found["managers"], found["verified"]) == (2, 1, False)
    assert found["folder"].endswith("/out")


def test_what_is_in_the_way_is_refused_before_anything_is_read(run, writing, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    ended = run("letters", "plans/a", "--out", "out")
    assert ended.code == 2
    assert "folder-exists" in ended.err
    assert writing == {}
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_plan_that_does_not_verify_is_refused(run, writing, fake, tmp_path):
    def gather(_path, **_how):
        raise CertificateError(["quotas.csv has been changed"])

    fake("allocator.engine.letters", gather=gather)
    ended = run("letters", "plans/a", "--out", "out")
    assert (ended.code, ended.out) == (5, "")
    assert not (tmp_path / "out").exists()
    assert writing == {}


@pytest.mark.usefixtures("writing")
def test_an_unknown_rep_is_wrong_input(run, fake):
    def gather(_path, **_how):
        raise InputError.of("rep-unknown", "the plan has no such rep", fix="Did you mean ann?")

    fake("allocator.engine.letters", gather=gather)
    ended = run("letters", "plans/a", "--out", "out", "--rep", "anne")
    assert ended.code == 2
    assert "Did you mean ann?" in ended.err
