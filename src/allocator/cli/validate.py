"""`allocator validate`: every error and warning of every file, at once."""

# ruff: noqa: FBT002 - a flag of a command is a parameter; heavy imports wait until the command runs

import typer

from allocator.cli import screen
from allocator.cli.ends import Exit, counted, lines, problem_object
from allocator.cli.options import Json, Model, Overlays, ScenarioPath, Settings


def validate(
    scenario: ScenarioPath,
    model: Model = None,
    settings: Settings = None,
    overlays: Overlays = None,
    as_json: Json = False,
) -> None:
    """Check every file of a scenario and say all that is wrong, at once. Solves nothing."""
    from allocator.engine.validate import validate as check

    found, problems = check(scenario, model=model, set=settings or (), overlays=overlays or ())
    code = Exit.CERTIFIED if found is not None else Exit.WRONG_INPUT
    if as_json:
        screen.answer_json(
            {
                "valid": found is not None,
                "exit_code": int(code),
                "scenario": None if found is None else found.name,
                "problems": [problem_object(problem) for problem in problems],
            }
        )
    else:
        if problems:
            screen.say(lines(problems))
        verdict = "valid" if found is not None else "not valid"
        screen.answer().print(
            screen.plain(f"{scenario}: {verdict}, {counted(problems)}"), soft_wrap=True
        )
    raise typer.Exit(code)
