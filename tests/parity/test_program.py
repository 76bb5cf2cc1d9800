"""Builder and certifier, who share no code, write the same program from the same tables."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import worlds
from allocator.certify import compare
from allocator.engine.load import load
from solving import scenario_of

ROOT = Path(__file__).parents[2]
SCENARIOS = ("growth-30m", "pipeline-first", "enterprise")
WORLDS = 60


def parameters_refused(both):
    checks = compare.parameters(both.world.evidence, both.world.figures)
    return [f"{check.name}: {check.detail}" for check in checks if not check.passed]


@pytest.mark.parametrize("model", worlds.MODELS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_shipped_scenario_gives_both_the_same_program(compared, name, model):
    both = compared(load(ROOT / "scenarios" / name, model=model))
    assert both.found() == []


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_shipped_scenario_gives_both_the_same_parameters(compared, name):
    assert parameters_refused(compared(load(ROOT / "scenarios" / name))) == []


@pytest.mark.parametrize("seed", range(WORLDS))
def test_a_random_organisation_gives_both_the_same_program_and_parameters(compared, seed):
    model = worlds.MODELS[seed % len(worlds.MODELS)]
    both = compared(scenario_of(worlds.world(seed, model)))
    assert both.found() == []
    assert parameters_refused(both) == []


EVERY_TIER = (
    "shortfall", "over_stretch", "breaches", "leximin", "mean_deviation", "between_groups",
    "disruption", "expected_value", "closest",
)  # fmt: skip
VARIANTS = {
    "every tier": {"tiers": list(EVERY_TIER)},
    "cushion first of all": {
        "tiers": ["over_stretch", "between_groups", "closest"],
        "roll_up.over_assignment": {"region": 0.04, "company": 0.02}, "needs": "hierarchy",
    },
    "cushion before shortfall": {
        "tiers": ["breaches", "disruption", "shortfall", "closest"],
        "roll_up.over_assignment": {"company": 0.03},
        "roll_up.cushion_price": 0.2,
    },
    "every rule hard": {
        f"{name}.soft": False
        for name in ("fairness_band", "year_over_year", "pay_ratio", "roll_up", "phasing")
    },
    "every rule soft": {
        f"{name}.{key}": value
        for name in (
            "potential", "capacity", "pipeline_feasibility", "attainable", "fairness_band",
            "year_over_year", "quota_bounds", "phasing", "roll_up", "pay_ratio", "pipeline_supply",
        )
        for key, value in (("soft", True), ("price", 3.0))
    },
    "levers held by themselves": {
        "pipeline_feasibility.by_lever": True, "pipeline_feasibility.max_stretch": 0.9,
        "phasing.band": 1.5, "attainable.min_probability": 0.8,
    },
    "bounds of roles": {"quota_bounds.roles": {"role0": {"min": 9_000, "max": 31_000}}},
    "a cushion that is named": {
        "roll_up.over_assignment": {"company": 0.1},
        "tiers": ["shortfall", "mean_deviation", "cushion", "breaches", "closest"],
        "needs": "hierarchy",
    },
    "found themselves": {"pipeline_supply.self_sourced": {"role0": 0.4}},
    "no shortfall": {"lever_totals.shortfall": "forbidden"},
}  # fmt: skip


@pytest.mark.parametrize("seed", range(100, 104))
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_setting_gives_both_the_same_program(compared, variant, seed):
    changes = {f"settings.{key}": value for key, value in VARIANTS[variant].items()}
    needed = changes.pop("settings.needs", "reps")
    some = (worlds.world(number, "balanced") for number in itertools.count(seed, 4))
    world = next(world for world in some if needed in world.tables)
    assert compared(scenario_of(world, **changes)).found() == []


@pytest.mark.parametrize("groups", [(), ("segment",), ("role",), ("segment", "node_id")])
def test_any_way_of_comparing_gives_both_the_same_program(compared, groups):
    world = worlds.world(119, "balanced")
    scenario = scenario_of(world)
    policy = dataclasses.replace(scenario.policy, peer_groups=groups)
    assert compared(dataclasses.replace(scenario, policy=policy)).found() == []


@pytest.mark.parametrize("seed", range(300, 310))
@pytest.mark.parametrize("which", ["every lever", "the first lever"])
def test_a_target_of_zero_gives_both_the_same_program(compared, which, seed):
    world = worlds.world(seed)
    levers = list(world.settings["target"]["levers"].values())
    for lever in levers if which == "every lever" else levers[:1]:
        lever["amount"] = 0.0
    # a lock feels every lever's yield, and a proposal of 0 is one
    world.tables["reps"]["locked_quota"] = [9_000.0] + [np.nan] * (len(world.tables["reps"]) - 1)
    world.tables["reps"]["proposed_quota"] = 0.0
    world.settings["settings"] |= {"phasing": {"band": 0.2, "soft": False}}
    assert compared(scenario_of(world)).found() == []


@pytest.mark.parametrize("seed", range(200, 206))
def test_bookings_and_overrides_give_both_the_same_program(compared, seed):
    world = worlds.world(seed, ("balanced", "bottom_up")[seed % 2])
    reps = world.tables["reps"]
    money = 20_000.0 + 1_000.0 * np.arange(len(reps))
    reps["baseline"] = np.where(np.arange(len(reps)) % 4 == 3, np.nan, money / 4)
    reps["prior_quota"] = money
    reps["proposed_quota"] = money * 1.1
    reps["min_quota"] = money / 8
    reps["ote"] = money / 5
    world.tables["overrides"] = pd.DataFrame(
        {"rep_id": [reps["rep_id"].iloc[1]], "quota": [60_000.0], "reason": ["asked for"]}
    )
    world.settings["measure"] = "bookings"
    world.settings["settings"] |= {
        "phasing": {"band": 0.2, "soft": False},
        "pay_ratio": {"lo": 1, "hi": 2},
        "lever_mix": {"mix": {"role0": {name: [0.2, 0.6] for name in
                              world.settings["roles"]["role0"]["levers"]}}},
    }  # fmt: skip
    both = compared(scenario_of(world))
    assert both.found() == []
    assert parameters_refused(both) == []
