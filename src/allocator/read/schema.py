"""One map of a file against its class: all errors at once, each with its place.

`validate` lets pydantic check the values strictly (no text becomes a number) and turns each of
its errors into a `Problem`. `json_schema` gives editors the same rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from allocator.read.likeness import suggestion
from allocator.read.place import report
from allocator.read.settings import CURRENCY, NAME, ModelFile, Rounding, ScenarioFile
from allocator.read.yaml import DECIMAL, Node, Path_, scalar

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.read.policy import Schemas

Settings = TypeVar("Settings", bound=BaseModel)

CODES = {
    "missing": "missing-key",
    "greater_than": "setting-out-of-range",
    "greater_than_equal": "setting-out-of-range",
    "less_than": "setting-out-of-range",
    "less_than_equal": "setting-out-of-range",
    "float_type": "setting-not-a-number",
    "int_type": "setting-not-a-whole-number",
    "int_from_float": "setting-not-a-whole-number",
    "bool_type": "setting-not-a-flag",
    "string_type": "setting-not-text",
    "string_too_short": "setting-wrong-length",
    "string_too_long": "setting-wrong-length",
    "string_pattern_mismatch": "setting-malformed",
    "literal_error": "setting-not-a-choice",
    "enum": "setting-not-a-choice",
    "date_type": "setting-not-a-date",
    "date_parsing": "setting-not-a-date",
    "date_from_datetime_parsing": "setting-not-a-date",
    "too_short": "setting-wrong-length",
    "too_long": "setting-wrong-length",
    "value_error": "setting-inconsistent",
    "assertion_error": "setting-inconsistent",
}
"""Code of each kind of pydantic error; any other is `setting-wrong-type`. Kinds with a hyphen
are ours and are codes already."""

KINDS = {
    "dict_type": "a map",
    "model_type": "a map",
    "model_attributes_type": "a map",
    "list_type": "a list",
    "tuple_type": "a list",
}
"""What was wanted, in words, where a value is of another kind."""
FORMS = {CURRENCY: "three capital letters, as in USD", NAME: "letters, digits, dots and dashes"}
"""Patterns in words."""

PERCENT = re.compile(r"([-+]?[0-9.]+)\s*%")
SEXAGESIMAL = re.compile(r"[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?")
LEADING_ZERO = re.compile(r"[-+]?0[0-9]+(?:\.[0-9]*)?")
GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?:[,_ '][0-9]{3})+(?:\.[0-9]*)?")
HUNDRED = 100.0


def dotted(path: Path_) -> str:
    """Write a path as a pointer."""
    return ".".join(str(part) for part in path)


def validate(
    node: Node,
    model: type[Settings],
    problems: list[Problem],
    path: Path_ = (),
) -> Settings | None:
    """Check a map against its class; None where anything is wrong with it.

    An entry that is null counts as left out. `path` is where the map stands in its file, for
    the pointers of the problems.
    """
    before = len(problems)
    if not node.is_map:
        report(
            problems,
            "setting-wrong-type",
            node.spot,
            pointer=dotted(path),
            got=node.raw or "a list",
            want="a map of settings",
        )
        return None
    bare = _without_nulls(node, model, problems, path)
    try:
        made = model.model_validate_json(json.dumps(bare), strict=True)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _translate(dict(detail), node, model, problems, path)
        return None
    return made if len(problems) == before else None


def _without_nulls(node: Node, kind: Any, problems: list[Problem], path: Path_) -> Any:
    """Give plain values without null entries, and name the unknown keys among those."""
    if isinstance(node.value, list):
        inner = _inside(kind, 0)
        return [_without_nulls(n, inner, problems, (*path, i)) for i, n in enumerate(node.value)]
    if not isinstance(node.value, dict) or kind is None:
        return node.plain()
    names = _names(kind)
    plain = {}
    for name, entry in node.value.items():
        if entry.value is not None:
            plain[name] = _without_nulls(entry, _inside(kind, name), problems, (*path, name))
        elif names and name not in names:
            _unknown(name, entry, kind, problems, (*path, name))
    return plain


def _names(kind: Any) -> dict[str, str]:
    """Give the keys of a class as the file spells them, with the field's name."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return {}
    return {field.alias or name: name for name, field in kind.model_fields.items()}


