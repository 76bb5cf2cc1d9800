from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import allocator
from allocator.certify.certificate import certify
from allocator.engine import kept as kept_module
from allocator.engine.explain import explain, explain_all
from allocator.engine.load import inputs_of
from allocator.errors import CertificateError, InputError
from allocator.publish.seal import seal
from explained import SHIPPED, kept, lines, random_plan, shipped, sums, two_reps


@pytest.mark.parametrize("name", SHIPPED)
def test_the_lines_of_every_rep_add_up_to_the_published_quota(name):
    plan = shipped(name)
    quota = sums(plan)
    for rep, found in explain_all(plan).items():
        assert sum(line.money for line in found.lines) == quota.get(rep, 0.0) == found.quota


@pytest.mark.parametrize("name", SHIPPED)
def test_reps_who_made_room_moved_the_other_way(name):
    for found in explain_all(shipped(name)).values():
        for line in found.lines:
            assert all(mover.money * line.money < 0 for mover in line.made_room)
            assert found.id not in {mover.rep for mover in line.made_room}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_step_of_a_rep_has_a_rule_or_somebody_who_made_room(name):
    for found in explain_all(shipped(name)).values():
        for line in found.lines[1:-1]:
            assert abs(line.money) < 3 or line.rules or line.made_room


def test_the_pipeline_takes_55000_off_a_fair_share_of_80000():
    found = explain(shipped("pipeline-first"), rep="ae-1")
    told = lines(found)
    assert (told["fair_share"].money, told["own_limits"].money) == (80_000, -55_000)
    assert [line.money for line in found.lines[2:]] == [0, 0, 0, 0, 0]
    assert [rule.block for rule in told["own_limits"].rules] == ["pipeline_feasibility"]
    assert "1.25 x attainable yield (25,000)" in told["own_limits"].sentence


def test_more_attainable_yield_covers_target_by_the_greatest_stretch():
    (price,) = explain(shipped("pipeline-first"), rep="ae-1").prices
    # 1 USD more quota is 0.80 USD more attainable yield at a stretch of 1.25
    assert (price.tier, price.step) == ("shortfall:1", 1.0)
    assert price.money == pytest.approx(1.0, abs=1e-6)
    assert price.sentence == ("0.80 USD more attainable yield of ae-1 would cover 1 USD of target.")


def test_a_cap_of_60000_is_an_own_limit_and_the_other_rep_takes_the_rest():
    plan = two_reps(max_quota=(60_000, None))
    ann, bob = lines(explain(plan, rep="ann")), lines(explain(plan, rep="bob"))
    assert ann["fair_share"].money == bob["fair_share"].money == 100_000
    assert (ann["own_limits"].money, ann["shortfall:1"].money) == (-40_000, 0)
    assert ann["own_limits"].sentence == "Lowered by the cap of 60,000."
    assert (bob["own_limits"].money, bob["shortfall:1"].money) == (0, 40_000)
    assert bob["shortfall:1"].sentence == ("Raised by what is left of the target of new customers.")
    (mover,) = bob["shortfall:1"].made_room
    assert (mover.rep, mover.money, mover.why) == ("ann", -40_000, "floors, caps and locks")


def test_a_lock_is_named_as_a_lock():
    plan = two_reps(locked_quota=(130_000, None))
    own = lines(explain(plan, rep="ann"))["own_limits"]
    assert own.money == 30_000
    assert own.sentence == "Raised by the lock at 130,000."


def test_two_caps_leave_a_shortfall_and_each_has_its_price():
    plan = two_reps(max_quota=(60_000, 70_000))
    found = explain(plan)
    assert found.quota == 130_000
    assert [price.sentence for price in found.prices] == [
        "1 USD more room at the cap of 60,000 of ann would cover 1 USD of target.",
        "1 USD more room at the cap of 70,000 of bob would cover 1 USD of target.",
    ]


def test_a_node_is_the_sum_of_its_reps_line_by_line():
    plan = shipped("enterprise")
    each = explain_all(plan)
    found = explain(plan, node="west")
    west = {"west", "west-new-business", "west-customers", "west-development"}
    mine = [e for e in each.values() if e.about.split(", ")[1] in west]
    assert len(mine) > 10
    for number, line in enumerate(found.lines):
        assert line.money == sum(e.lines[number].money for e in mine)
    assert found.quota == sum(e.quota for e in mine)


