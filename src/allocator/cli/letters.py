"""`allocator letters`: a page per rep and per manager."""

# ruff: noqa: FBT002 - a flag of a command is a parameter; heavy imports wait until the command runs

from typing import Annotated

import typer

from allocator.cli import progress, screen
from allocator.cli.options import Json, OutDir, PlanPath


def letters(
    plan: PlanPath,
    out: OutDir,
    rep: Annotated[
        str | None, typer.Option("--rep", metavar="ID", help="The letter of this rep alone.")
    ] = None,
    unverified: Annotated[
        bool,
        typer.Option("--unverified", help="Take a plan that does not verify; every page says so."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Write a letter to every rep and manager: the number, its reasons, and the way there."""
    from allocator.engine.letters import gather
    from allocator.present.letters.book import files
    from allocator.read.write import free, save_folder

    free(out)
    with progress.shown() as phase:
        facts = gather(plan, rep=rep, unverified=unverified, progress=phase)
        pages = files(facts, phase)
        phase("write")
        folder = save_folder(pages, out)
    counts = {"reps": len(facts.reps), "managers": len(facts.nodes)}
    if as_json:
        screen.answer_json(
            {"plan": str(plan), "exit_code": 0, "folder": str(folder), **counts,
             "verified": facts.verified}
        )  # fmt: skip
        return
    told = screen.answer()
    told.print(
        screen.plain(
            f"{screen.counted(counts['reps'], 'letter')} to reps and "
            f"{counts['managers']:,} to managers: {folder}"
        ),
        soft_wrap=True,
    )
    told.print(screen.plain(f"Open {folder / 'index.html'} in a browser."), soft_wrap=True)
