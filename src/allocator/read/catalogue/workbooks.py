"""Faults of workbooks and Parquet files.

The examples are built part by part: no library writes a workbook that is wrong in just one way.
"""

from __future__ import annotations

import csv
import io
import zipfile
from functools import partial
from typing import TYPE_CHECKING

from allocator.read.catalogue.base import FILES, SCENARIO
from allocator.read.catalogue.table_example import entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from allocator.read.catalogue.example import Example
    from allocator.read.catalogue.fault import Fault

fault = partial(entry, "workbooks")

BOOK = "book.xlsx"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def cells(text: str) -> str:
    """Give the rows of a CSV text as a sheet's."""
    lines = []
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        inner = "".join(
            f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for at, cell in enumerate(row)
            if cell
        )
        lines.append(f'<row r="{number}">{inner}</row>')
    return "".join(lines)


def sheet(rows: str, before: str = "", behind: str = "", prolog: str = HEAD) -> str:
    """Give a sheet's part."""
    data = f"<sheetData>{rows}</sheetData>"
    return f'{prolog}<worksheet xmlns="{MAIN}">{before}{data}{behind}</worksheet>'


def package(sheets: Mapping[str, str], more: Mapping[str, bytes] | None = None) -> bytes:
    """Zip sheets to a workbook."""
    numbered = list(enumerate(sheets.items(), start=1))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, (name, _) in numbered
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{LINK}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at, _ in numbered
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{SHEET}"/>'
        for at, _ in numbered
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{WORKBOOK}"/>{types}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{LINK}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f"{links}</Relationships>",
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINK}">'
        f"<sheets>{listed}</sheets></workbook>",
        **{f"xl/worksheets/sheet{at}.xml": part for at, (_, part) in numbered},
        **(more or {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def small(**changed: str) -> dict[str, str]:
    """Give the sheets of the small scenario, some of them changed."""
    names = [path.split("/")[1].removesuffix(".csv") for path in FILES if "/" in path]
    return {n: changed.get(n, sheet(cells(FILES[f"tables/{n}.csv"]))) for n in names}


def book(build: Callable[[], bytes], name: str = BOOK) -> Example:
    """Give the small scenario with its tables in a workbook."""
    return {"scenario.yaml": SCENARIO.replace("tables/", name), name: build}


def reps(change: Callable[[str], str]) -> Example:
    """Give the small workbook with the XML of its reps changed."""
    return book(lambda: package(small(reps=change(small()["reps"]))))


def parquet(build: Callable[[], bytes]) -> Example:
    """Give the small scenario with reps as a Parquet file."""
    return {"tables/reps.csv": None, "tables/reps.parquet": build}


def _reps_parquet(kind: str = "") -> bytes:
    """Write reps as Parquet; `kind` makes prior_quota a foreign type."""
    import pyarrow as pa
    import pyarrow.parquet as arrow_parquet

    quota = {
        "": pa.array([1.0, 2.0]),
        "list": pa.array([[1.0], [2.0]]),
        "binary": pa.array([b"1", b"2"]),
    }[kind]
    table = pa.table({"rep_id": ["ann", "cem"], "role": ["hunter", "farmer"], "prior_quota": quota})
    made = io.BytesIO()
    arrow_parquet.write_table(table, made)
    return made.getvalue()


def _encrypted() -> bytes:
    """Give the beginning of a workbook with a password."""
    return OLE + "EncryptedPackage".encode("utf-16-le")


def _dated_parquet() -> bytes:
    """Write reps whose ids became days."""
    import datetime as dt

    import pyarrow as pa
    import pyarrow.parquet as arrow_parquet

    days = [dt.date(2027, 3, 1), dt.date(2027, 3, 2)]
    made = io.BytesIO()
    arrow_parquet.write_table(pa.table({"rep_id": days, "role": ["hunter", "farmer"]}), made)
    return made.getvalue()


def _spoiled(data: bytes) -> bytes:
    """Overwrite the footer of a Parquet file, leaving both marks."""
    return data[:-60] + b"\xff" * 52 + data[-8:]


ANN = '<c r="A2" t="inlineStr"><is><t>ann</t></is></c>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

FAULTS: tuple[Fault, ...] = (
    fault(
        "workbook-not-zip",
        "is no workbook: it is not a zip",
        "an .xlsx workbook",
        "save the workbook as .xlsx, without a password or macros",
        book(lambda: b"rep_id,role\n"),
        book(lambda: package(small())[:400]),
    ),
    fault(
        "workbook-corrupt",
        "cannot be read",
        "an .xlsx workbook",
        "save the workbook as .xlsx, without a password or macros",
        book(lambda: package(small(reps="<worksheet><sheetData>"))),
        book(lambda: package(small(reps="not xml"))),
        book(lambda: package({}).replace(b"workbook.xml", b"workbook.xxx")),
    ),
    fault(
        "workbook-zip-bomb",
        "unpacks to more than a workbook may hold",
        "an .xlsx workbook",
        "save the workbook as .xlsx, without a password or macros",
        book(lambda: package(small(), {"xl/media/image1.bin": bytes(9 << 20)})),
    ),
    fault(
        "workbook-entity-bomb",
        "declares a document type or entities",
        "an .xlsx workbook",
        "save the workbook as .xlsx, without a password or macros",
        reps(lambda xml: xml.replace(HEAD, HEAD + ENTITIES).replace(">ann<", ">&b;<")),
        book(lambda: package(small(), {"docProps/core.xml": f"{ENTITIES}<x>&b;</x>".encode()})),
    ),
    fault(
        "workbook-encrypted",
        "is protected by a password",
        "an .xlsx workbook",
        "save the workbook as .xlsx, without a password or macros",
        book(_encrypted),
    ),
    fault(
        "workbook-old-format",
        "is a workbook of another format",
        "an .xlsx workbook",
        "save the workbook as .xlsx, without a password or macros",
        book(lambda: OLE),
        book(lambda: OLE, "book.xls"),
        book(lambda: package(small(), {"xl/workbook.bin": b""}), "book.xlsb"),
    ),
    fault(
        "workbook-macros",
        "is a workbook with macros",
        "an .xlsx workbook",
        "save the workbook as .xlsx, without a password or macros",
        book(lambda: package(small(), {"xl/vbaProject.bin": b"x"}), "book.xlsm"),
        book(lambda: package(small(), {"xl/vbaProject.bin": b"x"})),
    ),
    fault(
        "workbook-formula-without-value",
        "has a formula that was never computed",
        "a value",
        "open the workbook in a spreadsheet program and save it",
        reps(lambda xml: xml.replace(ANN, '<c r="A2"><f>"an"&amp;"n"</f></c>')),
    ),
    fault(
        "workbook-merged-cells",
        "has merged cells",
        "one value in every cell",
        "unmerge the cells and fill each",
        reps(
            lambda xml: xml.replace(
                "</sheetData>",
                '</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>',
            )
        ),
    ),
    fault(
        "workbook-hidden-cells",
        "has hidden rows or columns, which count",
        "cells that can be seen",
        "unhide them, and delete them if they are not meant",
        reps(lambda xml: xml.replace('<row r="3">', '<row r="3" hidden="1">')),
        reps(
            lambda xml: xml.replace(
                "<sheetData>", '<cols><col min="3" max="3" hidden="1"/></cols><sheetData>'
            )
        ),
        ends="warning",
    ),
    fault(
        "workbook-far-cell",
        "has a value far away from its table",
        "one table that begins in A1",
        "delete that cell",
        reps(
            lambda xml: xml.replace(
                "</sheetData>",
                '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            )
        ),
        reps(lambda xml: xml.replace(ANN, ANN + '<c r="ZZ2"><v>1</v></c>')),
        reps(lambda xml: xml.replace(ANN, ANN + '<c r="B5000"><v>1</v></c>')),
    ),
    fault(
        "workbook-duplicate-sheet",
        "is there more than once",
        "one sheet for each table",
        "rename or delete one of the sheets",
        book(lambda: package({**small(), "Reps": small()["reps"]})),
    ),
    fault(
        "id-turned-into-date",
        "is an id that a spreadsheet turned into a date",
        "the id as it was",
        "format the column as text in the spreadsheet and enter the ids again",
        parquet(_dated_parquet),
    ),
    fault(
        "parquet-corrupt",
        "cannot be read as Parquet",
        "a Parquet file",
        "export the file again, or give the table as CSV",
        parquet(lambda: b"rep_id,role\n"),
        parquet(lambda: _spoiled(_reps_parquet())),
    ),
    fault(
        "parquet-truncated",
        "ends before its footer",
        "a whole Parquet file",
        "copy or export the file again",
        parquet(lambda: _reps_parquet()[:-20]),
        parquet(lambda: b"PAR1"),
    ),
    fault(
        "parquet-foreign-type",
        "has a type that no table has",
        "text, a number, a date or a flag",
        "cast the column before the file is written",
        parquet(lambda: _reps_parquet("list")),
        parquet(lambda: _reps_parquet("binary")),
    ),
)

SHEETS: Mapping[str, tuple[Example, ...]] = {
    "cell-error-value": (
        reps(lambda xml: xml.replace(ANN, '<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>')),
    ),
    "table-unknown": (book(lambda: package({**small(), "quotas": small()["reps"]})),),
}
"""Examples in a workbook of faults that files of text have too: they stand in `tables`."""
