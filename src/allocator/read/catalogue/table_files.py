"""Faults of a table as a file: its bytes, its header, its rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.read.catalogue.table_example import REPS, entry, rows, spoiled, table

if TYPE_CHECKING:
    from allocator.read.catalogue.fault import Fault

fault = partial(entry, "tables")

FILE_FAULTS: tuple[Fault, ...] = (
    fault(
        "tables-missing",
        "there is no such folder or workbook of tables",
        "a folder of CSV or Parquet files, or one .xlsx workbook",
        "correct `tables:` in the scenario",
    ),
    fault(
        "tables-no-folder",
        "is neither a folder nor a workbook",
        "a folder of CSV or Parquet files, or one .xlsx workbook",
        "correct `tables:` in the scenario",
    ),
    fault(
        "table-unknown",
        "is no table of a scenario",
        "one of the table names",
        "rename the file, or take it out of the folder",
        {"tables/rep.csv": "rep_id,role\n"},
        {"tables/forecast.csv": "rep_id\n"},
    ),
    fault(
        "table-twice",
        "gives a table that another file gives too",
        "one file for each table",
        "delete one of the two",
        {"tables/reps.parquet": b"PAR1"},
        {"tables/Reps.csv": REPS},
    ),
    fault(
        "table-format-unknown",
        "is a table in another format",
        "NAME.csv or NAME.parquet",
        "save the table as CSV, or let `tables:` name one .xlsx workbook",
        {"tables/reps.xlsx": b"PK"},
        {"tables/absences.tsv": "rep_id\tstart_date\tend_date\n"},
        {"tables/absences.csv.gz": b"\x1f\x8b"},
    ),
    fault(
        "table-not-a-file",
        "is no file but a folder, pipe or device",
        "a file",
        "put a file in its place",
        {"tables/stages.csv": None, "tables/stages.csv/part-0.csv": "stage\nproposal\n"},
    ),
    fault(
        "table-outside-folder",
        "is a link that leaves the folder of tables",
        "a file inside the folder",
        "copy the file into the folder",
    ),
    fault(
        "table-unreadable",
        "cannot be opened",
        "a file that may be read",
        "change its permissions",
    ),
    fault(
        "table-header-only",
        "has a header and no rows",
        "one row or more",
        "add rows, or take the table away: what is unknown is then said in the plan",
        table("potential", "territory_id,lever,potential\n"),
        table("reps", "rep_id,role\r\n\r\n"),
    ),
    fault(
        "file-too-large",
        "is larger than a table may be",
        "at most 2 GiB",
        "leave out rows that the horizon does not need",
    ),
    fault(
        "table-too-long",
        "has more rows than a table may have",
        "at most 20,000,000 rows",
        "leave out rows that the horizon does not need, or sum them up",
    ),
    fault(
        "table-without-header",
        "is empty",
        "a header and rows",
        "write the column names in the first line, or delete the file",
        table("reps", ""),
        table("reps", "\r\n\r\n"),
        table("stages", b"\xef\xbb\xbf"),
    ),
    fault(
        "encoding-not-utf-8",
        "is not UTF-8",
        "UTF-8 text",
        "save the file as CSV UTF-8",
        table("territories", b"territory_id,name\nnorth,North\nsouth,S\xfcd\n"),
        table("territories", "territory_id,name\nnorth,North\n".encode("utf-16")),
    ),
    fault(
        "file-with-nul",
        "holds a zero byte: it is no text, or UTF-16",
        "UTF-8 text",
        "save the file as CSV UTF-8",
        table("territories", b"territory_id,name\nnorth,N\x00\nsouth,S\n"),
    ),
    fault(
        "line-ends-old-mac",
        "has a line that ends in a carriage return alone",
        "lines that end in LF or CRLF",
        "save the file as CSV UTF-8 again",
        table("reps", REPS.replace("\n", "\r")),
        table("reps", REPS.replace("\n", "\r", 1)),
    ),
    fault(
        "delimiter-unknown",
        "has a header that neither , nor ; cuts into columns",
        "cells separated by commas",
        "separate the cells with commas",
        table("reps", REPS.replace(",", "\t")),
        table("reps", REPS.replace(",", "|")),
    ),
    fault(
        "header-duplicate",
        "a column stands twice in the header",
        "every column once",
        "remove or rename one of the two",
        spoiled("reps", "segment", "role"),
    ),
    fault(
        "header-missing",
        "the table needs a column that is not there",
        "every required column",
        "add the column",
        spoiled("reps", "role", "name"),
    ),
    fault(
        "header-unknown",
        "the table has no such column",
        "a column of the table",
        "remove the column or correct its name",
        spoiled("reps", "segment", "segmnt"),
        spoiled("reps", "prior_quota", "Prior quota"),
    ),
    fault(
        "header-nameless",
        "has cells under a column without a name",
        "a name for every column",
        "name the column, or empty its cells",
        spoiled("reps", "segment", ""),
    ),
    fault(
        "row-ragged",
        "has not as many cells as the header",
        "as many cells as the header",
        "look for a missing or extra separator; put a cell that holds one in quotes",
        rows("reps", "eva,hunter,smb"),
        rows("reps", "eva,hunter,smb,,1,000"),
        rows("reps", "eva;hunter;smb;;1000"),
    ),
    fault(
        "quote-unclosed",
        "has a quoted cell that does not close",
        "a cell that begins and ends with a quote",
        "put the whole cell in quotes and write each quote inside twice",
        spoiled("territories", "North", '"North'),
        table("territories", 'territory_id,name\nnorth,"North\nsouth,"South"\n'),
    ),
    fault(
        "quote-misplaced",
        "has a quote inside a plain cell",
        'a cell with a quote in it written as "5"" pipe"',
        "put the whole cell in quotes and write each quote inside twice",
        table("territories", 'territory_id,name\nnorth,5" pipe and 6" pipe\nsouth,S\n'),
    ),
    fault(
        "cell-too-long",
        "has a cell that is longer than a cell may be",
        "at most 65,536 bytes",
        "look for a quote that is not closed",
        table("territories", f"territory_id,name\nnorth,{'N' * 70_000}\nsouth,South\n"),
    ),
)
