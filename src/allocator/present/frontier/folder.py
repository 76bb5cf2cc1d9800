"""The files of a frontier: frontier.csv, frontier.json and frontier.html, in a folder or alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.present.frontier.page import html
from allocator.present.page.save import save as save_file
from allocator.read.canonical import csv_bytes, json_bytes
from allocator.read.write import save_folder

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.compare.frontier import Frontier


def files(frontier: Frontier) -> dict[str, bytes]:
    """Give the content of the folder; the same whoever solved the points."""
    return {
        "frontier.csv": csv_bytes(frontier.table),
        "frontier.json": json_bytes(frontier.to_dict()),
        "frontier.html": html(frontier).encode(),
    }


def save(frontier: Frontier, path: Path) -> Path:
    """Write the folder, whole or not at all; give its absolute path.

    Raises
    ------
    InputError
        ``folder-exists``, ``folder-not-writable``
    """
    return save_folder(files(frontier), path)


def save_html(frontier: Frontier, path: Path) -> Path:
    """Write the page alone; give its absolute path.

    Raises
    ------
    InputError
        ``file-exists``, ``file-not-writable``
    """
    return save_file(path, html(frontier))
