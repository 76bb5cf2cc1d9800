import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from allocator.publish.money import apportion, money_of, tidy, to_unit


def test_money_of_a_decimal_unit_is_the_nearest_number():
    assert money_of(np.array([3, 1234]), 0.01).tolist() == [0.03, 12.34]
    assert money_of(np.array([3]), 1000.0).tolist() == [3000.0]
    assert money_of(np.array([3]), 0.3).tolist() == [3 * 0.3]


def test_halves_go_to_the_even_unit():
    assert to_unit(np.array([500.0, 1500.0, 2499.0]), 1000.0).tolist() == [0.0, 2000.0, 2000.0]
    assert to_unit(np.array([0.125]), 0.01).tolist() == [0.12]


def test_noise_beyond_the_twelfth_digit_goes_and_zero_has_no_sign():
    assert tidy(19_999_999.999999996, 2e7) == 20_000_000.0
    assert str(tidy(-1e-9, 2e7)) == "0.0"
    assert tidy(12.5, 0.0) == 12.5


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8), st.integers(0, 10**6))
def test_apportioned_units_sum_to_the_total_and_stay_within_one_of_their_share(amounts, units):
    amounts = np.where(np.array(amounts) < 1e-3, 0.0, amounts)
    found = apportion(amounts, units)
    if amounts.sum() == 0:
        assert not found.any()
        return
    assert found.sum() == units
    assert (found[amounts == 0] == 0).all()
    share = amounts * units / amounts.sum()
    assert (np.abs(found - share) <= 1 + 1e-3).all()
