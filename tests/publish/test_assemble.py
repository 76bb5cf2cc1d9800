import dataclasses
import io
import json

import numpy as np
import pandas as pd
import pytest

from allocator.domain.plan import COLUMNS, WORK
from allocator.publish.assemble import publish, refused
from allocator.publish.seal import seal
from allocator.read.plan import open_plan, tables
from allocator.read.write import save

KEYS = (
    "schema", "scenario", "model", "input_hash", "allocator_version", "solver", "status", "tiers",
    "totals", "metrics", "baselines", "defaults_used", "warnings", "certificate", "trail", "files",
)  # fmt: skip


def made(world, options=None, tier_values=None):
    return publish(
        world.scenario,
        world.parameters,
        world.allocation,
        world.proof,
        solver="piqp",
        options=options or {"solver": "auto"},
        tier_values=tier_values,
    )


def test_the_document_has_every_key_of_the_contract_and_is_json(world):
    document = made(world).document
    assert set(KEYS) <= set(document)
    assert [key for key in document if key in KEYS] == list(KEYS)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["schema"] == "allocator/plan/v1"
    assert document["status"] == "optimal_short"
    assert document["totals"]["assigned"] == 1380
    assert document["metrics"]["assigned_share"] == pytest.approx(1380 / 1400)
    assert document["metrics"]["worst_load_deviation"] == pytest.approx(
        {"farmer": 0, "hunter": 0.1}
    )
    assert document["defaults_used"] == [
        "seasonality of expansion is even",
        "conversion of expansion is 0.25",
    ]
    assert document["not_compared"] == {"oli": "no cells", "sam": "no cells", "sue": "no cells"}
    assert document["exempt"] == {"cem": "no prior"}


def test_no_place_in_a_file_enters_the_bytes_and_warnings_have_one_order(world):
    document = made(world).document
    assert [warning["code"] for warning in document["warnings"]] == ["a-code", "b-code"]
    assert document["trail"] == [{"path": "target.scale", "old": 1, "new": 2}]
    text = json.dumps(document)
    assert "x.csv" not in text
    assert "more.yaml" not in text


def test_published_money_is_whole_units_with_exact_totals(world):
    plan = made(world)
    primary = plan.quotas[plan.quotas["credit"] == "primary"]
    assert (primary["quota"] == primary["quota"].round()).all()
    assert primary.groupby("lever")["quota"].sum().to_dict() == {
        "new_customers": 1000.0,
        "expansion": 380.0,
    }
    assert plan.reps["quota"].tolist() == [450.0, 550.0, 380.0, 158.0]
    assert plan.pipeline_quotas["pipeline"].sum() == 101.0
    assert plan.shortfall["amount"].sum() == 20.0


def test_the_values_of_tiers_at_the_published_plan_come_from_the_caller(world):
    seen = []

    def values(quota):
        seen.append(quota)
        return {"shortfall:1": 0.014}

    tiers = made(world, tier_values=values).document["tiers"]
    assert tiers[0] == {
        "name": "shortfall:1", "value": 0, "money": 0, "bound": 0, "published": 0.014,
    }  # fmt: skip
    assert tiers[1]["published"] is None
    assert seen[0].tolist() == [[180.0, 270.0], [220.0, 330.0], [190.0, 190.0]]


def test_options_are_part_of_the_input_hash(world):
    one, other = made(world).document, made(world, {"solver": "highs"}).document
    assert one["input_hash"] != other["input_hash"]
    assert len(one["input_hash"]) == 64


def test_the_same_world_gives_the_same_bytes(world):
    one, other = made(world), made(world)
    assert one.files == other.files
    assert one.document == other.document


def test_the_files_are_the_tables_the_inputs_and_the_proof(world):
    names = set(made(world).files)
    assert names == {
        *(f"{name}.csv" for name in COLUMNS if name not in WORK),
        "proof.npz",
        "splits.csv",
        "inputs/scenario.yaml",
        "inputs/model.yaml",
        "inputs/parameters.csv",
        "inputs/tables/reps.csv",
        "inputs/tables/hierarchy.csv",
    }


def test_the_tables_in_memory_are_those_in_the_files(world):
    plan = made(world)
    for name, frame in tables(plan.files).items():
        pd.testing.assert_frame_equal(getattr(plan, name), frame)


def test_a_plan_read_from_its_folder_is_the_plan_that_was_saved(world, tmp_path):
    plan = seal(made(world), None)
    back = open_plan(save(plan, tmp_path / "plan"))
    assert back.document == plan.document
    assert back.files == plan.files
    for name in COLUMNS:
        pd.testing.assert_frame_equal(getattr(back, name), getattr(plan, name))
    assert (back.proof.point == plan.proof.point).all()


def test_rows_of_a_plan_without_cells_are_empty_and_it_still_stands(world):
    none = np.zeros(0, np.int64)
    empty = {
        name: np.zeros((0, *getattr(world.parameters, name).shape[1:]))
        for name in (
            "mean_share", "worked_share", "conv", "cell_open_amount", "worked", "win_share",
            "open_worth", "effort", "expected", "attainable", "fair",
        )
    }  # fmt: skip
    bare = world.with_parameters(
        cell_rep=none, cell_territory=none, cell_lever=none, cell_pair=none, **empty
    ).with_allocation(
        quota=np.zeros((0, 2)),
        short=world.parameters.target,
        reasons=np.full((2, 2), "nobody", dtype=object),
        groups=(),
        group=np.full(6, -1),
        peer_load=np.zeros(0),
    )
    plan = made(bare)
    assert plan.status == "optimal_short"
    assert plan.total == 0
    assert plan.shortfall["amount"].sum() == 1400
    assert plan.document["metrics"]["gini_of_load"] is None


def test_a_refused_scenario_has_a_folder_without_quotas(world, tmp_path):
    plan = refused(
        world.scenario,
        world.parameters,
        None,
        solver="highs",
        options={},
        diagnosis=b'{"conflict": []}\n',
    )
    assert plan.status == "infeasible"
    assert "quotas.csv" not in plan.files
    back = open_plan(save(seal(plan, None), tmp_path / "none"))
    assert back.status == "infeasible"
    assert len(back.quotas) == 0
    assert back.proof is None


def test_a_warning_without_anything_to_say_keeps_its_code(world):
    scenario = dataclasses.replace(world.scenario, warnings=world.scenario.warnings * 2)
    plan = made(dataclasses.replace(world, scenario=scenario))
    assert len(plan.document["warnings"]) == 2


def test_the_naive_splits_of_a_rep_stand_beside_his_quota(world):
    plan = made(world)
    primary = plan.reps[plan.reps["credit"] == "primary"].set_index("rep_id")["quota"]
    read = pd.read_csv(io.BytesIO(plan.files["splits.csv"])).set_index("rep_id")
    assert list(read.columns) == ["quota", "equal", "prior", "potential"]
    assert read["quota"].to_dict() == {rep: primary[rep] for rep in read.index}
    assert read["equal"].sum() == pytest.approx(plan.document["totals"]["target"], abs=len(read))
