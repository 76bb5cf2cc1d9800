"""The figures on the pages of families and tiers are those of the plans that the code makes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from allocator.engine.pages.cases import BASE, CASES
from allocator.engine.pages.measured import measured
from allocator.engine.pages.write import FIGURES

ROOT = Path(__file__).parents[2]
WRITTEN = json.loads((ROOT / "docs" / FIGURES).read_text(encoding="utf-8"))
QUICK = ("families/potential", "tiers/closest")
"""Solved in every run; the others by `make laws-long`."""


@pytest.fixture(scope="module")
def base():
    return measured(ROOT, None)


def near(found):
    """Compare figures as far as they are shown: another machine may differ in the last one."""
    if isinstance(found, dict):
        return {key: near(value) for key, value in found.items()}
    return pytest.approx(found, rel=2e-3, abs=2e-4)


def test_the_figures_of_the_scenario_as_it_stands_are_current(base):
    assert base[1] == near(WRITTEN[BASE])


@pytest.mark.parametrize("case", [case for case in CASES if case.page in QUICK],
                         ids=lambda case: case.page)  # fmt: skip
def test_the_figures_of_a_page_are_current(base, case):
    assert measured(ROOT, case, base[0])[1] == near(WRITTEN[case.page])


@pytest.mark.long
@pytest.mark.parametrize("case", [case for case in CASES if case.page not in QUICK],
                         ids=lambda case: case.page)  # fmt: skip
def test_the_figures_of_every_page_are_current(base, case):
    assert measured(ROOT, case, base[0])[1] == near(WRITTEN[case.page])


def test_every_case_has_figures_and_no_other():
    assert list(WRITTEN) == [BASE, *(case.page for case in CASES)]
