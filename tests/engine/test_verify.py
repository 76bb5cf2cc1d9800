from __future__ import annotations

import pytest

from allocator.domain.certificate import Certificate, Check
from allocator.engine import verify as subject
from allocator.engine.verify import verify
from allocator.errors import CertificateError, PlanError


class Opened:
    files: dict[str, bytes] = {}  # noqa: RUF012 - a stand-in for a plan
    document: dict[str, str] = {}  # noqa: RUF012
    proof = None


@pytest.fixture
def folder(monkeypatch):
    """Stand in for reading and for the certificate."""
    state = {"changed": [], "claims": [], "checks": (Check("rows", 0.0, 0.005, passed=True),)}

    def certify(_files, _document, _proof):
        checks = state["checks"]
        return Certificate(all(check.passed for check in checks), "proven optimal", (), checks)

    monkeypatch.setattr(subject, "open_plan", lambda _path: Opened())
    monkeypatch.setattr(subject, "check_hashes", lambda _plan: state["changed"])
    monkeypatch.setattr(subject, "certify", certify)
    monkeypatch.setattr(subject, "refusals", lambda _plan, _found: state["claims"])
    monkeypatch.setattr(subject, "recorded", lambda _plan: ("choices",))
    return state


def test_a_plan_that_holds_gives_its_certificate(folder, tmp_path):
    found = verify(tmp_path)
    assert found.checks == folder["checks"]
    assert found.recorded == ("choices",)


def test_a_claim_that_does_not_follow_is_refused(folder, tmp_path):
    folder["claims"] = ["plan.json: the certificate says words"]
    with pytest.raises(CertificateError) as refused:
        verify(tmp_path)
    assert refused.value.refusals == ("plan.json: the certificate says words",)


def test_a_changed_file_refuses_before_anything_is_proven(folder, tmp_path):
    folder["changed"] = ["quotas.csv has been changed"]
    with pytest.raises(CertificateError) as refused:
        verify(tmp_path)
    assert refused.value.refusals == ("quotas.csv has been changed",)


def test_every_check_that_fails_is_named(folder, tmp_path):
    folder["checks"] = (
        Check("rows", 1.0, 0.005, passed=False),
        Check("sums", 0.0, 0.0, passed=True),
        Check("bound", 0.1, 1e-9, passed=False),
    )
    with pytest.raises(CertificateError) as refused:
        verify(tmp_path)
    assert [reason.split(":")[0] for reason in refused.value.refusals] == ["rows", "bound"]


def test_a_folder_without_a_plan_is_a_plan_error(tmp_path):
    with pytest.raises(PlanError):
        verify(tmp_path)
