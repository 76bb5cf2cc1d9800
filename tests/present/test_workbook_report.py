"""One plan as a workbook: its sheets, sums that agree, text that stays text, pay left out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from allocator.errors import InputError, PlanError
from allocator.present.workbook import quotas, report_workbook
from allocator.present.workbook.report import report_bytes
from explained import shipped
from workbooks import HOSTILE, LONG, below, hostile, infeasible, opened, parts, rows, texts

SHEETS = [
    "Summary", "Reps", "Quotas", "By period", "Overlay credit", "Pipeline quotas", "Roll-up",
    "Roll-up by period", "Fairness", "Naive splits", "Capacity", "Capacity by rep", "Shortfall",
    "Binding rules", "Binding by rep", "Objectives", "Activity", "Initiatives",
    "Defaults and warnings", "Settings trail", "Certificate", "Chart data",
]  # fmt: skip


@pytest.fixture(scope="module")
def plan():
    return shipped("enterprise")


@pytest.fixture(scope="module")
def small():
    return shipped("pipeline-first")


@pytest.fixture(scope="module")
def content(plan):
    return report_bytes(plan)


@pytest.fixture(scope="module")
def book(content):
    return opened(content)


@pytest.fixture(scope="module")
def formulas(content):
    return opened(content, values=False)


def test_every_table_has_its_sheet(book):
    assert book.sheetnames == SHEETS


def test_the_summary_says_the_answer_and_the_figures_that_matter(book, plan):
    cells = texts(book)
    said = "All 30,000,000\N{NO-BREAK SPACE}USD of growth is assigned to 47 reps by 6 levers: "
    assert f"{said}nothing is short, proven optimal." in cells
    sheet = book["Summary"]
    assert below(sheet, "Expected bookings")[0] == plan.document["metrics"]["expected_bookings"]
    assert below(sheet, "Largest stretch")[0] == plan.document["metrics"]["largest_stretch"]
    assert below(sheet, "Assigned")[0] == 30_000_000


def test_sums_agree_with_the_plan_and_with_each_other(book, plan):
    sheet = book["Summary"]
    assert below(sheet, "Verdict") == ["agrees"] * 6
    assert below(sheet, "The plan says") == [30_000_000] * 6
    levers = rows(sheet)
    at = next(place for place, row in enumerate(levers) if row[0] == "Lever")
    assert levers[at + 7][:5] == ["Total", 30_000_000, 30_000_000, 0, 1]
    overlay = plan.reps.loc[plan.reps["credit"] == "overlay", "quota"].sum()
    assert below(book["Overlay credit"], "Quota")[0] == 9_982_600
    assert rows(book["Overlay credit"])[2][4] == overlay


def test_the_long_tables_are_the_plans_own(book, plan):
    quoted = rows(book["Quotas"])
    assert [row[0] for row in quoted[2:5]] == ["Rows shown", "Primary credit", "Rep"]
    assert len(quoted) == 5 + len(plan.quotas)
    assert [row[5] for row in quoted[5:]] == plan.quotas["quota"].tolist()
    assert [row[3].isoformat()[:10] for row in quoted[5:8]] == plan.quotas["period"][:3].tolist()
    primary = plan.reps[plan.reps["credit"] == "primary"]
    assert below(book["Reps"], "Quota") == primary["quota"].tolist()
    by_period = rows(book["By period"])
    assert by_period[2][-1] == 30_000_000
    assert by_period[3][5:] == ["Q1 2027", "Q2 2027", "Q3 2027", "Q4 2027", "Total"]


def test_sums_are_formulas_with_their_values(book, formulas):
    seen = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    seen += 1
                    known = book[sheet.title][cell.coordinate].value
                    assert known is not None or "IF(" in cell.value
    assert seen > 400
    assert formulas["Reps"]["F3"].value == "=SUBTOTAL(109,$F$5:$F$51)"
    assert book["Reps"]["F3"].value == 30_000_000


def test_heads_are_frozen_filtered_and_repeated_on_paper(formulas):
    for name in ("Reps", "Quotas", "By period", "Roll-up", "Naive splits", "Capacity by rep"):
        sheet = formulas[name]
        head = int(re.sub(r"\D", "", sheet.freeze_panes)) - 1
        assert sheet.auto_filter.ref.startswith(f"A{head}:")
        assert sheet.print_title_rows.endswith(f"${head}")
    for sheet in formulas.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 1
        assert "Northlight" in sheet.oddFooter.left.text
        assert not sheet.sheet_view.showGridLines


def test_figures_have_the_format_of_what_they_are(book):
    assert book["Reps"]["F5"].number_format.startswith("[$$-409]#,##0;")
    assert book["Reps"]["H5"].number_format == "0.00"
    assert book["Quotas"]["D6"].number_format == "d mmm yyyy"


def test_charts_are_native(content):
    names = [name for name in parts(content) if name.startswith("xl/charts/chart")]
    assert len(names) == 5


def test_equal_plans_give_equal_bytes(small):
    assert report_bytes(small) == report_bytes(replace(small))


@pytest.fixture(scope="module")
def wild():
    return report_bytes(hostile(), unverified=True)


def test_hostile_text_is_text(wild):
    found = texts(opened(wild))
    # a control character is written as Excel writes it
    assert {name.replace("\x07", "_x0007_") for name in HOSTILE} <= found
    for sheet in opened(wild, values=False).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                if cell.data_type == "f":
                    assert not any(name in str(cell.value) for name in HOSTILE)
    files = parts(wild)
    assert not any("externalLink" in name or "vba" in name for name in files)
    assert not any(b"hyperlink" in body for name, body in files.items() if name.endswith(".rels"))


def test_long_names_keep_their_row_and_column(wild):
    sheet = opened(wild)["Reps"]
    assert max(each.width for each in sheet.column_dimensions.values()) < 50
    row = next(cell.row for cell in sheet["B"] if cell.value == LONG)
    assert sheet.row_dimensions[row].height == 13.5
    assert sheet.cell(row, 2).alignment.wrap_text


def test_without_pay_nothing_tells_what_people_earn(plan, book):
    with_pay = texts(book)
    hidden = opened(report_bytes(plan, pay=False))
    without = texts(hidden)
    told = re.compile(r"\bote\b|pay_ratio|quota to pay|on-target earnings", re.IGNORECASE)
    assert any(told.search(text) for text in with_pay)
    assert not any(told.search(text) for text in without)
    paid = {text for text in with_pay if told.search(text)}
    heads = {cell for cell in rows(hidden["Reps"])[3] if cell}
    assert "On-target earnings" in paid
    assert {"Quota", "Load", "Rules that bind"} <= heads


def test_a_changed_row_that_holds_pay_is_left_out_of_the_trail(small):
    trail = [
        {"path": "rows.reps.ae-01.ote", "old": 85000, "new": 99123},
        {"path": "rows.reps.ae-99", "old": None, "new": {"role": "sdr", "ote": 77123}},
        {"path": "settings.fairness_band.band", "old": 0.15, "new": 0.1},
    ]
    changed = replace(small, document={**small.document, "trail": trail})
    sheet = opened(report_bytes(changed, pay=False))["Settings trail"]
    assert below(sheet, "Setting or row") == ["rows.reps.ae-99", "settings.fairness_band.band"]
    assert below(sheet, "After") == ["(pay is left out)", "0.1"]


def test_an_unproven_plan_says_so_in_the_first_row_of_every_sheet(plan):
    book = opened(report_bytes(plan, unverified=True))
    for sheet in book.worksheets:
        assert sheet["A1"].value.startswith("NOT VERIFIED")
        assert "NOT VERIFIED" in sheet.oddHeader.center.text
    assert any("proves nothing" in text for text in texts(book))
    assert not any("proven optimal" in text for text in texts(book))


def test_an_edited_quota_shows_as_a_sum_that_differs(plan):
    edited = plan.quotas.assign(quota=plan.quotas["quota"].where(plan.quotas.index != 0, 1e6))
    book = opened(report_bytes(replace(plan, quotas=edited), unverified=True))
    verdicts = below(book["Summary"], "Verdict")
    assert verdicts == ["DIFFERS", "agrees", "DIFFERS", "DIFFERS", "agrees", "agrees"]


def test_a_short_plan_says_where_and_why(small):
    book = opened(report_bytes(small))
    sheet = book["Shortfall"]
    assert below(sheet, "Short")[-1] == 55_000
    assert set(below(sheet, "Why")) == {"Everybody is at the greatest stretch allowed"}
    assert any("55,000\N{NO-BREAK SPACE}USD stays short" in text for text in texts(book))


def test_a_plan_that_does_not_exist_says_why():
    book = opened(report_bytes(infeasible()))
    assert book.sheetnames == ["Summary", "Defaults and warnings", "Settings trail"]
    assert {"No plan exists under the hard rules.", "These rules cannot all hold:"} <= texts(book)


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(plan, monkeypatch):
    monkeypatch.setattr(quotas, "MOST_ROWS", 1_000)
    book = opened(report_bytes(plan, unverified=True))
    assert book.sheetnames[2:4] == ["Quotas", "Quotas 2"]
    assert below(book["Summary"], "Verdict") == ["agrees"] * 6


def test_a_file_in_the_way_stays_as_it_is(small, tmp_path):
    there = tmp_path / "plan.xlsx"
    there.write_text("mine")
    with pytest.raises(InputError) as refused:
        report_workbook(small, there)
    assert [each.code for each in refused.value.problems] == ["file-exists"]
    assert there.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [there]
    assert report_workbook(small, there, force=True) == there.resolve()
    assert there.stat().st_mode & 0o777 == 0o600
    assert opened(there.read_bytes()).sheetnames[0] == "Summary"


def test_a_plan_whose_inputs_are_broken_is_refused(small):
    files = {**small.files, "inputs/scenario.yaml": b"a: [1"}
    with pytest.raises(PlanError):
        report_bytes(replace(small, files=files), unverified=True)
    with pytest.raises(PlanError):
        report_bytes(replace(small, document={**small.document, "totals": {}}), unverified=True)


def test_nothing_to_tell_is_told(small):
    bare = {**small.document, "defaults_used": [], "warnings": [], "certificate": None}
    cells = texts(opened(report_bytes(replace(small, document=bare))))
    assert {"None: every figure came from data.", "None."} <= cells
    assert "This plan carries no certificate." in cells
    assert "None: the scenario was solved as it stands." in cells


def test_rules_that_hold_nobody_and_groups_of_nobody(small):
    free = small.reps.assign(binding="", peer_group="")
    book = opened(report_bytes(replace(small, reps=free), unverified=True))
    assert "No quota stands at a limit." in texts(book)
    assert "Load by peer group" not in texts(book)
