import numpy as np
import pytest

from allocator.publish.yardstick import baselines, measured, yardstick


def by(world):
    return yardstick(world.scenario, world.parameters, world.allocation)


def test_the_band_is_the_policys_or_the_usual_one(world):
    assert by(world).band == 0.1
    assert by(world.with_policy(families={})).band == 0.15


def test_hours_are_of_reps_who_can_carry_a_quota_and_have_a_limit(world):
    hours = by(world).hours
    assert hours[:2].tolist() == [360.0, 360.0]
    assert np.isnan(hours[2:]).all()


def test_the_naive_splits_are_measured_like_the_plan(world):
    found = baselines(world.scenario, world.parameters, by(world))
    quota = world.allocation.quota.sum(axis=1)
    plan = measured(world.parameters, quota, by(world))
    assert list(found) == ["equal", "prior", "potential"]
    assert all(list(split) == list(plan) for split in found.values())
    # equal: 500, 500, 400; prior: 300 and 500 times 1400 / 800; potential: 4000 and 1000 of 5000
    assert found["equal"]["largest_stretch"] == pytest.approx(1.0)
    assert found["prior"]["largest_stretch"] == pytest.approx(875 / 500)
    assert found["potential"]["largest_stretch"] == pytest.approx(800 / 500)
    assert found["prior"]["largest_change"] == pytest.approx(0.75)
    assert {split["assigned_share"] for split in found.values()} == {1.0}
    # who reaches the target does not hang on how it is split
    assert len({split["company_probability"] for split in found.values()}) == 1


def test_a_split_that_the_data_do_not_allow_is_none(world):
    bare = world.with_parameters(has_potential=False).with_reps(prior_quota=[np.nan] * 6)
    found = baselines(bare.scenario, bare.parameters, by(bare))
    assert found["prior"] is None
    assert found["potential"] is None
    assert found["equal"]["largest_stretch"] is None
    assert found["equal"]["assigned_share"] == 1.0
