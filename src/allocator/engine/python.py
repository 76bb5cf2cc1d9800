"""The Python interface: what `allocator.load`, `allocator.solve` and the others do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from allocator.engine.compare import compare
from allocator.engine.frontier import frontier as sweep
from allocator.engine.load import load, revised, scenario
from allocator.engine.solve_to import ended
from allocator.engine.verify import verify as prove
from allocator.read.plan import open_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.compare.frontier import Between, Frontier
    from allocator.domain.certificate import Certificate
    from allocator.domain.outcome import Outcome
    from allocator.domain.plan import Plan
    from allocator.domain.scenario import Scenario
    from allocator.engine.load import Changes
    from allocator.engine.sweep import Vary

__all__ = ["compare", "frontier", "load", "open", "scenario", "solve", "verify"]


def solve(
    scenario: Scenario,
    model: str | None = None,
    set: Changes = (),  # noqa: A002 - the promised name
    *,
    solver: str = "auto",
    time_limit: float | None = None,
    explain: bool = False,
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
    explain : keep the path that explains every quota in the plan, so that explanations need no
        solve of their own
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
        explain=explain,
        progress=progress or (lambda _: None),
        cancel=cancel or (lambda: False),
    )


def frontier(  # noqa: PLR0913 - the promised options
    scenario: Scenario,
    vary: Vary,
    model: str | None = None,
    set: Changes = (),  # noqa: A002 - the promised name
    *,
    between: Between | str | None = None,
    solver: str = "auto",
    time_limit: float | None = None,
    workers: int = 1,
    cluster: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Frontier:
    """Solve a scenario at every value of one or two settings: the price of a trade-off.

    ::

        frontier = allocator.frontier(scenario, {"fairness_band.band": [0.05, 0.1, 0.15]})
        frontier.table[["fairness_band.band", "expected_bookings", "knee"]]
        frontier.to_html("frontier.html")

    Parameters
    ----------
    vary : paths and their values; the path ``model`` takes names of allocation policies
    model, set : as in `solve`, for every point
    between : the two measures of the trade-off, cost first; None takes the first pair that bends
    solver, time_limit : of every point
    workers : processes of this machine. With more than one a script needs its own work behind
        ``if __name__ == "__main__":``
    cluster : address of a Dask scheduler that has the work instead
    progress : told how many points are done, and of how many
    cancel : asked now and then; true ends the sweep with `allocator.Cancelled`
    """
    changed = model is not None or bool(set)
    return sweep(
        revised(scenario, model=model, set=set) if changed else scenario,
        vary,
        between=between,
        solver=solver,
        time_limit=time_limit,
        progress=progress or (lambda _, __: None),
        workers=workers,
        cluster=cluster,
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
