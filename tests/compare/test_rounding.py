"""Averages made whole."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from allocator.compare.rounding import grains, largest_remainder, settled, whole

DIVISOR = 6
PARTS = st.tuples(st.integers(1, 12), st.integers(2, 5)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(-(10**6), 10**6))
)


def rows_of(parts):
    """Make every row sum to a multiple of the divisor."""
    made = parts.copy()
    made[:, -1] -= made.sum(axis=1) % DIVISOR
    return made


@given(PARTS)
def test_rows_keep_their_sum_and_no_number_moves_by_one(given_parts):
    parts = rows_of(given_parts)
    made = largest_remainder(parts, DIVISOR)
    assert (made.sum(axis=1) * DIVISOR == parts.sum(axis=1)).all()
    assert (np.abs(made * DIVISOR - parts) < DIVISOR).all()


@given(PARTS)
def test_settling_keeps_rows_and_never_makes_columns_worse(given_parts):
    parts = rows_of(given_parts)
    before = largest_remainder(parts, DIVISOR)
    after = settled(before, parts, DIVISOR)
    goal = largest_remainder(parts.sum(axis=0)[None, :], DIVISOR)[0]
    assert (after.sum(axis=1) == before.sum(axis=1)).all()
    assert (np.abs(after * DIVISOR - parts) < DIVISOR).all()
    off, was = (np.abs(made.sum(axis=0) - goal).sum() for made in (after, before))
    assert off <= was


def test_many_rows_alike_sum_to_their_whole():
    parts = np.tile([4, 4, -2], (1000, 1))
    made = settled(largest_remainder(parts, DIVISOR), parts, DIVISOR)
    assert made.sum(axis=0).tolist() == [667, 667, -334]


def test_the_largest_remainder_is_raised_first():
    assert largest_remainder(np.array([[1, 5, 0]]), DIVISOR).tolist() == [[0, 1, 0]]


def test_quotas_that_are_no_multiples_of_the_unit_have_a_finer_grain():
    money = np.array([[300.0, 123.0, 0.5, 12.345678], [100.0, 200.0, 3.0, 0.0]])
    grain = grains(money, 100.0)
    assert grain.tolist() == [100.0, 1.0, 0.01, 1e-6]
    assert (whole(money, grain) * grain).round(6).tolist() == money.tolist()
