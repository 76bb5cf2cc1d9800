"""Parts of the pages of families and tiers: the rule, its settings, its words, its figures."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from allocator.engine.pages.cases import BASE, CASES
from allocator.engine.pages.markdown import code, table
from allocator.program import registry

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from allocator.program.family import Family, Settings
    from allocator.program.tier import Tier

SIGNS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
NO_SETTINGS = "None."
UNITS = {
    "money": "money of quota",
    "hours": "selling hours",
    "gross money": "money of potential",
    "pipeline money": "money of pipeline",
}


def found(kind: str, name: str) -> Family | Tier:
    """Give a family or a tier; `kind` is ``families`` or ``tiers``."""
    known: Mapping[str, Family | Tier] = (
        registry.families() if kind == "families" else registry.tiers()
    )
    return known[name]


def rule(kind: str, name: str) -> str:
    """Write the rule as the docstring of its file says it: words, mathematics, a run."""
    module = sys.modules[found(kind, name).settings.__module__]
    return "\n\n".join(_paragraph(part) for part in _split(module.__doc__ or ""))


def _split(text: str) -> list[str]:
    """Take a docstring apart where a line is empty; indented and run lines stay together."""
    return [part.rstrip() for part in text.strip("\n").split("\n\n") if part.strip()]


def _paragraph(part: str) -> str:
    if part.startswith("    "):
        lines = "\n".join(line[4:] for line in part.splitlines())
        return f"```text\n{lines}\n```"
    return f"```python\n{part}\n```" if part.startswith(">>>") else part.replace("\n", " ")


def settings(kind: str, name: str) -> str:
    """Write the table of settings."""
    rows = list(_fields(found(kind, name).settings))
    return table(("setting", "default", "may be", "means"), rows) if rows else NO_SETTINGS


def _fields(of: type[BaseModel], before: str = "") -> list[tuple[str, str, str, str]]:
    rows = []
    for key, field in of.model_fields.items():
        path = f"{before}{key}"
        rows.append((code(path), _default(field), _range(field), field.description or ""))
        for inner in _inner(field.annotation):
            rows += _fields(inner, f"{path}.NAME.")
    return rows


def _inner(annotation: Any) -> list[type[BaseModel]]:
    """Give the settings that stand inside a setting."""
    arguments = getattr(annotation, "__args__", ())
    here = [annotation] if isinstance(annotation, type) else []
    inside = [found for argument in arguments for found in _inner(argument)]
    return [each for each in here if issubclass(each, BaseModel)] + inside


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or value == {}:
        return "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _range(field: FieldInfo) -> str:
    limits = [
        f"{sign} {getattr(mark, name):g}"
        for mark in field.metadata
        for name, sign in SIGNS.items()
        if getattr(mark, name, None) is not None
    ]
    if limits:
        return " and ".join(limits)
    choices = getattr(field.annotation, "__args__", ())
    if choices and all(isinstance(choice, str) for choice in choices):
        return ", ".join(choices)
    if field.annotation is bool:
        return "true, false"
    return "by name" if "dict" in str(field.annotation) else "a number"


def words(kind: str, name: str) -> str:
    """Say how plans and explanations name the rule."""
    rule_ = found(kind, name)
    if kind == "tiers":
        return f'`allocator explain` names the step "{rule_.phrase}".'
    unit = UNITS[rule_.unit]  # type: ignore[union-attr]
    phrase = rule_.phrase.format("...")
    return (
        f"Where it binds, the column `binding` of reps.csv says `{name}`, and "
        f'`allocator explain` says "{phrase}". Its rows count {unit}.'
    )


def used(kind: str, name: str, models: Mapping[str, Mapping[str, Any]]) -> str:
    """List the shipped models that use the rule."""
    if kind == "tiers":
        of = [model for model, said in models.items() if name in tier_names(said)]
    else:
        of = [model for model, said in models.items() if name in said["families"]]
    listed = ", ".join(f"[{model}](../models.md#{model})" for model in of)
    return f"In the shipped models: {listed or 'none; a scenario switches it on'}."


def tier_names(model: Mapping[str, Any]) -> list[str]:
    """Give the tiers of a model file."""
    return [next(iter(t)) if isinstance(t, Mapping) else t for t in model["tiers"]]


SHOWN = (
    ("assigned_share", "target assigned", "{:.1%}"),
    ("shortfall", "shortfall", "{:,.0f}"),
    ("cushion_missing", "cushion that is missing", "{:,.0f}"),
    ("largest_stretch", "largest stretch", "{:.2f}"),
    ("expected_bookings", "expected bookings", "{:,.0f}"),
    ("expected_attainers", "reps expected to attain", "{:.1f}"),
    ("furthest_from_peers", "furthest from peer load", "{:.1%}"),
    ("gini_of_load", "Gini of load", "{:.3f}"),
    ("largest_change", "largest change against prior quota", "{:.1%}"),
    ("moved", "quota that lies with another rep", "{:,.0f}"),
)
"""Figure, its words, its form."""


def figures(page: str, measured: Mapping[str, Mapping[str, Any]]) -> str:
    """Show the enterprise scenario with and without the page's change."""
    case = next(case for case in CASES if case.page == page)
    plain, changed = measured[BASE], measured[page]
    rows = [
        (says, form.format(plain[key]), form.format(changed[key]))
        for key, says, form in SHOWN
        if key != "cushion_missing" or changed[key]
    ]
    name = page.split("/")[1]
    if page.startswith("families/"):
        bound = [str(side["binding"].get(name, 0)) for side in (plain, changed)]
        rows.append(("reps whom the rule binds", *bound))  # type: ignore[arg-type]
    else:
        rows += [
            (f"value of `{tier}`", _value(plain, tier), _value(changed, tier))
            for tier in dict.fromkeys((*plain["tiers"], *changed["tiers"]))
            if tier.split(":")[0] == name
        ]
    head = ("scenarios/enterprise", BASE, case.title)
    return f"```sh\n{case.command}\n```\n\n{table(head, rows)}"


def _value(side: Mapping[str, Any], tier: str) -> str:
    return f"{side['tiers'][tier]:g}" if tier in side["tiers"] else "-"


def settings_of(kind: str) -> Mapping[str, type[Settings]]:
    """Give the settings classes of all families or of all tiers."""
    of_families, of_tiers = registry.schemas()
    return of_families if kind == "families" else of_tiers
