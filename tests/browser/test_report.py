"""The report in a browser: offline, silent, accessible, by keyboard, at every width, on paper."""

from __future__ import annotations

import re

import pytest

from browser.looking import SCHEMES, WIDTHS, opened
from browser.organisations import NAMES


@pytest.mark.parametrize(
    ("width", "scheme"),
    [(1440, "light"), (390, "dark")],
)
def test_it_renders_offline_in_silence_and_is_accessible(browser, report, width, scheme):
    with opened(browser, report, width, scheme) as seen:
        seen.draw()
        assert seen.trouble == []
        assert seen.overflow() <= 0
        assert seen.page.locator("[data-chart] svg").count() == 7
        assert seen.violations() == []


def test_light_and_dark_differ_and_can_be_changed_by_hand(browser, report):
    with opened(browser, report) as seen:
        paint = "getComputedStyle(document.body).backgroundColor"
        light = seen.page.evaluate(paint)
        seen.page.get_by_role("button", name="Change between light and dark").click()
        assert seen.page.evaluate(paint) != light
    with opened(browser, report, scheme="dark") as seen:
        assert seen.page.evaluate(paint) != light


def test_no_text_becomes_code_and_nothing_is_fetched(browser, report):
    """The policy itself refuses inline code, eval and any host."""
    with opened(browser, report) as seen:
        seen.page.evaluate(
            """() => {
              const script = document.createElement('script');
              script.textContent = 'globalThis.ran = true';
              document.body.append(script);
            }"""
        )
        assert seen.page.evaluate("globalThis.ran") is None
        refused = seen.page.evaluate(
            "fetch('https://example.com/').then(() => 'fetched', () => 'refused')"
        )
        assert refused == "refused"
        assert any("Content Security Policy" in said for said in seen.said)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', report.read_text())
    assert policy
    assert "unsafe" not in policy[1]
    assert policy[1].startswith("default-src &#39;none&#39;")


def test_the_keyboard_alone_finds_a_rep_and_opens_the_card(browser, report):
    with opened(browser, report) as seen:
        seen.draw()
        keys = seen.page.keyboard
        keys.press("Tab")
        assert seen.page.evaluate("document.activeElement.className") == "skip"
        keys.press("Enter")
        search = seen.page.get_by_role("searchbox", name="Search: Quotas by rep")
        for _ in range(60):
            keys.press("Tab")
            if search.evaluate("node => node === document.activeElement"):
                break
        keys.type("calloway central")
        seen.page.wait_for_function(
            "() => document.querySelector('.grid-count').textContent[0] === '1'"
        )
        name = seen.page.get_by_role("button", name="Lena Calloway")
        for _ in range(60):
            keys.press("Tab")
            if name.evaluate("node => node === document.activeElement"):
                break
        keys.press("Enter")
        card = seen.page.get_by_role("dialog")
        assert card.is_visible()
        assert card.get_by_text("776,500 USD").is_visible()
        assert card.get_by_text("sparing those who are stretched most").is_visible()
        assert seen.violations() == []
        keys.press("Escape")
        assert not card.is_visible()
        assert name.evaluate("node => node === document.activeElement")
        assert seen.trouble == []


def test_the_steps_of_a_card_and_its_periods_add_up(browser, report):
    with opened(browser, report) as seen:
        seen.page.get_by_role("button", name="Cyrus Osborne").click()
        card = seen.page.get_by_role("dialog")
        steps = card.locator("table.steps tbody tr").evaluate_all(
            "rows => rows.map(row => row.children[1].textContent)"
        )
        figures = [float(step.replace(",", "").replace("\u2212", "-")) for step in steps]
        assert sum(figures[:-1]) == figures[-1] == 1_341_200
        periods = card.locator("table", has_text="Together").locator("tr.sum td")
        *parts, whole = [float(text.replace(",", "")) for text in periods.all_text_contents()]
        assert sum(parts) == whole == 1_341_200


