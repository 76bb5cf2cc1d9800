"""Compare plans that were solved: what did it, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

import allocator
from allocator.compare import build
from allocator.compare.inputs import inputs_of
from allocator.compare.mixture import mixture
from allocator.engine import compare as engine
from allocator.engine.compare import compare, resolve, scenario_of
from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.errors import CertificateError, InputError, PlanError
from explained import ROOT, published
from tiny import frame, tiny

WHAT_IFS = {
    "target-plus-10": "target + 10 %",
    "tighter-fairness": "fairness band: band 0.15 -> 0.08, soft yes -> no",
    "hire-three": (
        "three hires on 1 February 2027: Noa Bergman (ae-26), Tomas Lindqvist (ae-27), "
        "Aisha Conteh (ae-28)"
    ),
    "rep-leaves-in-march": "Emma Dorsey (ae-05) leaves after 31 March 2027",
}
ENTERPRISE = ROOT / "scenarios" / "enterprise"
PEOPLE = {
    "rep_id": ["ada", "bo", "cy"], "role": "ae", "start_date": ["", "", "2027-02-01"],
    "name": ["Ada", "Bo", "Cy"],
}  # fmt: skip
SHARED = frame(
    {"rep_id": "ada", "territory_id": "north"},
    {"rep_id": "bo", "territory_id": "south"},
    {"rep_id": "cy", "territory_id": "south", "share": 0.4, "start_date": "2027-02-01"},
)


REMEMBERED = {}


@pytest.fixture(autouse=True)
def quick(request, monkeypatch):
    """Prices are measured and plans proven where a test says so; no mixture is solved twice."""
    if "prices" not in request.node.name:
        monkeypatch.setattr(engine, "PRICED", 0.0)
    if "verify" not in request.node.name:
        monkeypatch.setattr(engine, "verify_plan", lambda _plan: None)

    def remembered(inputs):
        tables = {name: table.to_csv() for name, table in inputs.tables.items()}
        key = repr((inputs.settings, inputs.model, inputs.solver, tables))
        if key not in REMEMBERED:
            REMEMBERED[key] = resolve(inputs)
        return REMEMBERED[key]

    monkeypatch.setattr(engine, "resolve", remembered)


@cache
def enterprise(name=""):
    file = ENTERPRISE / "what-if" / f"{name}.yaml" if name else ENTERPRISE
    return published(load(file))


@cache
def base():
    return published(tiny())


@cache
def changed():
    """The tiny organisation with a larger target, a hire, and a bound: three causes."""
    reps = pd.DataFrame(PEOPLE).assign(max_quota=[620.0, np.nan, np.nan])
    levers = {"new_customers": {"amount": 990}, "expansion": {"amount": 440}}
    return published(tiny({"reps": reps, "coverage": SHARED}, levers=levers))


def names(found):
    return [f"step_{at + 1}" for at in range(len(found.causes))]


def exact(comparison, one, other):
    """The steps add up to every rep's change, and that is what subtraction says."""
    found = comparison.attribution
    steps = names(found)
    for table in (found.reps, found.levers, found.periods):
        assert (table[steps].sum(axis=1) == table["change"]).all()
    told = found.reps[found.reps["change"] != 0].set_index(["rep_id", "credit"])["change"]
    said = (other - one).reps.set_index(["rep_id", "credit"])["change"]
    assert told.to_dict() == said.to_dict()
    own = found.reps[found.reps["credit"] == "primary"]
    assert own[steps].sum().tolist() == found.company["assigned"].tolist()


@pytest.mark.parametrize("name", WHAT_IFS)
def test_each_what_if_is_all_due_to_its_one_cause(name):
    one, other = enterprise(), enterprise(name)
    comparison = compare(one, other)
    found = comparison.attribution
    assert [cause.title for cause in found.causes] == [WHAT_IFS[name]]
    assert (found.how, found.solves) == ("single", 0)
    exact(comparison, one, other)
    assert comparison.silent[0].startswith("title: Northlight, fiscal year 2027 -> ")


def test_five_plans_stand_side_by_side():
    plans = [enterprise(), *(enterprise(name) for name in WHAT_IFS)]
    comparison = compare(*plans)
    assert comparison.letters == tuple("ABCDE")
    assert comparison.attribution is None
    assert comparison.causes == ()
    for side in comparison.sides[1:]:
        table = comparison.reps
        moved = table[table[f"change_{side.letter}"] != 0]
        assert len(moved) == len((side.plan - plans[0]).reps)
    risk = comparison.measures[comparison.measures["section"] == "risk"]
    assert risk["measure"].drop_duplicates().tolist() == [
        "expected_bookings", "expected_attainers", "reps_50", "reps_70", "reps_90",
        "company_probability",
    ]  # fmt: skip
    hires = comparison.reps[comparison.reps["state"] == "not in A, B, C, E"]
    assert hires["rep_id"].tolist() == ["ae-26", "ae-27", "ae-28"]


def test_three_causes_share_a_difference_by_their_average():
    one, other = base(), changed()
    comparison = compare(one, other)
    found = comparison.attribution
    assert [cause.title for cause in found.causes] == [
        "target + 10 %",
        "Cy (cy) joins on 1 February 2027",
        "quota bounds: ada (empty) -> 620",
    ]
    assert (found.how, found.solves) == ("average", 6)
    exact(comparison, one, other)
    assert found.company["assigned"].iloc[0] > 0
    new = found.reps.set_index("rep_id").loc["cy"]
    assert new[names(found)[1]] > 0


