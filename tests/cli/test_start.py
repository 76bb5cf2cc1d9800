"""Start-up: help, version, completion, and nothing heavy on the way."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from allocator.cli import app

HEAVY = ("pandas", "numpy", "scipy", "highspy", "pulp", "clarabel", "piqp", "pydantic", "pyarrow")


def process(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own interpreter, our own words
        [sys.executable, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("module", ["allocator", "allocator.cli"])
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = process("-c", code)
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("", "", 0)


def test_help_names_every_command_and_imports_nothing_heavy():
    code = (
        "import sys\n"
        "from allocator.cli import main\n"
        "try:\n    main(['--help'])\n"
        f"finally:\n    print('heavy:', *set({HEAVY!r}) & set(sys.modules), file=sys.stderr)\n"
    )
    done = process("-c", code)
    assert (done.returncode, done.stderr.strip()) == (0, "heavy:")
    for command in ("validate", "solve", "verify", "plans", "schema"):
        assert f" {command} " in done.stdout


def test_the_module_is_the_command_line():
    done = process("-m", "allocator", "--version")
    assert done.stdout.startswith("allocator ")


def test_every_command_has_help_with_its_options(run):
    commands = [info.callback.__name__ for info in app.registered_commands]
    assert {"solve", "validate", "verify", "schema"} <= set(commands)
    for command in commands:
        ended = run(command, "--help")
        assert ended.code == 0
        assert f"Usage: allocator {command}" in ended.out
    out = run("solve", "--help").out
    for option in (
        "--model", "--set", "--overlay", "--solver", "--time-limit", "--memory-limit",
        "--out", "--force", "--fail-on-short", "--json",
    ):  # fmt: skip
        assert option in out


def test_no_command_asks_for_one_with_code_two(run):
    assert run().code == 2


def test_a_shell_can_ask_for_completions():
    done = process(
        "-m",
        "allocator",
        _ALLOCATOR_COMPLETE="complete_bash",
        COMP_WORDS="allocator ver",
        COMP_CWORD="1",
    )
    assert done.stdout.split() == ["verify"]
