"""How an explanation writes figures and names: money, shares, levers, periods, lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.domain.calendar import Horizon

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

THOUSAND = 1_000.0
"""Money from which a bound is written without cents."""


def number(money: float, *, sign: bool = False) -> str:
    """Write money with thousands separators, and cents only where there are any.

    >>> number(1234567.0), number(-5.25), number(12.0, sign=True), number(-0.0)
    ('1,234,567', '-5.25', '+12', '0')
    """
    value = round(float(money), 2) + 0.0
    digits = 0 if value == round(value) else 2
    return f"{value:{'+' if sign and value else ''},.{digits}f}"


def figure(money: float) -> str:
    """Write a bound: whole from a thousand on, where cents say nothing.

    >>> figure(22532.9), figure(92.114), figure(25.0)
    ('22,533', '92.11', '25')
    """
    return number(round(money)) if abs(money) >= THOUSAND else number(money)


def percent(share: float) -> str:
    """Write a share as per cent, without needless digits.

    >>> percent(0.3), percent(0.125)
    ('30 %', '12.5 %')
    """
    return f"{100 * share:.4g} %"


def lever(name: str) -> str:
    """Write a lever's name.

    >>> lever("new_customers")
    'new customers'
    """
    return name.replace("_", " ")


def period(label: str, horizon: Horizon) -> str:
    """Name a period: ``Q2`` of the horizon, or ``Mar 2027``.

    >>> from datetime import date
    >>> from allocator.domain.calendar import Horizon
    >>> period("2027-04-01", Horizon(date(2027, 1, 1), 4, "quarter"))
    'Q2'
    """
    if horizon.frequency == "quarter":
        return f"Q{horizon.ids.index(label) + 1}"
    year, month, _ = label.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"


def listed(words: Iterable[str]) -> str:
    """Join words: ``a, b and c``.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    each = list(dict.fromkeys(words))
    return " and ".join([", ".join(each[:-1]), each[-1]]) if len(each) > 1 else "".join(each)
