"""The zip of a workbook, looked at before any library opens it.

A workbook is a zip of XML files: small bytes can unfold without end (zip bomb), entities can
multiply (entity bomb), and one value in the last cell makes a reader fill the whole sheet. So
sizes are read from the directory first, and every XML part passes a parser that refuses
declarations and notes what the cell reader does not tell: errors, formulas never computed,
merged and hidden cells.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LARGEST = 1024**3
"""Bytes of all parts once unpacked."""
BOMB_RATIO, BOMB_SIZE = 500, 8 * 1024**2
"""A part larger than the size that shrank by more than the ratio holds nothing but repetition."""
MOST_PARTS = 10_000
WIDEST = 256
LONGEST_GAP = 1000
"""Columns and consecutive blank rows beyond which a value stands apart from its table."""


class Refused(Exception):
    """The container is not to be opened: code, what, got."""

    def __init__(self, code: str, what: str, got: str = "") -> None:
        super().__init__(what)
        self.code, self.what, self.got = code, what, got


@dataclass(slots=True)
class SheetFacts:
    """What a sheet's XML says beside its values. Cells are (row, column) from 1."""

    errors: list[tuple[int, int, str]] = field(default_factory=list)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    far: str = ""


def inspect(data: bytes) -> dict[str, SheetFacts]:
    """Look through a workbook's container; Refused if it must not be opened.

    Returns
    -------
    Facts of every worksheet, by name, in the order of the workbook.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Refused("workbook-not-zip", "is no workbook: it is not a zip", str(error)) from error
    _sizes(archive.infolist())
    parts = {}
    for info in archive.infolist():
        if info.filename.endswith((".xml", ".rels")):
            parts[info.filename] = _unpacked(archive, info)
    if "xl/workbook.bin" in archive.namelist():
        raise Refused("workbook-old-format", "is a binary workbook (.xlsb)")
    if "xl/vbaProject.bin" in archive.namelist():
        raise Refused("workbook-macros", "is a workbook with macros")
    if "xl/workbook.xml" not in parts:
        raise Refused("workbook-corrupt", "is a zip without a workbook in it")
    sheets = _sheets(parts)
    facts = {}
    for name, part in parts.items():
        titles = [title for title, target in sheets if target == name]
        found = _facts(part, name) if titles else _harmless(part, name)
        facts.update(dict.fromkeys(titles, found))
    return {title: facts[title] for title, _ in sheets if title in facts}


def sheet_names(data: bytes) -> list[str]:
    """Give the titles of all sheets as they stand, twins included."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, bytes] = {
            name: archive.read(name)
            for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
            if name in archive.namelist()
        }
    return [title for title, _ in _sheets(parts)]


def _sizes(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse what unfolds beyond measure, by the directory alone."""
    total = sum(part.file_size for part in parts)
    if total > LARGEST or len(parts) > MOST_PARTS:
        got = f"{len(parts):,} parts, {total:,} bytes"
        raise Refused("workbook-zip-bomb", "unpacks to more than a workbook may hold", got)
    for part in parts:
        if part.flag_bits & 1:
            raise Refused("workbook-encrypted", "is encrypted", part.filename)
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > BOMB_SIZE and ratio > BOMB_RATIO:
            got = f"{part.filename}: {part.compress_size:,} bytes unpack to {part.file_size:,}"
            raise Refused("workbook-zip-bomb", "holds a part that only unfolds", got)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Unpack one part; a size that the directory belies fails its checksum."""
    try:
        return archive.read(part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise Refused("workbook-corrupt", "cannot be unpacked", part.filename) from error


def _parse(part: bytes, name: str, start: Callable[[str, dict[str, str]], None] | None) -> None:
    """Run the parser over one part."""
    parser = expat.ParserCreate()

    def declared(*_: object) -> None:
        raise Refused("workbook-entity-bomb", "declares a document type or entities", name)

    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    if start is not None:
        parser.StartElementHandler = start
    try:
        parser.Parse(part, True)  # noqa: FBT003 - expat takes no keyword
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Refused(
            "workbook-corrupt", "holds a part that is no XML", f"{name}: {error}"
        ) from error


def _harmless(part: bytes, name: str) -> SheetFacts:
    """Parse a part for declarations alone."""
    _parse(part, name, None)
    return SheetFacts()


def _sheets(parts: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Give title and part of every sheet."""
    targets: dict[str, str] = {}
    titles: list[tuple[str, str]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "Relationship":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.join("xl", target)
            targets[attributes.get("Id", "")] = posixpath.normpath(path)

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            link = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            titles.append((attributes.get("name", ""), link))

    links = "xl/_rels/workbook.xml.rels"
    if links in parts:
        _parse(parts[links], links, relation)
    _parse(parts["xl/workbook.xml"], "xl/workbook.xml", sheet)
    return [(title, targets.get(link, "")) for title, link in titles]


def _local(tag: str) -> str:
    """Give a tag without its prefix."""
    return tag.rpartition(":")[2]


def _facts(part: bytes, name: str) -> SheetFacts:
    """Parse a sheet."""
    walk = _Walk()
    _parse(part, name, walk.start)
    walk.leave()
    return walk.facts


class _Walk:
    """Where the parser stands in a sheet, and what it has seen."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self.row = 0
        self.column = 0
        self.last_filled = 0
        self.is_error = self.has_formula = self.has_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the beginning of an element."""
        kind = _local(tag)
        if kind == "c":
            self._cell(attributes)
        elif kind in ("v", "is"):
            self._value()
        elif kind == "f":
            self.has_formula = True
        elif kind == "row":
            self.leave()
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.facts.hidden_rows.add(self.row)
        elif kind == "mergeCell":
            self.facts.merged.append(attributes.get("ref", ""))
        elif kind == "col" and attributes.get("hidden") in ("1", "true"):
            first = int(attributes.get("min", "1"))
            last = min(int(attributes.get("max", "1")), WIDEST)
            self.facts.hidden_columns.update(range(first, last + 1))

    def _cell(self, attributes: dict[str, str]) -> None:
        self.leave()
        reference = attributes.get("r", "")
        if reference:
            self.row, self.column = cell(reference)
        else:
            self.column += 1
        self.is_error = attributes.get("t") == "e"
        self.has_formula = self.has_value = False

    def _value(self) -> None:
        self.has_value = True
        if self.is_error:
            self.facts.errors.append((self.row, self.column, "#"))
            self.is_error = False
        if not self.facts.far and (
            self.column > WIDEST or self.row > self.last_filled + LONGEST_GAP + 1
        ):
            self.facts.far = f"{letters(self.column)}{self.row}"
        self.last_filled = max(self.last_filled, self.row)

    def leave(self) -> None:
        """Leave a cell: a formula without a value was never computed."""
        if self.has_formula and not self.has_value:
            self.facts.uncomputed.append((self.row, self.column))
        self.has_formula = self.has_value = False


def cell(reference: str) -> tuple[int, int]:
    """Give row and column of a reference.

    >>> cell("AB12")
    (12, 28)
    """
    column = 0
    digits = 0
    for sign in reference:
        if sign.isdigit():
            break
        column = column * 26 + ord(sign.upper()) - 64
        digits += 1
    return int(reference[digits:] or 0), column


def letters(column: int) -> str:
    """Give the letters of a column.

    >>> letters(28)
    'AB'
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
