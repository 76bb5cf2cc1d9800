"""docs/models.md: the shipped models, when to choose which, and in what they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from allocator.engine.pages.markdown import code, table
from allocator.engine.pages.rules import tier_names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FIRST = "balanced"
"""The model that the others are told apart from."""


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """Read every model file; `comment` is what stands at its head. The first one leads."""
    found = {}
    for file in sorted(folder.glob("*.yaml"), key=lambda file: (file.stem != FIRST, file.stem)):
        text = file.read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line.startswith("#")]
        head = " ".join(line.lstrip("# ") for line in lines)
        found[file.stem] = {**YAML(typ="safe").load(text), "comment": head}
    return found


def every_model(models: Mapping[str, Mapping[str, Any]]) -> str:
    """Write a section for each model."""
    return "\n\n".join(_one(name, models) for name in models)


def _one(name: str, models: Mapping[str, Mapping[str, Any]]) -> str:
    model = models[name]
    tiers = " > ".join(_linked("tiers", tier) for tier in tier_names(model))
    rows = [(_linked("families", family), _said(own)) for family, own in model["families"].items()]
    differs = "" if name == FIRST else f"\n\n{_differences(model, models[FIRST])}"
    return (
        f"## {name}\n{model['title']}.\n\n{model['comment']}{differs}\n\n"
        f"Goals in order: {tiers}\n\n{table(('rule', 'settings'), rows)}"
    )


def _linked(kind: str, name: str) -> str:
    return f"[{name}]({kind}/{name}.md)"


def _said(own: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {code(_value(value))}" for key, value in own.items()) or "defaults"


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _differences(model: Mapping[str, Any], first: Mapping[str, Any]) -> str:
    """Say what a model does that balanced does not."""
    own, its = model["families"], first["families"]
    said = [f"without {code(name)}" for name in its if name not in own]
    said += [
        f"{code(name)} {_said({k: v for k, v in rules.items() if its.get(name, {}).get(k) != v})}"
        for name, rules in own.items()
        if rules != its.get(name)
    ]
    if model["tiers"] != first["tiers"]:
        said.append("other goals")
    return f"Beside {FIRST}: {'; '.join(said)}."
