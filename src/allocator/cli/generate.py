"""`allocator generate`: a realistic synthetic organisation."""

from pathlib import Path
from typing import Annotated

import typer

from allocator.cli import screen


def generate(
    reps: Annotated[int, typer.Option(metavar="N", help="How many reps.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Scenario folder to make.")],
    seed: Annotated[int, typer.Option(metavar="S", help="The same seed, the same folder.")] = 0,
) -> None:
    """Make a realistic synthetic organisation, for trials and benchmarks."""
    from allocator.engine.generate import generate as make
    from allocator.engine.generate import write_folder

    write_folder(make(reps, seed), out)
    screen.say(f"Next: allocator solve {out}")
