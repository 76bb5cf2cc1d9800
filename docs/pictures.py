"""Pictures of pages and workbooks for docs/, made from the plans of ``scenarios/enterprise``.

``make docs-pictures`` runs the documented commands, opens what they wrote in Chromium (the workbook
in LibreOffice), and leaves a PNG of each in docs/pictures/. It takes about a minute and a half.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).resolve().parent
PICTURES = DOCS / "pictures"
MADE = DOCS.parent / "build" / "pictures"
"""Plans and pages that the pictures are taken of; made anew each time."""

ENTERPRISE = DOCS.parent / "scenarios" / "enterprise"
WHAT_IFS = ("hire-three", "rep-leaves-in-march", "target-plus-10", "tighter-fairness")
REP = "ae-06"
COLOURS = 128
"""Of the palette: text stays sharp, and no picture is larger than `MOST`."""
MOST = 250_000
"""Bytes of a picture, at most."""
DOTS = 110
"""Dots per inch of a printed sheet: 1,210 across a Letter page that lies on its side."""


@dataclass(frozen=True, slots=True)
class View:
    """A page in Chromium: file below `MADE`, width and height in pixels, and where to begin."""

    name: str
    file: str
    width: int
    height: int
    start: str = "body"


VIEWS = (
    View("report", "report.html", 1440, 1180),
    View("explain", "explain.html", 1200, 1150),
    View("compare", "compare.html", 1440, 1250),
    View("letter", f"letters/reps/{REP}.html", 900, 1240),
    View("frontier", "frontier/frontier.html", 1200, 1180),
)


def command(*words: object) -> None:
    """Run a command of allocator; its messages are shown if it fails."""
    asked = [sys.executable, "-m", "allocator", *map(str, words)]
    subprocess.run(asked, cwd=MADE, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own


def plans() -> None:
    """Make the plan, its four what-ifs, and every page and workbook of them."""
    command("solve", ENTERPRISE, "--explain", "--out", "plans/base")
    for name in WHAT_IFS:
        what_if = ENTERPRISE / "what-if" / f"{name}.yaml"
        command("solve", what_if, "--explain", "--out", f"plans/{name}")
    every = [f"plans/{name}" for name in ("base", *WHAT_IFS)]
    command("report", "plans/base", "--out", "report.html")
    command("report", "plans/base", "--out", "report.xlsx")
    command("explain", "plans/base", "--rep", REP, "--html", "explain.html")
    command("compare", *every, "--out", "compare.html")
    command("letters", "plans/base", "--out", "letters")
    bands = "fairness_band.band=0.02,0.04,0.06,0.08,0.12,0.2"
    command(
        "frontier", ENTERPRISE, "--set", "fairness_band.soft=false", "--vary", bands,
        "--out", "frontier",
    )  # fmt: skip


def taken(browser: Browser, view: View) -> Path:
    """Take a picture of a page's first part, in the light scheme, with every chart drawn."""
    page = browser.new_page(
        viewport={"width": view.width, "height": view.height}, color_scheme="light"
    )
    page.goto((MADE / view.file).as_uri())
    page.evaluate("globalThis.allocator?.drawAll?.()")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-chart]')].every(c => 'drawn' in c.dataset)"
    )
    page.locator(view.start).first.evaluate("place => place.scrollIntoView()")
    picture = MADE / f"{view.name}.png"
    page.screenshot(path=picture)
    page.close()
    return picture


def printed(workbook: Path) -> Path:
    """Print a workbook with LibreOffice and give its first page as a picture."""
    profile = f"-env:UserInstallation={(MADE / 'office').as_uri()}"
    office = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", MADE, workbook]
    subprocess.run(office, check=True, capture_output=True)  # noqa: S603 - our own
    picture = MADE / "workbook"
    pdf = workbook.with_suffix(".pdf")
    sheet = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS), pdf, picture]
    subprocess.run(sheet, check=True)  # noqa: S603 - our own
    return picture.with_suffix(".png")


def reduced(picture: Path) -> None:
    """Write a picture to docs/ with few colours.

    Raises
    ------
    ValueError
        if it is still larger than `MOST`
    """
    goal = PICTURES / picture.name
    with Image.open(picture) as full:
        few = full.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(goal, optimize=True)
    if goal.stat().st_size > MOST:
        raise ValueError(f"{goal.name} has {goal.stat().st_size:,} bytes; at most {MOST:,}")


def main() -> None:
    """Make every picture."""
    shutil.rmtree(MADE, ignore_errors=True)
    MADE.mkdir(parents=True)
    PICTURES.mkdir(exist_ok=True)
    plans()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"),
                                         args=["--no-sandbox"])  # fmt: skip
        pictures = [taken(browser, view) for view in VIEWS]
        browser.close()
    for picture in (*pictures, printed(MADE / "report.xlsx")):
        reduced(picture)


if __name__ == "__main__":
    main()
