"""Plans side by side as a workbook: every change, who gains, and steps that add up."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from allocator.errors import InputError
from allocator.present.workbook import compare_workbook
from allocator.present.workbook.compare import compare_bytes
from workbooks import HOSTILE, below, compared, opened, rows, texts


@pytest.fixture(scope="module")
def comparison():
    return compared()


@pytest.fixture(scope="module")
def book(comparison):
    return opened(compare_bytes(comparison))


def test_every_part_has_its_sheet(book):
    assert book.sheetnames == [
        "Summary", "Reps", "Nodes", "Levers and periods", "Causes", "Causes by rep", "Measures",
        "What changed",
    ]  # fmt: skip


def test_quotas_and_changes_are_those_of_the_comparison(book, comparison):
    reps = comparison.reps
    sheet = book["Reps"]
    for head, column in (("Quota A", "quota_A"), ("Quota B", "quota_B"), ("B less A", "change_B")):
        assert below(sheet, head) == reps[column].tolist()
    assert rows(sheet)[2][5:8] == [reps[key].sum() for key in ("quota_A", "quota_B", "change_B")]
    assert below(book["Summary"], "Verdict") == ["agrees", "agrees"]


def test_who_gains_and_who_loses_is_counted(book, comparison):
    change = comparison.reps["change_B"]
    sheet = book["Summary"]
    assert below(sheet, "Reps with more")[0] == (change > 0).sum()
    assert below(sheet, "Reps with less")[0] == (change < 0).sum()
    assert below(sheet, "Gained")[0] == change[change > 0].sum()
    assert below(sheet, "Lost")[0] == change[change < 0].sum()
    assert below(sheet, "Together")[0] == change.sum() == 100


def test_steps_add_up_to_every_change(book, comparison):
    found = comparison.attribution
    sheet = book["Causes by rep"]
    assert below(sheet, "Sum of steps") == below(sheet, "Change") == found.reps["change"].tolist()
    causes = below(book["Causes"], "Cause")
    assert causes[:-1] == [f"{n}. {cause.title}" for n, cause in enumerate(found.causes, 1)]
    assert causes[-1] == "All causes"
    assert below(book["Causes"], "Assigned")[-1] == 100


def test_what_changed_is_listed(book, comparison):
    cells = texts(book)
    assert comparison.causes
    for cause in comparison.causes:
        assert cause.title in cells
        assert "; ".join(cause.details) in cells


def test_a_comparison_without_attribution_has_no_sheet_of_causes(comparison):
    book = opened(compare_bytes(replace(comparison, attribution=None)))
    assert not {"Causes", "Causes by rep"} & set(book.sheetnames)


def test_the_best_figure_of_a_line_is_marked(book):
    sheet = book["Summary"]
    line = next(row for row in sheet.iter_rows() if row[0].value == "Largest stretch (quota / "
                "attainable)")  # fmt: skip
    low, high = sorted(line[1:3], key=lambda cell: cell.value)
    assert low.font.b
    assert not high.font.b


def test_plans_that_are_not_proven_are_named_on_every_sheet(comparison):
    a, b = comparison.sides
    doubtful = replace(comparison, sides=(a, replace(b, proven=False)))
    for sheet in opened(compare_bytes(doubtful)).worksheets:
        assert sheet["A1"].value.startswith("NOT VERIFIED: plan B has not been proven")


def test_hostile_text_is_text(comparison):
    reps = comparison.reps.assign(name=list(HOSTILE[:2]), role=HOSTILE[4], node_id=HOSTILE[6])
    a, b = comparison.sides
    wild = replace(
        comparison, reps=reps, sides=(replace(a, name=HOSTILE[0]), replace(b, name=HOSTILE[7])),
        silent=HOSTILE, left_out=tuple(zip(HOSTILE, HOSTILE, strict=True)),
    )  # fmt: skip
    for sheet in opened(compare_bytes(wild), values=False).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                assert cell.data_type != "f" or not any(n in str(cell.value) for n in HOSTILE)


def test_equal_comparisons_give_equal_bytes(comparison):
    assert compare_bytes(comparison) == compare_bytes(comparison)


def test_a_file_in_the_way_stays_as_it_is(comparison, tmp_path):
    there = tmp_path / "plans.xlsx"
    there.write_text("mine")
    with pytest.raises(InputError) as refused:
        compare_workbook(comparison, there)
    assert [each.code for each in refused.value.problems] == ["file-exists"]
    assert there.read_text() == "mine"
    assert compare_workbook(comparison, there, force=True) == there.resolve()


def test_pipeline_and_prices_have_sheets_where_there_are_any(comparison):
    pipeline = pd.DataFrame(
        {"rep_id": ["sdr"], "node_id": ["west"], "lever": ["new_customers"], "quota_A": [5.0],
         "quota_B": [7.0], "change_B": [2.0]}
    )  # fmt: skip
    prices = pd.DataFrame(
        {"letter": ["B"], "rule": ["100 USD more room"], "tier": ["breaches"], "money": [57.0]}
    )
    more = replace(comparison, pipeline=pipeline, prices=prices)
    book = opened(compare_bytes(more))
    assert below(book["Pipeline quotas"], "B less A") == [2]
    assert rows(book["Prices"])[-1] == ["B", "100 USD more room", "Breaches", 57]


def test_shared_credit_stands_beside_the_target(comparison):
    shared = comparison.reps.head(1).assign(credit="overlay", quota_A=1_000.0)
    more = replace(comparison, reps=pd.concat([comparison.reps, shared], ignore_index=True))
    book = opened(compare_bytes(more))
    assert below(book["Overlay credit"], "Quota A") == [1_000]
    assert below(book["Summary"], "Verdict") == ["agrees", "agrees"]
