from __future__ import annotations

import pytest

from activity.acme import organisation, planned
from allocator.engine.letters import gather
from allocator.errors import CertificateError, InputError
from allocator.read.write import save


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save(planned(organisation()), tmp_path_factory.mktemp("plans") / "acme")


def test_everybody_with_a_number_is_explained(folder):
    heard = []
    found = gather(folder, progress=heard.append)
    assert list(found.reps) == ["ada", "bo", "cy"]
    assert list(found.nodes) == ["all", "west"]
    assert found.verified
    assert heard == ["verify", "explain"]


def test_an_unknown_rep_is_refused_with_the_nearest(folder):
    with pytest.raises(InputError) as refused:
        gather(folder, rep="adda")
    assert refused.value.problems[0].code == "rep-unknown"
    assert "ada" in refused.value.problems[0].fix
    with pytest.raises(InputError):
        gather(folder, rep="nobody at all")


def test_a_plan_that_does_not_verify_is_refused_unless_asked_for(tmp_path):
    plan = planned(organisation())
    goal = save(plan, tmp_path / "edited")
    table = goal / "objectives.csv"
    table.write_text(table.read_text().replace("2027-06-30", "2027-06-29", 1))
    with pytest.raises(CertificateError):
        gather(goal)
    assert not gather(goal, unverified=True).verified
