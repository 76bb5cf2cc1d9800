"""Where output goes: the answer to stdout, everything else to stderr; and how values look."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def answer() -> Console:
    """Give the console of the answer. No markup, no emoji: text from files is only text."""
    return _console(stderr=False)


def messages() -> Console:
    """Give the console of progress and messages."""
    return _console(stderr=True)


def say(text: str) -> None:
    """Write one message to stderr."""
    sys.stderr.write(plain(text, keep="\n") + "\n")


def answer_json(value: Any) -> None:
    """Write one JSON object to stdout, and nothing else."""
    ascii_alone = not str(sys.stdout.encoding).lower().startswith("utf")
    text = json.dumps(tidy(value), ensure_ascii=ascii_alone, indent=2, allow_nan=False)
    sys.stdout.write(text + "\n")


def tidy(value: Any) -> Any:
    """Make a value fit for JSON: no NaN or infinity, arrays' scalars as numbers, dates as text.

    >>> tidy({"a": (1, float("nan"))})
    {'a': [1, None]}
    """
    if isinstance(value, Mapping):
        return {str(key): tidy(item) for key, item in value.items()}
    if isinstance(value, str | bool | int) or value is None:
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Iterable):
        return [tidy(item) for item in value]
    if hasattr(value, "item"):
        return tidy(value.item())
    return str(value)


def plain(text: Any, keep: str = "") -> str:
    r"""Take control and direction characters out, so that no id or name can drive a terminal.

    >>> plain("a\x1b[31mb")
    'a?[31mb'
    """
    return "".join(c if c.isprintable() or c in keep else "?" for c in str(text))


def money(amount: float | None, *, sign: bool = False) -> str:
    """Write money with thousands separators.

    >>> money(1234567.4), money(-5.0, sign=True), money(None)
    ('1,234,567', '-5', '-')
    """
    if amount is None or not math.isfinite(amount):
        return "-"
    rounded = round(amount)
    return f"{rounded:+,}" if sign else f"{rounded:,}"


def share(value: float | None, digits: int = 1, *, sign: bool = False) -> str:
    """Write a share as per cent.

    >>> share(0.1234), share(0.3, 0, sign=True)
    ('12.3 %', '+30 %')
    """
    if value is None or not math.isfinite(value):
        return "-"
    return f"{100 * value:{'+' if sign else ''}.{digits}f} %"


def ratio(value: float | None) -> str:
    """Write a ratio such as load or stretch.

    >>> ratio(1.1)
    '1.10'
    """
    return "-" if value is None or not math.isfinite(value) else f"{value:.2f}"


def counted(number: int, thing: str) -> str:
    """Count things.

    >>> counted(1, "tier"), counted(1200, "check")
    ('1 tier', '1,200 checks')
    """
    return f"{number:,} {thing}{'s' * (number != 1)}"


def table(columns: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]]) -> Table:
    """Make a table of text; a column is its head and whether it is a number."""
    from rich import box
    from rich.table import Table as Made

    made = Made(
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True, show_edge=False
    )
    for head, number in columns:
        made.add_column(
            head,
            justify="right" if number else "left",
            no_wrap=number,
            overflow="ellipsis" if number else "fold",
        )
    for row in rows:
        made.add_row(*(plain(cell) for cell in row))
    return made


def _console(*, stderr: bool) -> Console:
    """Make a console that takes every text as it is."""
    from rich.console import Console as Made

    return Made(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=False)
