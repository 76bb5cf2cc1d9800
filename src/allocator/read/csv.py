"""Delimited text: what a CSV file has to be, and its cells.

UTF-8 with or without a byte-order mark, lines ending in LF or CRLF, cells separated by ``,`` or,
where the header is, by ``;``.
"""

from __future__ import annotations

import csv as standard
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from allocator.domain.tables import NUMERIC, TableSpec
from allocator.errors import Problem
from allocator.read.grid import Grid, Ints, Source, lost
from allocator.read.header import allowed, matched
from allocator.read.scan import LF, Bytes, Structure, lone_return, quote_fault, structure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARK = b"\xef\xbb\xbf"
LARGEST_FILE = 2 * 1024**3
LARGEST_CELL = 64 * 1024
MOST_ROWS = 20_000_000
BLOCK = 16 * 1024**2
"""Bytes that are parsed in one go; no record may be longer."""

_OTHER_MARKS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"+/v8": "UTF-7",
}


def read_csv(path: Path, file: str, spec: TableSpec, problems: list[Problem]) -> Grid:
    """Read the cells of a file; `file` is its name for messages."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        problems.append(
            Problem(
                "file-too-large",
                "is larger than a table may be",
                file=file,
                got=f"{size:,} bytes",
                want=f"at most {LARGEST_FILE:,} bytes",
                fix="Leave out rows that the horizon does not need.",
            )
        )
        return lost(file)
    return parse(path.read_bytes(), file, spec, problems)


def parse(data: bytes, file: str, spec: TableSpec, problems: list[Problem]) -> Grid:
    """Take a file's bytes apart into cells."""
    data = data.removeprefix(MARK)
    fault = _unreadable(data, file)
    if fault is not None:
        problems.append(fault)
        return lost(file)
    bytes_ = np.frombuffer(data, np.uint8)
    if b"\r" in data and (line := lone_return(bytes_)):
        problems.append(
            Problem(
                "line-ends-old-mac",
                "has a line that ends in a carriage return alone",
                file=file,
                line=line,
                want="lines that end in LF or CRLF",
                fix="Save the file as CSV UTF-8 again.",
            )
        )
        return lost(file)
    delimiter = _delimiter(data, spec)
    if b'"' in data and (quote := quote_fault(bytes_, ord(delimiter))) is not None:
        problems.append(_quote_problem(quote.line, file, unclosed=quote.unclosed))
        return lost(file)
    return _split(data, delimiter, file, spec, problems)


def _unreadable(data: bytes, file: str) -> Problem | None:
    """Say why bytes are no text of ours, if so."""
    for mark, name in _OTHER_MARKS.items():
        if data.startswith(mark):
            return _encoding(file, 1, f"{name} text", "is not UTF-8")
    if b"\x00" in data:
        spot = data.index(b"\x00")
        return Problem(
            "file-with-nul",
            "holds a zero byte: it is no text, or UTF-16",
            file=file,
            line=data.count(b"\n", 0, spot) + 1,
            got=f"byte {spot:,}",
            want="UTF-8 text",
            fix="Save the file as CSV UTF-8.",
        )
    try:
        if not data.isascii():
            data.decode("utf-8")
    except UnicodeDecodeError as error:
        got = f"byte 0x{data[error.start]:02X} at position {error.start:,}"
        line = data.count(b"\n", 0, error.start) + 1
        return _encoding(file, line, got, "is not UTF-8 from here on")
    if not data.strip():
        return Problem(
            "table-without-header",
            "is empty",
            file=file,
            want="a header and rows",
            fix="Write the column names in the first line, or delete the file.",
        )
    return None


def _encoding(file: str, line: int, got: str, what: str) -> Problem:
    """Make the problem of text in another encoding."""
    fix = "Save the file as CSV UTF-8."
    return Problem("encoding-not-utf-8", what, file, line, 0, "", got, "UTF-8 text", fix)


