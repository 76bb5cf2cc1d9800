"""From files to a `Scenario`: every layer merged, every problem found, or all of them raised.

scenario.yaml + what-if + --set -> overlay.merge -> schema.validate -> targets, policy, tables
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from allocator.domain.calendar import Horizon
from allocator.domain.lever import LEVERS, LeverTarget, Role
from allocator.domain.scenario import Change, Policy, Scenario
from allocator.errors import InputError, Problem
from allocator.read import check, initiatives, overlay, paths, policy, tables, yaml
from allocator.read.likeness import suggestion
from allocator.read.place import Place, report
from allocator.read.policy import SETTINGS, Schemas
from allocator.read.schema import dotted, validate
from allocator.read.settings import SCHEMA, ScenarioFile
from allocator.read.targets import decompose
from allocator.read.yaml import Node, Path_

if TYPE_CHECKING:
    import pandas as pd

    from allocator.domain.tables import Tables

Overrides: TypeAlias = Mapping[str, Any] | Sequence[str]
MODEL, TABLES = "model", "tables"
DEFAULT_MODEL, DEFAULT_TABLES = "balanced", "tables/"
FAMILY_SETTING = 3
"""Parts of the path of a family's setting: ``settings``, family, key."""


def load(
    path: str | Path,
    *,
    model: str | None = None,
    overlays: Sequence[Path] = (),
    overrides: Overrides = (),
    schemas: Schemas,
) -> Scenario:
    """Read a scenario with everything that lies over it.

    Parameters
    ----------
    path : a scenario.yaml, a what-if file, or a scenario's folder
    model : a model's name or path, over the scenario's own
    overlays : what-if files to lay over it, from left to right
    overrides : ``path=value`` strings, the value in YAML, or a mapping of paths to values
    schemas : the settings of families and tiers

    Raises
    ------
    InputError
        With every problem of every file.
    """
    problems: list[Problem] = []
    yard = paths.start(path, problems)
    if yard is None:
        raise InputError(problems)
    layers = overlay.chain(yard.file, yard, problems)
    if layers and not problems:
        yard = replace(yard, folder=layers[0].place.folder or yard.folder)
    known = [yard.file.resolve(), *_files(layers, yard)]
    for file in overlays:
        layers += overlay.over(Path(file), yard, known, problems)
    layers += _options(model, overrides, schemas, yard.folder, problems)
    return _Loading(layers, yard, schemas, problems).scenario()


def from_values(
    settings: Mapping[str, Any],
    frames: Mapping[str, pd.DataFrame],
    *,
    model: str | None = None,
    overrides: Overrides = (),
    schemas: Schemas,
) -> Scenario:
    """Make a scenario of Python values: the same rules, without files.

    Parameters
    ----------
    settings : what a scenario.yaml says; its `tables` is not looked at
    frames : tables by name
    model, overrides, schemas : as for `load`; paths begin in the working directory
    """
    problems: list[Problem] = []
    folder = Path.cwd()
    yard = paths.Yard.around(folder / paths.SCENARIO)
    yard = replace(yard, folder=folder)
    base = yaml.node_of(settings, Place(SETTINGS, folder=folder), problems)
    if "extends" in base.entries:
        report(problems, "unknown-key", base.place, pointer="extends", got="extends")
    layers = [base, *_options(model, overrides, schemas, folder, problems)]
    return _Loading(layers, yard, schemas, problems, frames).scenario()


def _files(layers: Sequence[Node], yard: paths.Yard) -> list[Path]:
    """Give the files that a chain was read from."""
    return [((n.place.folder or yard.folder) / Path(n.place.file).name).resolve() for n in layers]


def _options(
    model: str | None,
    overrides: Overrides,
    schemas: Schemas,
    folder: Path,
    problems: list[Problem],
) -> list[Node]:
    """Give the layers of the options of a call."""
    place = Place("--model", folder=folder)
    chosen = [] if model is None else [Node({MODEL: Node(model, place, raw=model)}, place)]
    return chosen + overlay.sets(overrides, schemas.short, folder, problems)


