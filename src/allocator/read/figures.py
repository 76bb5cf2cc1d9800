"""Numbers out of text, and what is wrong with a cell that is not one.

A file separated by ``;`` comes from a spreadsheet that may write ``0,5``. There a comma is a
decimal sign too, but 1.234 and 1,234 are never guessed: three digits behind the only sign can be
thousands, so such a cell is read only where other cells of its column show which sign is which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.domain.tables import Meaning

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LARGEST = 1e15
"""Greatest number of a cell: up to here a float64 still holds every eighth of a unit of money."""

NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
DECIMAL_COMMA = r"^[+-]?[0-9]+,[0-9]+$"
AMBIGUOUS_COMMA = r"^[+-]?[1-9][0-9]{0,2},[0-9]{3}$"
AMBIGUOUS_POINT = r"^[+-]?[1-9][0-9]{0,2}\.[0-9]{3}$"
SHEET_ERRORS = r"^#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA|[0]*#+)$"

PLAIN = "a plain number such as 1234.5"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a cell, whatever its value."""

    code: str
    what: str
    want: str = PLAIN
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw and the rows that have it, with the value of each."""

    flaw: Flaw
    rows: Ints
    got: tuple[str, ...]


ERROR_VALUE = Flaw(
    "cell-error-value",
    "is the error of a spreadsheet formula",
    "a value",
    "Mend the formula, or leave the cell empty if the value is unknown.",
)
NOT_FINITE = Flaw(
    "cell-not-finite",
    "is not a finite number",
    PLAIN,
    "Leave the cell empty if the value is unknown.",
)
TOO_LARGE = Flaw(
    "cell-too-large",
    "is larger than any money or count",
    f"at most {LARGEST:,.0f}",
    "Look for a slipped decimal sign or two numbers in one cell.",
)
NEGATIVE = Flaw(
    "cell-negative", "is below zero", "zero or more", "Write the amount without its sign."
)
ABOVE_ONE = Flaw(
    "cell-share-above-one",
    "is a share and above 1",
    "a share from 0 to 1",
    "Write half as 0.5: a share is no percentage.",
)
AMBIGUOUS = Flaw(
    "cell-number-ambiguous",
    "can be read as two numbers: the sign is a decimal sign or groups thousands",
    PLAIN,
    "Write it with a decimal point and without a sign for thousands.",
)

_UNREADABLE = (
    (re.compile(SHEET_ERRORS), ERROR_VALUE),
    (re.compile(r"(?i)^[+-]?(nan|inf(inity)?|∞)$"), NOT_FINITE),
    (
        re.compile(r"^\(.*\)$"),
        Flaw(
            "cell-number-in-brackets",
            "is an accountant's negative number in brackets",
            fix="Write it without brackets; a negative amount has no place here.",
        ),
    ),
    (
        re.compile(r"%"),
        Flaw(
            "cell-number-with-percent",
            "is a percentage",
            "a share from 0 to 1",
            "Write 50% as 0.5.",
        ),
    ),
    (
        re.compile(r"^[0-9.,' ]*[0-9]-$"),
        Flaw(
            "cell-number-trailing-minus",
            "has its minus behind it",
            fix="Write the minus in front, if the column may be negative at all.",
        ),
    ),
)

_GROUPED = Flaw(
    "cell-number-grouped",
    "has signs for thousands, or a decimal comma",
    fix="Write 1.234,56 and 1,234.56 as 1234.56.",
)
_CURRENCY = Flaw(
    "cell-number-with-currency",
    "has a sign of currency",
    fix="Write the number alone; the currency belongs in a column `currency`.",
)
_FOREIGN = Flaw(
    "cell-number-foreign-digits",
    "has digits other than 0 to 9",
    fix="Type the number with the digits 0 to 9.",
)
_NO_NUMBER = Flaw(
    "cell-not-a-number",
    "is not a number",
    fix="Leave the cell empty if the value is unknown.",
)


def diagnosis(text: str) -> Flaw:
    """Say what is wrong with a text that is not a number.

    >>> [diagnosis(t).code for t in ("1.234,56", "$5", "50%", "n/a")]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['cell-number-grouped', 'cell-number-with-currency', 'cell-number-with-percent',
    'cell-not-a-number']
    """
    for pattern, flaw in _UNREADABLE:
        if pattern.search(text):
            return flaw
    if any(c.isdigit() and not c.isascii() for c in text):
        return _FOREIGN
    if re.match(r"^[+-]?[0-9][0-9.,'\u2019_\s]*$", text):
        return _GROUPED
    money = r"[$€£¥₹₽₩₺฿₫₴₦¢]|[A-Z]{2,3}\$?"
    if re.match(rf"^[+-]?\s*({money})\s*[+-]?[0-9][0-9.,'\s]*$", text) or re.match(
        rf"^[+-]?[0-9][0-9.,'\s]*({money})$", text
    ):
        return _CURRENCY
    return _NO_NUMBER


def numbers(cells: Any, *, comma: bool) -> tuple[Floats, list[Finding]]:
    """Read an arrow array of text as numbers; null and blank are NaN.

    Returns
    -------
    values : (rows,) NaN where empty or flawed
    findings : the flawed rows
    """
    if not comma:
        try:
            return _floats(pc.cast(cells, pa.float64())), []
        except pa.ArrowInvalid:
            pass
    cells = pc.utf8_trim_whitespace(cells)
    cells = pc.if_else(pc.equal(cells, ""), pa.scalar(None, cells.type), cells)
    findings: list[Finding] = []
    if comma:
        cells, ambiguous = _with_points(cells)
        findings.extend(_found(AMBIGUOUS, ambiguous, cells))
    readable = pc.match_substring_regex(cells, NUMBER)
    values = _floats(
        pc.cast(pc.if_else(readable, cells, pa.scalar(None, cells.type)), pa.float64())
    )
    bad = np.flatnonzero(~_bools(readable) & _bools(pc.is_valid(cells)))
    if comma:
        values[ambiguous] = np.nan
        bad = np.setdiff1d(bad, ambiguous)
    findings.extend(_diagnosed(bad, cells))
    return values, findings


def _diagnosed(rows: Ints, cells: Any) -> Iterator[Finding]:
    """Group unreadable cells by what is wrong with them, looking at each text once."""
    texts = np.array(cells.take(pa.array(rows)).to_pylist(), dtype=object)
    distinct, codes = np.unique(texts.astype(str), return_inverse=True)
    flaws = [diagnosis(str(text)) for text in distinct]
    kinds = list(dict.fromkeys(flaws))
    kind = np.array([kinds.index(flaw) for flaw in flaws], np.int64)
    for number, flaw in enumerate(kinds):
        inside = kind[codes] == number
        yield Finding(flaw, rows[inside], tuple(texts[inside]))


def _found(flaw: Flaw, rows: Ints, cells: Any) -> list[Finding]:
    """Make the finding of some rows, if there are any."""
    if not len(rows):
        return []
    return [Finding(flaw, rows, tuple(cells.take(pa.array(rows)).to_pylist()))]


def _with_points(cells: Any) -> tuple[Any, Ints]:
    """Turn decimal commas into points where that is no guess; give the rows where it is one."""
    commas = pc.match_substring_regex(cells, DECIMAL_COMMA)
    doubtful_comma = pc.match_substring_regex(cells, AMBIGUOUS_COMMA)
    doubtful_point = pc.match_substring_regex(cells, AMBIGUOUS_POINT)
    points = pc.and_(pc.match_substring(cells, "."), pc.match_substring_regex(cells, NUMBER))
    comma_shown = pc.any(pc.and_not(commas, doubtful_comma)).as_py()
    point_shown = pc.any(pc.and_not(points, doubtful_point)).as_py()
    doubtful = np.zeros(len(cells), bool)
    if not comma_shown or point_shown:
        doubtful |= _bools(doubtful_comma)
    if not point_shown or comma_shown:
        doubtful |= _bools(doubtful_point)
    rows = np.flatnonzero(doubtful)
    certain = pc.and_(commas, pa.array(~doubtful))
    return pc.if_else(certain, pc.replace_substring(cells, ",", "."), cells), rows


def limits(values: Floats, meaning: Meaning) -> list[tuple[Flaw, Ints]]:
    """Find numbers that the meaning of their column forbids."""
    found: list[tuple[Flaw, Ints]] = []
    if not len(values):
        return found
    low, high = np.fmin.reduce(values), np.fmax.reduce(values)
    if high > LARGEST or low < -LARGEST:
        found.append((TOO_LARGE, np.flatnonzero(np.abs(values) > LARGEST)))
    if meaning != "number" and low < 0:
        found.append((NEGATIVE, np.flatnonzero(values < 0)))
    if meaning == "share" and high > 1:
        found.append((ABOVE_ONE, np.flatnonzero((values > 1) & (values <= LARGEST))))
    return found


def _floats(cells: Any) -> Floats:
    """Give an arrow array of floats as numpy, null as NaN; the result may be written to."""
    return np.array(pc.fill_null(cells, np.nan).to_numpy(zero_copy_only=False), np.float64)


def _bools(cells: Any) -> npt.NDArray[np.bool_]:
    """Give an arrow array of flags as numpy, null as False."""
    return np.asarray(pc.fill_null(cells, fill_value=False).to_numpy(zero_copy_only=False), bool)
