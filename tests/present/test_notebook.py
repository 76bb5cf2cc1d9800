"""What a notebook shows of a plan."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.present.notebook import html

SCENARIOS = Path(__file__).parents[2] / "scenarios"
VOID = {"br", "hr", "img", "meta"}


class Page(HTMLParser):
    """Collects text, and fails on a tag that is not closed in order."""

    def __init__(self, fragment):
        super().__init__()
        self.open, self.texts, self.rows = [], [], 0
        self.feed(fragment)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        del attrs
        self.open.append(tag)
        self.rows += tag == "tr"

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def growth():
    return solve(load(SCENARIOS / "growth-30m")).plan


def test_the_page_says_total_levers_reps_and_certificate(growth):
    page = Page(html(growth))
    headline = "From 100 to 130 million: USD 30,000,000 of 30,000,000 assigned, nothing short"
    assert headline in page.texts
    assert any("proven optimal (" in text and "model balanced" in text for text in page.texts)
    assert {"By lever", "lever (USD)", "20,000,000", "10,000,000", "100.0 %"} <= set(page.texts)
    assert "By rep, first 20 of 43" in page.texts
    # 1 head and 3 lines of levers, 1 head and 20 reps
    assert page.rows == 25


def test_text_of_the_plan_is_never_markup(growth):
    evil = "<script>alert('x')</script> & Söhne"
    reps = growth.reps.assign(name=evil)
    document = {**growth.document, "title": evil}
    shown = html(replace(growth, reps=reps, document=document))
    assert "<script" not in shown
    assert Page(shown).texts.count(evil) == 20


def test_a_shortfall_is_told_in_the_headline():
    plan = solve(load(SCENARIOS / "pipeline-first")).plan
    short = plan.document["totals"]["shortfall"]
    assert any(f"{short:,.0f} short" in text for text in Page(html(plan)).texts)


def test_a_plan_that_is_none_says_so(growth):
    document = {**growth.document, "status": "infeasible", "totals": {}, "certificate": None}
    page = Page(html(replace(growth, document=document)))
    assert page.texts[1].endswith("no plan exists under the hard constraints")
    assert page.rows == 0


def test_a_plan_shows_itself(growth):
    assert growth._repr_html_() == html(growth)
