"""The Python interface: what `allocator.load`, `allocator.solve` and the others do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from allocator.engine.load import load, revised, scenario
from allocator.engine.solve_to import ended
from allocator.engine.verify import verify as prove
from allocator.read.plan import open_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.domain.certificate import Certificate
    from allocator.domain.outcome import Outcome
    from allocator.domain.plan import Plan
    from allocator.domain.scenario import Scenario
    from allocator.engine.load import Changes

__all__ = ["load", "open", "scenario", "solve", "verify"]


def solve(
    scenario: Scenario,
    model: str | None = None,
    set: Changes = (),  # noqa: A002 - the promised name
    *,
    solver: str = "auto",
    time_limit: float | None = None,
    progress: Callable[[str], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Outcome:
    """Solve a scenario and prove the plan.

    ::

        outcome = allocator.solve(scenario, set={"fairness_band.band": 0.1})
        match outcome:
            case allocator.Published(plan=plan, certificate=certificate):
                print(certificate.words, plan.total)
                plan.save("plans/acme")
            case allocator.Infeasible(conflict=conflict, remedies=remedies):
                print(remedies)
            case allocator.Stopped(reason=reason):
                print(reason)

    Parameters
    ----------
    model : allocation policy instead of the scenario's own, as its file says
    set : further changes by path, ``{"fairness_band.band": 0.1}``
    solver : ``auto``, or the name of one that is installed
    time_limit : seconds
    progress : told the name of each phase as it begins
    cancel : asked now and then; true ends the solve with `allocator.Cancelled`

    Returns
    -------
    `Published`, `Infeasible` or `Stopped`
    """
    changed = model is not None or bool(set)
    chosen = revised(scenario, model=model, set=set) if changed else scenario
    return ended(
        chosen,
        solver=solver,
        time_limit=time_limit,
        progress=progress or (lambda _: None),
        cancel=cancel or (lambda: False),
    )


def open(path: str | Path) -> Plan:  # noqa: A001 - the promised name
    """Read a plan folder. Nothing is proven by this; see `verify` and `Plan.verify`.

    ::

        plan = allocator.open("plans/acme-fy27-0123abcd")
        plan.reps.nlargest(10, "stretch")
        print(plan - allocator.open("plans/acme-fy27-89abcdef"))

    Raises
    ------
    allocator.PlanError
        if it is no plan's folder, or a file of it cannot be read
    """
    return open_plan(Path(path))


def verify(path: str | Path, *, strict: bool = False) -> Certificate:
    """Prove a plan folder from its bytes alone.

    ::

        certificate = allocator.verify("plans/acme-fy27-0123abcd")
        certificate.words                       # 'proven optimal'
        [tier.face for tier in certificate.tiers]

    Parameters
    ----------
    strict : solve again, too, with a vertex solver that shares nothing with the first; up to
        2,000 reps

    Raises
    ------
    allocator.PlanError
        with every reason why it does not hold
    """
    return prove(Path(path), strict=strict)