def _quote_problem(line: int, file: str, *, unclosed: bool) -> Problem:
    """Make the problem of a quote out of place."""
    return Problem(
        "quote-unclosed" if unclosed else "quote-misplaced",
        "has a quoted cell that does not close" if unclosed else "has a quote inside a plain cell",
        file=file,
        line=line,
        want='a cell with a quote in it written as "5"" pipe"',
        fix="Put the whole cell in quotes and write each quote inside twice.",
    )


def _delimiter(data: bytes, spec: TableSpec) -> str:
    """Find the delimiter of the header: the one that makes the more known names."""
    first = data.lstrip(b"\r\n").split(b"\n", 1)[0].decode("utf-8").rstrip("\r")
    known = set(allowed(spec))

    def names(delimiter: str) -> int:
        return sum(name.strip().strip('"') in known for name in first.split(delimiter))

    return ";" if ";" in first and names(";") >= names(",") else ","


def _split(
    data: bytes, delimiter: str, file: str, spec: TableSpec, problems: list[Problem]
) -> Grid:
    """Cut the records into cells."""
    bytes_ = np.frombuffer(data, np.uint8)
    plain = b'"' not in data and not data.startswith((b"\n", b"\r"))
    plain = plain and b"\n\n" not in data and b"\n\r\n" not in data and _short_lines(bytes_)
    if plain:
        stop = data.find(b"\n")
        stop = len(data) if stop < 0 else stop
        head, line, body = data[:stop], 1, stop + 1
        records = None
    else:
        records = structure(bytes_, ord(delimiter))
        head = data[records.starts[0] : records.ends[0]]
        line = int(records.lines[0])
        body = int(records.starts[1]) if len(records.starts) > 1 else len(data)
    names = _header(head, delimiter)
    before = len(problems)
    found = matched(names, spec, file, line, problems)
    if not found and len(names) == 1 and re.search(r"[^\w ]", names[0]):
        del problems[before:]
        problems.append(_wrong_delimiter(names[0], file, line, spec))
        return lost(file)
    broken = any(p.code in ("header-missing", "header-duplicate") for p in problems[before:])
    if broken:
        return lost(file)
    rest = data[body:]
    if not rest.strip():
        return _empty(found, file)
    table = None
    if records is None:
        table = _table(rest, names, found, spec, delimiter, quoted=False)
    if table is None:
        records = records or structure(bytes_, ord(delimiter))
        keep, flawed = _sound(records, len(names), file, delimiter, data, problems)
        broken = broken or flawed
        table, lines = _kept(data, records, keep, names, found, spec, delimiter)
    else:
        lines = np.arange(line + 1, line + 1 + table.num_rows)
    if len(lines) > MOST_ROWS:
        problems.append(_too_many(len(lines), file))
        return lost(file)
    cells = {name: table.column(str(at)) for name, at in found.items()}
    positions = {name: at + 1 for name, at in found.items()}
    broken |= _nameless(table, names, file, line, problems)
    return Grid(Source(file, lines, positions), cells, comma=delimiter == ";", broken=broken)


def _short_lines(text: Bytes) -> bool:
    """Whether no line is longer than a cell may be."""
    if len(text) <= LARGEST_CELL:
        return True
    breaks = np.flatnonzero(text == LF)
    return bool(np.diff(breaks, prepend=-1, append=len(text)).max() <= LARGEST_CELL)


def _header(head: bytes, delimiter: str) -> list[str]:
    """Cut the header."""
    text = head.decode("utf-8").rstrip("\r")
    return next(standard.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])


def _empty(found: Mapping[str, int], file: str) -> Grid:
    """Give the grid of a file that has a header and nothing else."""
    cells = {name: pa.array([], pa.string()) for name in found}
    positions = {name: at + 1 for name, at in found.items()}
    return Grid(Source(file, np.zeros(0, np.int64), positions), cells)


def _wrong_delimiter(header: str, file: str, line: int, spec: TableSpec) -> Problem:
    """Make the problem of a header that no known delimiter cuts."""
    return Problem(
        "delimiter-unknown",
        "has a header that neither , nor ; cuts into columns",
        file=file,
        line=line,
        got=header,
        want=",".join(spec.names[:3]) + ",...",
        fix="Separate the cells with commas.",
    )


