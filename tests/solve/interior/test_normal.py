"""The condensed Newton system against the whole one."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from allocator.solve.interior import normal
from allocator.solve.interior.form import form
from allocator.solve.interior.normal import Normal
from allocator.solve.linear import LinearProgram


def program(seed, rows=12, columns=30):
    rng = np.random.default_rng(seed)
    matrix = sp.csr_array(sp.random_array((rows, columns), density=0.3, rng=rng) * 2.0)
    side = rng.normal(size=rows)
    room = np.where(np.arange(rows) % 3 == 0, 0.0, 1.0)
    return LinearProgram(
        rng.normal(size=columns), np.zeros(columns), matrix, side, side + room,
        np.zeros(columns), np.ones(columns),
    )  # fmt: skip


@pytest.mark.parametrize("wide", [2, 40])
@pytest.mark.parametrize("seed", range(3))
def test_it_solves_the_newton_system(monkeypatch, seed, wide):
    monkeypatch.setattr(normal, "WIDE", wide)
    made = form(program(seed))
    rng = np.random.default_rng(seed)
    size, rows = len(made.cost), len(made.side)
    curve = rng.uniform(0.5, 2.0, size)
    top, bottom = rng.normal(size=size), rng.normal(size=rows)
    system = Normal(made)
    system.factor(curve)
    dx, dy = system.solve(top, bottom)
    assert curve * dx - made.pull(dy) == pytest.approx(top, abs=1e-7)
    assert made.activity(dx) == pytest.approx(bottom, abs=1e-7)


def test_a_bias_that_stays_weakens_the_regularisation(monkeypatch):
    monkeypatch.setattr(normal, "PRIMAL", 10.0)
    made = form(program(1))
    curve = np.full(len(made.cost), 0.01)
    system = Normal(made)
    top, bottom = np.ones(len(curve)), np.zeros(len(made.side))

    def left():
        system.factor(curve)
        dx, dy = system.solve(top, bottom)
        return np.abs(curve * dx - made.pull(dy) - top).max()

    errors = [left() for _ in range(5)]
    assert errors[0] > 0.1
    assert errors[-1] < 1e-3
