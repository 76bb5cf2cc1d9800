"""`allocator init`: a new scenario folder."""

from pathlib import Path
from typing import Annotated

import typer

from allocator.cli import screen


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Scenario folder to make.")],
) -> None:
    """Make a new scenario folder: a commented scenario.yaml and small consistent tables."""
    from allocator.engine.init import init as make

    make(folder)
    screen.say(f"Next: allocator solve {folder}")
