"""How figures look on a page: money, per cent, hours, dates, periods, changes.

`assets/figures.js` writes the same figures in tables that a browser sorts and filters; a test
holds both against each other. A figure that is unknown is an en dash, never zero. Halves are
rounded away from zero, as JavaScript does; a minus is the sign U+2212; the space before a unit
does not break.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Figure = float | int | None

UNKNOWN = "–"  # noqa: RUF001 - the en dash is meant
MINUS = "−"  # noqa: RUF001 - so is the minus sign
SPACE = "\N{NO-BREAK SPACE}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS_OF = {"month": 1, "quarter": 3}
LARGE = ((1e9, "B"), (1e6, "M"), (1e3, "K"))


def number(value: Figure, decimals: int = 0, *, sign: bool = False) -> str:
    """Write a number with thousands separators.

    >>> number(1234567.5), number(-0.004, 2), number(3.14159, 2, sign=True)
    ('1,234,568', '0.00', '+3.14')
    >>> number(None) == UNKNOWN
    True
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    grain = Decimal(1).scaleb(-decimals)
    rounded = Decimal(value).quantize(grain, ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}"
    if not rounded:
        return text
    return (MINUS if rounded < 0 else "+" if sign else "") + text


def money(value: Figure, currency: str = "", *, sign: bool = False) -> str:
    """Write money, cents only where there are any, with its currency where one is given.

    >>> money(1234567.0), money(0.5), money(1200, "USD", sign=True).replace(SPACE, " ")
    ('1,234,567', '0.50', '+1,200 USD')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    text = number(value, 0 if value == math.trunc(value) else 2, sign=sign)
    return f"{text}{SPACE}{currency}" if currency else text


def short_money(value: Figure, currency: str = "") -> str:
    """Write money in three digits, for headlines and axes.

    >>> short_money(27353818).replace(SPACE, " "), short_money(950, "USD").replace(SPACE, " ")
    ('27.4 M', '950 USD')
    >>> short_money(999_999).replace(SPACE, " ")
    '1 M'
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    unit, scaled = "", value
    for size, letter in LARGE:
        # half a thousandth below the size already rounds to 1
        if abs(value) >= size * 0.9995:
            unit, scaled = letter, value / size
            break
    decimals = 0 if abs(scaled) >= 99.95 or not unit else 1  # noqa: PLR2004 - three digits
    text = number(scaled, decimals)
    if decimals:
        text = text.removesuffix(".0")
    return SPACE.join(part for part in (text, unit, currency) if part)


def percent(value: Figure, decimals: int = 1, *, sign: bool = False) -> str:
    """Write a share as per cent.

    >>> percent(0.1234).replace(SPACE, " "), percent(0.3, 0, sign=True).replace(SPACE, " ")
    ('12.3 %', '+30 %')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return number(100 * value, decimals, sign=sign) + SPACE + "%"


def ratio(value: Figure) -> str:
    """Write a load or stretch.

    >>> ratio(1.1)
    '1.10'
    """
    return number(value, 2)


def hours(value: Figure) -> str:
    """Write hours, tenths below ten.

    >>> hours(720.4).replace(SPACE, " "), hours(2.25).replace(SPACE, " ")
    ('720 h', '2.3 h')
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    return number(value, 0 if abs(value) >= 10 else 1) + SPACE + "h"  # noqa: PLR2004 - two digits


def signed_money(value: Figure, currency: str = "") -> str:
    """Write a change of money with its sign.

    >>> signed_money(1343)
    '+1,343'
    """
    return money(value, currency, sign=True)


def signed_percent(value: Figure, decimals: int = 1) -> str:
    """Write a relative change with its sign.

    >>> signed_percent(-0.05).replace(SPACE, " ") == MINUS + "5.0 %"
    True
    """
    return percent(value, decimals, sign=True)


def day(value: str | date | None) -> str:
    """Write a date.

    >>> day("2027-01-31").replace(SPACE, " ")
    '31 Jan 2027'
    """
    if not value:
        return UNKNOWN
    when = date.fromisoformat(str(value)[:10])
    return SPACE.join((str(when.day), MONTHS[when.month - 1], str(when.year)))


def period(value: str | date, frequency: str = "quarter") -> str:
    """Name a period by its first day.

    >>> period("2027-04-01").replace(SPACE, " "), period("2027-04-01", "month").replace(SPACE, " ")
    ('Q2 2027', 'Apr 2027')
    >>> period("2026-12-01").replace(SPACE, " ")
    'Dec 2026-Feb 2027'
    """
    first = date.fromisoformat(str(value)[:10])
    months = MONTHS_OF[frequency]
    if months == 1:
        return f"{MONTHS[first.month - 1]}{SPACE}{first.year}"
    if first.month % months == 1:
        return f"Q{(first.month - 1) // months + 1}{SPACE}{first.year}"
    # quarters of a year that does not begin with a calendar quarter
    last, year = (first.month + months - 2) % 12, first.year + (first.month + months > 13)  # noqa: PLR2004
    begin = MONTHS[first.month - 1] + (f"{SPACE}{first.year}" if year > first.year else "")
    return f"{begin}-{MONTHS[last]}{SPACE}{year}"


def counted(value: int, thing: str, things: str = "") -> str:
    """Count things.

    >>> counted(1, "rep"), counted(1200, "rep"), counted(2, "boundary", "boundaries")
    ('1 rep', '1,200 reps', '2 boundaries')
    """
    return f"{value:,} {thing if value == 1 else things or thing + 's'}"


def words(name: str) -> str:
    """Write an identifier as words.

    >>> words("new_customers")
    'new customers'
    """
    return name.replace("_", " ")


def peers(group: str) -> str:
    """Write a peer group, role and segment, as words.

    >>> peers("account_executive/mid_market")
    'account executive, mid market'
    """
    return words(group).replace("/", ", ")


KINDS: Mapping[str, Callable[..., str]] = {
    "money": money,
    "signed_money": signed_money,
    "percent": percent,
    "signed_percent": signed_percent,
    "ratio": ratio,
    "number": number,
    "hours": hours,
    "date": day,
}
"""Kinds of a table's column that are not text, by the name that both languages know."""

FILTERS: Mapping[str, Callable[..., str]] = {
    **KINDS,
    "short_money": short_money,
    "period": period,
    "counted": counted,
    "words": words,
    "peers": peers,
}
"""What a template writes figures with: ``{{ quota | money(currency) }}``."""


def shown(value: object, kind: str) -> str:
    """Write a table's cell of a kind; what is unknown as an en dash, what is text already as it is.

    >>> shown(1200.0, "money"), shown("ae-01", "text"), shown("", "text") == UNKNOWN
    ('1,200', 'ae-01', True)
    """
    if value is None or value == "":
        return UNKNOWN
    written = kind not in KINDS or (isinstance(value, str) and kind != "date")
    return str(value) if written else KINDS[kind](value)
