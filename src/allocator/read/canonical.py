"""Bytes of tables, mappings and documents: equal content gives equal bytes, and reads back equal.

CSV is UTF-8 without mark, ``,``, LF; numbers are the shortest that read back exactly, whole ones
without ``.0``; dates ISO; flags true and false; unknown is empty. A text cell that a spreadsheet
would run (``=``, ``+``, ``-``, ``@``, tab, carriage return) gets an apostrophe in front.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

EXACT_INTEGER = 2**53
"""Up to here every whole double is an integer without doubt."""
RUNS = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a cell that a spreadsheet takes for a formula."""
_QUOTED = re.compile(r'[",\r\n]')
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_ ./%()-]*[A-Za-z0-9_%)]|[A-Za-z_]")
_LOADED = frozenset(
    ("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf")
)
"""Words that some reader of YAML takes for something else than text."""


def number_text(value: float) -> str:
    """Write a number so that it reads back exactly; NaN is empty.

    >>> number_text(800000.0), number_text(0.1), number_text(-0.0), number_text(float("nan"))
    ('800000', '0.1', '0', '')
    """
    if math.isnan(value):
        return ""
    if abs(value) < EXACT_INTEGER and value == int(value):
        return str(int(value))
    return repr(float(value))


def csv_bytes(frame: pd.DataFrame) -> bytes:
    r"""Write a table.

    >>> import pandas as pd
    >>> csv_bytes(pd.DataFrame({"id": ["=1", "a,b"], "x": [1.0, float("nan")]}))
    b'id,x\n\'=1,1\n"a,b",\n'
    """
    columns = [_column(frame[name]) for name in frame.columns]
    lines = [",".join(_cell(str(name)) for name in frame.columns)]
    lines += [",".join(row) for row in zip(*columns, strict=True)]
    return ("\n".join(lines) + "\n").encode()


def _column(values: pd.Series[Any]) -> list[str]:
    """Write every cell of a column, by what the column holds."""
    kind = values.dtype.kind if isinstance(values.dtype, np.dtype) else "O"
    if kind == "f":
        return list(map(number_text, values.tolist()))
    if kind in "iu":
        return list(map(str, values.tolist()))
    if kind == "b":
        return ["true" if value else "false" for value in values.tolist()]
    if kind == "M":
        days = np.datetime_as_string(values.to_numpy().astype("datetime64[D]"))
        return ["" if day == "NaT" else day for day in days.tolist()]
    known = values.notna().to_numpy()
    made = {value: _cell(str(value)) for value in values[known].unique().tolist()}
    return [
        made[value] if there else ""
        for value, there in zip(values.tolist(), known.tolist(), strict=True)
    ]


def _cell(text: str) -> str:
    """Protect a text from being run, and quote it where it needs to be."""
    safe = "'" + text if text.startswith(RUNS) else text
    return '"' + safe.replace('"', '""') + '"' if _QUOTED.search(safe) else safe


def plain(value: Any) -> Any:
    """Give a value in the types of JSON: numpy and date types gone, whole floats as integers.

    1e6 and 1000000 are one number and must be one text, whoever wrote them.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        listed = sorted(value) if isinstance(value, set | frozenset) else list(value)
        return [plain(inner) for inner in listed]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and not isinstance(value, bool):
        whole = math.isfinite(value) and abs(value) < EXACT_INTEGER and value == int(value)
        return int(value) if whole else value
    return str(value) if isinstance(value, str) else value


def json_bytes(mapping: Mapping[str, Any]) -> bytes:
    """Write a document: keys in the given order, two spaces, LF. NaN and infinity are refused."""
    text = json.dumps(plain(mapping), ensure_ascii=False, allow_nan=False, indent=2)
    return (text + "\n").encode()


def ordered(value: Any, first: tuple[str, ...] = ()) -> Any:
    """Sort the keys of a mapping and of all inside; `first` lead the outermost."""
    if isinstance(value, Mapping):
        lead = [key for key in first if key in value]
        rest = sorted((key for key in value if key not in first), key=str)
        return {key: ordered(value[key]) for key in (*lead, *rest)}
    if isinstance(value, list | tuple):
        return [ordered(inner) for inner in value]
    return value


def yaml_bytes(mapping: Mapping[str, Any]) -> bytes:
    """Write a mapping as YAML that loads back equal: keys in the given order.

    Text is quoted wherever any reader might take it for a number, a date or a yes. Dates are
    text, as our reader has them; there are no anchors.

    >>> yaml_bytes({"a": 1.0, "b": ["NO", "x"], "c": {}}).decode().splitlines()
    ['a: 1', 'b:', '  - "NO"', '  - x', 'c: {}']
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    yaml = YAML()
    yaml.width = 2**20
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.ignore_aliases = lambda *_: True
    stream = io.BytesIO()
    yaml.dump(_for_yaml(mapping, DoubleQuotedScalarString), stream)
    return stream.getvalue()


def _for_yaml(value: Any, quoted: Callable[[str], str]) -> Any:
    """Prepare a value for the dumper: plain types, doubtful text marked for quotes."""
    if isinstance(value, Mapping):
        return {
            _for_yaml(str(key), quoted): _for_yaml(inner, quoted) for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_for_yaml(inner, quoted) for inner in value]
    value = plain(value)
    if isinstance(value, str):
        bare = _BARE.fullmatch(value) and value.lower() not in _LOADED
        return value if bare else quoted(value)
    return value