def test_the_table_sorts_filters_and_counts(browser, report, enterprise):
    names = enterprise.reps.set_index("rep_id")["name"]
    primary = enterprise.reps[enterprise.reps["credit"] == "primary"]
    with opened(browser, report) as seen:
        table = seen.page.locator("[data-grid=reps]")
        first = table.locator(".tabulator-row").first.locator(".link")
        assert first.text_content() == names[primary.set_index("rep_id")["quota"].idxmax()]
        head = table.get_by_role("button", name="Stretch", exact=True)
        head.focus()
        head.press("Enter")
        seen.page.wait_for_timeout(50)
        top = primary.loc[primary["stretch"] >= primary["stretch"].max() - 1e-6, "name"]
        assert first.text_content() in set(top)
        table.get_by_label("Role", exact=True).select_option("channel manager")
        assert table.locator(".grid-count").text_content() == "6 of 54 quotas"
        table.get_by_label("Search: Quotas by rep").fill("nobody of that name")
        seen.page.wait_for_function(
            "() => document.querySelector('.grid-count').textContent.startsWith('0 of')"
        )
        assert table.get_by_text("Nothing like that is here").is_visible()
        assert seen.trouble == []


def test_paper_has_tables_instead_of_windows_and_fits(browser, report):
    for width in (718, 740):  # A4 and Letter between their margins, in pixels
        with opened(browser, report, width) as seen:
            seen.draw()
            seen.page.emulate_media(media="print")
            assert seen.overflow() <= 0
            assert not seen.page.locator(".tabulator").first.is_visible()
            plain = seen.page.locator("[data-grid=reps] .plain tbody tr")
            assert plain.count() == 54
            assert plain.first.is_visible()
            assert not seen.page.get_by_role("navigation").is_visible()
    with opened(browser, report) as seen:
        seen.draw()
        sheets = seen.page.pdf(format="A4")
        assert 6 <= len(re.findall(rb"/Type\s*/Page\b", sheets)) <= 16


def test_without_scripts_every_figure_is_still_there(browser, report):
    with opened(browser, report, java_script_enabled=False) as seen:
        assert seen.page.locator("[data-grid=reps] .plain tbody tr").first.is_visible()
        assert seen.page.get_by_text("All 30,000,000 USD").is_visible()


def test_an_unverified_plan_says_so_on_screen_and_on_every_sheet(browser, unverified):
    with opened(browser, unverified) as seen:
        assert seen.page.get_by_role("note").is_visible()
        assert "verified" in seen.page.get_by_role("note").text_content()
        assert "proven optimal" not in seen.page.locator("#proof").text_content()
        assert seen.violations() == []
        seen.page.emulate_media(media="print")
        mark = seen.page.locator(".watermark")
        assert mark.is_visible()
        assert mark.evaluate("node => getComputedStyle(node).position") == "fixed"
        assert seen.trouble == []


def test_without_pay_no_figure_of_pay_is_in_the_file(unverified, report, enterprise):
    assert "On-target earnings" in report.read_text()
    text = unverified.read_text()
    assert '"key":"ote"' not in text
    told = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.search(r"\bote\b|pay.ratio|quota to pay|on-target", told, re.IGNORECASE)
    assert enterprise.proof is not None


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_names_are_text_and_break_no_layout(browser, hostile_report, width):
    with opened(browser, hostile_report, width) as seen:
        seen.draw()
        assert seen.page.title() == "<script>alert('title')</script> & co.: quota plan"
        assert seen.overflow() <= 0
        for name in NAMES:
            found = seen.page.locator("[data-grid=reps] .link", has_text=name.strip()[:60])
            found.first.scroll_into_view_if_needed()
            assert found.first.text_content() == name.strip()
            found.first.click()
            card = seen.page.get_by_role("dialog")
            assert card.locator("#card-name").text_content() == name.strip()
            assert card.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
            seen.page.keyboard.press("Escape")
        assert seen.page.locator("img, b").count() == 0
        assert seen.trouble == []


def test_points_without_a_base_map_say_so(browser, hostile_report):
    with opened(browser, hostile_report) as seen:
        seen.draw()
        assert "only shapes of the United States" in seen.page.locator("#map").text_content()


@pytest.mark.long
@pytest.mark.parametrize("width", [360, 390, 600, 768, 1024, 1280, 1440])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", ["report", "unverified", "hostile_report"])
def test_every_width_light_and_dark(browser, request, looks, kind, width, scheme):
    with opened(browser, request.getfixturevalue(kind), width, scheme) as seen:
        seen.draw()
        assert seen.trouble == []
        assert seen.overflow() <= 0
        assert seen.violations() == []
        seen.page.screenshot(path=looks / f"{kind}-{width}-{scheme}.png", full_page=True)