def _inside(kind: Any, part: str | int) -> Any:
    """Give the type behind one step of a path; None where it is not known."""
    if names := _names(kind):
        field = kind.model_fields.get(names.get(str(part), ""))
        return _bare(field.annotation) if field else None
    origin, args = get_origin(kind), get_args(kind)
    if origin is list or origin is tuple:
        return _bare(args[0])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _bare(args[1])
    return None


def _bare(kind: Any) -> Any:
    """Take ``Annotated`` and ``| None`` off a type."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        rest = [arg for arg in get_args(kind) if arg is not NoneType]
        return _bare(rest[0]) if len(rest) == 1 else None
    return kind


def _unknown(name: str, entry: Node, kind: Any, problems: list[Problem], path: Path_) -> None:
    """Report a key that the class does not have."""
    names = [known for known in _names(kind) if known != "schema_"]
    report(
        problems,
        getattr(kind, "unknown", "unknown-key"),
        entry.spot,
        pointer=dotted(path),
        got=name,
        want="one of " + ", ".join(names),
        fix=suggestion(name, names),
    )


def _translate(
    detail: dict[str, Any],
    root: Node,
    model: type[BaseModel],
    problems: list[Problem],
    path: Path_,
) -> None:
    """Turn one pydantic error into a problem at the key it speaks of."""
    kind, steps = detail["type"], tuple(detail["loc"])
    context = detail.get("ctx") or {}
    if kind == "extra_forbidden":
        owner: Any = model
        for part in steps[:-1]:
            owner = _inside(owner, part)
        _unknown(str(steps[-1]), root.at(steps), owner, problems, (*path, *steps))
        return
    if kind == "missing" and isinstance(steps[-1], int):
        kind, steps = "too_short", steps[:-1]
    node = root.at(steps)
    code = kind if "-" in kind else CODES.get(kind, "setting-wrong-type")
    more = {"got": _written(node), "want": _wanted(kind, context), "fix": "", "what": ""}
    if kind == "missing":
        more |= {"got": "", "what": f"the key '{steps[-1]}' is missing"}
    elif steps and steps[-1] == "[key]":
        more["got"] = str(steps[-2])
    elif code in ("setting-not-a-number", "setting-not-a-whole-number"):
        code, more["fix"] = _number(code, node)
    elif kind == "less_than_equal" and context.get("le") == 1.0 and _exceeds(node):
        code, more["fix"] = "share-above-one", f"write {float(node.raw) / HUNDRED:g}"
    else:
        more |= _advice(code, kind, str(detail["msg"]), more["got"], context)
    pointer = dotted((*path, *(part for part in steps if part != "[key]")))
    report(problems, code, node.spot, pointer=pointer, **more)


def _written(node: Node) -> str:
    """Give a value as it was written, or as JSON."""
    return node.raw or ("" if node.value is None else json.dumps(node.plain()))


def _exceeds(node: Node) -> bool:
    """Whether a number may be a percentage that was meant as a share."""
    return isinstance(node.value, int | float) and 1.0 < node.value <= HUNDRED


def _advice(
    code: str,
    kind: str,
    message: str,
    got: str,
    context: Mapping[str, Any],
) -> dict[str, str]:
    """Say more of an error than the catalogue can."""
    if code == "setting-inconsistent":
        return {"what": message.removeprefix("Value error, ")}
    if code == "setting-wrong-type":
        return {"want": KINDS.get(kind, message.lower())}
    if "known" in context:
        known = context["known"]
        return {"want": "one of " + ", ".join(known), "fix": suggestion(got, known)}
    if "expected" in context:
        return {"fix": suggestion(got, re.findall(r"\w+", str(context["expected"])))}
    return {}


def _wanted(kind: str, context: Mapping[str, Any]) -> str:
    """Say what pydantic wanted, where its numbers say more than the catalogue."""
    signs = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    bounds = [f"{word} {_figure(context[sign])}" for sign, word in signs.items() if sign in context]
    if bounds:
        return bounds[0]
    if kind in ("too_short", "string_too_short") and "min_length" in context:
        return f"at least {context['min_length']}"
    if kind in ("too_long", "string_too_long") and "max_length" in context:
        return f"at most {context['max_length']}"
    pattern = str(context.get("pattern", ""))
    return str(context.get("expected", "")).replace("'", "") or FORMS.get(pattern, pattern)


def _figure(value: Any) -> str:
    """Write a bound without an idle decimal point."""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _number(code: str, node: Node) -> tuple[str, str]:
    """Say why a value is no number, and how it would be one."""
    text = node.value.strip() if isinstance(node.value, str) else ""
    fix = ""
    if found := PERCENT.fullmatch(text):
        share = scalar(found[1])
        code = "percent-sign"
        fix = f"write {share / HUNDRED:g}" if isinstance(share, int | float) else ""
    elif SEXAGESIMAL.fullmatch(text):
        code = "number-with-colons"
    elif LEADING_ZERO.fullmatch(text):
        code, fix = "number-leading-zero", f"write {text.lstrip('+0') or '0'}"
    elif GROUPED.fullmatch(text):
        fix = f"write {re.sub(r'[^0-9.+-]', '', text)}"
    elif DECIMAL.fullmatch(text):
        fix = f"write {text} without quotes"
    return code, fix


def json_schema(kind: Literal["scenario", "model"], schemas: Schemas) -> dict[str, Any]:
    """Give the JSON Schema of a scenario file or a model file, for editors.

    What-if files are scenarios that `extends` another; only files without it must be complete.
    """
    model: type[BaseModel] = ScenarioFile if kind == "scenario" else ModelFile
    schema = model.model_json_schema()
    shared: dict[str, Any] = schema.setdefault("$defs", {})
    families = {name: _refer(s, f"family_{name}", shared) for name, s in schemas.families.items()}
    tiers = {name: _refer(s, f"tier_{name}", shared) for name, s in schemas.tiers.items()}
    listed = {
        "type": "array",
        "minItems": 1,
        "items": {
            "anyOf": [
                {"enum": list(tiers)},
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": False,
                    "properties": tiers,
                },
            ],
        },
    }
    entries = {"type": "object", "additionalProperties": False, "properties": families}
    if kind == "model":
        schema["properties"] |= {"families": entries, "tiers": listed}
    else:
        rounding = _refer(Rounding, "rounding", shared)
        entries["properties"] = {**families, "tiers": listed, "rounding": rounding}
        schema["properties"]["settings"] = entries
        schema["if"] = {"required": ["extends"]}
        schema["else"] = {"required": schema.pop("required")}
        _nullable(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": f"allocator {kind}",
    }


def _refer(model: type[BaseModel], name: str, shared: dict[str, Any]) -> dict[str, Any]:
    """Put a class's schema among the shared definitions, and point to it."""
    own = model.model_json_schema(ref_template=f"#/$defs/{name}_{{model}}")
    for inner, definition in own.pop("$defs", {}).items():
        shared[f"{name}_{inner}"] = definition
    shared[name] = own
    return {"anyOf": [{"$ref": f"#/$defs/{name}"}, {"type": "null"}]}


def _nullable(schema: Any) -> None:
    """Let every entry be null: that is how a what-if file deletes one."""
    if isinstance(schema, list):
        for entry in schema:
            _nullable(entry)
    if not isinstance(schema, dict):
        return
    for entry in schema.values():
        _nullable(entry)
    if isinstance(schema.get("properties"), dict):
        for name, entry in schema["properties"].items():
            if {"type": "null"} not in entry.get("anyOf", []) and "const" not in entry:
                schema["properties"][name] = {"anyOf": [entry, {"type": "null"}]}
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = {
            "anyOf": [schema["additionalProperties"], {"type": "null"}],
        }
