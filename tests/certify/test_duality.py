import numpy as np
import pytest
from scipy import sparse

from allocator.certify import duality
from allocator.certify.duality import Region
from allocator.certify.objective import Objective, objective

INF = np.inf


def region(matrix, lower, upper, least, most):
    return Region(
        sparse.csr_matrix(np.array(matrix, float)),
        *(np.array(side, float) for side in (lower, upper, least, most)),
    )


# minimise x + 2 y, x + y >= 2, 0 <= x <= 1.5, 0 <= y <= 10: optimum (1.5, 0.5), value 2.5
PLAIN = region([[1, 1]], [2], [INF], [0, 0], [1.5, 10])
GOAL = objective("f", 2, 1, [([0, 1], [1.0, 2.0])])


@pytest.mark.parametrize(
    ("point", "dual", "gap"),
    [
        ([1.5, 0.5], 2, 0),
        ([1.5, 1.5], 2, 2),
        ([0.5, 1.5], 2, 1),
        # the dual 1 proves no more than 2: z = (0, 1)
        ([1.5, 0.5], 1, 0.5),
        ([1.5, 0.5], 0, 2.5),
    ],
)
def test_gap_of_a_linear_program(point, dual, gap):
    found = duality.gap(PLAIN, GOAL, GOAL.cost, np.array(point), np.array([dual], float))
    assert found == pytest.approx(gap)


def test_an_infeasible_point_never_makes_the_gap_smaller():
    found = duality.gap(PLAIN, GOAL, GOAL.cost, np.array([1.5, 0.4]), np.array([2.0]))
    # two tenths below the row at price 2: the value is below the optimum, the gap is not
    assert found == pytest.approx(0.2)


def closest(fair, scale, columns, rows):
    return Objective("closest", columns, rows, np.zeros(columns), np.array(fair, float), scale)


@pytest.mark.parametrize(("point", "gap"), [(12.0, 0.0), (12.1, 0.0205), (14.0, 0.6)])
def test_gap_of_closest_is_the_distance_from_its_optimum(point, gap):
    # 1/2 (x - 10)^2 / 10 with x >= 12: the optimum 12 has value 0.2 and multiplier 0.2
    own = region([[1]], [12], [INF], [0], [100])
    goal = closest([10], 5.0, 1, 1)
    found = duality.gap(own, goal, goal.cost, np.array([point]), np.array([0.2 / 5.0]))
    assert found == pytest.approx(gap / 5.0)
    assert goal.value(np.array([point])) == pytest.approx((0.2 + gap) / 5.0)


def test_a_bound_absorbs_the_stationarity_error():
    own = region([[1]], [0], [INF], [0], [8])
    goal = closest([10], 1.0, 1, 1)
    at_bound = duality.gap(own, goal, goal.cost, np.array([8.0]), np.array([0.0]))
    assert at_bound == 0
    inside = duality.gap(own, goal, goal.cost, np.array([7.0]), np.array([0.0]))
    assert inside == pytest.approx(0.45 - 0.2)


def test_closest_may_have_linear_columns_beside_its_cells():
    # x - q = 0, q <= 8: the multiplier of the row is carried by q's bound
    own = region([[1, -1]], [0], [0], [0, 0], [100, 8])
    goal = closest([10], 1.0, 2, 1)
    found = duality.gap(own, goal, goal.cost, np.array([8.0, 8.0]), np.array([-0.2]))
    assert found == pytest.approx(0)
    worse = duality.gap(own, goal, goal.cost, np.array([7.0, 7.0]), np.array([-0.2]))
    assert worse == pytest.approx(0.45 - 0.2)


def test_rows_hold_within_half_a_cent():
    miss = duality.row_misses(PLAIN, np.array([1.5, 0.495]), np.array([False]))
    assert miss.ratio == pytest.approx(1)
    miss = duality.row_misses(PLAIN, np.array([1.5, 0.495]), np.array([True]))
    assert miss.ratio > 1000
    assert miss.place == 0


def test_large_rows_hold_relative_to_their_size():
    own = region([[1, -1]], [0], [0], [0, 0], [1e9, 1e9])
    miss = duality.row_misses(own, np.array([1e9, 1e9 - 1]), np.array([False]))
    assert miss.ratio == pytest.approx(0.5, rel=1e-6)


def test_bounds_of_ratios_are_held_tighter():
    point = np.array([1.5 + 1e-4, 1.0])
    assert duality.column_misses(PLAIN, point, np.array([False, False])).ratio < 1
    assert duality.column_misses(PLAIN, point, np.array([True, False])).ratio > 100


def test_what_is_no_number_is_as_bad_as_can_be():
    assert duality.column_misses(PLAIN, np.array([np.nan, 0]), np.zeros(2, bool)).ratio == INF
    none = region(np.zeros((0, 2)), [], [], [0, 0], [1, 1])
    assert duality.row_misses(none, np.zeros(2), np.zeros(0, bool)).ratio == 0


def test_a_multiplier_that_presses_from_nowhere_is_found_and_dropped():
    lower, upper = np.array([-INF, 0, 0.0]), np.array([1, INF, 0.0])
    dual = np.array([1.0, -1.0, -1.0])
    assert duality.wrong_signs(dual, lower, upper).tolist() == [0, 1]
    assert duality.on_cone(dual, lower, upper).tolist() == [0, 0, -1]


def test_the_leading_part():
    own = PLAIN.leading(1, 1)
    assert own.matrix.toarray().tolist() == [[1]]
    assert own.most.tolist() == [1.5]


def test_the_size_of_an_objective():
    assert GOAL.magnitude(np.array([1.0, -1.0])) == pytest.approx(3 + 1)
    assert not GOAL.quadratic
