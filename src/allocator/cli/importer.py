"""`allocator import crm` and `allocator import overrides`."""

# ruff: noqa: FBT002, PLR0913, PLR0917 - an option of a command is a parameter

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from allocator.cli import screen
from allocator.cli.ends import lines
from allocator.cli.options import OutDir

importer = typer.Typer(
    no_args_is_help=True, help="Bring in a CRM export, or quotas edited in a workbook."
)


def _file(help_: str, option: str, metavar: str = "F") -> object:
    """Make the option of a file."""
    return typer.Option(option, metavar=metavar, help=help_)


@importer.command()
def crm(
    opportunities: Annotated[Path, _file("One row per opportunity.", "--opportunities")],
    out: OutDir,
    accounts: Annotated[Path | None, _file("One row per account.", "--accounts")] = None,
    products: Annotated[Path | None, _file("Products and prices.", "--products")] = None,
    teams: Annotated[Path | None, _file("Reps, managers and offices.", "--teams")] = None,
    mapping: Annotated[
        Path | None, _file("Names the columns of any export.", "--map", "M.yaml")
    ] = None,
    growth_rate: Annotated[
        float, typer.Option(help="Growth, as a share of what the last twelve months won.")
    ] = 0.10,
    start: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="First day of the plan; else the month after the last close.",
        ),
    ] = None,
    periods: Annotated[int, typer.Option(metavar="N", help="How many periods.")] = 4,
    frequency: Annotated[Literal["month", "quarter"], typer.Option()] = "quarter",
    currency: Annotated[
        str | None, typer.Option(metavar="USD", help="Else that of the export, else USD.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The scenario's name; else the folder's.")
    ] = None,
    all_bookings: Annotated[
        bool,
        typer.Option(
            "--all-bookings",
            help="Let the levers carry all bookings, last year's included; the baseline is zero.",
        ),
    ] = False,
) -> None:
    """Make a scenario folder from a CRM export of one row per opportunity.

    What was odd in the export and what was decided in the place of data goes to stderr, into
    scenario.yaml and into notes.md.
    """
    from allocator.engine.importer import import_crm

    made = import_crm(
        opportunities,
        out,
        accounts=accounts,
        products=products,
        teams=teams,
        mapping=mapping,
        start=None if start is None else start.date(),
        name=name,
        growth_rate=growth_rate,
        periods=periods,
        frequency=frequency,
        currency=currency,
        whole=all_bookings,
    )
    for head, said in (
        ("Found in the export:", made.found),
        ("Decided in the place of data:", made.rules),
    ):
        screen.say("\n".join((head, *(f"  {line}" for line in said))))
    if made.warnings:
        screen.say(lines(made.warnings))
    screen.say(f"Next: allocator solve {out}")


@importer.command()
def overrides(
    edited: Annotated[
        Path,
        typer.Argument(
            metavar="F",
            help="CSV or workbook with rep_id, quota, reason, author; or a plan's, edited.",
        ),
    ],
    scenario: Annotated[
        Path, typer.Option("--scenario", metavar="S", help="The scenario whose table is written.")
    ],
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan",
            metavar="PLAN",
            help="The plan that was edited: unchanged rows are passed over.",
        ),
    ] = None,
) -> None:
    """Write quotas edited in a workbook or CSV into a scenario, each with its reason."""
    from allocator.engine.importer import import_overrides

    made = import_overrides(edited, scenario, plan=plan)
    screen.say(
        f"{len(made.added):,} overrides added, {len(made.changed):,} replaced, "
        f"{made.kept:,} others kept: {made.file}"
    )
    screen.say(f"Next: allocator solve {scenario}")
