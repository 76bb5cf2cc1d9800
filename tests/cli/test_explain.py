from __future__ import annotations

import json

import pytest

from allocator.errors import CertificateError, InputError


class Told:
    def text(self):
        return "Ann: quota 1\n  fair share 1"

    def to_dict(self):
        return {"kind": "rep", "quota": 1.0}


@pytest.fixture
def telling(fake, plan):
    asked = {}

    def explain(given, **who):
        asked.update(given=given, **who)
        return Told()

    fake("allocator.engine.verify", proven=lambda path: asked.update(path=path) or (plan, None))
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
