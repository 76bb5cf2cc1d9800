"""docs/faults.md: the catalogue of faults, by group."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from allocator.engine.pages.markdown import code
from allocator.read.catalogue.base import FILES
from allocator.read.catalogue.whole import EXIT, FAULTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.read.catalogue.fault import Content, Fault

LONGEST = 90
"""Characters of an example's line that are shown."""
MOST = 3
"""Lines of an example that are shown."""


def groups() -> tuple[str, ...]:
    """Give the groups in the order of the page."""
    return tuple(dict.fromkeys(fault.group for fault in FAULTS))


def of_group(group: str) -> str:
    """Write every fault of a group."""
    return "\n\n".join(entry(fault) for fault in FAULTS if fault.group == group)


def entry(fault: Fault) -> str:
    """Write one fault."""
    ends = f"exit {EXIT[fault.ends]}"
    lines = [
        f"### {fault.code}",
        f"{_sentence(fault.what)} **{fault.ends.capitalize()}** ({ends}).",
        "",
        f"- Wanted: {fault.want}",
        f"- Mend it: {fault.fix}",
    ]
    if fault.command:
        lines.append(f"- Comes from: {code('allocator ' + fault.command)}")
    if fault.example:
        lines.append(f"- For example {example(fault.example)}")
    return "\n".join(lines)


def example(files: Mapping[str, Content]) -> str:
    """Say briefly what an example changes: the first lines that are not as in a valid scenario."""
    name, content = next(iter(files.items()))
    if content is None:
        return f"without the file {code(name)}."
    if callable(content) or isinstance(content, bytes):
        return f"in {code(name)}, by its bytes."
    lines = content.splitlines()
    before = FILES.get(name)
    if before is None:
        shown = lines
    else:
        shown = [
            line[2:] for line in difflib.ndiff(str(before).splitlines(), lines) if line[:2] == "+ "
        ]
        if not shown:
            gone = [
                line[2:]
                for line in difflib.ndiff(str(before).splitlines(), lines)
                if line[:2] == "- "
            ]
            return f"in {code(name)}, without {_lines(gone)}."
    if not shown:
        return f"an empty {code(name)}."
    return f"in {code(name)}: {_lines(shown)}"


def _lines(lines: list[str]) -> str:
    shown = [code(line.strip()[:LONGEST]) for line in lines if line.strip()][:MOST]
    more = " ..." if len(lines) > MOST else ""
    return ", ".join(shown) + more


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
