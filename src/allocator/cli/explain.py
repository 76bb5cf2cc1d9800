"""`allocator explain`: why this number."""

# ruff: noqa: FBT002 - a flag of a command is a parameter

from typing import Annotated

import typer

from allocator.cli import screen
from allocator.cli.options import Json, PlanPath


def explain(
    plan: PlanPath,
    rep: Annotated[
        str | None, typer.Option("--rep", metavar="ID", help="The rep whose quota is asked about.")
    ] = None,
    node: Annotated[
        str | None, typer.Option("--node", metavar="ID", help="The node of the hierarchy instead.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say why a number is what it is: a rep's, a node's, or without either the company's."""
    from allocator.engine.explain import explain as tell
    from allocator.engine.verify import proven

    proved, _ = proven(plan)
    found = tell(proved, rep=rep, node=node)
    if as_json:
        screen.answer_json({"plan": str(plan), "exit_code": 0, **found.to_dict()})
        return
    out = screen.answer()
    for line in found.text().split("\n"):
        out.print(screen.plain(line), soft_wrap=True)
