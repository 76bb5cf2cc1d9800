"""Ids that a platform needs and that nobody gave: all of them, at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from allocator.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.read.ids import Ids


def translated(values: pd.Series[str], known: Mapping[str, str]) -> pd.Series[str]:
    """Translate every value; what is not known becomes empty."""
    every = {value: known.get(value, "") for value in values.drop_duplicates().tolist()}
    return values.map(every).astype("str")


@dataclass
class Translation:
    """From our ids to the platform's, with a list of what is missing.

    Attributes
    ----------
    problems : one for every id that was asked for and is not there, in the order of asking
    """

    ids: Ids
    problems: dict[Problem, None] = field(default_factory=dict)

    def of(self, kind: str, values: pd.Series[str], record: str) -> pd.Series[str]:
        """Give the platform's id of every value; what is missing stays empty and is noted.

        Parameters
        ----------
        record : what the id is of there, ``User``
        """
        known: Mapping[str, str] = self.ids.of(kind)
        for value in values.drop_duplicates().tolist():
            if value not in known:
                self.problems[self._missing(kind, value, record)] = None
        return translated(values, known)

    def done(self) -> None:
        """Raise what is missing, all of it.

        Raises
        ------
        InputError
            ``ids-missing``
        """
        if self.problems:
            raise InputError(list(self.problems))

    def _missing(self, kind: str, value: str, record: str) -> Problem:
        return Problem(
            "ids-missing",
            f"has no {record} id",
            file=self.ids.file,
            pointer=kind,
            got=value,
            want="a row in the table of ids",
            fix=f"Add the row {kind},{value},<{record} id>.",
        )
