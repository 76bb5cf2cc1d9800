"""`allocator solve`: from a scenario to a certified plan."""

# ruff: noqa: FBT002, PLR0913, PLR0917 - options are parameters; heavy imports wait until the command runs

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli import screen
from allocator.cli.ends import Exit
from allocator.cli.options import Force, Json, Model, Overlays, ScenarioPath, Settings
from allocator.cli.progress import shown, stoppable
from allocator.domain.outcome import Infeasible, Published, Stopped

if TYPE_CHECKING:
    from allocator.domain.scenario import Scenario
    from allocator.engine.solve_to import Solved


def solve(
    scenario: ScenarioPath,
    model: Model = None,
    settings: Settings = None,
    overlays: Overlays = None,
    solver: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="auto (by size), highs, highs-ipm, piqp, clarabel, cbc, or another one installed.",
        ),
    ] = "auto",
    time_limit: Annotated[
        float | None, typer.Option(metavar="S", min=0, help="Stop after so many seconds.")
    ] = None,
    memory_limit: Annotated[
        float | None, typer.Option(metavar="GB", min=0, help="Stop at so many gigabytes.")
    ] = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Keep what explains every quota: explain is quick then."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Plan folder; else plans/<scenario>-<input hash>."),
    ] = None,
    force: Force = False,
    fail_on_short: Annotated[
        bool, typer.Option("--fail-on-short", help="Exit 3 when target stays unassigned.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Share the target out over reps, territories and periods, and prove the plan.

    Exit codes: 0 a certified plan, 2 wrong input, 3 no plan exists, 4 stopped at a limit,
    5 the certificate refused.
    """
    with stoppable() as cancel, shown() as progress:
        from allocator.engine.load import load
        from allocator.engine.solve_to import solve_to

        loaded = load(scenario, model=model, set=settings or (), overlays=overlays or ())
        solved = solve_to(
            loaded,
            out,
            force=force,
            solver=solver,
            time_limit=time_limit,
            memory_limit=memory_limit,
            explain=explain,
            progress=progress,
            cancel=cancel,
        )
    code = code_of(solved, fail_on_short=fail_on_short)
    if as_json:
        screen.answer_json(object_of(solved, code))
    else:
        show(loaded, solved)
    raise typer.Exit(code)


def code_of(solved: "Solved", *, fail_on_short: bool) -> Exit:
    """Give the exit code of an outcome."""
    match solved.outcome:
        case Published(plan=plan):
            short = fail_on_short and plan.status == "optimal_short"
            return Exit.NO_PLAN if short else Exit.CERTIFIED
        case Infeasible():
            return Exit.NO_PLAN
        case Stopped():
            return Exit.LIMIT


def show(scenario: "Scenario", solved: "Solved") -> None:
    """Print an outcome in words and tables."""
    from allocator.cli import summary

    match solved.outcome:
        case Published(plan=plan, certificate=certificate):
            if solved.already:
                screen.say(f"Already solved: {solved.folder} holds this plan, and it verifies.")
            summary.published(scenario, plan, certificate, solved.folder)
        case Infeasible(diagnosis=diagnosis):
            summary.infeasible(scenario, diagnosis, solved.folder)
        case Stopped(reason=reason):
            screen.say(f"Stopped without a certified plan: {reason}")
            screen.say(f"What was known by then: {solved.folder / 'diagnosis.json'}")


def object_of(solved: "Solved", code: Exit) -> dict[str, Any]:
    """Give the JSON object of an outcome: plan.json, and where it is."""
    head = {
        "exit_code": int(code),
        "folder": str(solved.folder),
        "already_solved": solved.already,
    }
    match solved.outcome:
        case Published(plan=plan):
            return {**plan.document, **head}
        case Infeasible(plan=plan, diagnosis=diagnosis):
            return {**plan.document, **head, "diagnosis": diagnosis}
        case Stopped(reason=reason, diagnosis=diagnosis):
            return {"status": "stopped", **head, "reason": reason, "diagnosis": diagnosis}
