"""The main job: from a scenario to a certified plan, or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from allocator.certify.certificate import certify
from allocator.domain.outcome import Outcome, Published
from allocator.engine import interlock
from allocator.engine.activity import with_work
from allocator.engine.kept import with_path
from allocator.engine.options import options_of
from allocator.errors import CertificateError
from allocator.program import assemble
from allocator.program.published import tier_values
from allocator.program.solution import allocation_of, programs, proof_of
from allocator.publish.assemble import publish
from allocator.publish.seal import seal
from allocator.read.canonical import json_bytes, plain
from allocator.solve.auto import chain, witness
from allocator.solve.backend import Limits
from allocator.solve.lexicographic import Contradiction, lexicographic
from allocator.solve.threads import one_thread
from allocator.solve.weights import free_weights
from allocator.yields.derive import derive

if TYPE_CHECKING:
    from allocator.domain.scenario import Scenario
    from allocator.program.tier import Objective

Progress = Callable[[str], None]


class Clock:
    """Seconds of each phase, in order; a phase that comes twice adds up."""

    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time a phase and tell its name."""
        self._progress(name)
        started = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - started


@one_thread
def solve(
    scenario: Scenario,
    *,
    solver: str = "auto",
    time_limit: float | None = None,
    memory_limit: float | None = None,
    explain: bool = False,
    progress: Progress = lambda _: None,
    cancel: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Solve a scenario under its policy.

    Parameters
    ----------
    solver : a back-end's name, or ``auto``
    time_limit : seconds; None sets none
    memory_limit : GB for the estimate of the program's size; None sets none
    explain : whether to keep the path that explains every quota
    progress : told the name of each phase as it begins
    cancel : asked now and then; true ends the solve

    Raises
    ------
    InputError
        if settings or solver do not fit the scenario
    CertificateError
        if no answer of any solver passes the independent proof
    LimitReached, Cancelled
        as they say
    """
    clock = Clock(progress)
    chain(solver)  # an unknown solver is known before anything is made
    options = options_of(solver, explain=explain)
    with clock.phase("derive"):
        parameters = derive(scenario)
    with clock.phase("assemble"):
        draft = assemble.draft(scenario, parameters)
        assemble.check_size(draft, memory_limit)
    backends = chain(solver, assemble.nonzeros(draft))
    objectives: list[Objective] = []
    limits = Limits(seconds=time_limit, cancelled=cancel)
    with clock.phase("solve"):
        steps = programs(draft, assemble.steps(draft), objectives)
        solved = lexicographic(
            steps, backends, limits, lambda tier: progress(f"solve {tier}"), witness=witness()
        )
    if isinstance(solved, Contradiction):
        from allocator.engine import infeasible

        return infeasible.diagnose(
            scenario, parameters, draft, solved, clock.seconds, solver=solver, options=options
        )
    with clock.phase("weigh"):
        weights = free_weights(solved)
        proof = proof_of(draft, solved, weights)
        allocation = allocation_of(draft, solved, objectives, weights)
    if explain:
        with clock.phase("explain"):
            program, left = solved[-1].program, _left(limits, clock)
            proof = with_path(proof, program, objectives, backends, left, progress)
    with clock.phase("round"):
        plan = publish(
            scenario,
            parameters,
            allocation,
            proof,
            solver=solver,
            options=options,
            tier_values=lambda quota: tier_values(draft, solved, objectives, quota),
        )
    with clock.phase("objectives"):
        plan = with_work(plan, scenario, parameters)
    if plan.status == "optimal_short":
        from allocator.engine import infeasible

        with clock.phase("diagnose"):
            told = infeasible.diagnose_short(scenario, parameters, draft, allocation)
            plan = replace(plan, files={**plan.files, "diagnosis.json": json_bytes(plain(told))})
    if interlock.asked(scenario):
        with clock.phase("interlock"):
            left = _left(limits, clock)
            plan = interlock.with_numbers(plan, scenario, parameters, backends, left, progress)
    with clock.phase("certify"):
        certificate = certify(plan.files, plan.document, proof)
    if not certificate.passed:
        raise CertificateError(certificate.refusals)
    sealed = seal(plan, certificate)
    run = {
        "seconds": clock.seconds,
        "tiers": [
            {"name": s.name, "solver": s.backend, "seconds": s.seconds, "face_gap": s.gap}
            for s in solved
        ],
        "program": {
            "columns": len(proof.columns),
            "rows": len(proof.rows),
            "nonzeros": int(solved[-1].program.matrix.nnz),
        },
        "trail": [{"path": c.path, "place": c.place} for c in scenario.trail],
    }
    return Published(replace(sealed, run=run), certificate)


def _left(limits: Limits, clock: Clock) -> Limits:
    """Take the time that is spent off the limit."""
    if limits.seconds is None:
        return limits
    return replace(limits, seconds=max(limits.seconds - sum(clock.seconds.values()), 0.0))
