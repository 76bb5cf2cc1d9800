"""The shipped models and scenarios: they parse, their references hold, their totals agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from allocator.engine.load import load
from allocator.program import registry
from allocator.yields.derive import derive

ROOT = Path(__file__).parents[2]
MODELS = sorted((ROOT / "models").glob("*.yaml"))
SCENARIOS = ("growth-30m", "pipeline-first", "enterprise")
WHAT_IFS = sorted((ROOT / "scenarios" / "enterprise" / "what-if").glob("*.yaml"))


def scenario(name):
    return ROOT / "scenarios" / name


def table(scenario_name, table_name):
    return pd.read_csv(
        scenario(scenario_name) / "tables" / f"{table_name}.csv",
        dtype={"share": float},
        keep_default_na=True,
    )


def test_the_ten_models_of_the_contract_are_there():
    assert [file.stem for file in MODELS] == [
        "attainable",
        "balanced",
        "bottom_up",
        "interlock",
        "leximin",
        "minimal_change",
        "proportional",
        "strict",
        "territory_first",
        "top_down",
    ]


@pytest.mark.parametrize("file", MODELS, ids=lambda file: file.stem)
def test_a_model_begins_with_when_to_choose_it_and_for_whom(file):
    head = file.read_text().split("schema:")[0]
    prose = " ".join(line.removeprefix("# ") for line in head.splitlines())
    assert prose.startswith("When to choose it:")
    assert "or what kind of company:" in prose


@pytest.mark.parametrize("file", MODELS, ids=lambda file: file.stem)
def test_a_model_has_every_section_and_ends_with_the_tier_that_makes_it_unique(file):
    model = YAML(typ="safe").load(file.read_text())
    assert list(model) == ["schema", "title", "peer_groups", "families", "tiers", "rounding"]
    assert model["schema"] == "allocator/v1"
    assert model["tiers"][-1] == "closest"
    assert {"lever_totals", "quota_bounds"} <= set(model["families"])


@pytest.mark.parametrize("file", MODELS, ids=lambda file: file.stem)
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_can_be_read_under_every_model(name, file):
    assert load(scenario(name), model=file.stem).policy.name == file.stem


def test_every_family_stands_in_a_shipped_model_or_scenario():
    used = set()
    for file in MODELS:
        used |= set(YAML(typ="safe").load(file.read_text())["families"])
    for name in SCENARIOS:
        used |= set(load(scenario(name)).policy.families)
    assert set(registry.families()) <= used


@pytest.mark.parametrize("name", [*SCENARIOS, "from-crm"])
def test_every_scenario_says_in_its_readme_what_to_expect(name):
    assert "xpected" in (scenario(name) / "README.md").read_text()


def test_growth_is_split_into_800_000_and_555_556_from_a_list_of_reps_alone():
    parameters = derive(load(scenario("growth-30m")))
    fair = dict(zip(parameters.reps.labels, parameters.fair_share, strict=True))
    assert len(fair) == 43
    assert fair["acq-01"] == pytest.approx(800_000)
    assert fair["am-18"] == pytest.approx(10_000_000 / 18)
    assert parameters.target.sum() == pytest.approx(30_000_000)


def test_ten_open_opportunities_are_two_deals():
    loaded = load(scenario("pipeline-first"))
    parameters = derive(loaded)
    assert loaded.target == 80_000
    assert parameters.y.tolist() == pytest.approx([20_000])
    assert parameters.rest.tolist() == [0]
    assert parameters.win_share.tolist() == pytest.approx([0.2])
    # reach x win share x potential does not bind before stretch: 2.0 x 0.2 x 100,000 > 1.25 x y.
    reach = 2.0 * parameters.win_share[0] * parameters.potential[0]
    assert reach == pytest.approx(40_000)
    assert reach > 1.25 * parameters.y[0]


def test_enterprise_sums_its_levers_from_what_drives_them():
    amounts = {lever.lever: lever.amount for lever in load(scenario("enterprise")).levers}
    assert amounts == pytest.approx(
        {
            "new_customers": 11_000_000,
            "pricing": 3_000_000,
            "product_mix": 2_000_000,
            "channel": 3_000_000,
            "retention": 3_000_000,
            "expansion": 8_000_000,
        }
    )


def test_enterprise_can_just_about_carry_its_target():
    parameters = derive(load(scenario("enterprise")))
    by_lever = parameters.yield_total.sum(axis=1) / parameters.target.sum(axis=1)
    assert len(parameters.reps) == 60
    assert by_lever.min() > 0.95
    assert by_lever.max() < 1.05
    conv = parameters.conv
    assert conv.min() > 0.15
    assert conv.max() < 0.42
    # A few reps are out of hours, most are not.
    cut = parameters.cut[parameters.y > 0]
    assert 0 < np.mean(cut < 1) < 0.1


def test_enterprise_has_no_more_money_in_open_deals_than_there_is_potential():
    keys = ["territory_id", "lever"]
    opened = table("enterprise", "pipeline").groupby(keys)["amount"].sum()
    potential = table("enterprise", "potential").set_index(keys)["potential"]
    assert (opened <= potential.reindex(opened.index)).all()


def test_retention_at_stake_is_what_would_be_lost():
    potential = table("enterprise", "potential")
    at_stake = potential.loc[potential["lever"] == "retention", "potential"].sum()
    assert at_stake == pytest.approx(100_000_000 * (1 - 0.85), rel=1e-3)


def test_node_targets_and_proposals_of_enterprise_add_up_at_every_level():
    nodes = table("enterprise", "hierarchy").set_index("node_id")
    for column, total in (("target", 30_000_000), ("proposed", 28_290_000)):
        assert nodes.loc["company", column] == total
        children = nodes.groupby("parent_id")[column].sum()
        assert children["company"] == total
        for region in ("west", "central", "east"):
            assert children[region] == nodes.loc[region, column]


def test_hours_of_the_funnel_are_those_of_the_effort_table():
    funnel = table("enterprise", "funnel")
    effort = table("enterprise", "effort").set_index(["role", "lever"])["hours_per_opportunity"]
    for key, steps in funnel.groupby(["role", "lever"]):
        ahead = steps.sort_values("order", ascending=False).reset_index(drop=True)
        # Units of each step behind one opportunity, the last step: 1 / product of rates between.
        units = 1 / ahead["rate"].where(ahead.index > 0, 1.0).cumprod()
        assert (units * ahead["hours"]).sum() == pytest.approx(effort[key], rel=0.1)


@pytest.mark.parametrize("file", WHAT_IFS, ids=lambda file: file.stem)
def test_a_what_if_says_what_it_changes(file):
    base, other = load(scenario("enterprise")), load(file)
    assert other.trail
    assert other.title != base.title


def test_the_what_ifs_change_what_their_names_say():
    at = {file.stem: load(file) for file in WHAT_IFS}
    assert at["target-plus-10"].target == pytest.approx(33_000_000)
    assert at["tighter-fairness"].policy.families["fairness_band"]["band"] == 0.08
    leaver = at["rep-leaves-in-march"].tables["reps"].set_index("rep_id")
    assert leaver.loc["ae-05", "end_date"] == pd.Timestamp("2027-03-31")
    assert len(at["hire-three"].tables["reps"]) == 63


def test_a_hire_takes_his_share_and_the_colleague_keeps_the_rest():
    parameters = derive(load(scenario("enterprise") / "what-if" / "hire-three.yaml"))
    cells = {
        (parameters.reps.labels[rep], parameters.levers.labels[lever]): cell
        for cell, (rep, lever, territory) in enumerate(
            zip(
                parameters.cell_rep,
                parameters.cell_lever,
                parameters.cell_territory,
                strict=True,
            )
        )
        if parameters.territories.labels[territory] == "dallas"
    }
    # In the last quarter all are ramped: 0.30 for the hire, 0.15 for the partner, 0.55 remain.
    last = {key: parameters.worked_share[cell, -1] for key, cell in cells.items()}
    assert last["ae-27", "new_customers"] == pytest.approx(0.30)
    assert last["cm-04", "new_customers"] == pytest.approx(0.15)
    assert last["ae-12", "new_customers"] == pytest.approx(0.55)
    assert last["ae-12", "pricing"] == pytest.approx(0.70)
