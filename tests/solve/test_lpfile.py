"""LP text: readable, the same every time, and read back as the same program."""

from __future__ import annotations

import highspy
import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve import lpfile
from allocator.solve.backend import Limits
from allocator.solve.highs import HighsBackend
from allocator.solve.linear import LinearProgram

INF = np.inf


@pytest.fixture
def small():
    return LinearProgram(
        np.array([2.0, 0.0, -0.1]),
        np.array([0.0, 0.5, 0.0]),
        sp.csr_array([[1.0, 1.0, 0.0], [1.0, 0.0, -2.5], [0.0, 1.0, 1.0], [1.0, 1.0, 1.0]]),
        np.array([4.0, -INF, 1.0, -INF]),
        np.array([4.0, 3.0, 9.5, INF]),
        np.array([0.0, -INF, 1.0]),
        np.array([10.0, INF, 1.0]),
    )


COLUMNS = [
    lpfile.label("x", "ada\tnorth\tpricing\t2027-01-01"),
    lpfile.label("u", "pricing"),
    lpfile.label("eta"),
]
ROWS = ["lever_totals", "capacity", "band", "note"]
TEXT = """\
\\ two cells
minimize
 cost: + 2 x(ada,north,pricing,2027_01_01) - 0.1 eta + [ + 0.5 u(pricing) ^ 2 ] / 2
subject to
 lever_totals: + x(ada,north,pricing,2027_01_01) + u(pricing) = 4
 capacity: + x(ada,north,pricing,2027_01_01) - 2.5 eta <= 3
 band.low: + u(pricing) + eta >= 1
 band.high: + u(pricing) + eta <= 9.5
\\ note: free: + x(ada,north,pricing,2027_01_01) + u(pricing) + eta
bounds
 0 <= x(ada,north,pricing,2027_01_01) <= 10
 u(pricing) free
 eta = 1
end
"""


def test_the_text_is_the_program(small):
    assert lpfile.text(small, COLUMNS, ROWS, "two cells") == TEXT


def test_long_rows_are_broken_between_terms():
    n = 40
    program = LinearProgram(
        np.ones(n),
        np.zeros(n),
        sp.csr_array(np.ones((1, n))),
        *[np.zeros(1)] * 2,
        np.zeros(n),
        np.ones(n),
    )
    text = lpfile.text(program, [f"column_{j}" for j in range(n)], ["row"])
    assert max(len(line) for line in text.splitlines()) <= lpfile.WIDTH
    assert text.count("column_39") == 3


def test_names_that_the_format_misreads_or_that_collide_are_changed():
    program = LinearProgram(
        np.ones(4),
        np.zeros(4),
        sp.csr_array(np.ones((1, 4))),
        *[np.zeros(1)] * 2,
        np.zeros(4),
        np.ones(4),
    )
    text = lpfile.text(program, ["1st", "a b", "a-b", "free"], ["é"])
    assert " cost: + _1st + a_b + a_b~2 + _free" in text
    assert " _: + _1st" in text


def test_numbers_read_back_as_the_same_float():
    program = LinearProgram(
        np.array([1 / 3]),
        np.zeros(1),
        sp.csr_array([[0.1 + 0.2]]),
        np.array([1e-9]),
        np.array([INF]),
        np.array([-1e17]),
        np.array([INF]),
    )
    text = lpfile.text(program, ["x"], ["r"])
    assert "+ 0.3333333333333333 x" in text
    assert "+ 0.30000000000000004 x >= 1e-09" in text
    assert " x >= -1e+17" in text


def test_a_solver_reads_the_same_program(tmp_path):
    rng = np.random.default_rng(2)
    matrix = sp.random_array((6, 9), density=0.5, rng=rng, format="csr")
    inside = rng.uniform(1, 2, 9)
    program = LinearProgram(
        rng.normal(size=9),
        np.zeros(9),
        matrix,
        matrix @ inside - np.array([0, 1, INF, 0.5, 0, 2]),
        matrix @ inside + np.array([0, INF, 1, 0.5, 0, 2]),
        np.zeros(9),
        np.full(9, 3.0),
    )
    file = tmp_path / "program.lp"
    names = [lpfile.label("x", f"rep-{j}\tnorth") for j in range(9)]
    file.write_text(lpfile.text(program, names, [f"row({i})" for i in range(6)]))
    answer = HighsBackend().solve(program, Limits())
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS's call
    assert solver.readModel(str(file)) == highspy.HighsStatus.kOk
    solver.run()
    assert solver.getInfo().objective_function_value == pytest.approx(
        program.objective(answer.point), rel=1e-9
    )
    assert solver.getLp().col_names_[1] == "x(rep_1,north)"
