"""A comparison of plans as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.present.page.figures import counted
from allocator.present.page.save import save
from allocator.present.workbook.agree import Sum, agree_table
from allocator.present.workbook.attribution import attribution_sheets
from allocator.present.workbook.beside import Heads, change_columns, node_sheet, people_sheet
from allocator.present.workbook.book import Book
from allocator.present.workbook.cells import Column, Placed
from allocator.present.workbook.facts import capital, label, period_names
from allocator.present.workbook.measures import measure_table
from allocator.present.workbook.moved import money_moved
from allocator.present.workbook.style import PLUM, SAND
from allocator.present.workbook.table import table

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.compare.comparison import Comparison
    from allocator.present.workbook.book import Sheet
    from allocator.present.workbook.style import Kind

KINDS: dict[str, Kind] = {
    "money": "money", "share": "percent", "ratio": "ratio", "count": "count", "number": "ratio",
}  # fmt: skip
"""How a measure of each unit is written."""
SECTIONS = {
    "target": "Target", "fairness": "Fairness", "reach": "Reach", "risk": "Risk", "pay": "Pay",
}  # fmt: skip
SPLITS = {"equal": "equal split", "prior": "prior plus uplift", "potential": "by potential"}
FIRST, OTHER = 50.0, 17.0
"""Widths of the summary's columns: the longest measure fits the first."""


def compare_workbook(comparison: Comparison, path: Path, *, force: bool = False) -> Path:
    """Write a comparison's workbook: plans side by side, who gains, who loses, and why.

    Equal comparisons give equal bytes. Plans that were not proven are named on every sheet.

    Parameters
    ----------
    path : the file; its folder must be there
    force : replace a file that is there

    Returns
    -------
    The file, absolute

    Raises
    ------
    InputError
        ``file-exists``, ``file-not-writable``
    """
    return save(path, compare_bytes(comparison), force=force)


def compare_bytes(comparison: Comparison) -> bytes:
    """Give the workbook's bytes; see `compare_workbook`."""
    units = [float(side.plan.document.get("unit") or 1.0) for side in comparison.sides]
    title = f"{len(comparison.sides)} plans compared"
    book = Book(title, comparison.currency, min(units), _notice(comparison))
    heads = Heads.of(comparison)
    first = comparison.sides[0]
    summary = book.sheet(
        "Summary", title, f"Money in {comparison.currency}. Changes are against A, {first.name}."
    )
    reps = people_sheet(book, comparison, heads, "primary")
    people_sheet(book, comparison, heads, "overlay")
    node_sheet(book, comparison, heads)
    _levers(book, comparison, heads)
    if comparison.attribution is not None:
        found = comparison.attribution
        periods = period_names(found.periods["period"], first.horizon.frequency)
        attribution_sheets(book, found, periods)
    _measures(book, comparison, heads)
    _pipeline(book, comparison, heads)
    _prices(book, comparison)
    _notes(book, comparison)
    _summary(book, summary, comparison, heads, reps)
    return book.content()


def _notice(comparison: Comparison) -> str:
    unproven = comparison.unproven
    if not unproven:
        return ""
    which = f"plan {unproven[0]} has" if len(unproven) == 1 else f"plans {', '.join(unproven)} have"
    return f"NOT VERIFIED: {which} not been proven. Those figures are a claim."


def _summary(book: Book, sheet: Sheet, comparison: Comparison, heads: Heads, reps: Placed) -> None:
    """Fill the first sheet: what differs, the plans, who gains and loses, and if sums agree."""
    sheet.widen(0, FIRST)
    for column in range(1, max(6, len(heads.letters) + 1)):
        sheet.widen(column, OTHER)
    width = FIRST + OTHER * 5
    said = str(comparison).split("\n") if comparison else ["All plans say the same."]
    sheet.sentences(said, 6, width, bold=True)
    sheet.heading("The plans")
    sides = comparison.sides
    columns = [
        Column("Plan", "text", [heads.full[side.letter] for side in sides]),
        Column("Scenario", "text", [side.scenario for side in sides], width=OTHER),
        Column("Model", "text", [side.model for side in sides], width=OTHER),
        Column("Status", "text", [label(side.status) for side in sides], width=OTHER),
        Column("Proven", "text", ["yes" if side.proven else "NO" for side in sides]),
    ]
    table(sheet, columns, sums="")
    own = comparison.measures[comparison.measures["of"] == "plan"]
    own = own[own["unit"].isin(list(KINDS))]
    money_moved(book, sheet, comparison, heads, reps)
    _agree(sheet, comparison, reps)
    sheet.break_page()
    sheet.heading("Headline measures")
    rows = list(zip(own["title"], own["unit"].map(KINDS), *(own[each] for each in heads.letters),
                    strict=True))  # fmt: skip
    measure_table(
        sheet,
        [heads.short[letter] for letter in heads.letters],
        [(capital(str(words)), kind, figures) for words, kind, *figures in rows],
        better=own["better"].tolist(),
        width=OTHER,
    )
    sheet.row += 1
    sheet.sentences(["The best of each line is green."], 6, width, italic=True)


