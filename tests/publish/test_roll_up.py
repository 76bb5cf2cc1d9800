import dataclasses

import numpy as np

from allocator.domain.tables import Tables
from allocator.publish.assemble import tree_of
from allocator.publish.roll_up import roll_up

PUBLISHED = np.array([[180.0, 270.0], [220.0, 330.0], [190.0, 190.0]])


def rolled(world, published=PUBLISHED, unit=1.0):
    tree = tree_of(world.scenario, world.parameters)
    table = roll_up(world.parameters, world.allocation, tree, published, unit)
    return table.set_index(["node_id", "lever", "period"]).sort_index()


def test_the_root_reads_target_less_shortfall_and_parents_the_sum_of_their_children(world):
    table = rolled(world)
    assert len(table) == 3 * 2 * 2
    assert table.loc[("all", "new_customers"), "quota"].tolist() == [400.0, 600.0]
    assert table.loc[("all", "expansion"), "quota"].tolist() == [190.0, 190.0]
    assert table.loc[("east", "new_customers"), "quota"].tolist() == [180.0, 270.0]
    assert table.loc[("west", "expansion"), "quota"].tolist() == [0.0, 0.0]
    assert (table["quota"] == table["sum_of_children"]).all()
    assert (table["over_assignment"] == 0).all()
    assert table.loc[("all", "expansion"), "parent_id"].tolist() == ["", ""]
    assert table.loc[("east", "expansion"), "parent_id"].tolist() == ["all", "all"]
    assert table.loc[("east", "expansion"), "level"].tolist() == ["region", "region"]


def test_a_cushion_lies_between_a_node_and_its_children(world):
    # regions carry 10 % over their own number, the company 5 % more: C is 1.155 and 1.1
    c = np.array([[1.155, 1.1, 1.1], [1.0, 1.0, 1.0]])
    cushioned = world.with_allocation(node_cushion=c, cushion=np.array([1.155, 1.0]))
    table = rolled(cushioned, published=PUBLISHED * np.array([[1.155], [1.155], [1.0]]))
    assert table.loc[("all", "new_customers"), "quota"].tolist() == [400.0, 600.0]
    # ann's 207.9 and 311.85 less 10 %: 189 and 283.5 (to the even unit)
    assert table.loc[("east", "new_customers"), "quota"].tolist() == [189.0, 284.0]
    assert table.loc[("all", "new_customers"), "over_assignment"].round(9).tolist() == [0.155] * 2
    east = table.loc[("east", "new_customers"), "sum_of_children"]
    assert east.round(6).tolist() == [207.9, 311.85]
    # 189 + 231 and 284 + 346
    assert table.loc[("all", "new_customers"), "sum_of_children"].tolist() == [420.0, 630.0]


def test_a_missing_cushion_does_not_lower_the_companys_number(world):
    # the cushion of 10 % could not be placed at all: the reps carry the bare target
    c = np.array([[1.1, 1.0, 1.0], [1.0, 1.0, 1.0]])
    missing = np.array([[40.0, 60.0], [0.0, 0.0]])
    table = rolled(world.with_allocation(node_cushion=c, cushion_missing=missing))
    assert table.loc[("all", "new_customers"), "quota"].tolist() == [400.0, 600.0]


def test_numbers_are_shown_in_units_beside_the_exact_sum_of_the_reps(world):
    table = rolled(world, unit=100.0)
    assert table.loc[("east", "new_customers"), "quota"].tolist() == [200.0, 300.0]
    assert table.loc[("east", "new_customers"), "sum_of_children"].tolist() == [180.0, 270.0]


def test_a_lever_that_nobody_carries_rolls_up_to_zero(world):
    table = rolled(world, published=PUBLISHED * np.array([[1.0], [1.0], [0.0]]))
    assert (table.xs("expansion", level="lever")["quota"] == 0).all()


def test_without_a_hierarchy_there_is_one_node_the_company(world):
    tables = Tables({"reps": world.scenario.tables["reps"]})
    bare = dataclasses.replace(world, scenario=dataclasses.replace(world.scenario, tables=tables))
    table = rolled(bare.with_allocation(node_cushion=np.ones((2, 1)))).reset_index()
    assert set(table["node_id"]) == {"company"}
    assert table["quota"].tolist() == [190.0, 190.0, 400.0, 600.0]
