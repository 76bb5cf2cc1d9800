"""From a model file and a scenario's `settings` to the policy that a solve follows.

The model's entries lie below the scenario's. A family that the model leaves off is switched on
by giving it a map (``{}`` takes all defaults), and off by null; some are part of every policy.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from allocator.domain.lever import LEVERS
from allocator.domain.scenario import Policy
from allocator.domain.tables import TABLES
from allocator.read import paths, yaml
from allocator.read.likeness import suggestion
from allocator.read.place import Place, report
from allocator.read.schema import dotted, validate
from allocator.read.settings import SCHEMA, ModelFile, Rounding
from allocator.read.yaml import Node, Path_

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pydantic import BaseModel

    from allocator.errors import Problem

SETTINGS = "settings"
TIERS, ROUNDING = "tiers", "rounding"
OTHER = (TIERS, ROUNDING)
"""Entries of `settings` that are no family."""
BY_ROLE = ("roles", "mix", "self_sourced")
"""Settings whose keys are roles."""
SPANS = (("lo", "hi"), ("min", "max"))
PAIR = 2


@dataclass(frozen=True, slots=True)
class Schemas:
    """What families and tiers there are, with the class of their settings.

    The engine hands this over: reading does not know the program.

    Attributes
    ----------
    families, tiers : settings classes by name
    always : families that are part of every policy
    """

    families: Mapping[str, type[BaseModel]]
    tiers: Mapping[str, type[BaseModel]]
    always: tuple[str, ...] = ("lever_totals", "quota_bounds")

    @property
    def short(self) -> tuple[str, ...]:
        """Entries of `settings` that ``--set`` may name without that word."""
        return (*self.families, *OTHER)

    def default(self, family: str, key: str) -> Any:
        """Give the default of one setting; None where there is none."""
        schema = self.families.get(family)
        found = schema.model_fields.get(key) if schema else None
        if found is None or found.is_required():
            return None
        return found.get_default(call_default_factory=True, validated_data={})


@dataclass(frozen=True, slots=True)
class Model:
    """A model file as read.

    Attributes
    ----------
    name : by which it was found
    file : as it is shown
    head : its own keys, validated; None where the file is flawed
    tree : the file with its places
    settings : families, tiers and rounding as entries of a scenario's `settings`
    """

    name: str
    file: str
    head: ModelFile | None
    tree: Node
    settings: Node = field(default_factory=lambda: Node({}, Place()))


def read(leaf: Node, yard: paths.Yard, problems: list[Problem]) -> Model | None:
    """Find and read the model that a scenario names; `leaf` is that name or path."""
    text = str(leaf.value)
    path = yard.model(text, leaf.place, problems)
    if path is None:
        return None
    shown = yard.shown(path)
    data = paths.content(path, leaf.place, problems, pointer="model")
    if data is None:
        return None
    before = len(problems)
    tree = yaml.parse(data, file=shown, folder=path.parent, problems=problems)
    if tree is None:
        return None
    head = None
    if len(problems) == before and version(tree, problems):
        head = validate(tree, ModelFile, problems)
    name = head.name if head and head.name else path.stem
    entries = dict(tree.at(("families",)).entries) if "families" in tree.entries else {}
    entries |= {key: tree.entries[key] for key in OTHER if key in tree.entries}
    return Model(name, shown, head, tree, Node(entries, tree.place))


def version(tree: Node, problems: list[Problem]) -> bool:
    """Whether a file is of the version that is read here; a newer one is not looked at."""
    leaf = tree.entries.get("schema")
    if leaf is None or leaf.value is None or leaf.value == SCHEMA:
        return True
    text = str(leaf.value)
    head, _, number = text.partition("/v")
    newer = head == SCHEMA.partition("/v")[0] and number.isdecimal() and int(number) > 1
    code = "schema-newer" if newer else "schema-unknown"
    report(problems, code, leaf.spot, pointer="schema", got=text, want=SCHEMA)
    return False


def build(
    model: Model,
    settings: Node,
    schemas: Schemas,
    roles: Collection[str] | None,
    problems: list[Problem],
) -> Policy | None:
    """Make the policy of a model and of all settings laid over it.

    Parameters
    ----------
    model : the model file
    settings : its entries with those of the scenario, the overlays and ``--set`` over them
    schemas : what families and tiers there are
    roles : the scenario's roles, which settings may name; None where they are not known
    problems : what is wrong is added here, pointers as the file at fault spells them
    """
    if model.head is None:
        return None
    found: list[Problem] = []
    families = _families(settings, schemas, found)
    for name in families:
        node = settings.entries.get(name)
        if node is not None:
            _spans(node, (SETTINGS, name), found)
            _names(node, (SETTINGS, name), roles, model.file, found)
    tiers = _tiers(settings, schemas, found)
    place = settings.entries.get(ROUNDING, Node({}, Place()))
    rounding = validate(place, Rounding, found, (SETTINGS, ROUNDING)) if place.value else Rounding()
    groups = _peer_groups(model, found)
    problems.extend(_respelled(problem, model.file) for problem in found)
    if found or rounding is None:
        return None
    return Policy(
        name=model.name,
        title=model.head.title,
        peer_groups=groups,
        families={name: families[name] for name in schemas.families if name in families},
        tiers=tiers,
        unit=rounding.unit,
    )


def _respelled(problem: Problem, file: str) -> Problem:
    """Point into the model file by the keys that stand there."""
    if problem.file != file:
        return problem
    pointer = problem.pointer.removeprefix(f"{SETTINGS}.")
    if pointer.partition(".")[0] not in (*OTHER, "peer_groups"):
        pointer = f"families.{pointer}"
    return replace(problem, pointer=pointer)


def _families(
    settings: Node,
    schemas: Schemas,
    problems: list[Problem],
) -> dict[str, Mapping[str, Any]]:
    """Validate the settings of every family that is on, defaults filled in."""
    found: dict[str, Mapping[str, Any]] = {}
    for name, node in settings.entries.items():
        path = (SETTINGS, name)
        if name in OTHER:
            continue
        if name not in schemas.families:
            known = list(schemas.families)
            report(
                problems,
                "unknown-family",
                node.spot,
                pointer=dotted(path),
                got=name,
                want="one of " + ", ".join(known),
                fix=suggestion(name, known),
            )
        elif node.value is None:
            if name in schemas.always:
                report(problems, "family-always-on", node.spot, pointer=dotted(path), got=name)
        else:
            before = len(problems)
            made = validate(node, schemas.families[name], problems, path)
            found[name] = made.model_dump(mode="json") if made else {}
            _prefer_spans(node, path, problems, before)
    for name in schemas.always:
        if name not in found and name in schemas.families:
            found[name] = schemas.families[name]().model_dump(mode="json")
    return found


def _prefer_spans(node: Node, path: Path_, problems: list[Problem], before: int) -> None:
    """Leave a lower side above its upper one to `_spans`, which knows the very key."""
    spans: list[Problem] = []
    _spans(node, path, spans)
    if spans:
        problems[before:] = [p for p in problems[before:] if p.code != "setting-inconsistent"]


def _spans(node: Node, path: Path_, problems: list[Problem]) -> None:
    """Report every lower side above its upper one: lo and hi, min and max, [lo, hi]."""
    for low, high in SPANS:
        least, most = node.entries.get(low), node.entries.get(high)
        if least and most and _above(least, most):
            _reversed(least, most, (*path, low), problems)
    if isinstance(node.value, list) and len(node.value) == PAIR:
        for least, most in pairwise(node.value):
            if _above(least, most):
                _reversed(least, most, path, problems)
    for name, entry in node.entries.items():
        _spans(entry, (*path, name), problems)


def _above(least: Node, most: Node) -> bool:
    """Whether two numbers stand in the wrong order."""
    low, high = least.value, most.value
    return isinstance(low, int | float) and isinstance(high, int | float) and low > high


def _reversed(least: Node, most: Node, path: Path_, problems: list[Problem]) -> None:
    """Report one pair in the wrong order."""
    got = f"{least.raw} above {most.raw}"
    report(problems, "lower-above-upper", least.spot, pointer=dotted(path), got=got)


def _names(
    node: Node,
    path: Path_,
    roles: Collection[str] | None,
    file: str,
    problems: list[Problem],
) -> None:
    """Report roles and levers that do not exist. A model may know more roles than a scenario."""
    for key in BY_ROLE:
        for role, entry in node.at((key,)).entries.items() if key in node.entries else ():
            here = (*path, key, role)
            if roles is not None and role not in roles and entry.spot.file != file:
                report(
                    problems,
                    "unknown-role",
                    entry.spot,
                    pointer=dotted(here),
                    got=role,
                    want="one of " + ", ".join(roles),
                    fix=suggestion(role, roles),
                )
            for lever, share in entry.entries.items() if key == "mix" else ():
                if lever not in LEVERS:
                    report(
                        problems,
                        "unknown-lever",
                        share.spot,
                        pointer=dotted((*here, lever)),
                        got=lever,
                        want="one of " + ", ".join(LEVERS),
                        fix=suggestion(lever, LEVERS),
                    )


def _tiers(
    settings: Node,
    schemas: Schemas,
    problems: list[Problem],
) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Read the list of tiers, each a name or a map of one name to its settings."""
    listed = settings.entries.get(TIERS)
    path: Path_ = (SETTINGS, TIERS)
    if listed is None or listed.value is None:
        place = listed.spot if listed else settings.spot
        report(problems, "missing-key", place, pointer=dotted(path))
        return ()
    if not isinstance(listed.value, list):
        report(problems, "setting-wrong-type", listed.spot, pointer=dotted(path), want="a list")
        return ()
    if not listed.value:
        report(problems, "setting-wrong-length", listed.spot, pointer=dotted(path), want="a tier")
    found: dict[str, Mapping[str, Any]] = {}
    for number, (name, node, given) in enumerate(_entries(listed.value, path, problems)):
        here = (*path, number)
        if name not in schemas.tiers:
            known = list(schemas.tiers)
            report(
                problems,
                "unknown-tier",
                node.spot,
                pointer=dotted(here),
                got=name,
                want="one of " + ", ".join(known),
                fix=suggestion(name, known),
            )
            continue
        if name in found:
            report(problems, "tier-twice", node.spot, pointer=dotted(here), got=name)
        made = validate(given, schemas.tiers[name], problems, (*here, name))
        found[name] = made.model_dump(mode="json") if made else {}
    return tuple(found.items())


