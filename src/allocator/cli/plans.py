"""`allocator plans`: the plan folders here."""

# ruff: noqa: FBT002 - a flag of a command is a parameter

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from allocator.cli import screen
from allocator.cli.options import Json
from allocator.engine.plans import PlanEntry, list_plans, remove_plan

plans = typer.Typer(help="The plan folders here: list them, or remove one.")

Root = Annotated[Path, typer.Option("--root", metavar="DIR", help="Folder that holds the plans.")]


@plans.callback(invoke_without_command=True)
def overview(context: typer.Context, root: Root = Path("plans"), as_json: Json = False) -> None:
    """List the plan folders here."""
    if context.invoked_subcommand is None:
        show(root, as_json=as_json)


@plans.command("list")
def listed(root: Root = Path("plans"), as_json: Json = False) -> None:
    """List the plan folders here."""
    show(root, as_json=as_json)


@plans.command()
def remove(
    folders: Annotated[list[Path], typer.Argument(metavar="PLAN...", help="Plan folders.")],
) -> None:
    """Remove plan folders; any other folder is refused."""
    for folder in folders:
        remove_plan(folder)
        screen.say(f"removed {folder}")


def show(root: Path, *, as_json: bool) -> None:
    """Print the list."""
    entries = list_plans(root)
    if as_json:
        screen.answer_json({"plans": [asdict(entry) for entry in entries]})
    elif entries:
        columns = (
            ("plan", False), ("model", False), ("status", False), ("target", True),
            ("assigned", True), ("short", True),
        )  # fmt: skip
        screen.answer().print(screen.table(columns, [_row(entry) for entry in entries]))
    else:
        screen.say(f"No plans in {root}. Make one: allocator solve SCENARIO")


def _row(entry: PlanEntry) -> tuple[str, ...]:
    """Make a line of the list."""
    sums = (entry.target, entry.assigned, entry.shortfall)
    return (str(entry.folder), entry.model, entry.status, *(screen.money(v) for v in sums))
