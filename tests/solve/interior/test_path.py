"""What the path ends on: limits, answers that go on, programs that have none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.backend import Limits
from allocator.solve.interior.backend import InteriorBackend
from allocator.solve.interior.form import form
from allocator.solve.interior.path import Path
from allocator.solve.linear import LinearProgram
from allocator.solve.termination import Stop


@pytest.fixture
def program():
    rng = np.random.default_rng(3)
    columns = 60
    matrix = sp.csr_array(np.vstack([np.ones(columns), rng.uniform(0, 1, columns)]))
    return LinearProgram(
        rng.uniform(1, 2, columns), np.zeros(columns), matrix, np.array([20.0, -np.inf]),
        np.array([20.0, 12.0]), np.zeros(columns), np.ones(columns),
    )  # fmt: skip


def test_going_on_shrinks_the_products(program):
    path = Path(form(program))
    first = path.run(1e-4, 100, lambda: False)
    late = path.further(2)
    assert late.iterations == first.iterations + 2
    assert late.gap < first.gap / 10


def test_a_closer_answer_is_optimal_too(program):
    answer = InteriorBackend().solve(program, Limits())
    assert answer.stop is Stop.OPTIMAL
    closer = answer.closer()
    assert closer.stop is Stop.OPTIMAL
    assert program.objective(closer.point) == pytest.approx(program.objective(answer.point))


def test_it_stops_between_iterations_when_it_is_told_to(program):
    asked = []

    def stop():
        asked.append(1)
        return len(asked) > 3

    reached = Path(form(program)).run(1e-12, 100, stop)
    assert not reached.ended
    assert len(asked) == 4


def test_the_same_program_gives_the_same_bits(program):
    one, other = (InteriorBackend().solve(program, Limits()) for _ in range(2))
    assert one.point.tobytes() == other.point.tobytes()
    assert one.dual.tobytes() == other.dual.tobytes()


def test_multipliers_of_one_sided_rows_are_on_their_side(program):
    rows = replace(program, row_lower=np.array([20.0, -np.inf]), row_upper=np.array([np.inf, 40.0]))
    answer = InteriorBackend().solve(rows, Limits())
    assert answer.dual[0] > 0
    assert answer.dual[1] <= 0
