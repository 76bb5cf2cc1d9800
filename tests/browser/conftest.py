"""One Chromium, and one page of each kind, for all tests of pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.engine.verify import verify_plan
from allocator.present.report.report import report_page
from browser.looking import CHROMIUM, needs_browser
from browser.organisations import hostile
from explained import shipped


@pytest.fixture(scope="session")
def browser():
    needs_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="session")
def enterprise():
    return shipped("enterprise")


@pytest.fixture(scope="session")
def report(pages, enterprise):
    """The report of the enterprise's plan."""
    file = pages / "report.html"
    file.write_text(report_page(enterprise, verify_plan(enterprise)), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def unverified(pages, enterprise):
    """The same without a certificate, and without pay."""
    file = pages / "unverified.html"
    file.write_text(report_page(enterprise, None, pay=False), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def hostile_report(pages):
    """A report whose every name tries to be something else than a name."""
    plan = hostile()
    file = pages / "hostile.html"
    file.write_text(report_page(plan, verify_plan(plan)), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def looks():
    """Where pictures of pages go."""
    folder = Path(__file__).parents[2] / "build" / "looks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
