"""Delimited text: what is accepted, where each row stands, what is refused."""

import csv
import io

import numpy as np
import pytest

from allocator.domain.tables import TABLES
from allocator.read import csv as reader
from allocator.read.cells import typed
from allocator.read.scan import quote_fault, structure


def parsed(data, table="territories"):
    problems = []
    grid = reader.parse(
        data if isinstance(data, bytes) else data.encode(), "t.csv", TABLES[table], problems
    )
    return typed(grid, TABLES[table], problems), problems


def names(frame):
    return dict(zip(frame["territory_id"], frame["name"], strict=True))


@pytest.mark.parametrize(
    "data",
    [
        "territory_id,name\nn,North\ns,South\n",
        "territory_id,name\r\nn,North\r\ns,South\r\n",
        "territory_id,name\nn,North\ns,South",
        "\ufeffterritory_id,name\nn,North\ns,South\n",
        "territory_id;name\nn;North\ns;South\n",
        "\ufeffterritory_id;name\r\nn;North\r\ns;South\r\n",
        '"territory_id","name"\n"n","North"\n"s","South"\n',
        " territory_id , name \n n , North \n s , South \n",
        "name,territory_id\nNorth,n\nSouth,s\n",
        "\n\nterritory_id,name\n\nn,North\n\n\ns,South\n\n",
        "territory_id,name\nn,North\ns,South\n,\n,\n",
    ],
)
def test_what_spreadsheets_write_reads_alike(data):
    frame, problems = parsed(data)
    assert problems == []
    assert names(frame) == {"n": "North", "s": "South"}


def test_lines_are_those_of_the_file_behind_blank_lines_and_breaks_in_cells():
    data = 'territory_id,name\n\nn,"North\n\nand more"\ns,South\r\n\r\nw,"We""st"\n'
    frame, problems = parsed(data)
    assert problems == []
    assert frame.index.tolist() == [3, 6, 8]
    assert names(frame) == {"n": "North\n\nand more", "s": "South", "w": 'We"st'}


def test_ids_keep_leading_zeros_and_na_is_a_text():
    frame, problems = parsed("territory_id,name\n02139,NA\nNA,null\nTRUE,None\n")
    assert problems == []
    assert names(frame) == {"02139": "NA", "NA": "null", "TRUE": "None"}


def test_the_protective_apostrophe_is_taken_off_and_no_other():
    frame, _ = parsed("territory_id,name\na,'=1+1\nb,'+49\nc,'-x\nd,'@home\ne,'s Hertogenbosch\n")
    assert frame["name"].tolist() == ["=1+1", "+49", "-x", "@home", "'s Hertogenbosch"]


def test_a_protected_carriage_return_inside_quotes_is_text():
    frame, problems = parsed('territory_id,name\nn,"a\rb"\ns,South\n')
    assert problems == []
    assert names(frame)["n"] == "a\rb"


def test_a_quoted_delimiter_is_text():
    frame, problems = parsed('territory_id,name\nn,"North, and more"\n')
    assert problems == []
    assert names(frame) == {"n": "North, and more"}


def test_a_ragged_row_is_named_and_the_others_are_read():
    frame, problems = parsed("territory_id,name\nn,North\ns\nw,West,x\ne,East\n")
    assert [(p.code, p.line, p.got) for p in problems] == [
        ("row-ragged", 3, "1 cells"),
        ("row-ragged", 4, "3 cells"),
    ]
    assert names(frame) == {"n": "North", "e": "East"}
    assert frame.index.tolist() == [2, 5]
    assert frame.attrs["broken"]