def _too_many(rows: int, file: str) -> Problem:
    """Make the problem of a table with too many rows."""
    return Problem(
        "table-too-long",
        "has more rows than a table may have",
        file=file,
        got=f"{rows:,} rows",
        want=f"at most {MOST_ROWS:,} rows",
        fix="Leave out rows that the horizon does not need, or sum them up.",
    )


def _table(
    body: Any,
    names: list[str],
    found: Mapping[str, int],
    spec: TableSpec,
    delimiter: str,
    *,
    quoted: bool,
) -> Any:
    """Parse records; None where one has not as many cells as the header."""
    text = {c.name for c in spec.columns if c.meaning not in NUMERIC} | {"currency"}
    words = pa.dictionary(pa.int32(), pa.string())
    kinds = {str(at): words if name in text else pa.string() for name, at in found.items()}
    kinds |= {str(at): pa.string() for at in range(len(names)) if str(at) not in kinds}
    try:
        return arrow_csv.read_csv(
            pa.py_buffer(body),
            read_options=arrow_csv.ReadOptions(
                column_names=[str(at) for at in range(len(names))], block_size=BLOCK
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=kinds, null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid:
        return None


def _sound(
    records: Structure,
    width: int,
    file: str,
    delimiter: str,
    data: bytes,
    problems: list[Problem],
) -> tuple[Ints, bool]:
    """Give the records behind the header that can be read, and whether any cannot."""
    ragged = records.fields != width
    ragged[0] = False
    long = records.longest > LARGEST_CELL
    rows = np.flatnonzero(ragged)
    source = Source(file, records.lines)
    got = [f"{count} cells" for count in records.fields[rows]]
    fix = "Look for a missing or extra separator; put a cell that holds one in quotes."
    other = {",": ";", ";": ","}[delimiter]
    if len(rows) and other.encode() in data[records.starts[rows[0]] : records.ends[rows[0]]]:
        fix = f"Separate the cells with {delimiter} as the header does."
    problems.extend(
        source.problems(
            rows,
            "",
            "row-ragged",
            "has not as many cells as the header",
            got=got,
            want=f"{width} cells",
            fix=fix,
        )
    )
    problems.extend(
        source.problems(
            np.flatnonzero(long & ~ragged),
            "",
            "cell-too-long",
            "has a cell that is longer than a cell may be",
            got=[f"{size:,} bytes" for size in records.longest[long & ~ragged]],
            want=f"at most {LARGEST_CELL:,} bytes",
            fix="Look for a quote that is not closed.",
        )
    )
    sound = ~ragged & ~long
    sound[0] = False
    return np.flatnonzero(sound), bool((ragged | long).any())


def _kept(
    data: bytes,
    records: Structure,
    keep: Ints,
    names: list[str],
    found: Mapping[str, int],
    spec: TableSpec,
    delimiter: str,
) -> tuple[Any, Ints]:
    """Parse some records of a text, each with its line."""
    if len(keep) and len(keep) == len(records.starts) - 1:
        body: bytes = data[records.starts[1] :]
    else:
        body = b"\n".join(
            data[start:end]
            for start, end in zip(records.starts[keep], records.ends[keep], strict=True)
        )
    quoted = b'"' in body
    table = _table(body, names, found, spec, delimiter, quoted=quoted) if body else None
    if table is None or table.num_rows != len(keep):
        none = pa.array([], pa.string())
        return pa.table({str(at): none for at in range(len(names))}), np.zeros(0, np.int64)
    return table, records.lines[keep]


def _nameless(table: Any, names: list[str], file: str, line: int, problems: list[Problem]) -> bool:
    """Report columns that have cells and no name."""
    faults = [
        Problem(
            "header-nameless",
            "has cells under a column without a name",
            file=file,
            line=line,
            column=at + 1,
            want="a name for every column",
            fix="Name the column, or empty its cells.",
        )
        for at, name in enumerate(names)
        if not name.strip() and table.column(str(at)).null_count < table.num_rows
    ]
    problems.extend(faults)
    return bool(faults)
