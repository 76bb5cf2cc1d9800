"""Layers: a scenario, the what-if files over it, and ``--set``, merged in one order.

Maps merge, a lever's form replaces the other form, lists and scalars replace, null deletes.
Whatever a later layer changes is written to the trail with its old and new value and its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from allocator.domain.scenario import Change
from allocator.domain.tables import TABLES
from allocator.read import paths, yaml
from allocator.read.place import Place, report
from allocator.read.schema import dotted
from allocator.read.targets import DRIVERS, FORMS
from allocator.read.yaml import Node, Path_

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.errors import Problem

SET = "--set"
EITHER = (("growth", "growth_rate"),)
"""Keys of `target` of which a layer's one replaces the other."""
FOR_ROWS = 3
"""Parts of the shortest path of a row: ``rows``, table, key."""


@dataclass
class Trail:
    """What later layers changed, in order. `default` gives the value behind an unset key."""

    changes: list[Change] = field(default_factory=list)
    default: Callable[[Path_], Any] = lambda _path: None

    def note(self, path: Path_, old: Node | None, new: Node) -> None:
        """Write down one change: leaf by leaf for a new map, else as a whole."""
        if new.entries and (old is None or old.value is None):
            for name, entry in new.entries.items():
                self.note((*path, name), None, entry)
            return
        before = self.default(path) if old is None or old.value is None else old.plain()
        after = new.plain()
        if before != after:
            self.changes.append(Change(dotted(path), before, after, str(new.spot)))


def merge(base: Node, patch: Node, trail: Trail | None = None, path: Path_ = ()) -> Node:
    """Lay `patch` over `base`. A null stays as null, so that what was deleted is known."""
    if not (base.is_map and patch.is_map):
        if trail and path:
            trail.note(path, base, patch)
        return patch
    entries = dict(base.entries)
    for name in _replaced(entries, patch.entries, path):
        gone = Node(None, patch.place, patch.key)
        if trail:
            trail.note((*path, name), entries[name], gone)
        del entries[name]
    for name, entry in patch.entries.items():
        here = (*path, name)
        if name in entries:
            entries[name] = merge(entries[name], entry, trail, here)
        else:
            entries[name] = entry
            if trail:
                trail.note(here, None, entry)
    return replace(base, value=entries)


def _replaced(base: Mapping[str, Node], patch: Mapping[str, Node], path: Path_) -> list[str]:
    """Name the keys of `base` that belong to a form which `patch` replaces."""
    given = {name for name, node in patch.items() if node.value is not None}
    if path == ("target",):
        pairs = [pair for pair in EITHER if len(given & set(pair)) == 1]
        return [key for pair in pairs for key in pair if key in base and key not in given]
    if len(path) != FOR_ROWS or path[:2] != ("target", "levers"):
        return []
    new = given & DRIVERS
    old = {name for name in base if name in DRIVERS and base[name].value is not None}
    whole = old | new
    if new <= old or any(whole <= set(form) for form in FORMS):
        return []
    return sorted(old - new)


def chain(file: Path, yard: paths.Yard, problems: list[Problem]) -> list[Node]:
    """Read a file and everything that it extends, the scenario first.

    A file that cannot be read ends the chain; its problem is reported, and the list is without
    the files below it.
    """
    layers: list[Node] = []
    seen: list[Path] = []
    place, pointer = Place(yard.shown(file)), ""
    while True:
        layer = layer_of(file, yard, place, problems, pointer=pointer)
        if layer is None:
            return layers[::-1]
        layers.append(layer)
        seen.append(file.resolve())
        below = layer.entries.get("extends")
        if below is None or below.value is None:
            return layers[::-1]
        place, pointer = below.place, "extends"
        if not isinstance(below.value, str):
            report(problems, "setting-not-text", below.spot, pointer=pointer, got=below.raw)
            return layers[::-1]
        target = yard.inside(below.value, below.place, problems, pointer)
        if target is None:
            return layers[::-1]
        if target.resolve() in seen:
            report(problems, "extends-circle", below.place, pointer=pointer, got=below.value)
            return layers[::-1]
        file = target


def layer_of(
    file: Path,
    yard: paths.Yard,
    place: Place,
    problems: list[Problem],
    *,
    pointer: str = "",
) -> Node | None:
    """Read one file; `place` is where it is named."""
    data = paths.content(file, place, problems, pointer=pointer)
    if data is None:
        return None
    return yaml.parse(data, file=yard.shown(file), folder=file.parent, problems=problems)