def _agree(sheet: Sheet, comparison: Comparison, reps: Placed) -> None:
    """Hold the sums of the reps against what every plan says it assigned."""
    frame = comparison.reps[comparison.reps["credit"] == "primary"]
    sums = []
    for side in comparison.sides:
        totals = side.plan.document.get("totals") or {}
        if "assigned" in totals:
            key = f"quota_{side.letter}"
            said, unit = float(totals["assigned"]), float(side.plan.document.get("unit") or 1.0)
            formula, value = f"SUM({reps.rows(key)})", float(frame[key].sum())
            words = f"Reps, plan {side.letter}"
            sums.append(Sum(words, formula, value, said, unit / 2))
    if sums:
        sheet.heading("Do the sheets agree?")
        agree_table(sheet, sums)


def _levers(book: Book, comparison: Comparison, heads: Heads) -> None:
    """Add the sheet of levers and periods."""
    sheet = book.sheet(
        "Levers and periods", "What every lever and period carries",
        f"In {comparison.currency}. Changes are against A.",
    )  # fmt: skip
    for words, frame, key in (
        ("By lever", comparison.levers, "lever"), ("By period", comparison.periods, "period"),
    ):  # fmt: skip
        if not len(frame):
            continue
        sheet.heading(words)
        names = {each: label(each) for each in frame[key]}
        if key == "period":
            names = period_names(frame[key], comparison.sides[0].horizon.frequency)
        shown = frame[key].map(names)
        columns = [
            Column(label(key), "text", shown, width=24),
            *change_columns(heads, frame),
            *(
                Column(f"Short {heads.short[letter]}", "money", frame[f"shortfall_{letter}"],
                       total="sum")
                for letter in heads.letters
                if frame[f"shortfall_{letter}"].fillna(0.0).any()
            ),
        ]  # fmt: skip
        table(sheet, columns, sums="below")


def _measures(book: Book, comparison: Comparison, heads: Heads) -> None:
    """Add the sheet of all measures, those of the naive splits too."""
    sheet = book.sheet(
        "Measures", "Every plan beside its own naive splits",
        f"Money in {comparison.currency}. Each plan's naive splits share out its own target.",
    )  # fmt: skip
    sheet.widen(0, 74.0)
    frame = comparison.measures[comparison.measures["unit"].isin(list(KINDS))]
    for section, words in SECTIONS.items():
        part = frame[frame["section"] == section]
        if not len(part):
            continue
        sheet.heading(words)
        split = part["of"].map(SPLITS).fillna("")
        plain = part["title"].map(capital)
        title = plain.where(split == "", plain + ", " + split)
        figures = part[list(heads.letters)].astype(float).to_numpy().tolist()
        kinds = part["unit"].map(KINDS)
        measure_table(
            sheet,
            [heads.short[letter] for letter in heads.letters],
            list(zip(title, kinds, figures, strict=True)),
            width=OTHER,
        )


def _pipeline(book: Book, comparison: Comparison, heads: Heads) -> None:
    """Add the sheet of pipeline quotas, where there are any."""
    frame = comparison.pipeline
    if not len(frame):
        return
    sheet = book.sheet(
        "Pipeline quotas", "Pipeline to bring",
        f"Qualified pipeline of development reps, in {comparison.currency}: outside the target.",
    )  # fmt: skip
    columns = [
        Column("Rep", "text", frame["rep_id"]),
        Column("Node", "text", frame["node_id"]),
        Column("Lever", "text", frame["lever"].map(label)),
        *change_columns(heads, frame),
    ]
    table(sheet, columns, main=True)


def _prices(book: Book, comparison: Comparison) -> None:
    """Add the sheet of shadow prices, where there are any."""
    frame = comparison.prices
    if not len(frame):
        return
    sheet = book.sheet(
        "Prices", "What relaxing one rule is worth",
        f"In {comparison.currency}, each measured by a re-solve with that one rule relaxed.", PLUM,
    )  # fmt: skip
    columns = [
        Column("Plan", "text", frame["letter"], width=8),
        Column("What", "text", frame["rule"], width=100),
        Column("Of the goal", "text", frame["tier"].map(label)),
        Column("Worth", "money", frame["money"]),
    ]
    table(sheet, columns, main=True, sums="")


def _notes(book: Book, comparison: Comparison) -> None:
    """Add the sheet of what changed in the inputs, and of what could not be compared."""
    sheet = book.sheet(
        "What changed", "What changed in the inputs, and what could not be compared",
        "Changes of inputs are told between two plans.", SAND,
    )  # fmt: skip
    sheet.heading("Causes")
    causes = [(cause.title, "; ".join(cause.details)) for cause in comparison.causes]
    causes += [("Read by no quota", text) for text in comparison.silent]
    for heading, rows, empty in (
        ("", causes, "Nothing that a quota reads." * (len(comparison.sides) == 2)),  # noqa: PLR2004 - two plans
        ("Left out", list(comparison.left_out), "Nothing: everything was compared."),
    ):
        if heading:
            sheet.heading(heading)
        if rows:
            first, second = (list(column) for column in zip(*rows, strict=True))
            columns = [Column("What", "text", first, width=50), Column("Details", "long", second)]
            table(sheet, columns, sums="")
        else:
            sheet.text(sheet.row, 0, empty or f"Told for two plans, not for "
                       f"{counted(len(comparison.sides), 'plan')}.")  # fmt: skip
            sheet.row += 1
