"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

ScenarioPath = Annotated[
    Path,
    typer.Argument(
        metavar="SCENARIO", help="A scenario.yaml, a what-if file, or a scenario's folder."
    ),
]
PlanPath = Annotated[Path, typer.Argument(metavar="PLAN", help="A plan folder that `solve` wrote.")]
Model = Annotated[
    str | None,
    typer.Option(
        "--model", metavar="NAME", help="Allocation policy instead of the scenario's own."
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="path=value",
        help="Change one setting or table cell, such as fairness_band.band=0.1; may be repeated.",
    ),
]
Overlays = Annotated[
    list[Path] | None,
    typer.Option(
        "--overlay",
        metavar="F",
        help="What-if file laid over the scenario, from left to right; may be repeated.",
    ),
]
OutDir = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to make.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is in the way.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
