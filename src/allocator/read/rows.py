"""Table rows that an overlay changes: ``rows: {reps: {am-07: {end_date: 2027-03-01}}}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from allocator.domain.scenario import Change
from allocator.domain.tables import NUMERIC, TABLES, Column, TableSpec
from allocator.errors import Problem
from allocator.read.cells import convert
from allocator.read.header import CURRENCY, allowed
from allocator.read.likeness import suggestion

JOINT = "/"
"""Between the parts of a key."""

Place = Callable[[str], str]
Cell = str | float | bool | None


def apply_rows(
    frames: dict[str, pd.DataFrame],
    rows: Mapping[str, Mapping[str, Any]],
    place: Place,
    problems: list[Problem],
) -> list[Change]:
    """Change, add and delete rows of typed tables, by key.

    Parameters
    ----------
    frames : typed tables; changed tables are replaced in it
    rows : table -> key -> column -> value. A key joins its columns with ``/`` in table order,
        empty parts at its end left out. None for a row deletes it, None for a cell empties it;
        an unknown key adds a row if all required columns have a value
    place : gives ``file:line`` of a path such as ``rows.reps.am-07.end_date``

    Returns
    -------
    What differs afterwards, in the order given.
    """
    changes: list[Change] = []
    for name, entries in rows.items():
        path = f"rows.{name}"
        if name not in TABLES:
            fix = suggestion(name, list(TABLES)) or "Correct the table's name."
            problems.append(
                _problem("table-unknown", "is no table", path, place, name, ", ".join(TABLES), fix)
            )
        elif not isinstance(entries, Mapping):
            problems.append(
                _problem(
                    "row-not-a-map",
                    "must map keys to rows",
                    path,
                    place,
                    str(entries),
                    "{key: {column: value}}",
                    "Write the rows as a map.",
                )
            )
        else:
            table = _Table(TABLES[name], frames.get(name), place)
            for key, cells in entries.items():
                changes.extend(table.put(str(key), cells, problems))
            frames[name] = table.frame()
    return changes


def _problem(
    code: str, what: str, path: str, place: Place, got: str, want: str, fix: str
) -> Problem:
    """Make a problem of an overlay, at its own place."""
    file, line = _place(place(path))
    return Problem(code, what, file, line, 0, path, got, want, fix)


def _place(text: str) -> tuple[str, int]:
    """Split ``file:line``."""
    file, _, line = text.rpartition(":")
    return (file, int(line)) if line.isdigit() else (text, 0)


class _Table:
    """One table while overlays change it."""

    def __init__(self, spec: TableSpec, frame: pd.DataFrame | None, place: Place) -> None:
        self.spec = spec
        self.place = place
        self.given = spec.empty() if frame is None else frame
        if frame is None:
            self.given.index = pd.Index(np.zeros(0, np.int64))
        self.keys = _joined(self.given, spec)
        self.index: dict[str, int] = {}
        self.doubtful: set[str] = set()
        for row, key in enumerate(self.keys):
            if self.index.setdefault(key, row) != row:
                self.doubtful.add(key)
        self.changed: dict[tuple[int, str], Any] = {}
        self.deleted: set[int] = set()
        self.added: dict[str, dict[str, Any]] = {}
        self.placed: dict[tuple[int, str], str] = dict(self.given.attrs.get("placed", {}))
        lowest = int(self.given.index.min()) if len(self.given) else 0
        self.next_line = min(lowest, 0) - 1

    def put(self, key: str, cells: Any, problems: list[Problem]) -> list[Change]:
        """Apply the entry of one key."""
        path = f"rows.{self.spec.name}.{key}"
        key = key.rstrip(JOINT)
        if key in self.doubtful:
            problems.append(
                _problem(
                    "row-key-ambiguous",
                    "names more than one row",
                    path,
                    self.place,
                    key,
                    "a key that one row has",
                    "Give the rows different keys in the table.",
                )
            )
            return []
        row = self.index.get(key)
        if cells is None:
            return self._delete(row, key, path, problems)
        if not isinstance(cells, Mapping):
            problems.append(
                _problem(
                    "row-not-a-map",
                    "must map columns to values",
                    path,
                    self.place,
                    str(cells),
                    "{column: value}, or null to delete the row",
                    "Write the row as a map.",
                )
            )
            return []
        known = self._known(cells, path, problems)
        if row is not None and row not in self.deleted:
            return self._change(row, key, known, path, problems)
        return self._add(key, known, path, problems)

    def _known(
        self, cells: Mapping[str, Any], path: str, problems: list[Problem]
    ) -> dict[str, Any]:
        """Keep the columns that the table has."""
        names = allowed(self.spec)
        known = {}
        for column, value in cells.items():
            if column in names:
                known[column] = value
                continue
            problems.append(
                _problem(
                    "header-unknown",
                    f"table {self.spec.name} has no such column",
                    f"{path}.{column}",
                    self.place,
                    str(column),
                    ", ".join(names),
                    suggestion(str(column), names) or "Correct the column's name.",
                )
            )
        return known

    def _delete(
        self, row: int | None, key: str, path: str, problems: list[Problem]
    ) -> list[Change]:
        """Take a row out."""
        if row is None or row in self.deleted:
            if not self.given.attrs.get("broken"):
                problems.append(self._unknown(key, path))
            return []
        self.deleted.add(row)
        old = {
            name: cell
            for name in self.given.columns
            if (cell := _plain(self._current(row, name))) is not None
        }
        return [Change(path, old, None, self.place(path))]

    def _unknown(self, key: str, path: str, more: str = "") -> Problem:
        """Make the problem of a key that no row has."""
        near = suggestion(key, list(self.index))
        return _problem(
            "row-unknown",
            f"table {self.spec.name} has no such row",
            path,
            self.place,
            key,
            JOINT.join(self.spec.key),
            " ".join(part for part in (near, more) if part) or "Correct the key.",
        )

    def _change(
        self, row: int, key: str, cells: Mapping[str, Any], path: str, problems: list[Problem]
    ) -> list[Change]:
        """Change cells of a row that is there."""
        changes = []
        for name, raw in cells.items():
            spot = f"{path}.{name}"
            value = self._typed(name, raw, spot, problems)
            if value is _FLAWED:
                continue
            old, new = _plain(self._current(row, name)), _plain(value)
            if old == new:
                continue
            if name in self.spec.key:
                problems.append(
                    _problem(
                        "row-key-changed",
                        "is part of the key and cannot be changed",
                        spot,
                        self.place,
                        str(raw),
                        key,
                        "Delete the row (null) and add another.",
                    )
                )
                continue
            self.changed[row, name] = value
            self.placed[int(self.given.index[row]), name] = self.place(spot)
            changes.append(Change(spot, old, new, self.place(spot)))
        return changes

    def _add(
        self, key: str, cells: Mapping[str, Any], path: str, problems: list[Problem]
    ) -> list[Change]:
        """Add a row, its key columns taken from the key."""
        parts = key.split(JOINT)
        said = {name for name, part in zip(self.spec.key, parts, strict=False) if part}
        said |= {name for name, value in cells.items() if value is not None}
        missing = [c.name for c in self.spec.columns if c.required and c.name not in said]
        if missing or len(parts) > len(self.spec.key):
            more = f"A new row needs {', '.join(missing)}." if missing else ""
            if not self.given.attrs.get("broken"):
                problems.append(self._unknown(key, path, more))
            return []
        whole = dict(cells)
        for name, part in zip(self.spec.key, parts, strict=False):
            if str(whole.setdefault(name, part)) != part:
                problems.append(
                    _problem(
                        "row-key-changed",
                        "is not what the row's key says",
                        f"{path}.{name}",
                        self.place,
                        str(whole[name]),
                        part,
                        "Leave the column out: the key gives it.",
                    )
                )
        row: dict[str, Any] = {}
        for name in (name for name in allowed(self.spec) if name in whole):
            raw = whole[name]
            value = self._typed(name, raw, f"{path}.{name}", problems)
            if value is not _FLAWED:
                row[name] = value
        self.added[key] = row
        self.placed[self.next_line - len(self.added) + 1, ""] = self.place(path)
        new = {name: cell for name, value in row.items() if (cell := _plain(value)) is not None}
        return [Change(path, None, new, self.place(path))]

    def _typed(self, name: str, raw: Any, path: str, problems: list[Problem]) -> Any:
        """Type one value as a cell of its column; `_FLAWED` where it cannot be."""
        column = self._column(name)
        try:
            cells = pa.array([None if raw == "" else raw])
        except (pa.ArrowException, TypeError):
            cells = pa.array([str(raw)])
        if pa.types.is_nested(cells.type) or pa.types.is_binary(cells.type):
            cells = pa.array([str(raw)])
        values, findings, empty = convert(cells, column.meaning)
        for finding in findings:
            flaw = finding.flaw
            problems.append(
                _problem(flaw.code, flaw.what, path, self.place, str(raw), flaw.want, flaw.fix)
            )
        if findings:
            return _FLAWED
        if column.required and empty[0]:
            problems.append(
                _problem(
                    "cell-empty",
                    "must be filled",
                    path,
                    self.place,
                    "null",
                    "a value",
                    "Give a value, or delete the row.",
                )
            )
            return _FLAWED
        return values[0]

    def _column(self, name: str) -> Column:
        """Give the specification of a column."""
        found = [column for column in self.spec.columns if column.name == name]
        return found[0] if found else Column(CURRENCY, "id")

    def _current(self, row: int, name: str) -> Any:
        """Give a cell as it is now."""
        if (row, name) in self.changed:
            return self.changed[row, name]
        return self.given[name].iloc[row] if name in self.given else ""

    def frame(self) -> pd.DataFrame:
        """Give the table with all changes."""
        names = [*self.spec.names]
        touched = {name for _, name in self.changed} | {
            n for row in self.added.values() for n in row
        }
        if CURRENCY in self.given or CURRENCY in touched:
            names.append(CURRENCY)
        keep = np.setdiff1d(np.arange(len(self.given)), np.array(sorted(self.deleted), np.int64))
        columns = {name: self._values(name, keep) for name in names}
        lines = np.asarray(self.given.index, np.int64)[keep]
        fresh = self.next_line - np.arange(len(self.added))
        frame = pd.DataFrame(columns, index=pd.Index(np.concatenate([lines, fresh])))
        frame.attrs.update(self.given.attrs)
        frame.attrs.update(placed=self.placed)
        frame.attrs.setdefault("file", self.spec.name)
        return frame

    def _values(self, name: str, keep: Any) -> Any:
        """Give a column with its changed, deleted and added cells."""
        column = self._column(name)
        blank = _blank(column)
        if name in self.given:
            values = self.given[name].array.copy()
        else:
            values = pd.array([""] * len(self.given), dtype="str")
        for (row, other), value in self.changed.items():
            if other == name:
                values[row] = value
        fresh = pd.array([row.get(name, blank) for row in self.added.values()], dtype=values.dtype)
        return pd.concat([pd.Series(values.take(keep)), pd.Series(fresh)]).array


_FLAWED = object()


def _blank(column: Column) -> Any:
    """Give the empty cell of a column."""
    if column.meaning in NUMERIC:
        return np.nan
    return {"date": pd.NaT, "flag": False}.get(column.meaning, "")


def _plain(value: Any) -> Cell:
    """Give a cell as the trail prints it: None where empty, days as ISO text."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if pd.isna(value):
        return None
    if isinstance(value, (pd.Timestamp, np.datetime64)):
        return pd.Timestamp(value).date().isoformat()
    return float(value)


def _joined(frame: pd.DataFrame, spec: TableSpec) -> list[str]:
    """Give the key of every row as an overlay writes it."""
    parts = [_words(frame[name]) for name in spec.key]
    return [JOINT.join(row).rstrip(JOINT) for row in zip(*parts, strict=True)]


def _words(values: pd.Series) -> list[str]:
    """Give a key column as text."""
    if values.dtype.kind == "M":
        days = values.to_numpy().astype("datetime64[D]")
        return ["" if word == "NaT" else word for word in days.astype(str).tolist()]
    return [str(value) for value in values.tolist()]
