"""Groups that cannot hold together: least violation, and a minimal set."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.conflict import least, minimal, pressing
from allocator.solve.linear import LinearProgram

INF = np.inf


@pytest.fixture
def program():
    """A + b >= 12, a <= 4, b <= 5, and a <= 9: the first three clash, the last is harmless."""
    return LinearProgram(
        np.array([7.0, 7.0]),
        np.zeros(2),
        sp.csr_array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]),
        np.array([12.0, -INF, -INF, -INF]),
        np.array([INF, 4.0, 5.0, 9.0]),
        np.zeros(2),
        np.full(2, INF),
    )


def test_the_least_violation_is_told_with_its_rows_and_its_proof(program):
    found = least(program, np.array([5.0, 2.0, 3.0, 1.0]))
    assert found.value == pytest.approx(6.0)  # a gives way by 3 at a price of 2
    assert found.violations.above.tolist() == pytest.approx([0, 3, 0, 0])
    assert found.gap == pytest.approx(0.0, abs=1e-9)
    assert pressing(found, np.array([5.0, 2.0, 3.0, 1.0])).tolist() == [True, True, True, False]


def test_rows_that_are_left_out_do_not_count(program):
    kept = np.array([True, False, True, True])
    assert least(program, np.ones(4), kept).value == pytest.approx(0.0)


def test_rows_that_may_not_give_way_can_leave_no_point(program):
    assert least(program, np.array([INF, INF, INF, 1.0])) is None


def test_a_single_row_gives_way_by_what_is_missing(program):
    found = least(program, np.array([INF, INF, 1.0, INF]))
    assert found.violations.above.tolist() == pytest.approx([0, 0, 3, 0])


def answers(conflicts):
    """Answer like a solve: of the first conflict that is whole, with a harmless group besides."""

    def test(groups):
        held = [c for c in conflicts if set(c) <= set(groups)]
        return frozenset(held[0]) | frozenset(list(groups)[:1]) if held else None

    return test


@pytest.mark.parametrize(
    "conflicts", [[(0, 3)], [(2,)], [(1, 2, 4), (0, 5)], [(0, 1), (1, 2), (2, 3)]]
)
def test_the_filter_ends_on_a_set_of_which_every_member_is_needed(conflicts):
    found = minimal(range(6), answers(conflicts), 50)
    assert found.proven
    assert answers(conflicts)(found.members) is not None
    for fewer in combinations(found.members, len(found.members) - 1):
        assert answers(conflicts)(fewer) is None


def test_later_groups_are_dropped_first():
    assert minimal(range(6), answers([(0, 1), (0, 5)]), 50).members == (0, 1)


def test_groups_with_a_common_point_are_no_conflict():
    assert minimal(range(3), answers([]), 50) is None


def test_a_filter_that_runs_out_of_tries_does_not_claim_a_proof():
    assert not minimal(range(6), answers([(0, 1, 2, 3, 4, 5)]), 3).proven


def test_known_members_are_not_tried_again():
    asked = []
    answer = answers([(0, 4)])

    def counted(groups):
        asked.append(tuple(groups))
        return answer(groups)

    assert minimal([3, 4, 5], counted, 20, needed=[0]).members == (0, 4)
    assert all(0 in groups for groups in asked)
