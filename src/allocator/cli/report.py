"""`allocator report`: one plan, to look at."""

# ruff: noqa: FBT002 - a flag of a command is a parameter

from pathlib import Path
from typing import Annotated

import typer

from allocator.cli import screen
from allocator.cli.opened import opened
from allocator.cli.options import Force, PlanPath

FORMATS = (".html", ".xlsx")


def report(
    plan: PlanPath,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE.html|.xlsx", help="Page or workbook to write.")
    ],
    no_pay: Annotated[
        bool, typer.Option("--no-pay", help="Leave out on-target earnings and figures of pay.")
    ] = False,
    unverified: Annotated[
        bool,
        typer.Option("--unverified", help="Take a plan that does not verify; every page says so."),
    ] = False,
    force: Force = False,
) -> None:
    """Write one plan as a page that needs no network, or as a workbook.

    The plan is proven first; one that does not verify is refused, exit 5.
    """
    suffix = _checked(out, force=force)
    proved, certificate = opened(plan, unverified=unverified)
    if suffix == ".html":
        from allocator.present.page.save import save
        from allocator.present.report.report import report_page

        written = save(out, report_page(proved, certificate, pay=not no_pay), force=force)
    else:
        from allocator.present.workbook.report import report_workbook

        written = report_workbook(
            proved, out, pay=not no_pay, unverified=certificate is None, force=force
        )
    screen.answer().print(screen.plain(f"Report {written}"), soft_wrap=True)


def _checked(out: Path, *, force: bool) -> str:
    """Refuse a file that cannot be written before the plan is proven; give its ending.

    Raises
    ------
    InputError
        ``out-format``, ``file-exists``
    """
    from allocator.errors import InputError
    from allocator.present.page.save import free

    suffix = out.suffix.lower()
    if suffix not in FORMATS:
        raise InputError.of(
            "out-format",
            "the file's ending names no format",
            pointer="--out",
            got=str(out),
            want="FILE.html or FILE.xlsx",
            fix="Give the file one of these endings.",
        )
    free(out, force=force)
    return suffix
