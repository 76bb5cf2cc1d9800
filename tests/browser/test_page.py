"""What the scripts of every page do: the same figures as Python, and few rows of many drawn."""

from __future__ import annotations

import jinja2
import pytest

from allocator.present.page.figures import KINDS, short_money, shown
from allocator.present.page.grid import Column, Grid
from allocator.present.page.page import environment, page
from browser.looking import opened

VALUES = (
    0, 1, -1, 0.5, -0.5, 1.5, 2.5, 0.005, -0.004, 0.125, 0.9995, 999, 999.5, 999_499, 999_500,
    1234.5, -1234567.891, 1e6, 27_353_818.09749965, 1.005, 12_345_678_901_234.0, 9.95, 9.949,
    10, 99.95, 99.94, -0.049, 1 / 3, 2 / 3, 1e-9, 999_950_000,
)  # fmt: skip
ROWS = 10_000


@pytest.fixture(scope="module")
def table(pages):
    """A page with a table of ten thousand rows."""
    made = environment()
    own = jinja2.DictLoader(
        {"rows.html": '{% extends "layout.html" %}{% block main %}<h1>Rows</h1>{{ grid("g") }}'
         "{% endblock %}"}
    )  # fmt: skip
    columns = (Column("name", "Name", link=True), Column("money", "Money", "money"))
    rows = [(f"Row {at}", float(at * 37 % ROWS)) for at in range(ROWS)]
    before, made.loader = made.loader, jinja2.ChoiceLoader([own, made.loader])
    try:
        html = page("rows.html", {}, title="Rows", grids={"g": Grid(columns, rows, "Rows")})
    finally:
        made.loader = before
    file = pages / "rows.html"
    file.write_text(html, encoding="utf-8")
    return file


def test_both_languages_write_the_same_figures(browser, table):
    kinds = [kind for kind in KINDS if kind != "date"]
    dates = ["2027-01-31", "2026-12-01", ""]
    with opened(browser, table) as seen:
        told = seen.page.evaluate(
            """([values, kinds]) => kinds.map(
              kind => values.map(value => allocator.shown(value, kind)))""",
            [VALUES, kinds],
        )
        assert told == [[shown(value, kind) for value in VALUES] for kind in kinds]
        short = seen.page.evaluate(
            "values => values.map(value => allocator.figures.short_money(value, 'USD'))", VALUES
        )
        assert short == [short_money(value, "USD") for value in VALUES]
        days = seen.page.evaluate("days => days.map(day => allocator.shown(day, 'date'))", dates)
        assert days == [shown(day, "date") for day in dates]
        assert seen.page.evaluate("allocator.shown(NaN, 'money')") == shown(None, "money")


def test_of_ten_thousand_rows_those_that_are_seen_are_drawn(browser, table):
    with opened(browser, table) as seen:
        seen.draw()
        rows = seen.page.locator(".tabulator-row")
        assert 10 < rows.count() < 100
        assert seen.page.locator(".grid-count").text_content() == "10,000 rows"
        seen.page.get_by_role("button", name="Money").click()
        assert rows.first.locator("[tabulator-field=money]").text_content() == "9,999"
        seen.page.evaluate(
            "() => { const t = document.querySelector('.tabulator-tableholder');"
            " t.scrollTop = t.scrollHeight; }"
        )
        seen.page.wait_for_function(
            "() => [...document.querySelectorAll('.tabulator-row')].some("
            "row => row.querySelector('[tabulator-field=money]').textContent === '0')"
        )
        assert rows.count() < 100
        assert seen.trouble == []


def test_the_search_finds_words_in_any_order_and_without_accents(browser, table):
    with opened(browser, table) as seen:
        seen.draw()
        seen.page.get_by_role("searchbox").fill("4321 röw")
        seen.page.wait_for_function(
            "() => document.querySelector('.grid-count').textContent.startsWith('1 of')"
        )
        assert seen.page.locator(".tabulator-row").count() == 1
