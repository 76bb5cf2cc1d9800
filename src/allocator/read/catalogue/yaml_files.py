"""Faults of the YAML itself, in scenario, what-if and model files.

What YAML 1.2 reads otherwise than people expect is never misread in silence: ``NO`` and
``12:30:45`` are text, ``0123`` is refused as a number, and ``1e3`` is the number 1000 (in quotes
it is text, and refused where a number is wanted). A byte-order mark is refused here, for a file
that begins with one was written by a program that may have changed more; tables may have one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from allocator.read.catalogue.base import SCENARIO
from allocator.read.catalogue.example import (
    MEGABYTE,
    changed,
    fault,
    more,
    text,
)

if TYPE_CHECKING:
    from allocator.read.catalogue.fault import Fault

IN_BYTES = SCENARIO.encode()

YAML: tuple[Fault, ...] = (
    fault(
        "yaml-syntax",
        "the YAML cannot be read",
        "one map of keys and values",
        "look at this line and the one before: a bracket, quote, colon or indent is wrong",
        more("settings: {fairness_band: [\n"),
        more("title: a: b\n"),
        more("title: 'open\n"),
    ),
    fault(
        "yaml-duplicate-key",
        "the key stands twice",
        "each key once",
        "delete one of the two",
        more("currency: EUR\n"),
        changed("{amount: 60000}", "{amount: 60000, amount: 70000}"),
    ),
    fault(
        "yaml-alias",
        "anchors and aliases are not read",
        "the value itself",
        "write the value out",
        more("title: &a Plan\npurpose: *a\n"),
        more(
            "a: &a [x, x]\n"
            + "".join(
                f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
            ),
        ),
        more("settings: &s {self: *s}\n"),
    ),
    fault(
        "yaml-merge-key",
        "merge keys are not read",
        "the keys themselves",
        "write the keys out, or use a what-if file that extends this one",
        more("settings: {<<: {fairness_band: {band: 0.1}}}\n"),
    ),
    fault(
        "yaml-tag",
        "tags are not read",
        "a plain value",
        "delete the tag",
        more("title: !!python/object/apply:os.system [id]\n"),
        more("title: !!str 12\n"),
        more("title: ! plan\n"),
    ),
    fault(
        "yaml-directive",
        "another version of YAML, or a directive, is asked for",
        "YAML 1.2 without directives",
        "delete the lines that begin with %",
        text("%YAML 1.1\n---\n" + SCENARIO),
        text("%TAG !e! tag:example.org,2000:\n---\n" + SCENARIO),
    ),
    fault(
        "yaml-several-documents",
        "the file has more than one document",
        "one document",
        "delete the lines from the second '---' on, or put them in a file of their own",
        more("---\ntitle: another\n"),
    ),
    fault(
        "yaml-too-deep",
        "maps and lists stand more than 32 levels inside one another",
        "at most 32 levels",
        "take the nesting out",
        more("settings: " + "[" * 40 + "]" * 40 + "\n"),
        more("settings: " + "{a: " * 40 + "1" + "}" * 40 + "\n"),
    ),
    fault(
        "yaml-too-large",
        "the file is too large",
        "at most 1 MiB and 50,000 keys and values",
        "move data into the tables",
        more("# " + "x" * MEGABYTE + "\n"),
        more("settings: [" + "1," * 60_000 + "]\n"),
    ),
    fault(
        "yaml-key-not-text",
        "a key is a map or a list",
        "text as key",
        "write the key as plain text",
        more("? [a, b]\n: 1\n"),
    ),
    fault(
        "yaml-not-finite",
        "the number is not finite",
        "a number",
        "write the number, or leave the key out",
        changed("60000", ".nan"),
        changed("60000", ".inf"),
        changed("60000", "1e999"),
    ),
    fault(
        "yaml-byte-order-mark",
        "the file begins with a byte-order mark",
        "UTF-8 without byte-order mark",
        "save the file as UTF-8 (in Windows Notepad: UTF-8, not UTF-8 with BOM)",
        text(b"\xef\xbb\xbf" + IN_BYTES),
    ),
    fault(
        "yaml-utf16",
        "the file is written in UTF-16 or UTF-32",
        "UTF-8",
        "save the file as UTF-8",
        text(partial(SCENARIO.encode, "utf-16")),
        text(partial(SCENARIO.encode, "utf-16-le")),
    ),
    fault(
        "yaml-not-utf8",
        "a byte is not UTF-8",
        "UTF-8",
        "save the file as UTF-8",
        text(IN_BYTES + b"title: Caf\xe9\n"),
    ),
    fault(
        "yaml-control-character",
        "the file holds a control character",
        "printable text",
        "delete the character",
        text(IN_BYTES + b"title: a\x00b\n"),
        text(IN_BYTES + b"title: a\x1b[31mb\n"),
    ),
    fault(
        "yaml-tab",
        "the line is indented by a tab",
        "spaces",
        "replace the tab by spaces",
        changed("  baseline_revenue", "\tbaseline_revenue"),
    ),
    fault(
        "yaml-empty",
        "the file is empty",
        "a map of keys and values",
        "`allocator init DIR` writes a scenario to start from",
        text(""),
        text("# only a comment\n"),
        text("---\n"),
    ),
    fault(
        "yaml-not-a-map",
        "the file is not a map",
        "keys and values, as in `name: plan`",
        "`allocator init DIR` writes a scenario to start from",
        text("- a\n- b\n"),
        text("just text\n"),
    ),
)
