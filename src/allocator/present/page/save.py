"""A file appears whole or not at all; plans hold pay and names, so its owner alone may read it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from allocator.errors import InputError


def save(path: Path, content: str | bytes, *, force: bool = False, option: str = "--out") -> Path:
    """Write one file, mode 0600, and give its absolute path.

    Parameters
    ----------
    path : the file; its folder must be there
    content : text is written as UTF-8
    force : replace a file that is there
    option : that named the file

    Raises
    ------
    InputError
        ``file-exists`` where something is in the way, ``file-not-writable`` where the disk
        refuses; then nothing is left behind, and what was there is as it was
    """
    goal = Path(os.path.realpath(path))
    free(goal, force=force, option=option)
    made: Path | None = None
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{goal.name[:100]}-", suffix=".new", dir=goal.parent
        )
        made = Path(name)
        with os.fdopen(handle, "wb") as out:
            out.write(content.encode() if isinstance(content, str) else content)
            out.flush()
            os.fsync(out.fileno())
        _move(made, goal, force=force, option=option)
    except OSError as error:
        raise InputError.of(
            "file-not-writable",
            f"the file cannot be written: {error.strerror or error}",
            pointer=option,
            got=str(path),
            want="a file in a folder that is there, on a disk with room that may be written",
            fix=f"Free space, or choose another place with {option}.",
        ) from error
    finally:
        if made is not None:
            made.unlink(missing_ok=True)
    return goal


def _move(made: Path, goal: Path, *, force: bool, option: str) -> None:
    """Put the finished file in its place: of two writers at once, the second is refused."""
    if not force:
        try:
            goal.hardlink_to(made)
        except FileExistsError:
            free(goal, option=option)
        except OSError:
            # the disk has no hard links
            free(goal, option=option)
        else:
            return
    made.replace(goal)


def free(path: Path, *, force: bool = False, option: str = "--out") -> None:
    """Refuse a place that is taken, before work is done for it.

    Raises
    ------
    InputError
        ``file-exists``
    """
    if os.path.lexists(path) and (path.is_dir() or not force):
        raise InputError.of(
            "file-exists",
            "something is already there",
            pointer=option,
            got=str(path),
            want="a new file",
            fix=f"Choose another place with {option}."
            if path.is_dir()
            else f"Choose another file with {option}, or replace it with --force.",
        )
