"""The last step of reading: one currency, one order, nothing of where it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from allocator.domain.tables import NUMERIC, TABLES, Meaning, Tables, TableSpec
from allocator.read.grid import Ints, Source
from allocator.read.header import CURRENCY
from allocator.read.likeness import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.errors import Problem

SIGNED_MONEY = {"actuals": ("booked",)}
"""Money that may be negative, which its column's meaning therefore cannot say."""


def finish(
    frames: Mapping[str, pd.DataFrame],
    *,
    currency: str,
    fx: Mapping[str, float],
    problems: list[Problem],
) -> Tables:
    """Convert money to the scenario's currency and put every table in canonical order.

    The result is the same for every order of rows and every format of file: columns of the
    specification, rows sorted by key and then by all other columns, a fresh index. A table
    without rows counts as not given.

    Parameters
    ----------
    currency : the scenario's
    fx : units of the scenario's currency for one unit of another
    """
    rates = {currency: 1.0, **fx}
    given = {}
    for name, spec in TABLES.items():
        if name in frames and len(frames[name]):
            frame = _converted(frames[name], spec, rates, problems)
            given[name] = ordered(frame, spec)
    return Tables(given)


def _converted(
    frame: pd.DataFrame, spec: TableSpec, rates: Mapping[str, float], problems: list[Problem]
) -> pd.DataFrame:
    """Convert the money columns row by row, and drop the currency."""
    if CURRENCY not in frame:
        return frame
    codes, labels = pd.factorize(frame[CURRENCY])
    factors = np.array([1.0 if label == "" else rates.get(label, np.nan) for label in labels])
    factor = factors[codes]
    unknown = np.flatnonzero(np.isnan(factor))
    money = [column.name for column in spec.columns if column.meaning == "money"]
    money += SIGNED_MONEY.get(spec.name, ())
    if len(unknown):
        got = [str(label) for label in labels[codes[unknown]]]
        problems.extend(
            Source.of(frame).problems(
                unknown,
                CURRENCY,
                "currency-unknown",
                "is a currency without a rate",
                got=got,
                want=", ".join(rates),
                fix=suggestion(got[0], list(rates))
                or f"Give its rate in the scenario: fx: {{{got[0]}: ...}}.",
            )
        )
    converted = {name: frame[name].to_numpy() * factor for name in money}
    return frame.assign(**converted).drop(columns=CURRENCY)


def ordered(frame: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    """Sort rows by key, then by every other column, and forget their lines."""
    order = _order(frame, spec)
    columns = {}
    for column in spec.columns:
        values = frame[column.name].array
        if len(frame):
            values = values.take(order)
        # Minus zero and zero are one number and must be one byte pattern.
        columns[column.name] = (
            np.asarray(values, np.float64) + 0.0 if column.meaning in NUMERIC else values
        )
    return pd.DataFrame(columns, index=pd.RangeIndex(len(frame)))


def _order(frame: pd.DataFrame, spec: TableSpec) -> Ints:
    """Give the rows in canonical order."""
    meanings = {column.name: column.meaning for column in spec.columns}
    keys = [_rank(frame[name], meanings[name]) for name in spec.key]
    order = np.lexsort(keys[::-1])
    alike = np.ones(max(len(frame) - 1, 0), bool)
    for key in keys:
        alike &= key[order][1:] == key[order][:-1]
    if not alike.any():
        return order
    rest = [_rank(frame[name], meanings[name]) for name in spec.names if name not in spec.key]
    return np.lexsort([*rest[::-1], *keys[::-1]])


def _rank(values: pd.Series, meaning: Meaning) -> npt.NDArray[Any]:
    """Give sortable values of a column: for text its place among the distinct texts."""
    if meaning not in ("id", "text"):
        plain = values.to_numpy()
        return plain.astype(np.int64) if meaning == "date" else plain
    encoded = pa.array(values.array).dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    place = np.empty(len(encoded.dictionary), np.int64)
    place[pc.sort_indices(encoded.dictionary).to_numpy()] = np.arange(len(place))
    return np.asarray(place[encoded.indices.to_numpy()])
