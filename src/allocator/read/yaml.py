"""YAML 1.2 as a light tree that knows the line and column of every key and value.

ruamel.yaml splits the text into events; this module builds the tree from them by the rules of the
YAML 1.2 core schema, narrowed so that nothing is misread in silence:

- ``NO``, ``yes``, ``12:30:45``, ``1_000``, ``0x1F`` and dates are text;
- ``0123`` is text too, for as a number it would lose its zero (and 1.1 would read it as octal);
- ``1e3`` is the number 1000, as YAML 1.2 says; with quotes it is text;
- NaN, infinity, anchors, aliases, merge keys, tags and further documents are refused.

>>> tree = parse(b"a: {b: 1e3}", file="x.yaml", problems=[])
>>> tree.plain(), str(tree.at(("a", "b")).place)
({'a': {'b': 1000.0}}, 'x.yaml:1')
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from allocator.errors import SHOWN_PROBLEMS, Problem
from allocator.read.place import Place, report

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1 << 20
"""Bytes a file may have."""
DEEPEST = 32
"""Levels of maps and lists inside one another."""
MOST = 50_000
"""Keys and values a file may have: a megabyte of brackets would take the parser a minute."""
LONGEST = 300
"""Digits of a number; more cannot be a finite float."""

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
DECIMAL = re.compile(
    r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?",
)
NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
TAB = re.compile(r"^ *(\t)[ \t]*[^\s#]", re.MULTILINE)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

Scalar: TypeAlias = str | int | float | bool | None
Path_: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its places.

    Attributes
    ----------
    value : a scalar, a map of nodes or a list of nodes
    place : where the value begins
    key : where its key begins, for a value in a map
    raw : a scalar as it was written
    """

    value: Scalar | dict[str, Node] | list[Node]
    place: Place
    key: Place | None = None
    raw: str = ""

    @property
    def entries(self) -> dict[str, Node]:
        """The map's entries; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def is_map(self) -> bool:
        """Whether the value is a map."""
        return isinstance(self.value, dict)

    @property
    def spot(self) -> Place:
        """The place to show for this entry: its key's where it has one."""
        return self.key or self.place

    def plain(self) -> Any:
        """Give the value without places."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: Path_) -> Node:
        """Follow `path` as far as it exists."""
        node = self
        for part in path:
            if isinstance(node.value, dict) and part in node.value:
                node = node.value[str(part)]
            elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
            else:
                break
        return node


class _Stop(Exception):
    """The rest of the file cannot be read."""


def scalar(text: str) -> Scalar:
    """Resolve a plain scalar.

    >>> [scalar(t) for t in ("NO", "0123", "12:30:45", "1e3", "-7", "~", "true")]
    ['NO', '0123', '12:30:45', 1000.0, -7, None, True]
    """
    if text in NULLS:
        return None
    if text in FLAGS:
        return FLAGS[text]
    if NOT_FINITE.fullmatch(text):
        return math.nan
    if len(text) > LONGEST and DECIMAL.fullmatch(text):
        return math.inf
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


def parse(
    data: bytes,
    *,
    file: str,
    problems: list[Problem],
    folder: Path | None = None,
) -> Node | None:
    """Read one document, or give None where it cannot be read at all.

    Parameters
    ----------
    data : the file's bytes
    file : name to show
    problems : what is wrong is added here
    folder : where relative paths of the file begin
    """
    start = Place(file, 1, 1, folder)
    text = _decode(data, start, problems)
    if text is None:
        return None
    if not text.strip():
        report(problems, "yaml-empty", start)
        return None
    events = iter(YAML(typ="safe", pure=True).parse(text))
    try:
        return _Reader(events, start, problems).document()
    except _Stop:
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Place(file, mark.line + 1, mark.column + 1, folder) if mark else start
        report(problems, "yaml-syntax", at, what=f"the YAML cannot be read: {error.problem}")
    except (YAMLError, ValueError) as error:
        report(problems, "yaml-syntax", start, what=f"the YAML cannot be read: {error}")
    return None


def _decode(data: bytes, start: Place, problems: list[Problem]) -> str | None:
    """Turn bytes into text, or say why not."""
    if len(data) > LARGEST:
        report(problems, "yaml-too-large", start, got=f"over {LARGEST:,} bytes")
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        report(problems, "yaml-utf16", start)
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        report(problems, "yaml-byte-order-mark", start)
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n")
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1)
        at = Place(start.file, line + 1, column + 1, start.folder)
        report(problems, "yaml-not-utf8", at, got=data[error.start : error.start + 1].hex())
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for code, pattern, group in (("yaml-control-character", CONTROL, 0), ("yaml-tab", TAB, 1)):
        if found := pattern.search(text):
            spot = found.start(group)
            column = spot - (text.rfind("\n", 0, spot) + 1)
            at = Place(start.file, text.count("\n", 0, spot) + 1, column + 1, start.folder)
            report(problems, code, at, got=found[group])
            return None
    return text


class _Reader:
    """Builds the tree from ruamel's events."""

    def __init__(self, events: Iterator[Any], start: Place, problems: list[Problem]) -> None:
        self.events = events
        self.start = start
        self.problems = problems
        self.nodes = 0
        self.known = len(problems)

    def document(self) -> Node | None:
        """Read the one document of the stream."""
        root: Node | None = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    self.stop("yaml-several-documents", event)
                if event.version not in (None, (1, 2)) or event.tags:
                    report(self.problems, "yaml-directive", self.start)
                root = self.node(next(self.events), 1, None)
        if root is None or root.value is None:
            report(self.problems, "yaml-empty", self.start)
            return None
        if not root.is_map:
            report(self.problems, "yaml-not-a-map", root.place, got=root.raw or "a list")
            return None
        return root

    def place(self, event: Any) -> Place:
        """Give the place where an event begins."""
        mark = event.start_mark
        return Place(self.start.file, mark.line + 1, mark.column + 1, self.start.folder)

    def fault(self, code: str, event: Any, got: str = "", what: str = "") -> None:
        """Report, and give up where a file has no end of faults."""
        report(self.problems, code, self.place(event), got=got, what=what)
        if len(self.problems) - self.known >= SHOWN_PROBLEMS:
            raise _Stop

    def stop(self, code: str, event: Any) -> None:
        """Report a fault behind which the file is not read."""
        report(self.problems, code, self.place(event))
        raise _Stop

    def node(self, event: Any, depth: int, key: Place | None) -> Node:
        """Read the value that begins with `event`."""
        self.nodes += 1
        if self.nodes > MOST:
            self.stop("yaml-too-large", event)
        here = self.place(event)
        if isinstance(event, AliasEvent) or event.anchor is not None:
            self.fault("yaml-alias", event, f"{event.anchor}")
        if isinstance(event, AliasEvent):
            return Node(None, here, key)
        if event.tag is not None:
            self.fault("yaml-tag", event, str(event.tag))
        if isinstance(event, ScalarEvent):
            return self.leaf(event, here, key)
        if depth > DEEPEST:
            self.stop("yaml-too-deep", event)
        if isinstance(event, SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(event := next(self.events), SequenceEndEvent):
                items.append(self.node(event, depth + 1, None))
            return Node(items, here, key)
        return self.map(event, depth, key)

    def leaf(self, event: ScalarEvent, here: Place, key: Place | None) -> Node:
        """Read a scalar; quotes and blocks make text of anything."""
        raw = str(event.value)
        value: Scalar = scalar(raw) if event.style is None else raw
        if isinstance(value, float) and not math.isfinite(value):
            self.fault("yaml-not-finite", event, raw)
            value = None
        return Node(value, here, key, raw)

    def map(self, start: MappingStartEvent, depth: int, key: Place | None) -> Node:
        """Read a map; keys are text exactly as written."""
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            at = self.place(event)
            if not isinstance(event, ScalarEvent):
                self.node(event, depth + 1, None)
                self.fault("yaml-key-not-text", event)
                self.node(next(self.events), depth + 1, None)
                continue
            if event.anchor is not None or event.tag is not None:
                self.fault("yaml-tag" if event.tag else "yaml-alias", event)
            name = str(event.value)
            value = self.node(next(self.events), depth + 1, at)
            if name == "<<" and event.style is None:
                self.fault("yaml-merge-key", event)
            elif name in entries:
                first = entries[name].spot
                what = f"the key stands twice; first at line {first.line}, column {first.column}"
                self.fault("yaml-duplicate-key", event, name, what)
            else:
                entries[name] = value
        return Node(entries, self.place(start), key)


def node_of(value: Any, place: Place, problems: list[Problem], depth: int = 1) -> Node:
    """Make a tree of Python values, which have one place: the call's."""
    if depth > DEEPEST:
        report(problems, "yaml-too-deep", place)
        return Node(None, place)
    if isinstance(value, Mapping):
        return Node(
            {str(k): node_of(v, place, problems, depth + 1) for k, v in value.items()},
            place,
        )
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return Node([node_of(v, place, problems, depth + 1) for v in value], place)
    if isinstance(value, date):
        value = (value.date() if isinstance(value, datetime) else value).isoformat()
    elif hasattr(value, "item"):  # a NumPy scalar
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        report(problems, "yaml-not-finite", place, got=str(value))
        value = None
    if not isinstance(value, str | int | float | bool | None):
        report(problems, "setting-wrong-type", place, got=type(value).__name__)
        value = None
    return Node(value, place, raw="" if value is None else str(value))
