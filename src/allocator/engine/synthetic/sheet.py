"""How arrays become the cells of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from allocator.engine.synthetic.people import NEVER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.engine.synthetic.facts import Bools, Days, Floats, Ints

Words = npt.NDArray[np.object_]


def csv(columns: Mapping[str, object]) -> bytes:
    """Write a table. Whole numbers come without a point, what is not a number comes empty."""
    frame = pd.DataFrame(columns)
    for name in frame.columns[frame.dtypes == np.float64]:
        column = frame[name]
        if np.all((column % 1 == 0) | column.isna()):
            frame[name] = column.astype("Int64")
    return frame.to_csv(index=False, lineterminator="\n").encode()


def names(words: Sequence[str], codes: Ints) -> Words:
    """Give the word of each code."""
    return np.array(words, dtype=object)[codes]


def days(when: Days) -> Words:
    """Give days as text; those who never leave have none."""
    text = np.datetime_as_string(when.astype("datetime64[D]")).astype(object)
    text[np.asarray(when == NEVER)] = ""
    return np.asarray(text)


def thousands(money: Floats, where: Bools) -> Floats:
    """Round to thousands where given, and leave the rest empty."""
    return np.where(where, np.maximum(np.round(money, -3), 1000.0), np.nan)
