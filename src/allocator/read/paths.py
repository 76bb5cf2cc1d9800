"""Which files a scenario may name, where a model of some name lies, and reading them safely.

The root is the nearest parent folder that has a ``models/`` folder, else the working directory.
Paths inside YAML are relative, and stay inside the root, or inside the scenario's folder where
that lies elsewhere; links are followed before this is decided.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.read.likeness import suggestion
from allocator.read.place import Place, report
from allocator.read.yaml import LARGEST

if TYPE_CHECKING:
    from allocator.errors import Problem

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
DRIVE = re.compile(r"[A-Za-z]:")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
SCENARIO = "scenario.yaml"


def shipped_models() -> Path:
    """Give the folder of the models that come with the package."""
    package = Path(__file__).resolve().parents[1]
    wheel = package / "shipped" / "models"
    return wheel if wheel.is_dir() else package.parents[1] / "models"


@dataclass(frozen=True, slots=True)
class Yard:
    """The files that one scenario may reach.

    Attributes
    ----------
    file : the scenario or what-if file; the working directory's for a scenario made in Python
    folder : the scenario's folder
    root : the folder that no path may leave
    """

    file: Path
    folder: Path
    root: Path

    @classmethod
    def around(cls, file: Path) -> Yard:
        """Find folder and root of a file. A what-if file's folder is its scenario's."""
        file = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow links
        parents = file.parents
        folder = next((p for p in parents if (p / SCENARIO).is_file()), file.parent)
        root = next((p for p in parents if (p / "models").is_dir()), Path.cwd())
        return cls(file, folder, root)

    def shown(self, path: Path) -> str:
        """Name a file as messages and the trail name it, the same from every directory."""
        for base in (self.folder, self.root):
            if path.is_relative_to(base):
                return path.relative_to(base).as_posix()
        return f"{path.parent.name}/{path.name}"

    def inside(self, text: str, place: Place, problems: list[Problem], pointer: str) -> Path | None:
        """Read a relative path that stands at `place`; None, reported, if it may not be used."""
        code = _form(text)
        if not code:
            target = (place.folder or self.folder) / text
            try:
                real = target.resolve()
                bases = (self.root.resolve(), self.folder.resolve())
            except (OSError, RuntimeError, ValueError):
                code = "path-malformed"
            else:
                code = "" if any(real.is_relative_to(base) for base in bases) else "path-outside"
        if code:
            report(problems, code, place, pointer=pointer, got=text)
            return None
        return Path(os.path.normpath(target))

    def model(self, text: str, place: Place, problems: list[Problem]) -> Path | None:
        """Find a model by name or path; None, reported, where there is none.

        A path of an option, which stands in no file, may begin in the root as well.
        """
        if not NAME.fullmatch(text):
            if not place.line and not _form(text) and (self.root / text).is_file():
                place = Place(place.file, folder=self.root)
            return self.inside(text, place, problems, "model")
        folders = (self.folder, self.root / "models", shipped_models())
        for folder in folders:
            path = folder / f"{text}.yaml"
            if not path.exists():
                continue
            if folder != folders[-1]:
                here = Place(place.file, place.line, place.column, folder)
                return self.inside(path.name, here, problems, "model")
            return path
        known = sorted({p.stem for folder in folders[1:] for p in folder.glob("*.yaml")})
        report(
            problems,
            "unknown-model",
            place,
            pointer="model",
            got=text,
            want="one of " + ", ".join(known) if known else "",
            fix=suggestion(text, known),
        )
        return None


def _form(text: str) -> str:
    """Give the code of what makes a path unusable before any folder is looked at."""
    if not text or not text.isprintable() or "\\" in text:
        return "path-malformed"
    if text.startswith("~"):
        return "path-home"
    if text.startswith("/") or DRIVE.match(text):
        return "path-absolute"
    return "path-url" if URL.match(text) else ""


def start(path: str | Path, problems: list[Problem]) -> Yard | None:
    """Take what the user typed: a scenario file, a what-if file, or a scenario's folder."""
    text = os.fspath(path)
    if "://" in text:
        report(problems, "path-url", Place(), got=text)
        return None
    given = Path(text)
    try:
        file = given / SCENARIO if given.is_dir() else given
        exists: bool | None = file.exists()
    except (OSError, ValueError):
        exists = None
    if exists is None or "\0" in text:
        report(problems, "path-malformed", Place(), got=text)
        return None
    if not exists:
        fix = f"a scenario's folder has a {SCENARIO}" if file != given else ""
        report(problems, "file-missing", Place(file.name), got=text, fix=fix)
        return None
    return Yard.around(file)


def content(
    path: Path, place: Place, problems: list[Problem], *, pointer: str = ""
) -> bytes | None:
    """Read a regular file, a byte over the bound at most; None, reported, for all else.

    The file is opened without waiting, and looked at when it is open: a pipe or device never
    blocks, and nothing can be exchanged in between.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        report(problems, "file-missing", place, pointer=pointer, got=path.name)
        return None
    except (OSError, ValueError) as error:
        report(
            problems,
            "file-unreadable",
            place,
            pointer=pointer,
            what=f"the file cannot be opened: {getattr(error, 'strerror', error)}",
            got=path.name,
        )
        return None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            report(problems, "path-not-a-file", place, pointer=pointer, got=path.name)
            return None
        with os.fdopen(handle, "rb", closefd=False) as stream:
            return stream.read(LARGEST + 1)
    finally:
        os.close(handle)
