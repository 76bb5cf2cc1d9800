"""The writers of docs/: what they make of a page, a fault, a setting, a plan."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from allocator.engine.pages import faults, rules, write
from allocator.engine.pages.cases import CASES, Case
from allocator.engine.pages.markdown import code, filled
from allocator.read.catalogue.base import FILES
from allocator.read.catalogue.fault import Fault

DOCS = Path(__file__).parents[2] / "docs"
OPEN, CLOSE = "<!-- from code: x -->\n", "<!-- end -->\n"


def test_only_what_stands_between_the_marks_is_written_anew():
    page = f"ours\n{OPEN}old\n{CLOSE}ours too\n{OPEN}{CLOSE}"
    assert filled(page, lambda _: "new") == f"ours\n{OPEN}new\n{CLOSE}ours too\n{OPEN}new\n{CLOSE}"


def test_a_part_that_nobody_writes_is_an_error(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    shutil.copytree(DOCS.parent / "models", tmp_path / "models")
    shutil.copy(DOCS / write.FIGURES, docs)
    (docs / "page.md").write_text(OPEN + CLOSE)
    with pytest.raises(KeyError):
        write.pages(docs)


def test_writing_twice_changes_nothing(tmp_path):
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copytree(DOCS.parent / "models", tmp_path / "models")
    page = tmp_path / "docs" / "families" / "capacity.md"
    page.write_text(page.read_text().replace("share of hours that quota may need", "stale"))
    write.main([str(tmp_path / "docs")])
    assert page.read_text() == (DOCS / "families" / "capacity.md").read_text()


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ({"tables/reps.csv": None}, "without the file `tables/reps.csv`."),
        ({"tables/reps.csv": ""}, "in `tables/reps.csv`, without"),
        (
            {"scenario.yaml": FILES["scenario.yaml"] + "title: x\n"},
            "in `scenario.yaml`: `title: x`",
        ),
        ({"tables/reps.csv": b"\xff"}, "in `tables/reps.csv`, by its bytes."),
        ({"own.yaml": "a: 1\nb: 2\nc: 3\nd: 4\n"}, "in `own.yaml`: `a: 1`, `b: 2`, `c: 3` ..."),
    ],
)
def test_an_example_shows_what_is_not_as_in_a_valid_scenario(example, said):
    assert faults.example(example).startswith(said)


def test_a_fault_says_how_it_ends_with_its_exit_code():
    told = faults.entry(Fault("a-b", "solver", "it stopped", "more", "Wait.", "limit"))
    assert told.splitlines()[:2] == ["### a-b", "It stopped. **Limit** (exit 4)."]


def test_control_characters_are_spelt_out():
    assert code("a\x1b[31m\u202eb") == "`a\\x1b[31m\\u202eb`"


def test_settings_show_default_range_and_what_stands_inside():
    told = rules.settings("families", "quota_bounds")
    assert "| `price` | 1 | > 0 | weight of a breach, per unit of money |" in told
    assert "| `roles.NAME.min` | none | >= 0 | floor |" in told


def test_every_rule_has_a_case_and_a_command_quotes_what_a_shell_would_take_apart():
    kinds = ("families", "tiers")
    assert {case.page for case in CASES} == {
        f"{kind}/{name}" for kind in kinds for name in rules.settings_of(kind)
    }
    case = Case("", "", {"a": "1", "tiers": "[x, y]"})
    assert case.command == "allocator solve scenarios/enterprise --set a=1 --set 'tiers=[x, y]'"
