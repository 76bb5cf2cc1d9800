"""Tables that another program wrote: only the columns that are asked for, in CSV or a workbook."""

from __future__ import annotations

import pandas as pd
import pytest

from allocator.read.catalogue.workbooks import cells, package, sheet
from allocator.read.external import read_external

COLUMNS = {
    "id": ("Deal ID", "id"),
    "closed": ("Close Date", "date"),
    "amount": ("Amount", "number"),
}
ROWS = "Deal ID,Close Date,Amount,Owner\nd1,2027-02-01,100,ann\nd2,,,bob\n"


@pytest.fixture
def reading(tmp_path):
    """Read a text or bytes under a name; give the frame and the codes of all problems."""

    def read(content=ROWS, name="deals.csv", columns=COLUMNS, **how):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        problems = []
        return read_external(path, columns, problems, **how), problems

    return read


def codes(problems):
    return [problem.code for problem in problems]


def test_columns_are_found_by_their_name_and_others_are_passed_over(reading):
    frame, problems = reading()
    assert problems == []
    assert list(frame.columns) == list(COLUMNS)
    assert frame["id"].tolist() == ["d1", "d2"]
    assert frame["closed"].tolist() == [pd.Timestamp("2027-02-01"), pd.NaT]
    assert frame.attrs["present"] == {"id", "closed", "amount"}
    assert frame.index.tolist() == [2, 3]


def test_a_column_that_is_not_needed_may_be_absent_and_reads_as_empty(reading):
    frame, problems = reading("Deal ID\nd1\n")
    assert problems == []
    assert frame["amount"].isna().all()
    assert frame.attrs["present"] == {"id"}


def test_a_needed_column_that_is_absent_is_named_with_the_one_that_is_like_it(reading):
    frame, problems = reading("Deal ID,Amounts\nd1,5\n", needed=["id", "amount"])
    assert frame is None
    assert codes(problems) == ["import-column-missing"]
    assert "Amounts" in problems[0].fix
    assert "as amount: ITS NAME" in problems[0].fix


def test_a_needed_column_behind_semicolons_is_looked_for_there(reading):
    frame, problems = reading("Deal ID;Amounts\nd1;5\n", needed=["amount"])
    assert frame is None
    assert "Amounts" in problems[0].fix


def test_every_column_that_must_be_filled_is_missing_once(reading):
    frame, problems = reading(
        "Owner\nann\n", needed=["id", "amount"], filled=["id", "amount"]
    )  # fmt: skip
    assert frame is None
    assert codes(problems) == ["import-column-missing", "import-column-missing"]


def test_an_empty_cell_where_none_may_be_is_reported_with_its_line(reading):
    _, problems = reading(filled=["amount"])
    assert [(problem.line, problem.pointer) for problem in problems] == [(3, "Amount")]


def test_a_header_alone_is_empty_unless_that_is_allowed(reading):
    frame, problems = reading("Deal ID\n")
    assert (len(frame), codes(problems)) == (0, ["import-empty"])
    frame, problems = reading("Deal ID\n", rows_wanted=False)
    assert (len(frame), problems) == (0, [])


@pytest.mark.parametrize(
    ("order", "written"),
    [("day_first", "31/12/2027"), ("day_first", "31.12.2027"), ("month_first", "12-31-2027")],
)
def test_days_are_read_in_the_order_that_the_map_says(reading, order, written):
    frame, problems = reading(f"Deal ID,Close Date\nd1,{written}\nd2,\n", dates=order)
    assert problems == []
    assert frame["closed"].tolist() == [pd.Timestamp("2027-12-31"), pd.NaT]


def test_a_day_in_the_other_order_is_reported_with_its_place(reading):
    _, problems = reading("Deal ID,Close Date\nd1,12/31/2027\n", dates="day_first")
    (problem,) = problems
    assert (problem.code, problem.line, problem.got) == ("cell-not-a-date", 2, "12/31/2027")
    assert problem.want == "DD/MM/YYYY"


@pytest.mark.parametrize(
    ("name", "code"),
    [("deals.txt", "import-format-unknown"), ("folder", "import-file-unreadable")],
)
def test_what_is_no_export_is_refused(tmp_path, reading, name, code):
    if name == "folder":
        (tmp_path / name).mkdir()
        problems = []
        frame = read_external(tmp_path / name, COLUMNS, problems)
    else:
        frame, problems = reading(name=name)
    assert (frame, codes(problems)) == (None, [code])


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    problems = []
    assert read_external(tmp_path / "none.csv", COLUMNS, problems) is None
    assert codes(problems) == ["import-file-missing"]


def test_a_file_that_may_not_be_read_is_said_so(monkeypatch, reading):
    def refuses(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("allocator.read.external.read_csv", refuses)
    frame, problems = reading()
    assert frame is None
    assert [(p.code, p.got) for p in problems] == [("import-file-unreadable", "Permission denied")]


def test_a_text_that_is_no_table_is_refused(reading):
    frame, problems = reading(b"Deal ID,Amount\n\xff\xfe,1\n")
    assert frame is None
    assert problems


def test_the_first_visible_sheet_with_a_cell_is_the_table(reading):
    book = package({"empty": sheet(""), "data": sheet(cells(ROWS))})
    frame, problems = reading(book, "deals.xlsx")
    assert problems == []
    assert frame["id"].tolist() == ["d1", "d2"]
    assert frame["amount"].tolist()[0] == 100


def test_a_workbook_without_any_cell_is_empty(reading):
    frame, problems = reading(package({"empty": sheet("")}), "deals.xlsx")
    assert frame is None
    assert codes(problems) == ["import-empty"]


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04 cut short"])
def test_a_workbook_that_is_none_is_refused(reading, content):
    frame, problems = reading(content, "deals.xlsx")
    assert frame is None
    assert all(code.startswith("workbook-") for code in codes(problems))


def test_a_cell_far_away_is_refused_and_not_filled_up_to(reading):
    far = '<row r="1048570"><c r="A1048570" t="inlineStr"><is><t>x</t></is></c></row>'
    frame, problems = reading(package({"data": sheet(cells(ROWS) + far)}), "deals.xlsx")
    assert frame is None
    assert len(problems) == 1
