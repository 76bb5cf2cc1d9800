"""CSV for machines: quoted where it must be, and otherwise every cell as it is.

A platform takes text literally; the apostrophe that keeps a spreadsheet from running a cell would
become part of a name there. So these files are not made to be opened in a spreadsheet.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from allocator.read.canonical import number_text

if TYPE_CHECKING:
    import pandas as pd


def plain_csv(frame: pd.DataFrame) -> bytes:
    r"""Write a table: UTF-8 without mark, LF, numbers as short as they read back exactly.

    >>> import pandas as pd
    >>> plain_csv(pd.DataFrame({"Name": ["=1", "a,b"], "QuotaAmount": [1.0, 0.5]}))
    b'Name,QuotaAmount\n=1,1\n"a,b",0.5\n'
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*(_text(frame[name]) for name in frame.columns), strict=True))
    return out.getvalue().encode()


def _text(values: pd.Series[Any]) -> list[str]:
    if values.dtype.kind == "f":
        return list(map(number_text, values.tolist()))
    return list(map(str, values.tolist()))
