"""Workbooks: what each kind of cell becomes, and what is never opened."""

import io
import zipfile

import pytest
import xlsxwriter

from allocator.read import container, tables
from allocator.read.catalogue.workbooks import ANN, cells, package, sheet, small
from allocator.read.container import Refused, inspect


def read(tmp_path, data):
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    problems = []
    return tables.read_tables(path, problems), problems


def book(write, **options):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **options}) as made:
        write(made)
    return held.getvalue()


def test_cells_of_every_kind_become_what_the_sheet_shows(tmp_path):
    def write(made):
        page = made.add_worksheet("reps")
        page.write_row(0, 0, ["rep_id", "role", "name", "fte", "prior_quota", "ote"])
        page.write_string(1, 0, "007")
        page.write_number(1, 1, 12)
        page.write_boolean(1, 2, boolean=True)
        page.write_number(1, 3, 0.5, made.add_format({"num_format": "0%"}))
        page.write_formula(1, 4, "=10000*3", None, 30000)
        page.write_string(1, 5, " 1234.5 ")

    frames, problems = read(tmp_path, book(write))
    assert problems == []
    row = frames["reps"].iloc[0]
    assert row[["rep_id", "role", "name"]].tolist() == ["007", "12", "true"]
    assert row[["fte", "prior_quota", "ote"]].tolist() == [0.5, 30000.0, 1234.5]


def test_blank_rows_between_and_below_are_left_out_and_lines_are_the_sheets(tmp_path):
    rows = cells("rep_id,role\nann,hunter\n,\nbob,hunter\n,\n")
    frames, problems = read(tmp_path, package({"reps": sheet(rows)}))
    assert problems == []
    assert frames["reps"].index.tolist() == [2, 4]


def test_sheet_names_in_any_case_are_tables(tmp_path):
    frames, problems = read(tmp_path, package({" Reps ": small()["reps"]}))
    assert problems == []
    assert list(frames) == ["reps"]


def test_an_error_cell_is_named_by_row_and_column(tmp_path):
    xml = small()["reps"].replace(ANN, '<c r="A2" t="e"><v>#N/A</v></c>')
    _, problems = read(tmp_path, package({"reps": xml}))
    assert [(p.code, p.file, p.line, p.column, p.pointer) for p in problems] == [
        ("cell-error-value", "book.xlsx!reps", 2, 1, "rep_id"),
        ("cell-empty", "book.xlsx!reps", 2, 1, "rep_id"),
    ]


def test_a_number_in_a_column_of_dates_is_a_day_number(tmp_path):
    xml = sheet(cells("rep_id,role,start_date\nann,hunter,\n").replace("</row></sheetData>", ""))
    xml = xml.replace(
        "hunter</t></is></c></row>", 'hunter</t></is></c><c r="C2"><v>46388</v></c></row>'
    )
    _, problems = read(tmp_path, package({"reps": xml}))
    assert [(p.code, p.line, p.column, p.got) for p in problems] == [
        ("cell-not-a-date", 2, 3, "46388")
    ]
    assert "day number" in problems[0].what


def test_a_value_in_the_last_cell_is_refused_before_the_sheet_is_filled(tmp_path):
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    xml = small()["reps"].replace("</sheetData>", far)
    frames, problems = read(tmp_path, package({**small(), "reps": xml}))
    assert [(p.code, p.got) for p in problems] == [("workbook-far-cell", "XFD1048576")]
    assert frames["reps"].attrs["broken"]


def test_an_empty_formatted_cell_far_away_is_nothing(tmp_path):
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    frames, problems = read(
        tmp_path, package({"reps": small()["reps"].replace("</sheetData>", far)})
    )
    assert problems == []
    assert len(frames["reps"]) == 4


def test_sizes_are_refused_by_the_directory_alone(monkeypatch):
    monkeypatch.setattr(container, "LARGEST", 1000)
    with pytest.raises(Refused) as caught:
        inspect(package(small()))
    assert caught.value.code == "workbook-zip-bomb"


def test_a_size_that_the_directory_belies_is_no_way_round():
    data = bytearray(package({"reps": small()["reps"]}, {"xl/big.xml": b"<x>" + b" " * 500_000}))
    spot = data.rindex(b"PK\x01\x02", 0, data.index(b"xl/big.xml", data.index(b"PK\x01\x02")))
    data[spot + 24 : spot + 28] = (10).to_bytes(4, "little")
    with pytest.raises(Refused) as caught:
        inspect(bytes(data))
    assert caught.value.code == "workbook-corrupt"


def test_entities_are_refused_in_every_encoding():
    part = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with pytest.raises(Refused) as caught:
        inspect(package(small(), {"docProps/app.xml": part.encode("utf-16")}))
    assert caught.value.code == "workbook-entity-bomb"


def test_an_encrypted_part_is_refused():
    held = io.BytesIO(package(small()))
    with zipfile.ZipFile(held) as archive:
        info = archive.infolist()[0]
    data = bytearray(held.getvalue())
    data[info.header_offset + 6] |= 1
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    with pytest.raises(Refused) as caught:
        inspect(bytes(data))
    assert caught.value.code == "workbook-encrypted"


def test_a_workbook_cut_anywhere_is_refused_and_never_raises(tmp_path):
    whole = package(small())
    for size in range(0, len(whole), 97):
        _, problems = read(tmp_path, whole[:size])
        assert problems