def test_a_wrong_delimiter_in_the_body_is_said():
    _, problems = parsed("territory_id,name\nn;North\n")
    assert problems[0].code == "row-ragged"
    assert "Separate the cells with ," in problems[0].fix


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"territory_id,name\nn,North\ns,S\xfcd\n", "encoding-not-utf-8", 3),
        (b"\xff\xfet\x00e\x00", "encoding-not-utf-8", 1),
        (b"territory_id,name\nn,No\x00rth\n", "file-with-nul", 2),
        (b"territory_id,name\rn,North\r", "line-ends-old-mac", 1),
        (b"territory_id,name\nn,North\rs,South\n", "line-ends-old-mac", 2),
        (b'territory_id,name\nn,"North\ns,South\n', "quote-unclosed", 2),
        (b'territory_id,name\nn,"North\ns,"South"\n', "quote-unclosed", 2),
        (b'territory_id,name\nn,5" pipe\ns,6" pipe\n', "quote-misplaced", 2),
        (b'territory_id,name\nn,"North"x\n', "quote-unclosed", 2),
        (b"", "table-without-header", 0),
        (b"territory_id\tname\nn\tNorth\n", "delimiter-unknown", 1),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_its_line(data, code, line):
    frame, problems = parsed(data)
    assert [(p.code, p.line) for p in problems] == [(code, line)]
    assert len(frame) == 0
    assert frame.attrs["broken"]


def test_the_place_of_a_wrong_byte_is_given():
    _, problems = parsed(b"territory_id,name\nn,S\xfcd\n")
    assert problems[0].got == "byte 0xFC at position 21"


def test_headers_are_held_against_the_table():
    _, problems = parsed("territory_id,nmae,region,region,colour\nn,a,b,c,d\n")
    assert [(p.code, p.column, p.got) for p in problems] == [
        ("header-unknown", 2, "nmae"),
        ("header-duplicate", 4, "region"),
        ("header-unknown", 5, "colour"),
    ]
    assert problems[0].fix == "Did you mean 'name'?"


def test_trailing_columns_without_name_and_cells_are_nothing():
    frame, problems = parsed("territory_id,name,,\nn,North,,\n")
    assert problems == []
    assert names(frame) == {"n": "North"}


def test_a_cell_over_its_limit_is_refused(monkeypatch):
    monkeypatch.setattr(reader, "LARGEST_CELL", 20)
    _, problems = parsed(f"territory_id,name\nn,{'N' * 20}\ns,{'S' * 21}\n")
    assert [(p.code, p.line, p.got) for p in problems] == [("cell-too-long", 3, "21 bytes")]


def test_a_file_over_its_limit_is_not_read(monkeypatch, tmp_path):
    monkeypatch.setattr(reader, "LARGEST_FILE", 10)
    path = tmp_path / "territories.csv"
    path.write_text("territory_id\nn\n")
    problems = []
    reader.read_csv(path, "t.csv", TABLES["territories"], problems)
    assert [p.code for p in problems] == ["file-too-large"]


def test_a_table_with_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr(reader, "MOST_ROWS", 1)
    _, problems = parsed("territory_id\nn\ns\n")
    assert [p.code for p in problems] == ["table-too-long"]


def test_random_quoted_tables_read_as_the_standard_reader_reads_them():
    rng = np.random.default_rng(7)
    signs = ["a", "b", ",", ";", '"', "\n", "é", "x y", "'"]
    for _ in range(40):
        texts = ["".join(rng.choice(signs, rng.integers(0, 6))).strip() for _ in range(12)]
        held = io.StringIO()
        writer = csv.writer(held, lineterminator=rng.choice(["\n", "\r\n"]))
        writer.writerow(["territory_id", "name"])
        writer.writerows([f"t{i}", text] for i, text in enumerate(texts))
        frame, problems = parsed(held.getvalue())
        assert problems == []
        assert frame["name"].tolist() == texts
        data = held.getvalue().encode()
        assert quote_fault(np.frombuffer(data, np.uint8), ord(",")) is None
        found = structure(np.frombuffer(data, np.uint8), ord(","))
        assert found.fields.tolist() == [2] * 13
        starts = [data.count(b"\n", 0, at) + 1 for at in found.starts]
        assert found.lines.tolist() == starts


def test_the_longest_cell_of_a_record_is_measured():
    text = np.frombuffer(b"a,bbb,cc\ndddd,,e\n", np.uint8)
    assert structure(text, ord(",")).longest.tolist() == [3, 4]
