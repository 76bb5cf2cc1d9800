"""The ids of a platform: which record there stands for which rep, lever, territory here.

A table of kind, id, platform_id; docs/export.md lists the kinds. Rows of a lever may say further
product_family and by_territory, which Salesforce knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.read.external import faults_at, read_external
from allocator.read.grid import Source
from allocator.read.likeness import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from allocator.domain.tables import Meaning
    from allocator.errors import Problem

COLUMNS: dict[str, tuple[str, Meaning]] = {
    "kind": ("kind", "id"),
    "id": ("id", "id"),
    "platform_id": ("platform_id", "text"),
    "product_family": ("product_family", "text"),
    "by_territory": ("by_territory", "flag"),
}
FILLED = ("kind", "id", "platform_id")
KINDS = ("rep", "lever", "overlay", "territory", "account", "role", "period", "currency",
         "user_territory", "account_territory")  # fmt: skip
"""What a row can be of. The last two are records that are there already: their id is the pair of
platform ids, ``USER/TERRITORY``."""
ALONE = ("rep", "territory", "account")
"""Kinds in which no two rows may have the same record."""
RECORDS = ("rep", "lever", "overlay", "territory", "account", "user_territory", "account_territory")
"""Kinds whose platform id is the id of a record."""
RECORD = r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?"
"""Fifteen letters and digits, and three that make up for lost letter case."""
CASED = 15
"""Characters of a record's id that tell records apart."""


@dataclass(frozen=True, slots=True)
class Ids:
    """A platform's ids.

    Attributes
    ----------
    file : name for messages; ``--ids`` where none was given
    table : kind, id, platform_id, product_family, by_territory; one row per kind and id
    """

    file: str = "--ids"
    table: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))

    def has(self, kind: str) -> bool:
        """Whether any row is of this kind."""
        return bool((self.table["kind"] == kind).any())

    def of(self, kind: str) -> Mapping[str, str]:
        """Give the platform's id by ours."""
        return dict(self.column(kind, "platform_id"))

    def column(self, kind: str, name: str) -> Mapping[str, str]:
        """Give another column of a kind by our id."""
        mine = self.table[self.table["kind"] == kind]
        return dict(zip(mine["id"].tolist(), mine[name].tolist(), strict=True))


def read_ids(path: Path, problems: list[Problem], *, records: bool) -> Ids | None:
    """Read a table of ids; None, reported, where anything is wrong with it.

    Parameters
    ----------
    records : whether platform ids are those of Salesforce records, 15 or 18 letters and digits
    """
    before = len(problems)
    frame = read_external(path, COLUMNS, problems, needed=FILLED, filled=FILLED)
    if frame is None:
        return None
    source = Source.of(frame)
    kinds = frame["kind"]
    strange = np.flatnonzero(~kinds.isin([*KINDS, ""]).to_numpy())
    problems.extend(
        source.problem(
            int(row),
            "kind",
            "ids-kind-unknown",
            "is no kind of id",
            got=str(kinds.iloc[row]),
            want=", ".join(KINDS),
            fix=suggestion(str(kinds.iloc[row]), KINDS) or "Correct it.",
        )
        for row in strange
    )
    again = np.flatnonzero(frame.duplicated(["kind", "id"]).to_numpy() & (kinds != "").to_numpy())
    got = (frame["kind"] + "," + frame["id"]).iloc[again].tolist()
    problems.extend(faults_at(source, again, "id", "import-duplicate", got))
    if records:
        _records(frame, source, problems)
    if any(problem.severity == "error" for problem in problems[before:]):
        return None
    return Ids(path.name, frame[list(COLUMNS)].reset_index(drop=True))


def _records(frame: pd.DataFrame, source: Source, problems: list[Problem]) -> None:
    """Report platform ids that no record has, and records that would stand for two of ours."""
    given = frame["platform_id"]
    bad = frame["kind"].isin(RECORDS) & (given != "") & ~given.str.fullmatch(RECORD)
    alone = frame["kind"].isin(ALONE) & (given != "")
    twice = alone & frame.assign(same=given.str[:CASED]).duplicated(["kind", "same"])
    for rows, code, what, want, fix in (
        (bad, "ids-no-record", "is no id of a record", "15 or 18 letters and digits",
         "Copy the record's Id from the platform."),
        (twice, "ids-twice", "is the record of another row already", "one record for each",
         "Correct one of the two rows."),
    ):  # fmt: skip
        places = np.flatnonzero(rows.to_numpy())
        got = given.iloc[places].tolist()
        problems.extend(
            source.problems(places, "platform_id", code, what, got=got, want=want, fix=fix)
        )
