"""Which known name a wrong one was meant to be, and which ids only look different."""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MOST_COMPARED = 5000
"""Known names that are compared letter by letter; beyond, only look-alikes are found."""


def fold(label: str) -> str:
    """Give what a label looks like: trimmed, one case, one Unicode form.

    >>> fold(" AM-07 ") == fold("am-07")
    True
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold()).strip()


def nearest(wrong: str, known: Collection[str]) -> str:
    """Give the known name most like the wrong one, or nothing.

    >>> nearest("rep_di", ["rep_id", "role"]), nearest("xyz", ["rep_id", "role"])
    ('rep_id', '')
    """
    folded = fold(wrong)
    for name in known:
        if fold(name) == folded:
            return name
    if len(known) > MOST_COMPARED:
        return ""
    found = difflib.get_close_matches(wrong, sorted(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def suggestion(wrong: str, known: Collection[str]) -> str:
    """Give the advice for a name that nobody knows; empty where nothing comes near."""
    near = nearest(wrong, known)
    if not near:
        return ""
    why = " (another letter case or Unicode form)" if fold(near) == fold(wrong) else ""
    return f"Did you mean {near!r}{why}?"


def look_alikes(labels: Iterable[str]) -> dict[str, str]:
    """Map each label that looks like an earlier one to that earlier one.

    >>> look_alikes(["AM-1", "am-1", "am-2"])
    {'am-1': 'AM-1'}
    """
    first: dict[str, str] = {}
    twins: dict[str, str] = {}
    for label in labels:
        seen = first.setdefault(fold(label), label)
        if seen != label:
            twins[label] = seen
    return twins
