"""Arrow arrays of any kind as text, as dictionaries, and as what a data frame holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import numpy.typing as npt

    from allocator.read.grid import Ints


def whole(cells: Any) -> Any:
    """Give an array in one piece."""
    if isinstance(cells, pa.ChunkedArray):
        if pa.types.is_dictionary(cells.type):
            cells = cells.unify_dictionaries()
        cells = cells.combine_chunks()
    if pa.types.is_dictionary(cells.type) and not is_text(cells.type):
        cells = cells.dictionary_decode()
    return cells


def readable(kind: Any) -> bool:
    """Whether cells of an arrow type can be text, numbers, days or flags."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    checks = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_string_view,
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_decimal,
        pa.types.is_boolean,
        pa.types.is_date,
        pa.types.is_timestamp,
        pa.types.is_null,
    )
    return any(check(kind) for check in checks)


def is_text(kind: Any) -> bool:
    """Whether an arrow type is text, plain or as a dictionary."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def as_text(cells: Any) -> Any:
    """Give an array of any kind as the text that a CSV file would hold: 7 for 7.0, ISO days."""
    kind = cells.type
    if pa.types.is_null(kind):
        return pc.cast(cells, pa.string())
    if is_text(kind):
        return cells
    if pa.types.is_floating(kind):
        return _float_text(cells)
    if pa.types.is_date(kind):
        return pc.strftime(pc.cast(cells, pa.timestamp("s")), format="%Y-%m-%d")
    if pa.types.is_timestamp(kind):
        texts = pc.cast(cells, pa.string())
        return pc.replace_substring_regex(texts, r" 00:00:00(\.0+)?$", "")
    return pc.cast(cells, pa.string())


def _float_text(cells: Any) -> Any:
    """Write floats in the shortest form that reads back alike; whole ones without a point."""
    values = cells.to_numpy(zero_copy_only=False).astype(np.float64)
    distinct, codes = np.unique(values, return_inverse=True)
    texts = [
        None
        if np.isnan(v)
        else str(int(v))
        if float(v).is_integer() and abs(v) < 2**53
        else repr(v)
        for v in distinct.tolist()
    ]
    return pa.array(texts, pa.string()).take(pa.array(codes.ravel()))


def encoded(cells: Any) -> Any:
    """Give text as a dictionary array with text of one arrow type."""
    return cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()


def codes_of(encoded: Any) -> Ints:
    """Give the codes of a dictionary array, -1 where null."""
    return np.asarray(pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False), np.int64)


def shown(cells: Any, rows: Ints) -> list[str]:
    """Give the given text of some cells, for messages."""
    taken = cells.take(pa.array(rows))
    if pa.types.is_dictionary(taken.type):
        taken = taken.dictionary_decode()
    return [str(value) for value in as_text(taken).to_pylist()]


def strings(cells: Any) -> Any:
    """Give arrow text as the pandas array of dtype ``str``."""
    kind = pd.StringDtype("pyarrow", na_value=np.nan)
    # The stubs know neither argument of this constructor, which takes the array as it is.
    held: Any = pd.arrays.ArrowStringArray
    return held(pc.cast(cells, pa.large_string()), dtype=kind)


def bools(cells: Any) -> npt.NDArray[np.bool_]:
    """Give an arrow array of flags as numpy, null as False."""
    return np.asarray(pc.fill_null(cells, fill_value=False).to_numpy(zero_copy_only=False), bool)


def within(values: pd.Series, known: pd.Series) -> npt.NDArray[np.bool_]:
    """Say which ids of one column stand in another; pandas' own way takes a second a column."""
    return bools(pc.is_in(pa.array(values.array), value_set=pa.array(known.array)))