def over(
    file: Path, yard: paths.Yard, known: Sequence[Path], problems: list[Problem]
) -> list[Node]:
    """Read a what-if file that is laid over a scenario from outside.

    What it extends must be part of that scenario already: `known`, resolved.
    """
    layer = layer_of(file, yard, Place(file.name), problems)
    if layer is None:
        return []
    below = layer.entries.get("extends")
    if below is not None and isinstance(below.value, str):
        target = yard.inside(below.value, below.place, problems, "extends")
        if target is not None and target.resolve() not in known:
            report(problems, "extends-other", below.place, pointer="extends", got=below.value)
    return [layer]


def sets(
    overrides: Mapping[str, Any] | Sequence[str],
    short: Sequence[str],
    folder: Path,
    problems: list[Problem],
) -> list[Node]:
    """Turn ``--set`` options, or a mapping of paths to values, into one layer each.

    `short` are the entries of ``settings`` that may be named without that word.
    """
    place = Place(SET, folder=folder)
    layers = []
    if isinstance(overrides, Mapping):
        for name, value in overrides.items():
            layers.append(_nested(name, yaml.node_of(value, place, problems), short))
        return layers
    for text in overrides:
        name, equals, written = text.partition("=")
        if not equals or not all(name.strip().split(".")):
            report(problems, "set-malformed", place, got=text)
            continue
        here: list[Problem] = []
        wrapped = yaml.parse(f"value: {written}".encode(), file=SET, problems=here)
        problems.extend(replace(p, file=SET, line=0, column=0, pointer=name) for p in here)
        if here:
            continue
        value = wrapped.entries.get("value") if wrapped else None
        if value is None or wrapped is None or len(wrapped.entries) > 1 or _cut(value, written):
            report(problems, "set-malformed", place, got=text)
        else:
            layers.append(_nested(name.strip(), _moved(value, place), short))
    return layers


def _cut(node: Node, written: str) -> bool:
    """Whether a plain value lost a part, as ``plan #2`` does, whose end is a comment in YAML."""
    text = written.strip()
    whole = node.is_map or isinstance(node.value, list) or text[:1] in ("'", '"')
    return not whole and node.raw != text


def _moved(node: Node, place: Place) -> Node:
    """Put a whole tree at one place."""
    value = node.value
    if isinstance(value, dict):
        value = {name: _moved(entry, place) for name, entry in value.items()}
    elif isinstance(value, list):
        value = [_moved(entry, place) for entry in value]
    return Node(value, place, None, node.raw)


def _nested(name: str, value: Node, short: Sequence[str]) -> Node:
    """Wrap a value in the maps that its path names."""
    parts = name.split(".")
    if parts[0] in short:
        parts.insert(0, "settings")
    if parts[0] == "rows" and len(parts) > FOR_ROWS:
        spec = TABLES.get(parts[1])
        column = parts[-1:] if spec and parts[-1] in spec.names else []
        parts = [*parts[:2], ".".join(parts[2 : len(parts) - len(column)]), *column]
    for part in reversed(parts):
        value = Node({part: value}, value.place)
    return value


@dataclass(frozen=True, slots=True)
class Rows:
    """Table rows of one layer: `values` by table and key, `places` by ``rows.TABLE.KEY.COLUMN``."""

    values: Mapping[str, Mapping[str, Any]]
    places: Mapping[str, Place]

    def place(self, path: str) -> str:
        """Give the place of a row or cell as the trail writes it."""
        return str(self.places.get(path, self.places["rows"]))


def split(layer: Node, problems: list[Problem]) -> tuple[Node, Rows | None]:
    """Take `extends` and `rows` out of a layer: they do not merge with the settings."""
    rest = {k: v for k, v in layer.entries.items() if k not in ("extends", "rows")}
    rows = layer.entries.get("rows")
    settings = replace(layer, value=rest)
    if rows is None or rows.value is None:
        return settings, None
    places = {"rows": rows.spot}
    if not rows.is_map:
        report(
            problems, "setting-wrong-type", rows.spot, pointer="rows", got=rows.raw, want="a map"
        )
        return settings, None
    values = {
        name: _cells(table, f"rows.{name}", places) if table.is_map else table.plain()
        for name, table in rows.entries.items()
    }
    return settings, Rows(values, places)


def _cells(keyed: Node, pointer: str, places: dict[str, Place]) -> dict[str, Any]:
    """Give the rows of one table, and note their places.

    A number that its text says otherwise (``1E5``, ``1.50``) goes on as text, for it may be an id.
    """
    places[pointer] = keyed.spot
    rows: dict[str, Any] = {}
    for key, row in keyed.entries.items():
        here = f"{pointer}.{key}"
        places[here] = row.spot
        rows[key] = {} if row.is_map else row.plain()
        for column, cell in row.entries.items():
            places[f"{here}.{column}"] = cell.spot
            number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
            same = not number or str(cell.value) == cell.raw
            rows[key][column] = cell.plain() if same else cell.raw
    return rows
