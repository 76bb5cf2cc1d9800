"""Every family, tier, setting, table, column, model and fault has its place in docs/.

Commands, options and exit codes: tests/cli/test_documented.py.
"""

from __future__ import annotations

import contextlib
import doctest
import re
import runpy
from pathlib import Path

import pytest

import allocator
from allocator.domain.tables import TABLES
from allocator.engine.load import load
from allocator.engine.pages import models, write
from allocator.engine.pages.column_words import ABSENT, WORDS
from allocator.engine.pages.markdown import PART, parts
from allocator.engine.pages.rules import settings_of, tier_names
from allocator.program import assemble, registry
from allocator.program.solution import programs
from allocator.read.catalogue.whole import FAULTS
from allocator.solve.face import Locks
from allocator.yields.derive import derive

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FAMILIES, TIERS = sorted(registry.families()), sorted(registry.tiers())
RULES = [*(("families", name) for name in FAMILIES), *(("tiers", name) for name in TIERS)]
PARTS = ["rule", "used", "figures", "settings", "words"]
PAGES = write.pages(DOCS)
MODELS = models.read(ROOT / "models")


def text(name):
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_a_page_is_what_the_code_says(page):
    stale = f"{page.name} is stale: make docs-pages"
    assert page.read_text(encoding="utf-8") == PAGES[page], stale


@pytest.mark.parametrize(("kind", "name"), RULES)
def test_every_rule_has_a_page_with_all_its_parts_and_words_of_our_own(kind, name):
    page = text(f"{kind}/{name}.md")
    assert parts(page) == PARTS
    own = PART.sub("", page)
    for head in ("When to use it", "What it costs", "Example"):
        section = re.search(rf"## {head}\n(.*?)(?=\n## |\Z)", own, re.DOTALL)
        assert section is not None
        assert len(section[1].split()) > 5, head


def test_every_page_of_a_rule_has_its_rule():
    pages = [(folder, page.stem) for folder in ("families", "tiers")
             for page in sorted((DOCS / folder).glob("*.md"))]  # fmt: skip
    assert pages == RULES


@pytest.mark.parametrize(("kind", "name"), RULES)
def test_every_setting_says_what_it_means(kind, name):
    page = text(f"{kind}/{name}.md")
    for key, field in settings_of(kind)[name].model_fields.items():
        assert field.description, key
        assert f"| `{key}` |" in page


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_has_a_golden_program_a_certifier_row_and_a_use(name):
    assert (ROOT / "tests" / "golden" / f"{name}.lp").exists()
    assert (ROOT / "src" / "allocator" / "certify" / "rows" / f"{name}.py").exists()
    scenarios = [load(path.parent) for path in sorted((ROOT / "scenarios").glob("*/scenario.yaml"))]
    policies = [model["families"] for model in MODELS.values()]
    assert any(name in families for families in policies) or any(
        name in scenario.policy.families for scenario in scenarios
    )


@pytest.mark.parametrize("name", TIERS)
def test_every_tier_has_a_golden_program_and_a_page_that_shows_it_solved(name):
    assert (ROOT / "tests" / "golden" / f"tier_{name}.lp").exists()
    assert f"value of `{name}" in text(f"tiers/{name}.md")


@pytest.mark.parametrize("name", MODELS)
def test_every_model_says_when_to_choose_it_and_is_in_the_table(name):
    assert "When to choose it:" in MODELS[name]["comment"]
    assert f"[{name}](#{name})" in text("models.md")
    assert f"## {name}\n" in text("models.md")
    assert set(tier_names(MODELS[name])) <= set(TIERS)


def test_every_table_and_column_has_words_and_no_other():
    assert list(ABSENT) == list(TABLES)
    assert {name: list(words) for name, words in WORDS.items()} == {
        name: list(spec.names) for name, spec in TABLES.items()
    }


@pytest.mark.parametrize("name", TABLES)
def test_every_table_and_column_is_on_the_page(name):
    section = re.search(
        rf"^## {name}\n(.*?)(?=^## |\Z)", text("tables.md"), re.MULTILINE | re.DOTALL
    )
    assert section is not None
    assert re.findall(r"^\| `(\w+)` \|", section[1], re.MULTILINE) == list(TABLES[name].names)
    assert "Without the table:" in section[1]


def test_every_fault_is_on_the_page_once_and_no_other():
    told = re.findall(r"^### (.+)$", text("faults.md"), re.MULTILINE)
    assert sorted(told) == sorted(fault.code for fault in FAULTS)


def test_every_name_of_the_python_interface_is_on_its_page():
    table = text("python.md").partition("## Names")[2]
    named = set(re.findall(r"`(\w+)", table))
    assert set(allocator.__all__) <= named


def test_the_example_of_the_python_page_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    run = doctest.testfile(str(DOCS / "python.md"), module_relative=False, encoding="utf-8")
    assert run.attempted > 10
    assert run.failed == 0


def blocks_of(path, tiers):
    """Names of every block of columns that a scenario's program has."""
    scenario = load(path, set={"settings.tiers": tiers})
    draft = assemble.draft(scenario, derive(scenario))
    steps, locks = programs(draft, assemble.steps(draft), []), None
    with contextlib.suppress(StopIteration):
        while True:
            locks = Locks.none().grown(steps.send(locks).program)
            locks.rows[:] = 1  # so that leximin ends after one round
    return {name for name, _ in draft.labels()[0].blocks}


def test_every_block_of_columns_is_on_the_page_of_bounds():
    every = ["shortfall", "over_stretch", "leximin", "breaches", "mean_deviation", "between_groups",
             "disruption", "expected_value", "closest"]  # fmt: skip
    told = set(
        re.findall(
            r"`([\w.]+)`", "".join(re.findall(r"^\| (.+?) \|", text("bounds.md"), re.MULTILINE))
        )
    )
    blocks = blocks_of(ROOT / "scenarios" / "enterprise", every)
    general = {f"ROWS.{name.rsplit('.', 1)[1]}" if name.endswith((".above", ".below")) else name
               for name in blocks}  # fmt: skip
    assert general <= told
    assert told - general <= {"v"}  # enterprise has no cushion


def test_every_link_leads_to_a_page_and_a_head():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            if re.match(r"https?:", target):
                continue
            file, _, head = target.partition("#")
            goal = (page.parent / file) if file else page
            assert goal.exists(), f"{page.name}: {target}"
            if head and goal.suffix == ".md":
                heads = re.findall(r"^#+ (.+)$", goal.read_text(encoding="utf-8"), re.MULTILINE)
                slugs = {re.sub(r"[^\w -]", "", each).strip().lower().replace(" ", "-")
                         for each in heads}  # fmt: skip
                assert head in slugs, f"{page.name}: {target}"


def test_every_page_is_reached_from_the_index():
    reached, waiting = set(), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        waiting += [(page.parent / link).resolve() for link in links if ":" not in link]
    assert set(PAGES) - reached == set()


def test_the_site_shows_every_page():
    conf = runpy.run_path(str(DOCS / "conf.py"))
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    shown = {page for pages in conf["contents"](index).values() for page in pages}
    pages = {p.relative_to(DOCS).with_suffix("").as_posix() for p in DOCS.rglob("*.md")}
    assert shown == pages - {"index"}
