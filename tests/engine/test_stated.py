"""What plan.json says of itself, against what follows from its folder."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from allocator.certify.certificate import certify
from allocator.engine import stated
from allocator.engine.solve import solve
from allocator.engine.verify import verify_plan
from tiny import tiny


@pytest.fixture(scope="module")
def plan():
    return solve(tiny(tiers=["shortfall", "mean_deviation", "closest"])).plan


@pytest.fixture(scope="module")
def found(plan):
    return certify(plan.files, plan.document, plan.proof)


def claimed(plan, change):
    """The plan with a change to its recorded certificate."""
    certificate = json.loads(json.dumps(plan.document["certificate"]))
    change(certificate)
    return replace(plan, document={**plan.document, "certificate": certificate})


def test_what_was_recorded_is_listed(plan):
    recorded = verify_plan(plan).recorded
    assert {"solver", "warnings", "binding in reps.csv"} <= set(recorded)
    assert "diagnosis.json" not in recorded
    assert plan.document["certificate"].keys() == {"passed", "words", "tiers", "checks"}


def test_a_plan_says_of_itself_what_is_found(plan, found):
    assert stated.refusals(plan, found) == []


def test_the_last_digits_of_a_figure_are_the_machines(plan, found):
    def change(certificate):
        for tier in certificate["tiers"]:
            tier["face"] += 1e-15
            tier["free"] = tier["free"] and tier["free"] + 1e-14
        for check in certificate["checks"]:
            check["value"] += 1e-3 * check["limit"]

    assert stated.refusals(claimed(plan, change), found) == []


@pytest.mark.parametrize(
    ("key", "value"), [("face", 1e-11), ("free", 1e-7), ("free", None), ("value", 0.5)]
)
def test_a_figure_beyond_the_last_digits_is_refused(plan, found, key, value):
    told = stated.refusals(claimed(plan, lambda c: c["tiers"][0].update({key: value})), found)
    assert told == ["plan.json: the certificate's tier shortfall:1 is not what was found"]


def test_other_words_are_refused(plan, found):
    (told,) = stated.refusals(claimed(plan, lambda c: c.update(words="audited")), found)
    assert "'audited'" in told


def test_a_check_that_is_missing_is_refused(plan, found):
    (told,) = stated.refusals(claimed(plan, lambda c: c["checks"].pop()), found)
    assert "checks" in told


def test_a_certificate_that_is_none_is_refused(plan, found):
    for gone in (None, [], {"words": "proven optimal"}):
        other = replace(plan, document={**plan.document, "certificate": gone})
        assert len(stated.refusals(other, found)) == 1


@pytest.mark.parametrize("key", ["title", "currency", "model", "unit", "schema", "scenario"])
def test_a_heading_that_inputs_do_not_give_is_refused(plan, found, key):
    other = replace(plan, document={**plan.document, key: "other"})
    (told,) = stated.refusals(other, found)
    assert told.startswith(f"plan.json: {key} is 'other'")


def test_another_input_hash_is_refused(plan, found):
    other = replace(plan, document={**plan.document, "input_hash": "0" * 64})
    assert len(stated.refusals(other, found)) == 1


def test_an_option_of_the_solve_is_part_of_the_hash(plan, found):
    assert stated.refusals(replace(plan, document={**plan.document, "solver": "highs"}), found)
    explained = solve(tiny(), explain=True).plan
    assert verify_plan(explained).passed


def test_inputs_that_are_no_scenario_are_refused(plan, found):
    files = {**plan.files, "inputs/scenario.yaml": b"schema: [\n"}
    (told,) = stated.refusals(replace(plan, files=files), found)
    assert told.startswith("inputs: ")


def test_a_plan_of_another_version_is_told_so(plan, found):
    document = {**plan.document, "allocator_version": "0.0.1"}
    assert stated.refusals(replace(plan, document=document), found) == []
    other = claimed(replace(plan, document=document), lambda c: c["checks"].pop())
    assert "0.0.1" in stated.refusals(other, found)[-1]