def _entries(
    items: list[Node],
    path: Path_,
    problems: list[Problem],
) -> Iterator[tuple[str, Node, Node]]:
    """Give name, place and settings of every tier in a list."""
    for number, item in enumerate(items):
        if isinstance(item.value, str):
            yield item.value, item, Node({}, item.place)
        elif len(item.entries) == 1:
            ((name, given),) = item.entries.items()
            yield name, given, given if given.value is not None else Node({}, given.place)
        else:
            report(
                problems,
                "setting-wrong-type",
                item.spot,
                pointer=dotted((*path, number)),
                got=item.raw,
                want="a tier's name, or one name with its settings",
            )


def _peer_groups(model: Model, problems: list[Problem]) -> tuple[str, ...]:
    """Check that peer groups are made of columns that reps have."""
    if model.head is None:
        return ()
    known = [c.name for c in TABLES["reps"].columns if c.meaning in ("id", "text")]
    for number, name in enumerate(model.head.peer_groups):
        if name not in known:
            report(
                problems,
                "unknown-column",
                model.tree.at(("peer_groups", number)).spot,
                pointer="peer_groups",
                got=name,
                want="one of " + ", ".join(known),
                fix=suggestion(name, known),
            )
    return tuple(model.head.peer_groups)


def resolved(policy: Policy) -> dict[str, Any]:
    """Give a policy as a model file that reads as the same policy."""
    return {
        "schema": SCHEMA,
        "name": policy.name,
        "title": policy.title,
        "peer_groups": list(policy.peer_groups),
        "families": {name: dict(given) for name, given in policy.families.items()},
        "tiers": [{name: dict(given)} if given else name for name, given in policy.tiers],
        ROUNDING: {"unit": policy.unit},
    }
