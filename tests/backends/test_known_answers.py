"""Linear programs whose point and dual are known by hand."""

from __future__ import annotations

import numpy as np
import pytest

INF = np.inf


def test_two_rows_at_their_upper_sides_have_negative_multipliers(backend, program, limits, holds):
    """Max 3a + 5b, a <= 4, 2b <= 12, 3a + 2b <= 18: a 2, b 6, value 36, prices 0, 3/2, 1."""
    lp = program(
        [-3, -5], [(-INF, [1, 0], 4), (-INF, [0, 2], 12), (-INF, [3, 2], 18)], [(0, 100)] * 2
    )
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([2, 6], abs=1e-7)
    assert answer.dual == pytest.approx([0, -1.5, -1], abs=1e-7)


def test_a_row_at_its_lower_side_has_a_positive_multiplier(backend, program, limits, holds):
    """Min 2a + 3b, a + b >= 4, a <= 3: a 3, b 1; another unit of the row costs 3."""
    lp = program([2, 3], [(4, [1, 1], INF)], [(0, 3), (0, 10)])
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([3, 1], abs=1e-7)
    assert answer.dual == pytest.approx([3], abs=1e-7)


@pytest.mark.parametrize(("cost", "point", "dual"), [(1, 2, 1), (-1, 5, -1)])
def test_a_ranged_row_is_pressed_from_the_side_the_cost_chooses(
    backend, program, limits, holds, cost, point, dual
):
    lp = program([cost], [(2, [1], 5)], [(-50, 50)])
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([point], abs=1e-7)
    assert answer.dual == pytest.approx([dual], abs=1e-7)


@pytest.mark.parametrize(("cost", "dual"), [([1, 4], 4), ([-4, -1], -1)])
def test_an_equality_takes_a_multiplier_of_either_sign(backend, program, limits, holds, cost, dual):
    """A + b = 10, a <= 6: cost decides which of the two is at the margin."""
    lp = program(cost, [(10, [1, 1], 10)], [(0, 6), (0, 20)])
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.dual == pytest.approx([dual], abs=1e-7)


def test_a_free_row_carries_nothing(backend, program, limits, holds):
    lp = program([1, 1], [(-INF, [1, -1], INF), (3, [1, 2], INF)], [(0, 9), (0, 9)])
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([0, 1.5], abs=1e-7)
    assert answer.dual == pytest.approx([0, 0.5], abs=1e-7)


def test_a_fixed_column_keeps_its_value_and_moves_its_rows(backend, program, limits, holds):
    """A fixed at 7 leaves 3 for b."""
    lp = program([5, 2], [(10, [1, 1], INF)], [(7, 7), (0, 20)])
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point[0] == 7.0
    assert answer.point[1] == pytest.approx(3, abs=1e-7)
    assert answer.dual == pytest.approx([2], abs=1e-7)


def test_empty_rows_and_columns_are_passed_by(backend, program, limits, holds):
    lp = program([1, 2, -3], [(2, [1, 0, 0], 8), (-1, [0, 0, 0], 1)], [(0, 9), (1, 4), (0, 6)])
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([2, 1, 6], abs=1e-7)
    assert answer.dual == pytest.approx([1, 0], abs=1e-7)


def test_a_program_of_fixed_columns_alone_is_answered(backend, program, limits, holds):
    lp = program([1, 2], [(3, [1, 1], 3)], [(1, 1), (2, 2)])
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point.tolist() == [1.0, 2.0]


def test_a_program_without_rows_sits_on_its_bounds(backend, program, limits, holds):
    lp = program([1, -1], [], [(2, 5), (-4, 3)])
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([2, 3], abs=1e-7)
    assert answer.dual.shape == (0,)


def test_columns_without_bounds_are_solved(backend, program, limits, holds):
    """Min |a - 3| as over + under with a free column a fixed by a row at 5."""
    lp = program(
        [0, 1, 1],
        [(3, [1, -1, 1], 3), (5, [1, 0, 0], 5)],
        [(-INF, INF), (0, INF), (0, INF)],
    )
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([5, 2, 0], abs=1e-7)
    assert answer.dual == pytest.approx([-1, 1], abs=1e-7)


