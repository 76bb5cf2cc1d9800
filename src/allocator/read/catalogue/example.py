"""How the examples of faults in scenario and model files are written: small changes of one file."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.read.catalogue.base import SCENARIO
from allocator.read.catalogue.fault import Content, Ends, Fault

GROUP = "scenario files"
FILE = "scenario.yaml"
MEGABYTE = 1 << 20
Example = Mapping[str, Content]

LEVERS = "    new_customers: {amount: 60000}\n    expansion: {amount: 40000}\n"
MODEL = """\
schema: allocator/v1
families: {fairness_band: {band: 0.15}}
tiers: [shortfall, closest]
"""


def fault(
    code: str,
    what: str,
    want: str,
    fix: str,
    *examples: Example,
    ends: Ends = "error",
) -> Fault:
    """Make an entry of this group; the first example is the one that is shown."""
    return Fault(code, GROUP, what, want, sentence(fix), ends, examples[0], examples[1:])


def text(content: Content) -> Example:
    """Give another scenario.yaml."""
    return {FILE: content}


def changed(old: str, new: str) -> Example:
    """Give the small scenario with one piece changed."""
    return {FILE: SCENARIO.replace(old, new, 1)}


def more(lines: str) -> Example:
    """Give the small scenario with lines added."""
    return {FILE: SCENARIO + lines}


def settings(written: str) -> Example:
    """Give the small scenario with settings."""
    return more(f"settings: {written}\n")


def levers(listed: str, growth: str = "") -> Example:
    """Give the small scenario with other levers, and more keys of the target."""
    stated = f"  {growth}\n" if growth else ""
    return {FILE: SCENARIO.replace("  levers:\n" + LEVERS, f"{stated}  levers:\n{listed}", 1)}


def model(written: str) -> Example:
    """Give the small scenario with a model of its own."""
    return {FILE: SCENARIO.replace("model: balanced", "model: own"), "own.yaml": written}


def sentence(advice: str) -> str:
    """Write advice as a sentence: first letter, full stop."""
    ended = advice if not advice or advice[-1] in ".?!" else f"{advice}."
    return ended[:1].upper() + ended[1:]
