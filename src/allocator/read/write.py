"""A folder appears whole, by rename, or not at all: a plan's, or one of files made from a plan.

Everything is written and synced in a hidden folder beside the goal, then moved there in one
step. Whoever is killed at any instant leaves the earlier plan, or the new one, and at most a
hidden folder. Two writers at once: one wins, the other is told that the folder exists.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import InputError
from allocator.read.canonical import csv_bytes, json_bytes, yaml_bytes
from allocator.read.inputs import input_files, input_hash

if TYPE_CHECKING:
    from allocator.domain.plan import Plan

__all__ = [
    "csv_bytes",
    "input_files",
    "input_hash",
    "json_bytes",
    "save",
    "save_folder",
    "yaml_bytes",
]

STOPPED = frozenset({"run.json", "diagnosis.json"})
"""All that a solve leaves which stopped at a limit: such a folder blocks nothing."""
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
AT_WORKING_DIRECTORY = -100
EXCHANGE = 2
"""``RENAME_EXCHANGE`` of Linux's renameat2: two names swap in one step."""


def save(plan: Plan, path: Path, *, force: bool = False) -> Path:
    """Write a plan folder.

    Parameters
    ----------
    path : the folder; its parents are made
    force : replace another plan that is there

    Returns
    -------
    The folder, absolute

    Raises
    ------
    InputError
        ``folder-exists`` where something else is in the way, ``folder-not-writable`` where the
        disk refuses; then nothing is left behind and what was there is as it was.
    """
    content = {**plan.files, "plan.json": json_bytes(plan.document)}
    if plan.run:
        content["run.json"] = json_bytes(plan.run)
    may = partial(_may_replace, force=force)
    with built(path, content, may) as (made, goal):
        _move(made, goal, force=force)
    return goal


def save_folder(files: Mapping[str, bytes], path: Path) -> Path:
    """Write a folder that is no plan's: a new one, or an empty one that is there.

    Parameters
    ----------
    files : content by path relative to the folder

    Raises
    ------
    InputError
        ``folder-exists``, ``folder-not-writable``, as `save`
    """
    with built(path, files, free) as (made, goal):
        try:
            made.rename(goal)
        except OSError as error:
            if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
                free(goal)
            raise
        with contextlib.suppress(OSError):
            _sync(goal.parent)
    return goal


def free(goal: Path) -> None:
    """Refuse a place where something is, before work is done for it; an empty folder is none.

    Raises
    ------
    InputError
        ``folder-exists``
    """
    if os.path.lexists(goal) and (not goal.is_dir() or any(goal.iterdir())):
        raise _exists(goal, "Choose another folder with --out.")


def writable(path: Path) -> None:
    """Try out a place, before work is done for it: folders of these names, and gone again.

    Raises
    ------
    InputError
        ``folder-not-writable`` where a parent is no folder, the disk or its rights refuse, or a
        name is none
    """
    try:
        goal = Path(os.path.realpath(path))
        missing = [folder.name for folder in goal.parents if not folder.exists()]
        ground = next(folder for folder in goal.parents if folder.exists())
        made = Path(tempfile.mkdtemp(prefix=".", suffix=".try", dir=ground))
        try:
            for name in {goal.name, *missing}:
                (made / name).mkdir()
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> InputError:
    """Make the error of a folder that cannot be written."""
    return InputError.of(
        "folder-not-writable",
        f"the folder cannot be written: {error.strerror or error}",
        got=str(path),
        want="a folder on a disk with room that may be written",
        fix="Free space, or choose another folder with --out.",
    )


@contextlib.contextmanager
def built(
    path: Path, content: Mapping[str, bytes], may: Callable[[Path], None]
) -> Iterator[tuple[Path, Path]]:
    """Write a whole hidden folder beside its goal, and give both; whatever is left of it goes.

    Parameters
    ----------
    may : raises where the goal must not be written
    """
    goal = Path(os.path.realpath(path))
    made: Path | None = None
    missing = [folder for folder in goal.parents if not folder.exists()]
    try:
        may(goal)
        goal.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{goal.name[:100]}-", suffix=".new", dir=goal.parent))
        _fill(made, content)
        yield made, goal
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        for folder in missing:
            # only those that are still empty go
            with contextlib.suppress(OSError):
                folder.rmdir()


def saved(plan: Plan, path: Path, *, force: bool = False) -> Plan:
    """Write a plan folder and give the plan with its place."""
    return dataclasses.replace(plan, folder=save(plan, path, force=force))


def _exists(goal: Path, fix: str) -> InputError:
    return InputError.of(
        "folder-exists",
        "something is already there",
        got=str(goal),
        want="a new folder",
        fix=fix,
    )


def _may_replace(goal: Path, *, force: bool) -> None:
    """Refuse what must not be replaced: another plan without force, any other data always."""
    if not os.path.lexists(goal):
        return
    if not goal.is_dir():
        raise _exists(goal, "Choose another folder with --out.")
    names = {entry.name for entry in goal.iterdir()}
    if names <= STOPPED:
        return
    if "plan.json" not in names:
        raise _exists(goal, "It is no plan folder: choose another one with --out.")
    if not force:
        raise _exists(goal, "Choose another folder with --out, or replace it with --force.")


def _fill(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write and sync every file, then every folder."""
    for name, data in sorted(content.items()):
        file = folder / name
        for inner in reversed(file.relative_to(folder).parents[:-1]):
            # one by one: mkdir gives its mode to the last folder alone
            (folder / inner).mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        with os.fdopen(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb"
        ) as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    for inner in [folder, *(entry for entry in folder.rglob("*") if entry.is_dir())]:
        _sync(inner)


def _sync(folder: Path) -> None:
    """Make the names in a folder durable, where the disk knows how."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(handle)


def _move(made: Path, goal: Path, *, force: bool) -> None:
    """Put the finished folder in its place; `made` holds what was there before, if anything."""
    if not os.path.lexists(goal):
        try:
            made.rename(goal)
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
    if os.path.lexists(made):
        _may_replace(goal, force=force)
        _swap(made, goal)
    # the plan is in its place and whole, whatever the disk says now
    with contextlib.suppress(OSError):
        _sync(goal.parent)


def _swap(made: Path, goal: Path) -> None:
    """Let two folders change names, in one step where the system can."""
    if _exchange(made, goal):
        return
    aside = made.with_suffix(".old")
    goal.rename(aside)
    try:
        made.rename(goal)
    except OSError:
        aside.rename(goal)
        raise
    aside.rename(made)


def _exchange(one: Path, other: Path) -> bool:
    """Swap by renameat2; False where the system or the disk has no such call."""
    if not sys.platform.startswith("linux"):
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    names = (os.fsencode(one), os.fsencode(other))
    done = call(AT_WORKING_DIRECTORY, names[0], AT_WORKING_DIRECTORY, names[1], EXCHANGE)
    return bool(done == 0)
