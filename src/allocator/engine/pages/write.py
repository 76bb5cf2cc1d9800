"""Write the parts of docs/ that come from the code: ``python -m allocator.engine.pages.write``."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.engine.pages import faults, models, rules, tables
from allocator.engine.pages.cases import BASE, CASES
from allocator.engine.pages.markdown import filled
from allocator.engine.pages.measured import measured

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FIGURES = "figures.json"


def pages(docs: Path) -> dict[Path, str]:
    """Give every page of a folder as it should be.

    Raises
    ------
    KeyError
        if a page asks for a part that nobody writes
    """
    known = models.read(docs.parent / "models")
    numbers = json.loads((docs / FIGURES).read_text(encoding="utf-8"))
    return {
        path: filled(
            path.read_text(encoding="utf-8"), partial(part, path.relative_to(docs), known, numbers)
        )
        for path in sorted(docs.rglob("*.md"))
    }


def part(
    page: Path,
    known: Mapping[str, Mapping[str, Any]],
    numbers: Mapping[str, Mapping[str, Any]],
    name: str,
) -> str:
    """Write one part of a page; families and tiers take theirs from the page's name."""
    kind, stem = page.parent.as_posix(), page.stem
    what, _, of = name.partition(": ")
    writers: Mapping[str, Callable[[], str]] = {
        "rule": lambda: rules.rule(kind, stem),
        "settings": lambda: rules.settings(kind, stem),
        "words": lambda: rules.words(kind, stem),
        "used": lambda: rules.used(kind, stem, known),
        "figures": lambda: rules.figures(f"{kind}/{stem}", numbers),
        "faults": lambda: faults.of_group(of),
        "tables": tables.every_table,
        "models": lambda: models.every_model(known),
    }
    return writers[what]()


def numbers_of(root: Path) -> dict[str, Any]:
    """Solve every case: about three seconds each."""
    base, plain = measured(root, None)
    return {BASE: plain} | {case.page: measured(root, case, base)[1] for case in CASES}


def main(words: Sequence[str] | None = None) -> None:
    """Write every page anew, and with ``--figures`` the figures first."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("docs", type=Path, nargs="?", default=Path("docs"))
    asked.add_argument("--figures", action="store_true", help="solve the examples anew")
    given = asked.parse_args(words)
    docs = given.docs.resolve()
    if given.figures:
        text = json.dumps(numbers_of(docs.parent), indent=2)
        (docs / FIGURES).write_text(text + "\n", encoding="utf-8")
    for path, text in pages(docs).items():
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
