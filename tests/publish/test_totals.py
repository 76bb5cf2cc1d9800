import numpy as np
import pytest

from allocator.publish.totals import is_short, shortfall_table, totals

KEYS = ("target", "assigned", "shortfall", "cushion_missing", "cushion_granted", "rounding")
PUBLISHED = np.array([[180.0, 270.0], [220.0, 330.0], [190.0, 190.0]])


def holds(line):
    left = line["assigned"] + line["shortfall"] - line["cushion_granted"] + line["rounding"]
    return left == pytest.approx(line["target"], abs=1e-9)


def test_target_is_assigned_plus_shortfall(world):
    found = totals(world.parameters, world.allocation, PUBLISHED, 1.0)
    document = found.document
    assert [document[key] for key in KEYS] == [1400.0, 1380.0, 20.0, 0.0, 0.0, 0.0]
    expansion = document["levers"]["expansion"]
    assert [expansion[key] for key in KEYS] == [400.0, 380.0, 20.0, 0.0, 0.0, 0.0]
    assert found.short.tolist() == [[0, 0], [10, 10]]


def test_the_granted_cushion_is_beside_the_target_and_the_missing_one_is_named(world):
    # 10 % wanted on 1000, 30 of it missing: 70 granted, 1070 assigned
    cushioned = world.with_allocation(
        cushion=np.array([1.1, 1.0]), cushion_missing=np.array([[10.0, 20.0], [0.0, 0.0]])
    )
    published = PUBLISHED + np.array([[30.0, 40.0], [0.0, 0.0], [0.0, 0.0]])
    line = totals(cushioned.parameters, cushioned.allocation, published, 1.0).document["levers"][
        "new_customers"
    ]
    assert [line[key] for key in KEYS] == [1000.0, 1070.0, 0.0, 30.0, 70.0, 0.0]
    assert holds(line)


def test_a_remainder_under_one_unit_is_rounding_and_no_shortfall(world):
    # 1,000 in units of 300 with nothing short: 900 assigned, 100 are rounding
    bare = world.with_allocation(short=np.zeros((2, 2)))
    published = np.array([[300.0, 0.0], [300.0, 300.0], [300.0, 0.0]])
    document = totals(bare.parameters, bare.allocation, published, 300.0).document
    line = document["levers"]["new_customers"]
    assert line["shortfall"] == 0.0
    assert line["rounding"] == 100.0
    assert all(holds(part) for part in (document, *document["levers"].values()))


def test_a_shortfall_is_whole_units_and_leaves_rounding_within_half_of_one(world):
    part = world.with_allocation(short=np.array([[0.0, 0.0], [8.3, 12.0]]))
    found = totals(part.parameters, part.allocation, PUBLISHED - [[0, 0], [0, 0], [0, 0.3]], 1.0)
    line = found.document["levers"]["expansion"]
    assert line["shortfall"] == 20.0
    assert abs(line["rounding"]) <= 0.5
    assert holds(line)
    assert found.short.sum() == 20


def test_status_goes_by_x_and_not_by_rounding(world):
    assert is_short(world.parameters, world.allocation)
    assert is_short(
        world.parameters, world.with_allocation(short=np.array([[0, 0], [0.1, 0]])).allocation
    )
    noise = world.with_allocation(short=np.full((2, 2), 1e-8))
    assert not is_short(noise.parameters, noise.allocation)


def test_every_period_that_lacks_something_has_a_row_with_its_reason(world):
    table = shortfall_table(
        world.parameters, np.array([[0, 0], [0, 3]]), world.allocation.reasons, 10.0
    )
    assert table.to_dict("list") == {
        "lever": ["expansion"],
        "period": ["2027-04-01"],
        "amount": [30.0],
        "reason": ["stretch"],
    }
