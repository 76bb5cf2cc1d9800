"""Letters in a browser: silent, offline, accessible, inside narrow windows, printed whole."""

from __future__ import annotations

import pytest

from allocator.engine.letters import facts
from allocator.present.letters.book import files
from browser.looking import opened
from browser.organisations import NAMES, hostile
from present.letterbox import read


@pytest.fixture(scope="module")
def book(pages, enterprise):
    return laid(pages / "letters", files(facts(enterprise)))


@pytest.fixture(scope="module")
def hostile_book(pages):
    return laid(pages / "hostile-letters", files(facts(hostile(), verified=False)))


def laid(folder, content):
    for name, page in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(page)
    return folder


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("reps/ae-01.html", 1440, "light"),
        ("reps/am-12.html", 390, "dark"),
        ("reps/sdr-01.html", 390, "light"),
        ("managers/west.html", 1440, "dark"),
        ("managers/company.html", 390, "light"),
        ("index.html", 1440, "light"),
    ],
)
def test_a_letter_is_silent_and_accessible(browser, book, name, width, scheme):
    with opened(browser, book / name, width, scheme) as seen:
        assert seen.trouble == []
        assert seen.overflow() <= 0
        assert seen.violations() == []


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_a_hostile_name_is_shown_as_text_and_breaks_no_layout(browser, hostile_book, number):
    name = f"reps/r{number}.html"
    with opened(browser, hostile_book / name, 390) as seen:
        assert seen.trouble == []
        assert seen.overflow() <= 0
        shown = seen.page.locator("h1").inner_text()
    assert shown.split() == NAMES[number].split()


def test_hostile_units_and_the_index_break_nothing(browser, hostile_book):
    for name in ("index.html", "managers/all.html", "managers/n0.html"):
        with opened(browser, hostile_book / name) as seen:
            assert seen.trouble == []
            assert seen.overflow() <= 0
            assert seen.violations() == []


def test_a_letter_prints_on_a4_and_letter_in_few_sheets(browser, book, looks):
    for paper in ("A4", "Letter"):
        with opened(browser, book / "reps" / "ae-01.html") as seen:
            sheet = seen.page.pdf(format=paper)
            (looks / f"letter-{paper.lower()}.pdf").write_bytes(sheet)
            assert sheet.count(b"/Type /Page\n") in (3, 4)


def test_the_letter_is_pictured(browser, book, looks):
    for name in ("reps/ae-01.html", "managers/west.html"):
        with opened(browser, book / name, 1100) as seen:
            picture = looks / f"letter-{name.split('/')[0]}.png"
            seen.page.screenshot(path=picture, full_page=True)
            assert picture.stat().st_size > 100_000


def test_every_page_says_that_the_plan_does_not_verify(hostile_book):
    for page in hostile_book.rglob("*.html"):
        assert "This plan does not verify" in read(page.read_bytes()).words