class _Loading:
    """One scenario while it is put together; `problems` grows from step to step."""

    def __init__(
        self,
        layers: Sequence[Node],
        yard: paths.Yard,
        schemas: Schemas,
        problems: list[Problem],
        frames: Mapping[str, pd.DataFrame] | None = None,
    ) -> None:
        self.yard, self.schemas, self.problems, self.given = yard, schemas, problems, frames
        self.whole = not problems
        parts = [overlay.split(layer, problems) for layer in layers]
        self.layers = [settings for settings, _ in parts]
        self.rows = [rows for _, rows in parts if rows is not None]
        self.trail = overlay.Trail()

    def scenario(self) -> Scenario:
        """Take every step, then raise all problems or give the scenario."""
        model = self.model() if self.layers else None
        merged = self.merged(model)
        old = sum(not policy.version(layer, self.problems) for layer in self.layers)
        file = self.file(merged) if self.whole and not old else None
        horizon = _horizon(file)
        levers = self.levers(file, merged)
        roles = _roles(file)
        rules = self.policy(model, merged, file)
        held = self.tables(merged, file, horizon, roles)
        if levers and held is not None and file is not None and horizon is not None:
            initiatives.check(
                initiatives.scaled(file.initiatives, file.target.scale),
                levers,
                held["hierarchy"]["node_id"].tolist(),
                horizon,
                merged.at(("initiatives",)),
                self.problems,
            )
        errors = [problem for problem in self.problems if problem.severity == "error"]
        if errors or file is None or rules is None or held is None or horizon is None:
            raise InputError(errors)
        return _scenario(
            file,
            horizon,
            levers,
            roles,
            rules,
            held,
            tuple(self.trail.changes),
            tuple(problem for problem in self.problems if problem.severity == "warning"),
        )

    def model(self) -> policy.Model | None:
        """Read the model that the last layer to name one names."""
        place = self.layers[0].place
        leaf = Node(DEFAULT_MODEL, place)
        for layer in self.layers:
            entry = layer.entries.get(MODEL)
            if entry is not None:
                leaf = entry if isinstance(entry.value, str) else Node(DEFAULT_MODEL, place)
        return policy.read(leaf, self.yard, self.problems)

    def merged(self, model: policy.Model | None) -> Node:
        """Merge all layers over the model's entries, and keep the trail."""
        below = model.settings if model else Node({}, Place())
        tree = Node({SETTINGS: below}, self.layers[0].place if self.layers else below.place)
        for number, layer in enumerate(self.layers):
            self.trail.default = self.defaults(tree)
            tree = overlay.merge(tree, layer, self.trail if number else None)
        return tree

    def defaults(self, tree: Node) -> Any:
        """Give a function from the path of an unset setting to its default, if its family is on."""

        def default(path: Path_) -> Any:
            if len(path) != FAMILY_SETTING or path[0] != SETTINGS:
                return None
            on = tree.at(path[:2]).is_map and path[1] in tree.at((SETTINGS,)).entries
            return self.schemas.default(str(path[1]), str(path[2])) if on else None

        return default

    def file(self, merged: Node) -> ScenarioFile | None:
        """Check the scenario's own keys."""
        file = validate(merged, ScenarioFile, self.problems)
        if file is None:
            return None
        roles = list(file.roles)
        for role in file.objectives.mix:
            if role not in file.roles:
                path: Path_ = ("objectives", "mix", role)
                report(
                    self.problems,
                    "unknown-role",
                    merged.at(path).spot,
                    pointer=dotted(path),
                    got=role,
                    want="one of " + ", ".join(roles),
                    fix=suggestion(role, roles),
                )
        return file

    def levers(self, file: ScenarioFile | None, merged: Node) -> tuple[LeverTarget, ...]:
        """Decompose the target."""
        if file is None:
            return ()
        node = merged.at(("target",))
        return decompose(file.target, node, file.horizon.periods, self.problems)

    def policy(
        self,
        model: policy.Model | None,
        merged: Node,
        file: ScenarioFile | None,
    ) -> Policy | None:
        """Make the policy."""
        settings = merged.at((SETTINGS,))
        if model is None or not settings.is_map:
            return None
        if not self.whole:
            settings = model.settings
        roles = sorted(file.roles) if file else None
        return policy.build(model, settings, self.schemas, roles, self.problems)

    def tables(
        self,
        merged: Node,
        file: ScenarioFile | None,
        horizon: Horizon | None,
        roles: Mapping[str, Role],
    ) -> Tables | None:
        """Read the tables, lay the rows over them, and check what they refer to."""
        frames = self.frames(merged)
        if frames is None:
            return None
        for rows in self.rows:
            self.trail.changes += tables.apply_rows(frames, rows.values, rows.place, self.problems)
        if file is None or horizon is None:
            return None
        if file.target.scale != 1.0 and "hierarchy" in frames:
            nodes = frames["hierarchy"]
            if "target" in nodes:
                scaled = nodes["target"] * file.target.scale
                frames["hierarchy"] = nodes.assign(target=scaled)
        levers = list(file.target.levers.given)
        check.check(frames, roles=roles, levers=levers, horizon=horizon, problems=self.problems)
        return tables.finish(frames, currency=file.currency, fx=file.fx, problems=self.problems)

    def frames(self, merged: Node) -> dict[str, pd.DataFrame] | None:
        """Read the tables, or take those that were given."""
        if self.given is not None:
            return tables.from_frames(self.given, self.problems)
        leaf = merged.entries.get(TABLES)
        if leaf is None or not isinstance(leaf.value, str):
            leaf = Node(DEFAULT_TABLES, Place(self.yard.file.name, folder=self.yard.folder))
            if not self.whole and not (self.yard.folder / DEFAULT_TABLES).is_dir():
                return None
        path = self.yard.inside(str(leaf.value), leaf.place, self.problems, TABLES)
        return None if path is None else tables.read_tables(path, self.problems)


