"""The real command line over an example of the catalogue, in this process or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from allocator.cli import app, ends
from allocator.read.catalogue.base import FILES

SOURCE = Path(__file__).parents[2] / "src"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def found(self):
        return json.loads(self.out)

    @property
    def codes(self):
        """Codes of the errors and warnings that the JSON object tells of."""
        told = [*self.found.get("problems", []), *self.found.get("warnings", [])]
        return [problem["code"] for problem in told]


def lay(folder, example=None):
    for name, content in {**FILES, **(example or {})}.items():
        path = folder / name
        data = content() if callable(content) else content
        path.parent.mkdir(parents=True, exist_ok=True)
        if data is not None:
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def typed(*words):
    """Run a command line in this process, with the exit code that a shell would see."""
    given = CliRunner().invoke(app, [str(word) for word in words])
    error = given.exception
    if error is None or isinstance(error, SystemExit):
        return Ended(given.exit_code, given.stdout, given.stderr)
    said = json.dumps(ends.object_of(error)) if "--json" in words else ""
    return Ended(int(ends.code_of(error)), given.stdout + said, ends.words_of(error))


def command(line, folder, *more):
    """Give the words of a catalogue's command for a folder."""
    return (*(word.replace("SCENARIO", str(folder)) for word in line.split()), *more)


def process(*words, cwd, script=""):
    """Start a command line in a process of its own; `script` is run before it."""
    start = f"{script}\nfrom allocator.cli import main\nmain({[str(w) for w in words]!r})\n"
    return subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, "-c", start],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def state(folder):
    """Every file below a folder with its bytes, hidden ones included."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
