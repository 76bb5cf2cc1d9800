from __future__ import annotations

import pytest

import allocator
from allocator.certify.certificate import certify
from allocator.compare.measured import measured
from allocator.engine import frontier as sweeping
from allocator.engine.frontier import Task, frontier, solved
from allocator.engine.load import load, revised
from allocator.engine.solve import solve
from allocator.engine.solve_to import key_of
from allocator.engine.spread import Lost
from allocator.errors import CertificateError, InputError, SolverError
from allocator.present.frontier.folder import files
from faults.line import lay

BANDS = ["fairness_band.band=0.02,0.1,0.2"]


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    return load(lay(tmp_path_factory.mktemp("small")), set=["fairness_band.soft=false"])


@pytest.fixture(scope="module")
def here(scenario):
    return frontier(scenario, BANDS)


@pytest.fixture(scope="module")
def alone(scenario):
    """The plan that `solve` makes of the second point."""
    return solve(revised(scenario, set={"fairness_band.band": 0.1})).plan


def test_a_point_is_the_plan_that_solve_makes(here, alone):
    point = here.points[1]
    assert point.settings == ("0.1",)
    assert point.input_hash == alone.document["input_hash"]
    assert point.status == alone.status
    assert point.measures == measured(alone)


def test_a_point_says_what_its_certificate_says(here, alone):
    certificate = certify(alone.files, alone.document, alone.proof)
    assert certificate.passed
    proof = here.points[1].proof
    assert proof.words == certificate.words
    assert proof.tiers == len(certificate.tiers)
    assert proof.checks == len(certificate.checks)
    assert proof.gap == max(tier.face for tier in certificate.tiers)


def test_more_workers_change_no_byte(scenario, here):
    told = []
    two = frontier(scenario, BANDS, workers=2, progress=lambda done, of: told.append((done, of)))
    assert files(two) == files(here)
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_point_without_a_plan_stays_with_its_reason(scenario):
    found = frontier(scenario, {"rows.reps.ann.min_quota": [10_000, 90_000]})
    plan, none = found.points
    assert plan.certified
    assert none.status == "infeasible"
    assert none.measures == {}
    assert "cannot all hold" in none.reason
    assert "ann" in none.reason
    assert none.input_hash


def test_a_short_plan_is_a_plan(scenario):
    found = frontier(scenario, {"target.scale": [1, 6]})
    assert [point.status for point in found.points] == ["optimal", "optimal_short"]
    assert found.points[1].measures["shortfall"] > 0


def test_a_time_limit_stops_a_point_and_not_the_sweep(scenario):
    found = frontier(scenario, BANDS, time_limit=0.0)
    assert {point.status for point in found.points} == {"stopped"}
    assert all(point.reason for point in found.points)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CertificateError(["rows: 1", "b", "c", "d"]),
         "the certificate refused: rows: 1; b; c; and 1 more"),
        (SolverError("no solver reached it"), "no solver reached it"),
    ],
)  # fmt: skip
def test_a_refused_point_stays_with_its_reason(scenario, monkeypatch, error, said):
    def refuse(*_args, **_how):
        raise error

    monkeypatch.setattr(sweeping, "ended", refuse)
    point = solved(Task(1, ("0.1",), scenario, "auto", None))
    assert (point.status, point.reason) == ("refused", said)
    assert not point.certified


def test_a_point_whose_process_died_again_and_again_is_stopped(scenario):
    task = Task(7, ("0.1",), scenario, "auto", None)
    point = sweeping._point(task, Lost("killed"))
    assert (point.number, point.status) == (7, "stopped")
    assert point.input_hash == key_of(scenario, "auto")
    assert "killed" in point.reason


def test_cluster_version_is_refused_before_a_foreign_plan_is_taken(scenario):
    answer = solved(Task(1, ("0.1",), scenario, "auto", None, version="0.0.1"))
    with pytest.raises(InputError) as refused:
        sweeping._point(Task(1, ("0.1",), scenario, "auto", None), answer)
    assert [problem.code for problem in refused.value.problems] == ["cluster-version"]


def refusal(call):
    with pytest.raises(InputError) as refused:
        call()
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize(
    "between", ["shortfall", "shortfall,shortfall", "shortfall,joy", "target,shortfall", ""]
)
def test_frontier_measure_is_one_of_those_that_have_a_better_side(scenario, between):
    assert refusal(lambda: frontier(scenario, BANDS, between=between)) == ["frontier-measure"]


def test_frontier_measure_names_the_nearest(scenario):
    with pytest.raises(InputError) as refused:
        frontier(scenario, BANDS, between="shortfal,disruption")
    assert "shortfall" in refused.value.problems[0].fix


def test_nothing_is_solved_where_a_setting_is_wrong(scenario, monkeypatch):
    monkeypatch.setattr(sweeping, "spread", None)
    assert refusal(lambda: frontier(scenario, ["fairness_band.bandd=1,2"])) == ["unknown-key"]
    assert refusal(lambda: frontier(scenario, BANDS, solver="nix")) == ["solver-unknown"]


def test_vary_many_is_refused_before_anything_is_made(scenario):
    many = {"target.scale": [1 + step / 1000 for step in range(401)]}
    assert refusal(lambda: frontier(scenario, many)) == ["vary-many"]


def test_the_verb_of_the_package_takes_set_and_model(scenario):
    found = allocator.frontier(
        scenario,
        {"target.scale": [1.0]},
        model="proportional",
        between=("disruption", "largest_stretch"),
    )
    assert isinstance(found, allocator.Frontier)
    assert found.model == "proportional"
    assert found.between == ("disruption", "largest_stretch")
    assert found._repr_html_().startswith('<div class="allocator">')