def test_many_optimal_points_share_one_value(backend, program, limits, holds):
    """A + b + c = 9 at equal cost: every split is optimal."""
    lp = program([1, 1, 1], [(9, [1, 1, 1], 9)], [(0, 5)] * 3)
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert lp.objective(answer.point) == pytest.approx(9, abs=1e-7)


def test_an_interior_point_ends_inside_the_face_and_a_vertex_at_its_corner(
    backend, program, limits
):
    lp = program([1, 1, 1], [(9, [1, 1, 1], 9)], [(0, 5)] * 3)
    answer = backend.solve(lp, limits)
    room = np.minimum(answer.point, 5 - answer.point)
    if answer.shape.value == "interior":
        assert room.min() > 0.1
    else:
        assert np.sum(room > 1e-7) <= 1


def test_redundant_equalities_do_no_harm(backend, program, limits, holds):
    rows = [(4, [1, 1, 0], 4), (4, [0, 1, 1], 4), (8, [1, 2, 1], 8)]
    lp = program([1, 2, 3], rows, [(0, 9)] * 3)
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert lp.objective(answer.point) == pytest.approx(8, abs=1e-7)


def test_rows_that_leave_a_single_point_are_solved(backend, program, limits, holds):
    """A + b <= 2 and a + b >= 2 and a = b: no interior."""
    rows = [(-INF, [1, 1], 2), (2, [1, 1], INF), (0, [1, -1], 0)]
    lp = program([1, -2], rows, [(0, 5)] * 2)
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([1, 1], abs=1e-7)


def test_a_degenerate_vertex_is_proven_by_whatever_dual_comes(backend, program, limits, holds):
    rows = [(-INF, [1, 1], 4), (-INF, [2, 1], 6), (-INF, [3, 2], 10), (-INF, [1, 0], 2)]
    lp = program([-1, -1], rows, [(0, 9)] * 2)
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert lp.objective(answer.point) == pytest.approx(-4, abs=1e-7)


def test_rows_in_millions_beside_rows_in_millionths(backend, program, limits, holds):
    rows = [(-INF, [1e6, 2e6], 8e6), (2e-5, [1e-5, 1e-5], INF), (-INF, [0, 1e3], 3e3)]
    lp = program([1e4, 2e4], rows, [(0, 1e3)] * 2)
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([2, 0], abs=1e-6)


def test_an_entry_given_twice_counts_as_its_sum(backend, program, limits, holds):
    lp = program([1], [(6, [3], INF)], [(0, 9)])
    lp.matrix.data, lp.matrix.indices = np.array([1.0, 2.0]), np.array([0, 0], dtype=np.int32)
    lp.matrix.indptr = np.array([0, 2], dtype=np.int32)
    answer = backend.solve(lp, limits)
    holds(lp, answer)
    assert answer.point == pytest.approx([2], abs=1e-7)


def test_the_program_given_is_left_as_it_was(backend, program, limits):
    lp = program([1, 2], [(1, [1, 1], 3), (0, [0, 0], 0)], [(0, 5), (2, 2)])
    before = [array.copy() for array in (lp.cost, lp.matrix.data, lp.row_lower, lp.column_upper)]
    backend.solve(lp, limits)
    after = (lp.cost, lp.matrix.data, lp.row_lower, lp.column_upper)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_the_same_program_gives_the_same_answer(backend, program, limits):
    lp = program([1, 1, 1], [(9, [1, 2, 1], 20), (3, [1, 0, 1], 6)], [(0, 5)] * 3)
    first, second = backend.solve(lp, limits), backend.solve(lp, limits)
    assert np.array_equal(first.point, second.point)
    assert np.array_equal(first.dual, second.dual)


def test_a_back_end_tells_its_name_and_version(backend):
    assert backend.name
    assert any(character.isdigit() for character in backend.version)
