"""The structure of delimited text: its records, their lines, and where quotes go wrong.

Bytes are looked at as arrays, so that a file of a million rows takes a fraction of a second.
The grammar is that of RFC 4180: a quote opens a cell as its first character, closes it as its
last, and stands twice inside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

QUOTE, LF, CR = 34, 10, 13


@dataclass(frozen=True, slots=True)
class Structure:
    """Records of a text, blank lines left out.

    Attributes
    ----------
    starts, ends : (records,) byte range of each record, its line end left out
    lines : (records,) line on which each begins, from 1
    fields : (records,) number of cells
    longest : (records,) bytes of its longest cell
    """

    starts: Ints
    ends: Ints
    lines: Ints
    fields: Ints
    longest: Ints


@dataclass(frozen=True, slots=True)
class QuoteFault:
    """The first quote that breaks the grammar: its line, and whether its cell never closes."""

    line: int
    unclosed: bool


def quote_fault(text: Bytes, delimiter: int) -> QuoteFault | None:
    """Find the first quote out of place."""
    quotes = np.flatnonzero(text == QUOTE)
    if not len(quotes):
        return None
    before = np.where(quotes > 0, text[np.maximum(quotes - 1, 0)], LF)
    last = len(text) - 1
    after = np.where(quotes < last, text[np.minimum(quotes + 1, last)], LF)
    edge = np.array([delimiter, LF, CR], np.uint8)
    opens = np.arange(len(quotes)) % 2 == 0
    # The second of a doubled quote counts as opening again: its neighbour is a quote.
    wrong = np.where(
        opens, ~np.isin(before, edge) & (before != QUOTE), ~np.isin(after, edge) & (after != QUOTE)
    )
    spots = np.flatnonzero(wrong)
    if len(spots):
        spot = int(spots[0])
        # A closing quote with text behind it is mostly the opening one of a later cell: the
        # quote before it never closed.
        culprit = spot if opens[spot] else spot - 1
        return QuoteFault(_line(text, int(quotes[culprit])), unclosed=not opens[spot])
    if len(quotes) % 2:
        return QuoteFault(_line(text, int(quotes[-1])), unclosed=True)
    return None


def lone_return(text: Bytes) -> int:
    """Give the line of the first carriage return that no line feed follows; 0 if none."""
    returns = np.flatnonzero(text == CR)
    if not len(returns):
        return 0
    last = len(text) - 1
    after = np.where(returns < last, text[np.minimum(returns + 1, last)], CR)
    alone = returns[(after != LF) & ~_inside(text, returns)]
    return _line(text, int(alone[0])) if len(alone) else 0


def structure(text: Bytes, delimiter: int) -> Structure:
    """Find the records of a text whose quotes are in order."""
    breaks = np.flatnonzero(text == LF)
    outer = breaks[~_inside(text, breaks)]
    ends = outer if len(outer) and outer[-1] == len(text) - 1 else np.append(outer, len(text))
    starts = np.append(0, ends[:-1] + 1)
    lines = np.searchsorted(breaks, starts) + 1
    clipped = np.maximum(ends - 1, 0)
    returned = (ends > starts) & (text[clipped] == CR) if len(text) else np.zeros(len(ends), bool)
    stops = ends - returned
    filled = stops > starts
    starts, stops, lines = starts[filled], stops[filled], lines[filled]
    commas = np.flatnonzero(text == delimiter)
    commas = commas[~_inside(text, commas)]
    first = np.searchsorted(commas, starts)
    beyond = np.searchsorted(commas, stops)
    return Structure(
        starts, stops, lines, beyond - first + 1, _longest(starts, stops, commas, first, beyond)
    )


def _longest(starts: Ints, stops: Ints, commas: Ints, first: Ints, beyond: Ints) -> Ints:
    """Give the bytes of the longest cell of each record."""
    if not len(starts):
        return np.zeros(0, np.int64)
    edges = np.sort(np.concatenate([starts - 1, commas, stops]))
    gaps = np.append(np.diff(edges) - 1, 0)
    # Edges of a record: one before it, its delimiters, one behind it.
    head = np.append(0, np.cumsum(beyond - first + 2)[:-1])
    # The gap behind a record's own last edge is the line end, never long.
    return np.asarray(np.maximum.reduceat(gaps, head))


def _inside(text: Bytes, spots: Ints) -> Bools:
    """Say which positions stand inside a quoted cell."""
    quotes = np.flatnonzero(text == QUOTE)
    return np.asarray(np.searchsorted(quotes, spots) % 2 == 1)


def _line(text: Bytes, spot: int) -> int:
    """Give the line of a position, from 1."""
    return int(np.count_nonzero(text[:spot] == LF)) + 1
