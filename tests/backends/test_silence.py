"""No solver may write to the caller's stdout or stderr: ``--json`` promises one object there."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from allocator.solve import registry

INF = np.inf


def test_nothing_reaches_the_terminal(backend, program, limits, capfd):
    answers = [
        backend.solve(program(cost, rows, [(0, top)] * 2), limits)
        for cost, rows, top in (
            ([1, 2], [(3, [1, 1], 9)], 5),
            ([1, 1], [(50, [1, 1], INF)], 5),
            ([-1, -1], [(0, [1, -1], INF)], INF),
        )
    ]
    assert [answer.stop.value for answer in answers] == ["optimal", "infeasible", "unbounded"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", registry.installed())
def test_the_first_solve_of_a_process_prints_nothing(name):
    code = (
        "import numpy as np, scipy.sparse as sp\n"
        "from allocator.solve import registry\n"
        "from allocator.solve.backend import Limits\n"
        "from allocator.solve.linear import LinearProgram\n"
        "one = np.ones(1)\n"
        "lp = LinearProgram(one, 0 * one, sp.csr_array([[1.0]]), one, 2 * one, 0 * one, 9 * one)\n"
        f"answer = registry.backend({name!r}).solve(lp, Limits())\n"
        "raise SystemExit(0 if answer.stop.value == 'optimal' else 1)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)  # noqa: S603 - our own code
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
