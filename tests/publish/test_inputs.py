"""inputs/ of the tiny world: what `read.inputs` makes of scenario and parameters."""

import dataclasses

import numpy as np
from ruamel.yaml import YAML

from allocator.domain.tables import Tables
from allocator.read.inputs import input_files, input_hash, parameter_table


def files(world):
    return input_files(world.scenario, world.parameters)


def scenario(world, **changes):
    return dataclasses.replace(world, scenario=dataclasses.replace(world.scenario, **changes))


def test_the_scenario_names_the_model_and_the_tables_beside_it(world):
    text = YAML(typ="safe", pure=True).load(files(world)["inputs/scenario.yaml"])
    assert text["model"] == "model.yaml"
    assert text["tables"] == "tables/"
    assert list(text)[:2] == ["schema", "name"]
    model = YAML(typ="safe", pure=True).load(files(world)["inputs/model.yaml"])
    assert model["families"]["fairness_band"] == {"band": 0.1}
    assert model["rounding"] == {"unit": 1}


def test_the_order_of_keys_changes_nothing_a_value_does(world):
    digest = input_hash(files(world), {})
    resolved = world.scenario.resolved
    turned = dict(reversed(resolved.items()))
    assert input_hash(files(scenario(world, resolved=turned)), {}) == digest
    other = {**resolved, "target": {"amount": 1401.0}}
    assert input_hash(files(scenario(world, resolved=other)), {}) != digest


def test_where_a_value_came_from_changes_nothing(world):
    bare = scenario(world, trail=(), warnings=())
    assert files(bare) == files(world)


def test_only_given_tables_are_written(world):
    bare = scenario(world, tables=Tables({"reps": world.scenario.tables["reps"]}))
    assert [name for name in files(bare) if "tables" in name] == ["inputs/tables/reps.csv"]


def test_parameters_are_one_long_table_without_zero_unknown_or_unlimited(world):
    table = parameter_table(world.parameters)
    assert list(table.columns) == [
        "symbol", "rep_id", "territory_id", "lever", "period", "value",
    ]  # fmt: skip
    assert (table["value"] != 0).all()
    assert np.isfinite(table["value"]).all()
    # unlimited hours of cem and oli, and sue's zero, have no row
    assert table.loc[table["symbol"] == "hours", "rep_id"].value_counts().to_dict() == {
        "ann": 2, "bob": 2, "sam": 2, "sue": 1,
    }  # fmt: skip
    assert table[table["symbol"] == "cycle_days"].drop(columns="symbol").to_numpy().tolist() == [
        ["", "", "new_customers", "", 30.0]
    ]
    fair = table[table["symbol"] == "fair"]
    assert fair.iloc[1].tolist() == ["fair", "ann", "t1", "new_customers", "2027-04-01", 300.0]
    assert fair["value"].sum() == 1400.0
    conv = table[table["symbol"] == "conv"]
    assert conv.iloc[2].tolist() == ["conv", "cem", "t1", "expansion", "", 0.5]
    reach = table[table["symbol"] == "potential"]
    assert reach.iloc[1].tolist() == ["potential", "", "t1", "expansion", "", 800.0]


def test_every_symbol_of_the_parameters_is_written(world):
    ones = world.with_parameters(
        **{
            field.name: np.ones_like(value, dtype=np.float64)
            for field in dataclasses.fields(world.parameters)
            if isinstance(value := getattr(world.parameters, field.name), np.ndarray)
            and value.dtype != np.int64
        }
    ).parameters
    ones = dataclasses.replace(
        ones,
        conversion=dataclasses.replace(
            ones.conversion,
            **dict.fromkeys(
                ("prior_mean", "prior_weight", "wins", "opportunities"), np.ones((6, 2))
            ),
        ),
    )
    assert set(parameter_table(ones)["symbol"]) == {
        "target", "season", "inside", "Y", "cycle_days", "work", "present", "hours", "done",
        "presence", "ramping", "cut", "variance", "potential", "open_amount", "rest", "mean_share",
        "conv", "cell_open_amount", "worked", "win_share", "effort", "worked_share", "open_worth",
        "yield", "y", "fair", "prior_mean", "prior_weight", "wins", "opportunities",
    }  # fmt: skip
