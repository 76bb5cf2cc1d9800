"""Parquet: the same tables with their types, for warehouses and notebooks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa

DAYS = ("period",)
"""Columns that are the first day of a period."""


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """Write a table: text as text, money as doubles, periods as dates, unknown as null."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: _column(frame, name) for name in frame.columns}
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


def _column(frame: pd.DataFrame, name: str) -> pa.Array:
    import pyarrow as pa

    values = frame[name]
    if name in DAYS:
        return pa.array(pd.to_datetime(values, format="%Y-%m-%d").dt.date, pa.date32())
    if values.dtype.kind == "f":
        return pa.array(values.to_numpy(), pa.float64(), from_pandas=True)
    if values.dtype.kind == "b":
        return pa.array(values.to_numpy(), pa.bool_())
    return pa.array(values.tolist(), pa.string())
