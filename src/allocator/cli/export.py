"""`allocator export`: files that planning systems load."""

# ruff: noqa: FBT002 - options are parameters; heavy imports wait until the command runs

from pathlib import Path
from typing import Annotated, Literal

import typer

from allocator.cli import screen
from allocator.cli.options import Json, OutDir, PlanPath


def export(
    plan: PlanPath,
    to: Annotated[
        Literal["salesforce", "csv", "parquet", "varicent"],
        typer.Option("--to", help="What is to load the files."),
    ],
    out: OutDir,
    ids: Annotated[
        Path | None,
        typer.Option(
            "--ids", metavar="F", help="The platform's ids: a table of kind, id, platform_id."
        ),
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="Begin CSV with a byte-order mark, as Excel wants it.")
    ] = False,
    no_pay: Annotated[bool, typer.Option("--no-pay", help="Leave out on-target earnings.")] = False,
    unverified: Annotated[
        bool,
        typer.Option("--unverified", help="Take a plan that does not verify; the files say so."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Write a plan's quotas for another system; the numbers stay the same to the last digit.

    The plan is proven first; one that does not verify is refused, exit 5.
    """
    from allocator.engine.export import gather
    from allocator.present.export.folder import NOTICE, UNVERIFIED, files
    from allocator.read.write import free, save_folder

    free(out)
    found = gather(plan, to, ids=ids, excel=excel, unverified=unverified)
    made, notes = files(found, pay=not no_pay, excel=excel)
    folder = save_folder(made, out)
    if found.refusals:
        screen.say("\n".join([f"warning: {UNVERIFIED} See {NOTICE}.", *found.refusals]))
    for note in notes:
        screen.say(note)
    if as_json:
        screen.answer_json(
            {
                "exit_code": 0,
                "plan": str(plan),
                "folder": str(folder),
                "verified": not found.refusals,
                "files": list(made),
                "notes": list(notes),
            }
        )
        return
    told = screen.answer()
    told.print(screen.plain(f"{screen.counted(len(made), 'file')}: {folder}"), soft_wrap=True)
    for name in made:
        told.print(screen.plain(f"  {name}"), soft_wrap=True)
