import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.publish.assemble import published_quota, tree_of
from allocator.publish.pin import pinned_totals, set_aside


def published(world):
    return published_quota(
        world.scenario,
        world.parameters,
        world.allocation,
        tree_of(world.scenario, world.parameters),
    )


def with_quota(world, first, **reps):
    quota = world.allocation.quota.copy()
    quota[0] = first
    return world.with_allocation(quota=quota).with_reps(**reps)


def test_a_lock_that_is_no_multiple_of_the_unit_is_kept_exactly_on_the_last_cell(world):
    lock = [450.56, *[np.nan] * 5]
    locked = with_quota(world, [180.4, 270.16], locked_quota=lock)
    money = published(locked)
    assert money[0].sum() == pytest.approx(450.56, abs=1e-9)
    assert money[0, 0] == int(money[0, 0])
    assert money[0, 1] - int(money[0, 1]) == pytest.approx(0.56)
    # everybody else keeps whole units
    assert (money[1:] == np.rint(money[1:])).all()


def test_a_cap_that_is_no_multiple_of_the_unit_is_kept_exactly(world):
    capped = with_quota(world, [180.4, 270.16], max_quota=[450.56, *[np.nan] * 5])
    assert published(capped)[0].sum() == pytest.approx(450.56, abs=1e-9)


def test_a_role_cap_binds_like_the_reps_own(world):
    capped = with_quota(world, [180.4, 270.16])
    families = {"quota_bounds": {"roles": {"hunter": {"max": 450.56}}}}
    capped = capped.with_policy(families=families)
    pinned = pinned_totals(capped.scenario, capped.parameters, capped.allocation)
    assert pinned[0] == 450.56
    # bob is above 450.56 in this world; only who is at the cap is pinned
    assert np.isnan(pinned[2:]).all()


def test_rounding_up_never_carries_a_rep_over_his_cap(world):
    # 450.9 may not become 451 where the cap is 450.95
    near = with_quota(world, [180.4, 270.5], max_quota=[450.95, *[np.nan] * 5])
    money = published(near)
    assert money[0].sum() == 450.0
    assert np.abs(money[0] - [180.4, 270.5]).max() < 1.0


def test_who_is_under_no_decision_is_not_pinned(world):
    pinned = pinned_totals(world.scenario, world.parameters, world.allocation)
    assert np.isnan(pinned).all()


@given(
    st.lists(st.floats(0, 50), min_size=1, max_size=6),
    st.sampled_from([0.01, 1.0, 1000.0]),
)
@settings(deadline=None)
def test_what_is_set_aside_leaves_whole_units_and_no_cell_leaves_its_floor(cells, unit):
    quota = np.round(np.array([cells]), 4) * unit
    total = quota.sum()
    rest, carry = set_aside(quota, np.array([0]), np.array([total]), unit)
    whole = rest.sum() / unit
    assert abs(whole - round(whole)) < 2e-4
    assert rest.sum() + carry.sum() == pytest.approx(total, abs=2e-4 * unit)
    assert (rest >= np.floor(quota / unit) * unit - 1e-6 * unit).all()
    assert (rest <= quota).all()
    assert np.count_nonzero(carry) <= 1
    assert (carry >= 0).all()
    assert (carry < unit).all()
    assert not carry[quota == 0].any()


def test_reps_without_a_pin_are_left_alone():
    quota = np.array([[1.5], [2.5]])
    rest, carry = set_aside(quota, np.array([0, 1]), np.array([np.nan, 2.5]), 1.0)
    assert rest.tolist() == [[1.5], [2.0]]
    assert carry.tolist() == [[0.0], [0.5]]
