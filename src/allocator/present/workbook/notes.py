"""Sheets of what stood in for data, of warnings, and of the settings with their trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from allocator.present.page.figures import number
from allocator.present.workbook.cells import Column
from allocator.present.workbook.facts import capital, says_pay
from allocator.present.workbook.style import PALE, SAND
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from allocator.present.workbook.book import Book
    from allocator.present.workbook.facts import Facts


def notes_sheet(book: Book, facts: Facts) -> None:
    """Add the sheet of defaults and warnings."""
    sheet = book.sheet(
        "Defaults and warnings",
        "What stood in for data, and what to know",
        "Better data in these places makes a better plan.",
        SAND,
    )
    defaults = [str(each) for each in facts.document.get("defaults_used", ())]
    defaults = [text for text in defaults if facts.pay or not says_pay(text)]
    sheet.heading("Defaults that stood in for data")
    if defaults:
        counted = [f"Default {place}" for place in range(1, len(defaults) + 1)]
        columns = [Column("Where", "text", counted, width=26), Column("Default", "long", defaults)]
        table(sheet, columns, sums="")
    else:
        sheet.text(sheet.row, 0, "None: every figure came from data.")
        sheet.row += 1
    warnings = [_warning(each) for each in facts.document.get("warnings", ())]
    shown = [each for each in warnings if facts.pay or not says_pay(" ".join(each))]
    sheet.heading("Warnings")
    if shown:
        code, what = (list(column) for column in zip(*shown, strict=True))
        columns = [Column("Code", "text", code, width=26), Column("What to know", "long", what)]
        table(sheet, columns, sums="")
    else:
        sheet.text(sheet.row, 0, "None.")


def trail_sheet(book: Book, facts: Facts) -> None:
    """Add the sheet of the settings: what overlays changed, and what holds."""
    sheet = book.sheet(
        "Settings trail",
        "What was set, and what was changed on the way",
        f"Model {facts.document.get('model', '')}. Changes are in the order in which they were "
        "laid over one another.",
        PALE,
    )
    sheet.heading("Changes by what-ifs and options")
    trail = facts.document.get("trail", ())
    rows = [tuple(_shown(each.get(key)) for key in ("path", "old", "new")) for each in trail]
    if not facts.pay:
        rows = [tuple(map(_without_pay, each)) for each in rows if not says_pay(each[0])]
    if rows:
        path, old, new = (list(column) for column in zip(*rows, strict=True))
        columns = [
            Column("Setting or row", "text", path, width=52),
            Column("Before", "text", old),
            Column("After", "text", new),
        ]
        table(sheet, columns, sums="")
    else:
        sheet.text(sheet.row, 0, "None: the scenario was solved as it stands.")
        sheet.row += 1
    sheet.heading("Settings in force")
    settings = [*_flat("model", facts.model), *_flat("scenario", facts.scenario)]
    kept = [each for each in settings if facts.pay or not says_pay(each[0])]
    columns = [
        Column("Setting", "text", [path for path, _ in kept], width=52),
        Column("Value", "text", [value for _, value in kept]),
    ]
    table(sheet, columns, sums="")


def _warning(found: Any) -> tuple[str, str]:
    """Give a warning's code, and its sentences."""
    if not isinstance(found, Mapping):
        return "", str(found)
    what, fix = str(found.get("what", "")), str(found.get("fix", ""))
    said = [f"{capital(text).rstrip('.')}." for text in (what, fix) if text]
    return str(found.get("code", "")), " ".join(said)


def _without_pay(text: str) -> str:
    """Leave out a value, such as a whole row of reps, that holds pay."""
    return "(pay is left out)" if says_pay(text) else text


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """List every setting of a mapping by its path."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}", inner)
    elif isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value):
        for place, inner in enumerate(value):
            yield from _flat(f"{path}[{place}]", inner)
    else:
        yield path, _shown(value)


def _shown(value: Any) -> str:
    """Write a setting: numbers with separators, lists with commas, nothing as a dash."""
    if value is None or (isinstance(value, dict | list) and not value):
        return "–"  # noqa: RUF001 - the en dash is meant
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return number(value) if value == int(value) else f"{value:,.12g}"
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return str(value)
