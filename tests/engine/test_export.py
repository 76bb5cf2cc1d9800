from __future__ import annotations

import pytest

from allocator.engine.export import gather
from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.errors import CertificateError, InputError, PlanError
from allocator.read.write import save
from exported import ids_rows, the_plan, written_ids
from faults.line import lay


@pytest.fixture
def folder(tmp_path):
    return save(the_plan(), tmp_path / "plan")


def refusal(*given, **how):
    with pytest.raises(InputError) as refused:
        gather(*given, **how)
    return [problem.code for problem in refused.value.problems]


def test_a_plan_is_proven_and_its_inputs_are_read(folder):
    export = gather(folder, "csv")
    assert export.refusals == ()
    assert export.plan == the_plan()
    assert export.scenario.tables["accounts"]["account_id"].tolist() == ["acme", "beta", "gama"]


def test_a_plan_that_does_not_verify_is_refused_unless_unverified(folder):
    file = folder / "quotas.csv"
    file.write_text(file.read_text().replace("10639", "10640", 1))
    with pytest.raises(CertificateError):
        gather(folder, "csv")
    export = gather(folder, "csv", unverified=True)
    assert any("quotas.csv" in reason for reason in export.refusals)


def test_what_is_no_plan_is_refused_either_way(tmp_path):
    for unverified in (False, True):
        with pytest.raises(PlanError):
            gather(tmp_path, "csv", unverified=unverified)


def test_plan_infeasible_has_nothing_to_export(tmp_path):
    none = solve(load(lay(tmp_path / "small"), set={"rows.reps.ann.min_quota": 90_000})).plan
    assert refusal(save(none, tmp_path / "none"), "csv") == ["plan-infeasible"]


@pytest.mark.parametrize(
    ("to", "how"),
    [("salesforce", {"excel": True}), ("parquet", {"excel": True}), ("csv", {"ids": True})],
)
def test_export_option_that_does_nothing_is_refused(folder, tmp_path, to, how):
    if "ids" in how:
        how = {"ids": written_ids(tmp_path / "ids.csv", ids_rows())}
    assert refusal(folder, to, **how) == ["export-option"]


def test_every_problem_of_the_ids_is_told(folder, tmp_path):
    ids = written_ids(tmp_path / "ids.csv", ids_rows(("x", "y", "z"), ("rep", "zoe", "1")))
    assert refusal(folder, "salesforce", ids=ids) == ["ids-kind-unknown", "ids-no-record"]
