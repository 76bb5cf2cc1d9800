"""One plan as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.present.page.save import save
from allocator.present.workbook.activity import activity_sheets
from allocator.present.workbook.book import UNVERIFIED, Book
from allocator.present.workbook.capacity import capacity_sheets
from allocator.present.workbook.facts import Facts, facts
from allocator.present.workbook.fairness import fairness_sheet
from allocator.present.workbook.notes import notes_sheet, trail_sheet
from allocator.present.workbook.proof import proof_sheet
from allocator.present.workbook.quotas import period_sheet, pipeline_sheet, quota_sheets
from allocator.present.workbook.reps import overlay_sheet, reps_sheet, splits_sheet
from allocator.present.workbook.rollup import rollup_sheets
from allocator.present.workbook.rules import rule_sheets
from allocator.present.workbook.shortfall import diagnosis_lines_on, shortfall_sheet
from allocator.present.workbook.summary import COLUMNS, WIDTH, Tables, fill_summary

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.domain.plan import Plan


def report_workbook(
    plan: Plan, path: Path, *, pay: bool = True, unverified: bool = False, force: bool = False
) -> Path:
    """Write a plan's workbook: its tables with live sums, its charts, what is proven.

    Equal plans give equal bytes.

    Parameters
    ----------
    path : the file; its folder must be there
    pay : whether on-target earnings and what tells them are shown
    unverified : whether the plan was not proven; then every sheet says so
    force : replace a file that is there

    Returns
    -------
    The file, absolute

    Raises
    ------
    PlanError
        if plan.json or the plan's inputs are not what a plan holds
    InputError
        ``file-exists``, ``file-not-writable``
    """
    return save(path, report_bytes(plan, pay=pay, unverified=unverified), force=force)


def report_bytes(plan: Plan, *, pay: bool = True, unverified: bool = False) -> bytes:
    """Give the workbook's bytes; see `report_workbook`."""
    found = facts(plan, pay=pay, unverified=unverified)
    book = Book(found.title, found.currency, found.unit, UNVERIFIED if unverified else "")
    if plan.status == "infeasible":
        _infeasible(book, found)
    else:
        _published(book, found)
    return book.content()


def _published(book: Book, found: Facts) -> None:
    """Add every sheet of a plan; the summary stands first and is filled last."""
    model = f"Model {found.document.get('model', '')}"
    days = [found.period_names[each] for each in (found.periods[:1] + found.periods[-1:])]
    summary = book.sheet("Summary", found.title, f"{model}, {' to '.join(days)}, {found.currency}")
    reps = reps_sheet(book, found)
    quotas = quota_sheets(book, found)
    periods = period_sheet(book, found)
    overlay_sheet(book, found)
    pipeline_sheet(book, found)
    rollup = rollup_sheets(book, found)
    fairness_sheet(book, found, reps)
    splits_sheet(book, found)
    capacity_sheets(book, found)
    shortfall_sheet(book, found, periods)
    rule_sheets(book, found)
    activity_sheets(book, found)
    notes_sheet(book, found)
    trail_sheet(book, found)
    proof_sheet(book, found)
    fill_summary(book, summary, found, Tables(reps, quotas, periods, rollup))


def _infeasible(book: Book, found: Facts) -> None:
    """Add what can be said where there is no plan: why, and what would make one."""
    summary = book.sheet("Summary", found.title, f"Model {found.document.get('model', '')}")
    said = ["No plan exists under the hard rules."]
    summary.sentences(said, COLUMNS, WIDTH, font_size=12, bold=True)
    for column in range(COLUMNS):
        summary.widen(column, 16.0)
    diagnosis_lines_on(summary, found)
    notes_sheet(book, found)
    trail_sheet(book, found)
