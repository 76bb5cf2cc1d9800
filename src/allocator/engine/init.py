"""Begin a new scenario folder: a commented scenario.yaml and small consistent tables."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

from allocator.engine.generate import write_folder

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

STARTER_NAME = "my-plan"
"""What the starter's scenario is called until a folder gives it a name."""


def starter() -> dict[str, bytes]:
    """Give the starter's files: content by path relative to the folder.

    >>> sorted(starter())[0]
    'scenario.yaml'
    """
    root = resources.files("allocator.engine").joinpath("starter")
    tables = root.joinpath("tables")
    files = {"scenario.yaml": root.joinpath("scenario.yaml").read_bytes()}
    return files | {f"tables/{file.name}": file.read_bytes() for file in _csv(tables)}


def init(path: Path) -> None:
    """Write the starter to a new folder, named after it; whole or not at all.

    Six reps in two regions, who can carry the target: the folder validates and solves as it is.

    Raises
    ------
    InputError
        if the folder is there already and not empty
    """
    files = starter()
    name = re.sub(r"[^a-z0-9]+", "-", path.resolve().name.lower()).strip("-") or STARTER_NAME
    files["scenario.yaml"] = files["scenario.yaml"].replace(
        f"name: {STARTER_NAME}".encode(), f"name: {name}".encode(), 1
    )
    write_folder(files, path)


def _csv(folder: Traversable) -> list[Traversable]:
    """Give the CSV files of a folder, by name."""
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(".csv")),
        key=lambda file: file.name,
    )
