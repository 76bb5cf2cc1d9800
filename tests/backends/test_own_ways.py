"""What single back-ends do besides the common contract."""

from __future__ import annotations

import highspy
import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve import highs, piqp
from allocator.solve.backend import Limits
from allocator.solve.clarabel import ClarabelBackend
from allocator.solve.highs import HighsBackend
from allocator.solve.linear import LinearProgram
from allocator.solve.piqp import PiqpBackend
from allocator.solve.pulp import PulpBackend
from allocator.solve.termination import Shape, Stop


@pytest.fixture
def budget(program):
    """Min 2a + 3b, a + b >= 4, a <= 3: value 9."""
    return program([2, 3], [(4, [1, 1], np.inf)], [(0, 3), (0, 10)])


def test_enough_time_changes_nothing(backend, budget):
    free, timed = backend.solve(budget, Limits()), backend.solve(budget, Limits(seconds=60.0))
    assert (timed.stop, timed.point.tolist()) == (Stop.OPTIMAL, free.point.tolist())


def test_shapes_tell_vertices_from_interior_points(budget):
    shapes = {
        made.name: made.solve(budget, Limits()).shape
        for made in (HighsBackend(), HighsBackend("ipx"), PulpBackend(), PiqpBackend())
    }
    assert shapes == {
        "highs": Shape.VERTEX,
        "highs-ipm": Shape.VERTEX,
        "cbc": Shape.VERTEX,
        "piqp": Shape.INTERIOR,
    }
    assert ClarabelBackend().solve(budget, Limits()).shape is Shape.INTERIOR


def test_piqp_tries_every_variant_before_it_fails(budget, monkeypatch):
    monkeypatch.setattr(piqp, "ITERATIONS", 2)
    tried = []
    loaded = piqp._loaded

    def seen(program, equal, tolerance, settings):
        tried.append(settings)
        return loaded(program, equal, tolerance, settings)

    monkeypatch.setattr(piqp, "_loaded", seen)
    answer = PiqpBackend().solve(budget, Limits())
    assert answer.stop is Stop.FAILED
    assert "gap" in answer.detail
    assert tried == list(piqp.VARIANTS)


def test_highs_refuses_a_coefficient_that_it_would_drop():
    """1e-13 is below what HiGHS keeps; without it the row would be empty."""
    program = LinearProgram(
        np.ones(2),
        np.zeros(2),
        sp.csr_array([[1.0, 1e-13]]),
        np.ones(1),
        np.full(1, 2.0),
        np.zeros(2),
        np.ones(2),
    )
    answer = HighsBackend().solve(program, Limits())
    assert answer.stop is Stop.FAILED
    assert "passModel" in answer.detail


class NoRayAtFirst:
    """HiGHS as it is after presolve has found the contradiction: no ray, until it runs again."""

    def __init__(self, rays):
        self.rays = rays
        self.options = []

    def getDualRay(self):  # noqa: N802 - HiGHS's name
        ray = self.rays.pop(0)
        return highspy.HighsStatus.kOk, ray is not None, ray

    def setOptionValue(self, key, value):  # noqa: N802 - HiGHS's name
        self.options.append((key, value))
        return highspy.HighsStatus.kOk

    def clearSolver(self):  # noqa: N802 - HiGHS's name
        return highspy.HighsStatus.kOk

    def run(self):
        return highspy.HighsStatus.kOk

    def getModelStatus(self):  # noqa: N802 - HiGHS's name
        return highspy.HighsModelStatus.kInfeasible


@pytest.mark.parametrize(
    ("rays", "found", "again"),
    [
        ([[1.0]], [1.0], False),
        ([[-1.0]], [1.0], False),
        ([None, [1.0]], [1.0], True),
        ([[0.0], None], None, True),
    ],
    ids=["held", "turned round", "without presolve", "none"],
)
def test_highs_is_asked_for_a_ray_until_one_holds(program, rays, found, again):
    solver = NoRayAtFirst(list(rays))
    ray = highs._ray(solver, program([1], [(9, [1], np.inf)], [(0, 5)]))
    assert (None if ray is None else ray.tolist()) == found
    assert (("presolve", "off") in solver.options) is again
