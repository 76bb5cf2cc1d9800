"""What `import allocator` offers."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import allocator


@pytest.mark.parametrize("name", allocator.__all__)
def test_every_name_of_the_interface_is_there(name):
    assert getattr(allocator, name) is not None
    assert name in dir(allocator)


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(allocator, "nix")


def test_types_describe_the_same_names():
    stub = ast.parse(Path(allocator.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    (listed,) = [
        ast.literal_eval(node.value)
        for node in stub.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"
    ]
    assert listed == allocator.__all__


@pytest.mark.parametrize(
    "before", ["", "import allocator.solve", "from allocator.solve import linear"]
)
def test_solve_can_be_called_whatever_was_imported_before(before):
    code = f"{before}\nimport allocator, allocator.solve.linear\nprint(callable(allocator.solve))"
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "True"


def test_calling_solve_is_the_verb_of_the_engine(monkeypatch):
    python = importlib.import_module("allocator.engine.python")
    monkeypatch.setattr(python, "solve", lambda *given, **how: (given, how))
    assert allocator.solve("scenario", solver="highs") == (("scenario",), {"solver": "highs"})
