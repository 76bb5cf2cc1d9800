"""Gamma results: closed forms against numbers known by other means."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma

from allocator.yields.derive import derive
from allocator.yields.risk import (
    attainment,
    company_probability,
    expected_up_to,
    quantile,
    variance,
)


def test_with_mean_equal_to_spread_the_result_is_exponential():
    assert float(attainment(100.0, 100.0, 1e4)) == pytest.approx(math.exp(-1))
    assert float(quantile(100.0, 1e4, 0.25)) == pytest.approx(100 * math.log(4))
    assert float(expected_up_to(100.0, 100.0, 1e4)) == pytest.approx(100 * (1 - math.exp(-1)))


def test_the_quantile_is_passed_with_its_probability():
    mean, spread = np.array([50.0, 700.0]), np.array([900.0, 4e4])
    asked = np.array([0.65, 0.5])
    assert attainment(quantile(mean, spread, asked), mean, spread) == pytest.approx(asked)


def test_expected_bookings_are_the_integral_of_attainment():
    area, _ = quad(lambda q: float(attainment(q, 80.0, 1500.0)), 0, 95)
    assert float(expected_up_to(95.0, 80.0, 1500.0)) == pytest.approx(area)


def test_the_coefficient_of_variation_is_at_least_one_in_twenty():
    sure = gamma.sf(110, a=400, scale=100 / 400)
    assert float(attainment(110.0, 100.0, 0.0)) == pytest.approx(sure)


def test_a_mean_of_nothing_is_surely_nothing():
    nothing = np.zeros(2)
    assert attainment(np.array([0.0, 1.0]), nothing, nothing).tolist() == [1, 0]
    assert quantile(nothing, nothing, 0.5).tolist() == [0, 0]
    assert expected_up_to(np.array([0.0, 9.0]), nothing, nothing).tolist() == [0, 0]


def test_the_company_is_surer_than_its_reps():
    mean, spread = np.full(100, 10.0), np.zeros(100)
    # Each has the floor, .25; the sum has mean 1,000 and variance 25.
    expected = gamma.sf(995, a=1000**2 / 25, scale=25 / 1000)
    assert company_probability(995.0, mean, spread) == pytest.approx(expected)
    assert company_probability(995.0, mean, spread) > float(attainment(9.95, 10.0, 0.0))


def test_a_company_without_yield_reaches_only_nothing():
    assert company_probability(0.0, np.zeros(3), np.zeros(3)) == 1
    assert company_probability(1.0, np.zeros(3), np.zeros(3)) == 0


def test_variance_is_doubt_of_the_rate_and_luck_of_deals():
    found = variance(
        np.array([100.0, 300.0, 50.0]),
        np.array([0, 0, 0]),
        np.array([0, 0, 1]),
        np.array([[0.2, 0.5]]),
        np.array([[0.01, 0.02]]),
        np.array([[40.0, 0.0]]),
    )
    # 400^2 .01/.04 + 400 x 40 + 50^2 .02/.25.
    assert found.tolist() == pytest.approx([40000 + 16000 + 200])


def test_variance_of_a_rep_has_the_floor_and_the_record_in_it(world):
    found = derive(
        world(
            {
                "reps": [{"rep_id": "ann", "role": "hunter"}],
                "potential": [
                    {"territory_id": "ann", "lever": "new_customers", "potential": 1000.0}
                ],
                "effort": [
                    {
                        "role": "hunter",
                        "lever": "new_customers",
                        "hours_per_opportunity": 1.0,
                        "deal_size": 20.0,
                    }
                ],
            }
        )
    )
    # y = 250; var(conv)/conv^2 = .75 / .25 / 21 = 1/7; luck 250 x 20.
    assert found.variance.tolist() == pytest.approx([250**2 / 7 + 5000])