def _horizon(file: ScenarioFile | None) -> Horizon | None:
    """Give the horizon of a valid scenario."""
    if file is None:
        return None
    return Horizon(file.horizon.start, file.horizon.periods, file.horizon.frequency)


def _roles(file: ScenarioFile | None) -> dict[str, Role]:
    """Give the roles by name, sorted, each with its credit by lever."""
    if file is None:
        return {}
    roles = {}
    for name, role in sorted(file.roles.items()):
        levers = tuple(lever for lever in LEVERS if lever in role.levers)
        words = role.credit if isinstance(role.credit, dict) else dict.fromkeys(levers, role.credit)
        roles[name] = Role(
            name,
            levers,
            role.selling_hours_per_month,
            tuple(role.ramp),
            role.kind,
            {lever: words.get(lever, "primary") for lever in levers},
        )
    return roles


def _scenario(
    file: ScenarioFile,
    horizon: Horizon,
    levers: tuple[LeverTarget, ...],
    roles: dict[str, Role],
    rules: Policy,
    held: Tables,
    trail: tuple[Change, ...],
    warnings: tuple[Problem, ...],
) -> Scenario:
    """Put the parts together."""
    objectives = file.objectives.model_dump(mode="json", exclude_none=True)
    steps = initiatives.scaled(file.initiatives, file.target.scale)
    scenario = Scenario(
        name=file.name,
        title=file.title,
        currency=file.currency,
        horizon=horizon,
        baseline_revenue=file.target.baseline_revenue,
        levers=levers,
        roles=roles,
        policy=rules,
        tables=held,
        measure=file.measure,
        history_months=file.history.months,
        purpose=file.purpose,
        objectives=objectives,
        initiatives=steps,
        trail=trail,
        assumptions=tuple(file.assumptions),
        defaults_used=(*file.assumptions, *_defaults_used(levers, roles)),
        warnings=warnings,
    )
    return replace(scenario, resolved=resolved(scenario))


def _defaults_used(levers: Sequence[LeverTarget], roles: Mapping[str, Role]) -> tuple[str, ...]:
    """Say what stood in for settings, in words that hold for the resolved scenario as well."""
    even = [
        f"seasonality of {target.lever}: even over the periods"
        for target in levers
        if len(set(target.season)) == 1
    ]
    unlimited = [
        f"role {role.name}: no selling_hours_per_month, so no capacity limit"
        for role in roles.values()
        if role.selling_hours_per_month is None
    ]
    return tuple(even + unlimited)


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Give a scenario as a file that reads as the same scenario.

    Amounts are scaled and money is in the scenario's currency, so scale and fx are left out; the
    settings are those of the model.yaml beside it (`policy.resolved`).
    """
    return {
        "schema": SCHEMA,
        "name": scenario.name,
        "title": scenario.title,
        "currency": scenario.currency,
        "horizon": {
            "start": scenario.horizon.start.isoformat(),
            "periods": scenario.horizon.periods,
            "frequency": scenario.horizon.frequency,
        },
        "target": {
            "baseline_revenue": scenario.baseline_revenue,
            "levers": {
                target.lever: {
                    "amount": target.amount,
                    "priority": target.priority,
                    "over_assignment": target.over_assignment,
                }
                for target in scenario.levers
            },
            "seasonality": {target.lever: list(target.season) for target in scenario.levers},
        },
        "roles": {
            name: {
                "levers": list(role.levers),
                "selling_hours_per_month": role.selling_hours_per_month,
                "ramp": list(role.ramp),
                "kind": role.kind,
                "credit": dict(role.credit),
            }
            for name, role in scenario.roles.items()
        },
        "purpose": scenario.purpose,
        "objectives": dict(scenario.objectives),
        "initiatives": [dict(entry) for entry in scenario.initiatives],
        **({"assumptions": list(scenario.assumptions)} if scenario.assumptions else {}),
        "measure": scenario.measure,
        "history": {"months": scenario.history_months},
        MODEL: "model.yaml",
        TABLES: DEFAULT_TABLES,
    }
