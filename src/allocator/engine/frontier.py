"""Sweep one or two settings: a certified plan for every combination, or the reason for none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allocator import __version__
from allocator.compare.frontier import Frontier, Point, Proof
from allocator.compare.measured import MEASURES, measured
from allocator.domain.outcome import Infeasible, Published, Stopped
from allocator.engine.solve_to import ended, key_of
from allocator.engine.spread import Lost, spread
from allocator.engine.sweep import axes, points
from allocator.errors import CertificateError, InputError, SolverError
from allocator.read.likeness import suggestion
from allocator.solve.auto import chain
from allocator.solve.threads import one_thread

if TYPE_CHECKING:
    from allocator.compare.frontier import Between
    from allocator.domain.certificate import Certificate
    from allocator.domain.scenario import Scenario
    from allocator.engine.sweep import Vary

TOLD = 3
"""Rules of a conflict that a reason names."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs for one point; `version` is that of who asks."""

    number: int
    settings: tuple[str, ...]
    scenario: Scenario
    solver: str
    time_limit: float | None
    version: str = __version__


def frontier(
    scenario: Scenario,
    vary: Vary,
    *,
    under: Callable[[str], Scenario] | None = None,
    between: Between | str | None = None,
    solver: str = "auto",
    time_limit: float | None = None,
    progress: Callable[[int, int], None] = lambda _, __: None,
    **crew: Any,
) -> Frontier:
    """Solve a scenario at every value of one or two settings.

    Every setting of every point is checked before anything is solved.

    Parameters
    ----------
    vary : ``path=a,b,c`` once or twice, or a mapping of paths to values
    under : gives the scenario under a model by name, where ``model`` is swept, as in
        `engine.sweep.points`
    between : the two measures of the trade-off, cost first, ``largest_stretch,expected_bookings``
        or a pair
    solver, time_limit : of every point, as in `engine.solve.solve`
    progress : told how many points are done, and of how many
    crew : workers, cluster and cancel, as in `engine.spread.spread`

    Raises
    ------
    InputError
        with every problem of every point; ``vary-*``, ``frontier-measure``, ``cluster-*``
    Cancelled
        if `cancel` said so
    """
    chain(solver)  # an unknown solver is known before anything is made
    swept, pair = axes(vary), _pair(between)
    tasks = [
        Task(number, settings, made, solver, time_limit)
        for number, (settings, made) in enumerate(points(scenario, swept, under), 1)
    ]
    done = 0

    def heard() -> None:
        nonlocal done
        done += 1
        progress(done, len(tasks))

    progress(0, len(tasks))
    answers = spread(solved, tasks, heard=heard, **crew)
    return Frontier(
        scenario=scenario.name,
        title=scenario.title,
        model=scenario.policy.name,
        currency=scenario.currency,
        axes=swept,
        points=tuple(_point(*each) for each in zip(tasks, answers, strict=True)),
        asked=pair,
    )


@one_thread
def solved(task: Task) -> Point | str:
    """Solve one point, wherever that is; what a worker of another version would do is refused."""
    if task.version != __version__:
        return __version__
    key = key_of(task.scenario, task.solver)

    def point(status: Any, **more: Any) -> Point:
        found = {"measures": {}, "proof": None, **more}
        return Point(task.number, task.settings, status, key, **found)

    try:
        outcome = ended(task.scenario, solver=task.solver, time_limit=task.time_limit)
    except CertificateError as error:
        return point("refused", reason=f"the certificate refused: {listed(error.refusals)}")
    except SolverError as error:
        return point("refused", reason=str(error))
    match outcome:
        case Published(plan=plan, certificate=certificate):
            return point(plan.status, measures=measured(plan), proof=_proof(certificate))
        case Infeasible(diagnosis=diagnosis):
            return point("infeasible", reason=_why(diagnosis))
        case Stopped(reason=reason):
            return point("stopped", reason=reason)


def _point(task: Task, answer: Point | str | Lost) -> Point:
    """Take an answer for what it is."""
    match answer:
        case Point():
            return answer
        case Lost(reason=reason):
            return Point(
                task.number,
                task.settings,
                "stopped",
                key_of(task.scenario, task.solver),
                {},
                None,
                f"the process that solved it was ended from outside, more than once: {reason}",
            )
    raise InputError.of(
        "cluster-version",
        "a worker of the cluster has another version of allocator",
        pointer="--cluster",
        got=answer,
        want=__version__,
        fix="Install the same version everywhere.",
    )


def _proof(certificate: Certificate) -> Proof:
    return Proof(
        certificate.words,
        len(certificate.tiers),
        len(certificate.checks),
        max((tier.face for tier in certificate.tiers), default=0.0),
    )


def _why(diagnosis: Mapping[str, Any]) -> str:
    """Say in a sentence which rules cannot hold together."""
    found = [
        str(entry["what"])
        for key in ("conflict", "arithmetic")
        for entry in diagnosis.get(key, ())
        if "what" in entry
    ]
    if not found:
        return "the hard rules cannot all hold"
    return f"these rules cannot all hold: {listed(found)}"


def listed(reasons: Sequence[str]) -> str:
    """Join the first reasons and count the others.

    >>> listed(["a", "b", "c", "d"])
    'a; b; c; and 1 more'
    """
    more = [f"and {len(reasons) - TOLD:,} more"] if len(reasons) > TOLD else []
    return "; ".join([*reasons[:TOLD], *more])


def _pair(between: Between | str | None) -> Between | None:
    """Read the two measures of the trade-off."""
    if between is None:
        return None
    words = between.split(",") if isinstance(between, str) else list(between)
    named = [word.strip() for word in words]
    known = [key for key, measure in MEASURES.items() if measure.better != "same"]
    wrong = [word for word in named if word not in known]
    if wrong or len(set(named)) != len(named) or len(named) != 2:  # noqa: PLR2004 - a pair
        near = suggestion(wrong[0], known) if wrong else ""
        raise InputError.of(
            "frontier-measure",
            "are no two measures of a trade-off",
            pointer="--between",
            got=",".join(named),
            want="two of " + ", ".join(known),
            fix=near or "Name two different measures, the one that costs first.",
        )
    return named[0], named[1]
