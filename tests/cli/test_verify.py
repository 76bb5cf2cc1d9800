from __future__ import annotations

import json

from allocator.errors import CertificateError, PlanError


def test_a_plan_that_holds_is_said_to_hold(run, fake, certificate):
    asked = {}
    fake(
        "allocator.engine.verify",
        verify=lambda path, *, strict: asked.update(path=path, strict=strict) or certificate,
    )
    ended = run("verify", "here", "--strict")
    assert ended.code == 0
    assert "here: proven optimal" in ended.out
    assert "shortfall:1" in ended.out
    assert (str(asked["path"]), asked["strict"]) == ("here", True)


def test_json_holds_every_check(run, fake, certificate):
    fake("allocator.engine.verify", verify=lambda path, *, strict: certificate)  # noqa: ARG005
    found = json.loads(run("verify", "here", "--json").out)
    assert found["passed"] is True
    assert [check["name"] for check in found["checks"]] == ["rows"]


def test_a_plan_that_does_not_hold_ends_with_five_and_every_reason(run, fake):
    def verify(path, *, strict):
        assert not strict
        raise CertificateError([f"{path}: hash", "rows: found 1, allowed 0"])

    fake("allocator.engine.verify", verify=verify)
    ended = run("verify", "here")
    assert (ended.code, ended.out) == (5, "")
    assert "here: hash" in ended.err
    assert "rows: found 1, allowed 0" in ended.err
    ended = run("verify", "here", "--json")
    assert json.loads(ended.out)["refusals"] == ["here: hash", "rows: found 1, allowed 0"]


def test_a_missing_plan_ends_with_five(run, fake):
    def verify(path, *, strict):
        raise PlanError([f"{path}: there is no plan.json, strict {strict}"])

    fake("allocator.engine.verify", verify=verify)
    assert run("verify", "nowhere").code == 5
