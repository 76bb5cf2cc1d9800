"""Every default that stood in for data, every warning, and the settings that made the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allocator.present.page.figures import words
from allocator.present.report.proof import goal_title
from allocator.present.report.section import Section, grouped
from allocator.present.workbook.facts import says_pay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.engine.report import Facts

PAY = ("ote", "pay_ratio")
"""Parts of a setting's path that speak of pay."""


def trail(facts: Facts, *, pay: bool) -> Section:
    """List what was assumed and what was set."""
    document = facts.plan.document
    entries = [
        (entry["path"], _said(entry["old"]), _said(entry["new"]))
        for entry in document.get("trail", ())
    ]
    changed = [entry for entry in entries if pay or not says_pay(" ".join(entry))]
    warnings = [(entry["what"], entry.get("fix", "")) for entry in document["warnings"]]
    policy = facts.policy
    families = {
        name: own
        for name, own in policy.get("families", {}).items()
        if isinstance(own, Mapping) and (pay or not says_pay(name))
    }
    return Section(
        values={
            "defaults": [text for text in document["defaults_used"] if pay or not says_pay(text)],
            "warnings": [entry for entry in warnings if pay or not says_pay(" ".join(entry))],
            "choices": list(document.get("choices", ())),
            "exempt": grouped(document.get("exempt", {})),
            "trail": changed,
            "trail_hidden": len(entries) - len(changed),
            "policy_title": policy.get("title", ""),
            "tier_titles": [goal_title(tier["name"]) for tier in document["tiers"]],
            "families": [
                (words(name), list(_settings(own))) for name, own in sorted(families.items())
            ],
        }
    )


def _of_pay(path: str) -> bool:
    return any(part in PAY for part in path.split("."))


def _settings(own: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in own.items():
        name = f"{before}{words(str(key))}"
        if isinstance(value, Mapping):
            yield from _settings(value, f"{name}, ")
        else:
            yield name, _said(value)


def _said(value: Any) -> str:
    """Write a setting's value.

    >>> _said(None), _said(True), _said([0.55, 0.92]), _said(0.15)
    ('not set', 'yes', '0.55 to 0.92', '0.15')
    """
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        return f"{value:,g}" if abs(value) < 1e15 else str(value)  # noqa: PLR2004 - digits of :g
    if isinstance(value, list | tuple):
        parts = [_said(item) for item in value]
        return " to ".join(parts) if len(parts) == 2 else ", ".join(parts)  # noqa: PLR2004 - a range
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(item)}" for key, item in value.items())
    return str(value)
