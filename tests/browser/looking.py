"""Opening a page as a reader's browser does, and everything that it says, asks for or breaks."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
WIDTHS = (390, 1440)
SCHEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def needs_browser():
    """Skip where there is no Chromium; in CI that is a failure."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no chromium here: `make browser` installs it")


@dataclass
class Seen:
    """An open page, and what went wrong: `requests` to anything but the page, console, errors."""

    page: Page
    said: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def trouble(self) -> list[str]:
        return [*self.said, *self.requests]

    def draw(self) -> None:
        """Wait until every chart is drawn and every table built."""
        self.page.evaluate("globalThis.allocator?.drawAll?.()")
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('[data-chart]')].every(c => 'drawn' in c.dataset)"
            " && [...document.querySelectorAll('[data-grid]')].every(g => 'built' in g.dataset)"
        )

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")

    def violations(self) -> list[tuple[str, list[str]]]:
        """What axe-core finds: rule and the places that break it."""
        self.page.evaluate(axe())
        found: Any = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
        )
        return [
            (each["id"], [node["html"][:200] for node in each["nodes"]][:5])
            for each in found["violations"]
        ]


@cache
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


@contextmanager
def opened(browser: Browser, file: Path, width: int = 1440, scheme: str = "light", **more: Any):
    """Open a file with no network, and close it again."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True, **more
    )
    page = context.new_page()
    seen = Seen(page)
    page.on("console", lambda message: seen.said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: seen.said.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (seen.said.append("dialog"), dialog.dismiss()))
    own = file.resolve().as_uri()
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((own, "data:")) else seen.requests.append(request.url)
        ),
    )
    page.goto(own)
    try:
        yield seen
    finally:
        context.close()
