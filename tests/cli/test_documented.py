"""docs/commands.md tells of every command and option, and nothing is told that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from allocator.cli import app
from allocator.cli.ends import Exit

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
COMMANDS = get_command(app).commands


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_on_the_page(name):
    section = re.search(rf"^## {name}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section is not None
    command = COMMANDS[name]
    parts = [command, *getattr(command, "commands", {}).values()]
    options = {option for part in parts for param in part.params for option in param.opts}
    told = set(re.findall(r"--[a-z][a-z-]+", section[1]))
    assert {option for option in options if option.startswith("--")} - {"--help"} == told


def test_every_section_of_a_command_has_its_command():
    sections = set(re.findall(r"^## ([a-z]+)$", PAGE, re.MULTILINE))
    assert sections == set(COMMANDS)


def test_every_exit_code_is_on_the_page():
    table = PAGE.partition("## Exit codes")[2]
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)] == list(Exit)
