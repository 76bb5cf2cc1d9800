import numpy as np

from allocator.domain.allocation import SupplyQuota
from allocator.publish.overlay import overlay_quotas, pipeline_quotas

ROLES = ["hunter", "hunter", "farmer", "expert", "sdr", "sdr"]
NODES = ("all", "east", "west")
NODE = np.array([1, 2, 1, 0, 1, 1])


def desk(world, pipeline, period="2027-01-01", unit=1.0, parameters=None):
    item = SupplyQuota("east", "sdr", "new_customers", period, pipeline)
    return pipeline_quotas((item,), parameters or world.parameters, ROLES, NODE, NODES, unit)


def test_overlay_is_a_share_of_the_published_primary_quota_of_its_territory_and_lever(world):
    published = np.array([[180.0, 270.0], [220.0, 330.0], [190.0, 190.0]])
    # 0.5 x 180 = 90; 0.25 x 270 = 67.5, half to the even unit
    assert overlay_quotas(world.parameters, published, 1.0).tolist() == [[90.0, 68.0]]


def test_pipeline_splits_by_hours_and_its_sum_is_exact_to_the_unit(world):
    table = desk(world, 101.0)
    assert table["rep_id"].tolist() == ["sam", "sue"]
    # 300 : 100 hours: 75.75 and 25.25
    assert table["pipeline"].tolist() == [76.0, 25.0]
    assert set(table["node_id"]) == {"east"}


def test_who_has_no_hours_in_the_period_brings_nothing(world):
    table = desk(world, 101.0, period="2027-04-01")
    assert table["rep_id"].tolist() == ["sam"]
    assert table["pipeline"].tolist() == [101.0]


def test_without_a_limit_of_hours_presence_decides(world):
    hours, present = world.parameters.hours.copy(), world.parameters.present.copy()
    hours[4:] = np.inf
    present[5] = 0.5
    other = world.with_parameters(hours=hours, present=present).parameters
    assert desk(world, 30.0, parameters=other)["pipeline"].tolist() == [20.0, 10.0]


def test_pipeline_is_rounded_to_the_unit(world):
    assert desk(world, 14_600.0, unit=1000.0)["pipeline"].tolist() == [11_000.0, 4_000.0]


def test_no_supply_gives_a_table_without_rows(world):
    table = pipeline_quotas((), world.parameters, ROLES, NODE, NODES, 1.0)
    assert len(table) == 0
    assert table["pipeline"].dtype == np.float64
