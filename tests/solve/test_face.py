"""Which sides an optimum holds, and how they are held for the tiers behind."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.face import Locks, read_face, same_face
from allocator.solve.linear import LinearProgram
from allocator.solve.termination import Shape

INF = np.inf


@pytest.fixture
def program():
    """Minimise a + 2 b subject to a + b + c >= 4, 0 <= a, b, c <= 3, cost of c 0; a - b free."""
    return LinearProgram(
        np.array([1.0, 2.0, 0.0]), np.zeros(3),
        sp.csr_array([[1.0, 1.0, 1.0], [1.0, -1.0, 0.0]]),
        np.array([4.0, -INF]), np.array([INF, 5.0]), np.zeros(3), np.full(3, 3.0),
    )  # fmt: skip


# the optimum takes all of c, then one of a: y = 1, z = (0, 1, -1)
POINT, DUAL = np.array([1.0, 0.0, 3.0]), np.array([1.0, 0.0])


def test_a_vertex_holds_every_side_with_a_multiplier(program):
    face = read_face(program, POINT, DUAL, Shape.VERTEX)
    assert face.locks.columns.tolist() == [0, -1, 1]
    assert face.locks.rows.tolist() == [-1, 0]
    assert face.doubtful == 0


def test_an_interior_point_holds_a_side_whose_multiplier_far_exceeds_its_slack(program):
    near = POINT + np.array([2e-12, 1e-12, -1e-12])
    face = read_face(program, near, DUAL, Shape.INTERIOR)
    assert face.locks.columns.tolist() == [0, -1, 1]
    assert face.locks.rows.tolist() == [-1, 0]
    assert face.doubtful == 0


def test_small_multiplier_and_small_slack_are_a_doubt(program):
    loose = LinearProgram(
        np.array([1.0, 1.0 + 1e-9, 0.0]), program.quadratic, program.matrix, program.row_lower,
        program.row_upper, program.column_lower, program.column_upper,
    )  # fmt: skip
    face = read_face(loose, np.array([1.0 - 1e-9, 1e-9, 3.0]), DUAL, Shape.INTERIOR)
    assert face.locks.columns.tolist() == [0, 0, 1]
    assert face.doubtful == 1


def priced(program, second):
    """The program with another price of the second column: the rest of it is its multiplier."""
    return LinearProgram(
        np.array([1.0, 1.0 + second, 0.0]), program.quadratic, program.matrix, program.row_lower,
        program.row_upper, program.column_lower, program.column_upper,
    )  # fmt: skip


def at(slack):
    return np.array([1.0 - slack, slack, 3.0])


def test_a_doubt_is_settled_by_what_stays_along_the_path(program):
    presses = priced(program, 1e-6)
    early, late = (at(1e-9), DUAL), (at(1e-14), DUAL)
    assert read_face(presses, *early, Shape.INTERIOR).doubtful == 1
    assert same_face(presses, early, late)


def test_a_multiplier_that_springs_up_settles_nothing(program):
    # what was 1e-9 early is 1e-3 late: noise, though the ratio alone would call it pressed
    loose = priced(program, 1e-9)
    early, late = (at(1e-9), DUAL), (at(1e-14), DUAL - np.array([1e-3, 0.0]))
    assert read_face(loose, *late, Shape.INTERIOR).locks.columns[1] == -1
    assert not same_face(loose, early, late)


def test_what_was_clear_must_stand_as_it_stood(program):
    clear = priced(program, 0.5)
    assert same_face(clear, (at(1e-9), DUAL), (at(1e-13), DUAL))
    assert not same_face(clear, (at(1e-9), DUAL), (at(0.5), DUAL + np.array([0.5, 0.0])))


def test_noise_of_a_vertex_is_no_multiplier(program):
    face = read_face(program, POINT, DUAL + np.array([0.0, -5e-11]), Shape.VERTEX)
    assert face.locks.rows.tolist() == [-1, 0]


def test_what_is_equal_needs_no_lock(program):
    fixed = LinearProgram(
        program.cost, program.quadratic, program.matrix, np.array([4.0, -INF]),
        np.array([4.0, 5.0]), np.array([0.0, 0.0, 3.0]), program.column_upper,
    )  # fmt: skip
    face = read_face(fixed, POINT, DUAL, Shape.VERTEX)
    assert face.locks.columns.tolist() == [0, -1, 0]
    assert face.locks.rows.tolist() == [0, 0]


def test_held_columns_are_fixed_and_held_rows_are_equations(program):
    locks = Locks(np.array([0, -1, 1], np.int8), np.array([-1, 1], np.int8))
    held = locks.applied(program)
    assert held.column_lower.tolist() == [0, 0, 3]
    assert held.column_upper.tolist() == [3, 0, 3]
    assert held.row_lower.tolist() == held.row_upper.tolist() == [4, 5]


def test_locks_grow_free_and_the_first_to_hold_a_side_keeps_it(program):
    first = Locks(np.array([1], np.int8), np.zeros(0, np.int8)).grown(program)
    assert (first.columns.tolist(), first.rows.tolist()) == ([1, 0, 0], [0, 0])
    second = Locks(np.array([-1, -1, 0], np.int8), np.array([0, 1], np.int8))
    joined = first.joined(second)
    assert (joined.columns.tolist(), joined.rows.tolist()) == ([1, -1, 0], [0, 1])
    assert Locks.none().grown(program).columns.tolist() == [0, 0, 0]
