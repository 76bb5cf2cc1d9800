"""`allocator explain`: why this number."""

# ruff: noqa: FBT002 - a flag of a command is a parameter

from pathlib import Path
from typing import Annotated

import typer

from allocator.cli import screen
from allocator.cli.opened import opened
from allocator.cli.options import Force, Json, PlanPath

UNVERIFIED = "This plan does not verify: nothing of this is proven."


def explain(
    plan: PlanPath,
    rep: Annotated[
        str | None, typer.Option("--rep", metavar="ID", help="The rep whose quota is asked about.")
    ] = None,
    node: Annotated[
        str | None, typer.Option("--node", metavar="ID", help="The node of the hierarchy instead.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="F", help="Write a page that needs no network, too."),
    ] = None,
    unverified: Annotated[
        bool,
        typer.Option("--unverified", help="Take a plan that does not verify; the answer says so."),
    ] = False,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Say why a number is what it is: a rep's, a node's, or without either the company's.

    The plan is proven first; one that does not verify is refused, exit 5.
    """
    from allocator.engine.explain import explain as tell

    if html is not None:
        from allocator.present.page.save import free

        free(html, force=force, option="--html")
    proved, certificate = opened(plan, unverified=unverified)
    found = tell(proved, rep=rep, node=node)
    written = None
    if html is not None:
        from allocator.present.explain import explain_page
        from allocator.present.page.save import save

        page = explain_page(proved, found, proven=certificate is not None)
        written = save(html, page, force=force, option="--html")
    if as_json:
        page_at = {} if written is None else {"html": str(written)}
        doubt = {} if certificate is not None else {"verified": False}
        head = {"plan": str(plan), "exit_code": 0, **doubt, **page_at}
        screen.answer_json({**head, **found.to_dict()})
        return
    out = screen.answer()
    if certificate is None:
        out.print(screen.plain(UNVERIFIED), soft_wrap=True)
    for line in found.text().split("\n"):
        out.print(screen.plain(line), soft_wrap=True)
    if written is not None:
        out.print()
        out.print(screen.plain(f"Page {written}"), soft_wrap=True)
