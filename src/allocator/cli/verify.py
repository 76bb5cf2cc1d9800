"""`allocator verify`: proves a plan folder again, with no solver."""

# ruff: noqa: FBT002 - a flag of a command is a parameter; heavy imports wait until the command runs

from dataclasses import asdict
from typing import Annotated

import typer

from allocator.cli import screen
from allocator.cli.options import Json, PlanPath


def verify(
    plan: PlanPath,
    strict: Annotated[
        bool, typer.Option("--strict", help="Solve again, too, with a solver that shares nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Prove a plan from its folder alone, with no solver. Any edited cell makes it fail, exit 5."""
    from allocator.engine.verify import verify as prove

    certificate = prove(plan, strict=strict)
    if as_json:
        screen.answer_json({"plan": str(plan), "exit_code": 0, **asdict(certificate)})
        return
    out = screen.answer()
    out.print(screen.plain(f"{plan}: {certificate.words}"), soft_wrap=True)
    columns = (("tier", False), ("value", True), ("gap on the face", True), ("gap, no lock", True))
    rows = [
        (tier.name, f"{tier.value:.9g}", f"{tier.face:.1e}", f"{tier.free:.1e}")
        for tier in certificate.tiers
    ]
    if rows:
        out.print(screen.table(columns, rows))
    out.print(f"{len(certificate.checks):,} checks passed")
    if certificate.recorded:
        out.print(screen.plain(f"recorded by the solve: {', '.join(certificate.recorded)}"))
