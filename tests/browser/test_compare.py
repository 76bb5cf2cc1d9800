"""A comparison's page in a browser: two plans, twenty, and names that try to be code."""

from __future__ import annotations

import pytest

from allocator.present.compare.page import html
from browser.looking import opened
from comparisons import ill_named, many, pair

CHARTS = {"pair": 5, "many": 3, "ill_named": 2}


@pytest.fixture(scope="module")
def made(pages):
    found = {}
    for name, comparison in (("pair", pair), ("many", many), ("ill_named", ill_named)):
        found[name] = pages / f"compare-{name}.html"
        found[name].write_text(html(comparison()), encoding="utf-8")
    return found


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [("pair", 1440, "light"), ("pair", 390, "dark"), ("many", 1440, "dark"),
     ("many", 390, "light"), ("ill_named", 1440, "light"), ("ill_named", 390, "dark")],
)  # fmt: skip
def test_it_renders_offline_in_silence_and_is_accessible(browser, made, name, width, scheme):
    with opened(browser, made[name], width, scheme) as seen:
        seen.draw()
        assert seen.trouble == []
        assert seen.overflow() <= 0
        assert seen.page.locator("[data-chart] svg").count() == CHARTS[name]
        assert seen.violations() == []


def test_the_steps_of_a_row_add_up_on_the_page(browser, made):
    with opened(browser, made["pair"]) as seen:
        seen.draw()
        assert seen.page.locator("[data-grid=steps] .tabulator-row").count() > 5
        rows = seen.page.evaluate(
            """() => {
              const {columns, values} = allocator.read('grid-steps');
              const at = (key) => values[columns.findIndex((column) => column.key === key)];
              return at('change').map((whole, row) =>
                [whole, at('step_1')[row] + at('step_2')[row]]);
            }"""
        )
        assert len(rows) > 40
        assert all(whole == together for whole, together in rows)


def test_what_was_not_proven_is_said_at_the_head_and_on_paper(browser, made):
    with opened(browser, made["ill_named"]) as seen:
        assert "Plan B has not been verified" in seen.page.locator(".notice").inner_text()
        seen.page.emulate_media(media="print")
        assert seen.page.locator(".watermark").is_visible()


def test_the_keyboard_alone_sorts_the_reps(browser, made):
    with opened(browser, made["pair"]) as seen:
        seen.draw()
        head = seen.page.locator("[data-grid=reps] .grid-sort", has_text="Change").first
        head.focus()
        seen.page.keyboard.press("Enter")
        first = seen.page.locator("[data-grid=reps] .tabulator-row").first.inner_text()
        assert "+14" in first