def test_a_node_shows_its_number_beside_what_was_asked_of_it():
    plan = shipped("enterprise")
    number = explain(plan, node="west").number
    assert number.number == plan.rollup.loc[plan.rollup["node_id"] == "west", "quota"].sum()
    assert (number.target, number.least, number.greatest) == (9_950_000, 7_980_000, None)


def test_the_company_reads_its_target_in_the_first_line():
    found = explain(shipped("enterprise"))
    assert found.kind == "company"
    assert found.lines[0].money == 30_000_000
    told = lines(found)
    # what own limits take off, covering the target puts back
    assert told["own_limits"].money == -told["shortfall:1"].money < 0
    assert len(told["own_limits"].movers) == 3


def test_an_sdr_is_told_of_pipeline_and_a_director_of_overlay_credit():
    plan = shipped("enterprise")
    sdr, director = explain(plan, rep="sdr-01"), explain(plan, rep="dir-west")
    assert sdr.quota == director.quota == 0
    assert "Pipeline quota in new customers" in sdr.notes[0]
    assert any("Overlay credit in new customers" in note for note in director.notes)
    assert "Carries no quota of its own." in sdr.text()


def test_rounds_of_leximin_are_one_line():
    found = explain(random_plan(7, "leximin"))
    keys = [line.key for line in found.lines]
    assert keys.count("leximin") == 1
    assert not [key for key in keys if key.startswith("leximin:")]


@pytest.mark.parametrize("seed", range(12))
def test_small_organisations_of_any_model_add_up_and_can_be_told(seed):
    plan = random_plan(seed)
    quota = sums(plan)
    for rep, found in explain_all(plan).items():
        assert sum(line.money for line in found.lines) == quota.get(rep, 0.0)
        assert found.text()
    company = explain(plan)
    assert company.quota == plan.total
    assert company.text()


def test_an_explanation_is_json():
    for found in (explain(shipped("enterprise")), explain(shipped("enterprise"), rep="am-07")):
        read = json.loads(json.dumps(found.to_dict(), allow_nan=False))
        assert read["quota"] == found.quota
        assert [line["key"] for line in read["lines"]] == [line.key for line in found.lines]


@pytest.mark.parametrize(
    ("asked", "code", "nearest"),
    [({"rep": "am-7"}, "rep-unknown", "am-07"), ({"node": "wst"}, "node-unknown", "west")],
)
def test_an_unknown_name_is_refused_with_the_nearest(asked, code, nearest):
    with pytest.raises(InputError) as refused:
        explain(shipped("enterprise"), **asked)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert nearest in problem.fix


def test_a_rep_and_a_node_at_once_are_refused():
    with pytest.raises(InputError) as refused:
        explain(shipped("enterprise"), rep="am-07", node="west")
    assert refused.value.problems[0].code == "explain-one"


def test_a_plan_without_quotas_is_refused():
    plan = replace(shipped("pipeline-first"), proof=None)
    with pytest.raises(InputError) as refused:
        explain(plan)
    assert refused.value.problems[0].code == "plan-infeasible"


def test_the_scenario_comes_out_of_the_plan_alone():
    plan = shipped("growth-30m")
    read = inputs_of(plan)
    assert read.target == 30_000_000
    assert len(read.tables["reps"]) == 43
    assert np.isclose(read.policy.unit, 1.0)


def test_a_kept_path_says_what_a_computed_one_says():
    plan = kept("enterprise")
    bare = replace(plan, proof=replace(plan.proof, waypoints=()))
    assert explain_all(plan) == explain_all(bare)


def test_a_plan_read_from_its_folder_keeps_its_path(tmp_path):
    plan = kept("pipeline-first")
    folder = plan.save(tmp_path / "plan")
    assert allocator.verify(folder).passed
    again = allocator.open(folder)
    assert len(again.proof.waypoints) == 4
    assert explain_all(again) == explain_all(plan)


def test_what_would_be_solved_is_not_where_the_path_is_kept(monkeypatch):
    def never(*_):
        raise AssertionError

    monkeypatch.setattr(kept_module, "solve_on_face", never)
    assert explain_all(kept("pipeline-first"))["ae-1"].quota == 25_000


def test_a_path_under_the_hash_of_a_plan_without_one_is_refused():
    bare, plan = shipped("pipeline-first"), kept("pipeline-first")
    document = {**plan.document, "input_hash": bare.document["input_hash"]}
    forged = seal(replace(plan, document=document), certify(plan.files, document, plan.proof))
    with pytest.raises(CertificateError, match="input_hash"):
        forged.verify()
