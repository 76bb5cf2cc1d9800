"""One program after the other, each over the optimal points of all before it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
import scipy.sparse as sp

import allocator.solve.lexicographic as subject
from allocator.errors import Cancelled, LimitReached, SolverError
from allocator.solve import registry
from allocator.solve.auto import chain, witness
from allocator.solve.backend import Limits
from allocator.solve.lexicographic import Contradiction, Step, holds, lexicographic
from allocator.solve.linear import LinearProgram
from allocator.solve.termination import Answer, Shape, Stop
from allocator.solve.weights import free_weights

BASE = LinearProgram(
    np.zeros(3), np.zeros(3), sp.csr_array([[1.0, 1.0, 1.0]]), np.array([6.0]), np.array([6.0]),
    np.zeros(3), np.full(3, 4.0),
)  # fmt: skip
"""a + b + c = 6, each up to 4."""


def steps(*programs):
    def run():
        for number, program in enumerate(programs):
            seen.append((yield Step(f"t{number}", program)))

    seen = []
    return run(), seen


def cost(*values, quadratic=(0.0, 0.0, 0.0), base=BASE):
    return replace(base, cost=np.array(values, float), quadratic=np.array(quadratic, float))


FIRST, SECOND = cost(0, 1, 1), cost(0, 1, 0)
LAST = cost(-1, -1, -1, quadratic=(0.5, 0.5, 0.5))


@pytest.mark.parametrize("solver", ["auto", "highs", "clarabel"])
def test_each_step_decides_what_the_steps_before_left_open(solver):
    run, seen = steps(FIRST, SECOND, LAST)
    done = lexicographic(run, chain(solver), Limits(), witness=witness())
    # as much of a as there is, then of c, and nothing is left to the last
    assert [s.value for s in done] == pytest.approx([2.0, 0.0, -1.0])
    assert done[-1].point == pytest.approx([4.0, 0.0, 2.0], abs=1e-9)
    assert seen[0].columns.tolist() == [1, 0, 0]
    assert seen[1].columns.tolist() == [1, -1, 0]
    assert all(s.gap < 1e-9 for s in done)


def test_a_later_step_may_have_more_columns_and_rows():
    more = LinearProgram(
        np.array([0.0, 0.0, 0.0, 1.0]), np.zeros(4),
        sp.csr_array([[1.0, 1.0, 1.0, 0.0], [0.0, 1.0, 0.0, -1.0]]), np.array([6.0, -np.inf]),
        np.array([6.0, 0.0]), np.zeros(4), np.full(4, 4.0),
    )  # fmt: skip
    run, seen = steps(FIRST, more)
    done = lexicographic(run, chain("auto"), Limits())
    assert done[1].value == pytest.approx(0.0, abs=1e-9)
    assert len(seen[1].columns) == 4
    assert len(seen[1].rows) == 2


def test_a_constant_is_read_with_the_value():
    def run():
        yield Step("one", FIRST, constant=10.0)

    assert lexicographic(run(), chain("auto"), Limits())[0].value == pytest.approx(12.0)


def test_a_first_step_without_a_point_is_a_contradiction_with_its_ray():
    none = replace(FIRST, row_lower=np.array([13.0]), row_upper=np.array([13.0]))
    run, _ = steps(none)
    found = lexicographic(run, chain("highs"), Limits())
    assert isinstance(found, Contradiction)
    assert found.step.name == "t0"
    assert found.ray is None or found.ray[0] * 13 - abs(found.ray[0]) * 12 > 0


def test_progress_names_every_step_before_it_is_solved():
    told = []
    run, _ = steps(FIRST, SECOND)
    lexicographic(run, chain("auto"), Limits(), told.append)
    assert told == ["t0", "t1"]


def test_no_time_is_no_step():
    run, _ = steps(FIRST)
    with pytest.raises(LimitReached):
        lexicographic(run, chain("auto"), Limits(seconds=0.0))


def test_cancelling_stops_before_the_next_step():
    told = []
    run, _ = steps(FIRST, SECOND)
    limits = Limits(cancelled=lambda: len(told) > 1)
    with pytest.raises(Cancelled):
        lexicographic(run, chain("auto"), limits, told.append)
    assert told == ["t0", "t1"]


@dataclass
class Told:
    """A back-end that answers what it is told."""

    answer: Answer
    name: str = "told"
    quadratic: bool = True
    version: str = "0"
    asked: list = field(default_factory=list)

    def solve(self, program, limits):
        self.asked.append((program, limits))
        return self.answer


def answer(stop, point=None, dual=None, shape=Shape.VERTEX, detail=""):
    make = None if point is None else np.array(point, float)
    return Answer(
        stop, make, None if dual is None else np.array(dual, float), shape, 1, 0.0, detail
    )


@pytest.mark.parametrize(
    ("stop", "raised"), [(Stop.CANCELLED, Cancelled), (Stop.LIMIT, LimitReached)]
)
def test_what_stops_a_solver_stops_the_sequence(stop, raised):
    run, _ = steps(FIRST)
    with pytest.raises(raised):
        lexicographic(run, [Told(answer(stop))], Limits())


def test_a_rough_answer_is_polished_before_it_is_judged():
    rough = Told(answer(Stop.OPTIMAL, [0.0, 3.0, 3.0], [0.0]))
    run, _ = steps(FIRST)
    done = lexicographic(run, [rough], Limits())
    assert (done[0].backend, done[0].value) == ("told", pytest.approx(2.0))


def test_an_answer_that_does_not_hold_is_left_for_the_next_solver(monkeypatch):
    monkeypatch.setattr(subject, "polish", lambda *_: None)
    wrong = Told(answer(Stop.OPTIMAL, [0.0, 3.0, 3.0], [0.0]))
    failed = Told(answer(Stop.FAILED, detail="tired"))
    none = Told(answer(Stop.OPTIMAL))
    run, _ = steps(FIRST)
    done = lexicographic(run, [wrong, failed, none, registry.backend("highs")], Limits())
    assert done[0].backend == "highs"
    assert done[0].value == pytest.approx(2.0)


def test_where_none_holds_everybodys_reason_is_given():
    failed = Told(answer(Stop.FAILED, detail="tired"))
    run, _ = steps(FIRST)
    with pytest.raises(SolverError, match=r"t0: told: failed tired; told: optimal$"):
        lexicographic(run, [failed, Told(answer(Stop.OPTIMAL))], Limits())


def test_infeasible_behind_the_first_step_is_no_contradiction_but_an_error():
    run, _ = steps(FIRST, SECOND)

    class Late(Told):
        def solve(self, program, limits):
            self.asked.append(program)
            if len(self.asked) == 1:
                return registry.backend("highs").solve(program, limits)
            return self.answer

    with pytest.raises(SolverError):
        lexicographic(run, [Late(answer(Stop.INFEASIBLE))], Limits())


def test_a_quadratic_step_passes_over_solvers_without_one():
    linear = Told(answer(Stop.FAILED), quadratic=False)
    run, _ = steps(LAST)
    done = lexicographic(run, [linear, registry.backend("clarabel")], Limits())
    assert linear.asked == []
    assert done[0].point == pytest.approx([2.0, 2.0, 2.0], abs=1e-6)


def test_a_doubtful_side_is_decided_by_the_witness_or_left():
    # b is left between its sides with neither slack nor multiplier to speak of
    tilted = cost(0, 1e-9, 1e-9)
    doubting = Told(answer(Stop.OPTIMAL, [4.0 - 1e-9, 1.0, 1.0 + 1e-9], [1e-9], Shape.INTERIOR))
    for asked, doubts in (
        (registry.backend("highs"), 0),
        (Told(answer(Stop.FAILED)), 1),
        (Told(answer(Stop.OPTIMAL)), 1),
    ):
        run, _ = steps(tilted)
        done = lexicographic(run, [doubting], Limits(), witness=asked)
        assert (done[0].doubtful > 0) == bool(doubts)


def test_a_row_is_kept_to_a_hundredth_of_a_cent_or_a_billionth():
    assert holds(FIRST, np.array([4.0, 2.0, 9e-5]))
    assert not holds(FIRST, np.array([4.0, 2.0, 2e-4]))
    large = replace(FIRST, row_lower=np.array([6e9]), row_upper=np.array([6e9]))
    assert holds(large, np.array([6e9 + 5.0, 0.0, 0.0]))
    assert not holds(large, np.array([6e9 + 8.0, 0.0, 0.0]))


def test_weights_prove_a_tier_without_any_lock():
    run, _ = steps(FIRST, SECOND, LAST)
    done = lexicographic(run, chain("auto"), Limits(), witness=witness())
    weights = free_weights(done)
    assert [len(w) for w in weights] == [0, 1, 2]
    assert all((w >= 0).all() for w in weights)
    # minimise b alone over all points gives 0, as it is in the plan: no weight is needed
    assert weights[1].tolist() == [0.0]


def test_a_tier_that_pays_for_an_earlier_one_needs_a_weight():
    # first little of b and c, then little of a: at the plan a = 4, and only the first tier's
    # weight of at least 1 proves that less of a costs more of b and c
    run, _ = steps(FIRST, cost(1, 0, 0))
    done = lexicographic(run, chain("auto"), Limits(), witness=witness())
    (weight,) = free_weights(done)[1]
    assert done[1].value == pytest.approx(4.0)
    assert weight >= 1.0 - 1e-9


def test_a_weight_far_from_one_is_found():
    run, _ = steps(FIRST, cost(50, 0, 0))
    done = lexicographic(run, chain("auto"), Limits(), witness=witness())
    (weight,) = free_weights(done)[1]
    assert done[1].value == pytest.approx(200.0)
    assert weight >= 50.0 - 1e-6


def test_a_program_too_large_for_the_witness_keeps_its_doubts(monkeypatch):
    monkeypatch.setattr(subject, "WITNESSED", 0)
    doubting = Told(answer(Stop.OPTIMAL, [4.0 - 1e-9, 1.0, 1.0 + 1e-9], [1e-9], Shape.INTERIOR))
    asked = Told(answer(Stop.FAILED))
    run, _ = steps(cost(0, 1e-9, 1e-9))
    done = lexicographic(run, [doubting], Limits(), witness=asked)
    assert done[0].doubtful > 0
    assert asked.asked == []