def test_both_ends_of_the_mixtures_are_the_plans_themselves():
    plans = (base(), changed())
    between = build.between(build.sides_of(plans, [True, True]))
    for taken, plan in zip(((), between.groups), plans, strict=True):
        again = resolve(mixture(*between.inputs, taken))
        assert again.files["quotas.csv"] == plan.files["quotas.csv"]


def test_a_mixture_under_another_model_carries_its_policy():
    one = published(tiny())
    settings = inputs_of(one)
    found = scenario_of(replace(settings, model={**settings.model, "name": "mine", "title": "My"}))
    assert (found.policy.name, found.policy.title) == ("mine", "My")


def test_a_mixture_that_does_not_fit_together_says_why():
    settings = inputs_of(base())
    tables = {**settings.tables, "coverage": frame({"rep_id": "nobody", "territory_id": "x"})}
    assert resolve(replace(settings, tables=tables)).startswith("its inputs do not fit together")


def test_a_mixture_without_a_plan_says_so(monkeypatch):
    monkeypatch.setattr(engine, "solve", lambda *_given, **_how: allocator.Stopped("limit", {}))
    assert resolve(inputs_of(base())) == "no plan under the hard rules"


def test_a_mixture_whose_proof_fails_says_so(monkeypatch):
    def refuse(*_given, **_how):
        raise CertificateError(["rows"])

    monkeypatch.setattr(engine, "solve", refuse)
    assert resolve(inputs_of(base())) == "no solver's answer could be certified"


def test_equal_plans_compare_as_equal():
    comparison = compare(base(), base())
    assert not comparison
    assert (comparison.causes, comparison.attribution) == ((), None)
    assert [part for part, _ in comparison.left_out] == ["shadow prices"]


def test_what_takes_more_than_a_minute_is_not_attributed_unasked():
    slow = {"seconds": {"derive": 40.0}}
    one, other = (replace(plan, run=slow) for plan in (base(), changed()))
    comparison = compare(one, other)
    assert comparison.attribution is None
    assert len(comparison.causes) == 3
    assert ("causes", "6 solves would take about 4 minutes; --attribute makes them") in (
        comparison.left_out
    )
    assert compare(one, other, attribute=True).attribution is not None


def test_without_timings_there_is_no_estimate():
    one, other = (replace(plan, run={}) for plan in (base(), changed()))
    assert "of unknown length" in dict(compare(one, other).left_out)["causes"]


def test_attribution_can_be_declined():
    found = compare(base(), changed(), attribute=False)
    assert dict(found.left_out)["causes"] == "not asked for"


def test_plans_of_different_scenarios_have_causes_only_when_asked():
    other = replace(changed(), document={**changed().document, "scenario": "other"})
    found = compare(base(), other, unverified=True)
    assert "different scenarios" in dict(found.left_out)["causes"]


def test_without_an_order_of_causes_it_is_said(monkeypatch):
    monkeypatch.setattr(engine, "resolve", lambda _inputs: "no plan under the hard rules")
    found = compare(base(), changed())
    assert found.attribution is None
    assert "no order of the causes" in dict(found.left_out)["causes"]


def test_measuring_is_left_out_where_it_takes_too_long():
    slow = {"seconds": {"solve": 60.0}}
    found = compare(replace(base(), run=slow), replace(base(), run=slow))
    assert "seconds to measure" in dict(found.left_out)["shadow prices"]


def test_prices_are_those_of_the_explanation():
    plan = enterprise("tighter-fairness")
    found = compare(plan, plan)
    assert found.prices["rule"].tolist() == [p.sentence for p in plan.explain().prices] * 2


def test_a_plan_that_does_not_verify_is_refused_unless_that_is_wanted(tmp_path):
    folder = base().save(tmp_path / "a")
    table = folder / "quotas.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("ada", "adb"), encoding="utf-8")
    with pytest.raises(CertificateError) as refused:
        compare(folder, base())
    assert str(folder) in refused.value.refusals[0]
    assert compare(folder, base(), unverified=True).unproven == ("A",)
    changed_table = replace(base(), reps=base().reps.assign(quota=1.0))
    assert compare(base(), changed_table, unverified=True).unproven == ("B",)


def test_what_is_no_plan_is_refused_even_so(tmp_path):
    with pytest.raises(PlanError):
        compare(tmp_path, base(), unverified=True)


def test_causes_are_found_between_two_plans_alone():
    with pytest.raises(InputError) as refused:
        compare(base(), base(), base(), attribute=True)
    assert refused.value.problems[0].code == "attribute-two"


def test_progress_names_what_is_done():
    told = []
    compare(base(), changed(), progress=lambda *step: told.append(step))
    assert told[:2] == [("verify", 0, 2), ("verify", 1, 2)]
    assert ("solve a mixture", 0, 6) in told


def test_an_infeasible_plan_is_compared_with_what_it_has():
    none = solve(tiny(people_with_floor(), lever_totals={"shortfall": "forbidden"}))
    assert isinstance(none, allocator.Infeasible)
    found = compare(base(), none.plan)
    assert dict(found.left_out)["causes"] == "a plan without quotas has no steps"


def people_with_floor():
    reps = frame({"rep_id": "ada", "role": "ae"}, {"rep_id": "bo", "role": "ae"})
    return {"reps": reps.assign(max_quota=[1.0, 1.0])}


def test_the_interface_has_the_verb(tmp_path):
    found = allocator.compare(base(), changed())
    assert isinstance(found, allocator.Comparison)
    page = found.to_html(tmp_path / "diff.html")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
