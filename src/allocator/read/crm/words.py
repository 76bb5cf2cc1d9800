"""Words that people mistype: one spelling of each, and what was meant by the rest."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import pandas as pd

from allocator.read.likeness import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LIKENESS = 0.85
"""How alike two words must be (difflib's ratio) to be one word mistyped."""

# fmt: off
SECTORS = frozenset(
    {
        "aerospace", "agriculture", "automotive", "banking", "biotechnology", "chemicals",
        "construction", "consulting", "defense", "education", "electronics", "employment",
        "energy", "engineering", "entertainment", "finance", "government", "healthcare",
        "hospitality", "insurance", "legal", "logistics", "manufacturing", "marketing", "media",
        "medical", "mining", "pharmaceuticals", "publishing", "retail", "services", "software",
        "technology", "telecommunications", "tourism", "transportation", "utilities",
        "wholesale",
    }
)
# fmt: on
"""Sectors as sellers write them."""

# fmt: off
COUNTRIES = frozenset(
    {
        "Argentina", "Australia", "Austria", "Bangladesh", "Belgium", "Bolivia", "Brazil",
        "Bulgaria", "Cambodia", "Canada", "Chile", "China", "Colombia", "Costa Rica", "Croatia",
        "Cyprus", "Czech Republic", "Czechia", "Denmark", "Dominican Republic", "Ecuador",
        "Egypt", "Estonia", "Ethiopia", "Finland", "France", "Georgia", "Germany", "Ghana",
        "Greece", "Guatemala", "Hungary", "Iceland", "India", "Indonesia", "Iran", "Iraq",
        "Ireland", "Israel", "Italy", "Japan", "Jordan", "Kazakhstan", "Kenya", "Korea",
        "Kuwait", "Latvia", "Lebanon", "Lithuania", "Luxembourg", "Malaysia", "Malta", "Mexico",
        "Morocco", "Netherlands", "New Zealand", "Nigeria", "Norway", "Oman", "Pakistan",
        "Panama", "Paraguay", "Peru", "Philippines", "Poland", "Portugal", "Qatar", "Romania",
        "Russia", "Saudi Arabia", "Senegal", "Serbia", "Singapore", "Slovakia", "Slovenia",
        "South Africa", "South Korea", "Spain", "Sri Lanka", "Sweden", "Switzerland", "Taiwan",
        "Tanzania", "Thailand", "Tunisia", "Turkey", "Uganda", "Ukraine",
        "United Arab Emirates", "United Kingdom", "United States", "Uruguay", "Venezuela",
        "Vietnam", "Zambia", "Zimbabwe",
    }
)
# fmt: on
"""Countries by their usual English names."""


def joined(word: str) -> str:
    """Give a name without blanks, in one letter case.

    >>> joined("GTX Pro") == joined("GTXPro")
    True
    """
    return re.sub(r"\s+", "", fold(word))


def one_spelling(values: pd.Series, known: Collection[str] = ()) -> dict[str, str]:
    """Map each spelling to the one that stands for it: a known one, else the most frequent.

    Only letter case and blanks may differ. Empty cells are left out.
    """
    counts = values[values != ""].value_counts()
    ranked = sorted(counts.index, key=lambda word: (-int(counts[word]), word))
    first = {joined(word): word for word in reversed([*known, *ranked])}
    return {word: first[joined(word)] for word in ranked}


def meant(values: pd.Series, known: Collection[str]) -> dict[str, str]:
    """Map each word that is near a known one, or near a more frequent one, to that word.

    >>> meant(pd.Series(["technolgy", "retail"]), {"technology", "retail"})
    {'technolgy': 'technology'}
    """
    counts = values[values != ""].value_counts()
    right = {fold(word): word for word in known}
    found: dict[str, str] = {}
    for word in counts.index:
        if fold(word) in right:
            continue
        near = difflib.get_close_matches(fold(word), sorted(right), n=1, cutoff=LIKENESS)
        if near:
            found[word] = right[near[0]]
            continue
        often = [other for other in counts.index if counts[other] > counts[word]]
        near = difflib.get_close_matches(word, often, n=1, cutoff=LIKENESS)
        if near:
            found[word] = near[0]
    return found


def respelled(values: pd.Series, spelling: Mapping[str, str]) -> pd.Series:
    """Give the values in their one spelling."""
    return values.map(lambda word: spelling.get(word, word)).astype("str")


def changes(values: pd.Series, spelling: Mapping[str, str]) -> list[str]:
    """Say which words were changed into which, with the count of each."""
    counts = values.value_counts()
    return [
        f"{word!r} is {right!r} ({int(counts[word]):,})"
        for word, right in sorted(spelling.items())
        if word != right
    ]
