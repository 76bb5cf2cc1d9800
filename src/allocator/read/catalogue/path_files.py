"""Faults of the paths that scenario files name: models, tables, what else they extend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.read.catalogue.example import (
    FILE,
    changed,
    fault,
    text,
)

if TYPE_CHECKING:
    from allocator.read.catalogue.fault import Fault

PATHS: tuple[Fault, ...] = (
    fault(
        "file-missing",
        "there is no such file",
        "a file that exists",
        "correct the path",
        text("extends: base.yaml\n"),
        changed("model: balanced", "model: own/model.yaml"),
        text(None),
    ),
    fault(
        "file-unreadable",
        "the file cannot be opened",
        "a file that may be read",
        "change its permissions",
        text(f"extends: {'x' * 300}.yaml\n"),
    ),
    fault(
        "path-not-a-file",
        "the path is a folder, a pipe or a device",
        "a regular file",
        "name a file",
        text("extends: tables\n"),
    ),
    fault(
        "path-outside",
        "the path leaves the root",
        "a path inside the folder that holds models/, or inside the scenario's folder",
        "move the file inside, and name it from there",
        text("extends: ../../../../secret.yaml\n"),
        changed("tables: tables/", "tables: ../../../../"),
        changed("model: balanced", "model: ../../../../model.yaml"),
    ),
    fault(
        "path-absolute",
        "the path is absolute",
        "a path relative to the file it stands in",
        "write it relative to this file",
        text("extends: /etc/hostname\n"),
        changed("tables: tables/", "tables: /dev/zero"),
        changed("tables: tables/", "tables: 'C:/tables'"),
    ),
    fault(
        "path-home",
        "the path begins in a home folder",
        "a path relative to the file it stands in",
        "write it relative to this file",
        changed("tables: tables/", "tables: ~/tables"),
    ),
    fault(
        "path-url",
        "the path is an address on a network",
        "a file; allocator opens no connection",
        "download the file first",
        changed("tables: tables/", "tables: https://example.org/tables/"),
        changed("model: balanced", "model: file:///etc/model.yaml"),
    ),
    fault(
        "path-malformed",
        "the path cannot be used",
        "folders and a name, with / between",
        "correct the path",
        changed("tables: tables/", 'tables: "tab\\\\les"'),
        changed("tables: tables/", 'tables: "a\\u202eb"'),
    ),
    fault(
        "extends-circle",
        "the file extends itself, directly or by way of others",
        "a chain that ends at a scenario without extends",
        "delete one extends of the circle",
        text("extends: scenario.yaml\n"),
        {FILE: "extends: b.yaml\n", "b.yaml": "extends: scenario.yaml\n"},
    ),
    fault(
        "extends-other",
        "the overlay extends another scenario than the one it is laid over",
        "an overlay of this scenario",
        "choose the scenario that it extends, or delete its extends",
        {},
    ),
    fault(
        "unknown-model",
        "there is no such model",
        "a model in the scenario's folder, in models/, or of the package",
        "correct the spelling",
        changed("model: balanced", "model: balancd"),
    ),
)
