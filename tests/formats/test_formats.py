"""The same organisation in another dress: the same hash, the same inputs, the same quotas."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from allocator.domain.outcome import Published
from allocator.domain.tables import NUMERIC, TABLES
from allocator.engine.load import load
from allocator.engine.solve import solve

SCENARIOS = ("growth-30m", "pipeline-first", "enterprise")


def cells_of(file):
    """Header and rows of a CSV file."""
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
    return rows[0], rows[1:]


def put(file, header, rows, **how):
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n", **how).writerows([header, *rows])
    file.write_text(stream.getvalue(), encoding="utf-8", newline="")


def meanings(table, header):
    known = {column.name: column.meaning for column in TABLES[table].columns}
    return [known[name] for name in header]


def typed(cell, meaning):
    """A cell as a file with types holds it; None where it is empty."""
    if cell == "":
        return None
    if meaning in NUMERIC:
        return float(cell)
    return date.fromisoformat(cell) if meaning == "date" else cell


def tables_of(folder):
    return sorted((folder / "tables").glob("*.csv"))


def shuffled(folder):
    rng = np.random.default_rng(7)
    for file in tables_of(folder):
        header, rows = cells_of(file)
        put(file, header, [rows[i] for i in rng.permutation(len(rows))])


def reordered(folder):
    for file in tables_of(folder):
        header, rows = cells_of(file)
        put(file, header[::-1], [row[::-1] for row in rows])


def as_a_spreadsheet_saves(folder):
    """Byte-order mark, CRLF, semicolons."""
    for file in tables_of(folder):
        header, rows = cells_of(file)
        put(file, header, rows, delimiter=";")
        content = file.read_bytes().replace(b"\n", b"\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + content)


def with_crlf_and_mark(folder):
    for file in tables_of(folder):
        content = file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        file.write_bytes(b"\xef\xbb\xbf" + content)


def in_parquet(folder):
    kinds = {"date": pa.date32()}
    for file in tables_of(folder):
        header, rows = cells_of(file)
        arrays = []
        for at, meaning in enumerate(meanings(file.stem, header)):
            kind = pa.float64() if meaning in NUMERIC else kinds.get(meaning, pa.string())
            arrays.append(pa.array([typed(row[at], meaning) for row in rows], kind))
        pq.write_table(pa.table(arrays, names=header), file.with_suffix(".parquet"))
        file.unlink()


def in_one_workbook(folder):
    book = xlsxwriter.Workbook(folder / "tables.xlsx")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for file in tables_of(folder):
        header, rows = cells_of(file)
        sheet = book.add_worksheet(file.stem)
        sheet.write_row(0, 0, header)
        for at, meaning in enumerate(meanings(file.stem, header)):
            for number, row in enumerate(rows, start=1):
                value = typed(row[at], meaning)
                if isinstance(value, date):
                    sheet.write_datetime(number, at, value, day)
                elif isinstance(value, float):
                    sheet.write_number(number, at, value)
                elif value is not None:
                    sheet.write_string(number, at, value)
    book.close()
    shutil.rmtree(folder / "tables")
    file = folder / "scenario.yaml"
    text = file.read_text()
    assert text.count("tables: tables/") == 1
    file.write_text(text.replace("tables: tables/", "tables: tables.xlsx"))


DRESSES = (
    shuffled, reordered, with_crlf_and_mark, as_a_spreadsheet_saves, in_parquet, in_one_workbook,
)  # fmt: skip


def solved(folder):
    outcome = solve(load(folder))
    assert isinstance(outcome, Published)
    return outcome.plan


@pytest.fixture(scope="module", params=SCENARIOS)
def shipped(request):
    """A shipped scenario's folder, and its plan."""
    folder = Path(__file__).parents[2] / "scenarios" / request.param
    return folder, solved(folder)


@pytest.mark.parametrize("dress", DRESSES)
def test_another_dress_gives_the_same_plan(shipped, dress, tmp_path):
    source, plain = shipped
    folder = tmp_path / source.name
    shutil.copytree(source, folder)
    dress(folder)
    plan = solved(folder)
    assert plan.document["input_hash"] == plain.document["input_hash"]
    assert plan.files["quotas.csv"] == plain.files["quotas.csv"]
    assert {n: c for n, c in plan.files.items() if n.startswith("inputs/")} == {
        n: c for n, c in plain.files.items() if n.startswith("inputs/")
    }
    assert plan.document == plain.document
