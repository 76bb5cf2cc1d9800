"""The second road: caps instead of locks, and what a cap's give has bought."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.errors import SolverError
from allocator.solve import registry
from allocator.solve.backend import Limits
from allocator.solve.face import Locks
from allocator.solve.lexicographic import Step
from allocator.solve.linear import LinearProgram
from allocator.solve.witness import GIVE, Said, infeasible, opinions

VERTEX = [registry.backend("highs"), registry.backend("highs-ipm")]


def program(cost, rows, upper, quadratic=None):
    """Make a program over 0 <= x <= upper; a row is (lower, coefficients, upper)."""
    return LinearProgram(
        np.array(cost, float),
        np.zeros(len(cost)) if quadratic is None else np.array(quadratic, float),
        sp.csr_array(np.array([row[1] for row in rows], float)),
        np.array([row[0] for row in rows], float),
        np.array([row[2] for row in rows], float),
        np.zeros(len(cost)),
        np.array(upper, float),
    )


def asked(steps, points, backends=VERTEX):
    said = [Said(Locks.none(), np.array(point, float)) for point in points]
    return list(opinions((step for step in steps), said, backends, Limits()))


def steep():
    """Give 1000 u + w >= 1: a unit of u spares a thousand of w; u first, then w."""
    rows = [(1.0, [1000.0, 1.0], np.inf)]
    upper = [1.0, 1.0]
    yield Step("u", program([1.0, 0.0], rows, upper))
    yield Step("w", program([0.0, 1.0], rows, upper), constant=5.0)


def test_the_value_without_any_give_is_told_where_the_give_has_bought_much():
    first, second = asked(steep(), [[0, 1], [0, 1]])
    assert (first.name, first.least) == ("u", pytest.approx(0.0, abs=1e-15))
    # w falls to 1 - 1000 GIVE under the cap; without it, it is 1
    assert second.value == pytest.approx(6.0 - 1000 * GIVE, abs=1e-9)
    assert second.least == pytest.approx(6.0, abs=1e-12)


def test_a_convex_step_is_its_tangent_which_no_point_undercuts_at_the_optimum():
    # 1/2 (x - 1)^2 + 1/2 (y - 1)^2 over x + y <= 1: the optimum (1/2, 1/2) is worth 1/4
    convex = program([-1.0, -1.0], [(-np.inf, [1.0, 1.0], 1.0)], [1.0, 1.0], [1.0, 1.0])
    (found,) = asked([Step("closest", convex, constant=1.0)], [[0.5, 0.5]])
    assert found.least == pytest.approx(0.25, abs=1e-12)


def test_a_point_that_is_not_the_convex_optimum_is_undercut():
    convex = program([-1.0, -1.0], [(-np.inf, [1.0, 1.0], 1.0)], [1.0, 1.0], [1.0, 1.0])
    point = np.array([0.6, 0.4])
    (found,) = asked([Step("closest", convex, constant=1.0)], [point])
    said = convex.objective(point) + 1.0
    assert said == pytest.approx(0.26)
    # the slope there is (-0.4, -0.6): (0, 1) is 0.12 better than (0.6, 0.4)
    assert found.least == pytest.approx(0.26 - 0.12, abs=1e-12)


def test_the_next_back_end_is_asked_where_one_fails():
    clarabel_refuses = registry.backend("highs")

    class Failing:
        name, quadratic, version = "failing", False, "0"

        def solve(self, wanted, limits):
            crossed = program([0.0], [(2.0, [1.0], 3.0)], [1.0])
            del wanted
            return clarabel_refuses.solve(crossed, limits)

    found = asked(steep(), [[0, 1], [0, 1]], [Failing(), *VERTEX])
    assert [opinion.backend for opinion in found] == ["highs", "highs"]
    with pytest.raises(SolverError):
        asked(steep(), [[0, 1], [0, 1]], [Failing()])


def test_what_was_held_goes_back_to_the_maker_of_the_steps():
    heard = []

    def steps():
        heard.append((yield Step("u", program([1.0], [(0.0, [1.0], 1.0)], [1.0]))))

    held = Locks(np.array([-1], np.int8), np.array([0], np.int8))
    list(opinions(steps(), [Said(held, np.zeros(1))], VERTEX, Limits()))
    assert heard[0].columns.tolist() == [-1]


@pytest.mark.parametrize(("least", "there_is_none"), [(1.0, False), (3.0, True)])
def test_that_there_is_no_point_is_told(least, there_is_none):
    wanted = program([1.0, 0.0], [(least, [1.0, 1.0], np.inf)], [1.0, 1.0])
    assert infeasible(wanted, VERTEX, Limits()) is there_is_none
