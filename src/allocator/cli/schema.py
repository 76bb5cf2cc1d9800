"""`allocator schema`: JSON Schema for editors."""

from enum import StrEnum
from typing import Annotated

import typer

from allocator.cli import screen


class Which(StrEnum):
    """What can be described."""

    scenario = "scenario"
    model = "model"


def schema(
    which: Annotated[Which, typer.Argument(help="Which file to describe.")] = Which.scenario,
) -> None:
    """Print the JSON Schema of scenario.yaml or of a model, for editors that complete and check."""
    from allocator.engine.schema import schema as describe

    screen.answer_json(describe("model" if which is Which.model else "scenario"))
