"""One or two settings with the values that they are swept over, and the scenario of every point."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from allocator.compare.frontier import Axis
from allocator.engine.load import revised
from allocator.errors import InputError, Problem

if TYPE_CHECKING:
    from allocator.domain.scenario import Scenario

    Vary = Iterable[str] | Mapping[str, Sequence[Any]]

VARY, SET = "--vary", "--set"
MODEL = "model"
"""A path that is no setting: another allocation policy."""
MOST_AXES = 2
MOST_POINTS = 400
_PARTS = re.compile(r"""[^,\[\]{}"']+|"[^"]*"|'[^']*'|[\[\]{},"']""")
_OPEN = {"[": 1, "{": 1, "]": -1, "}": -1}


def axes(vary: Vary) -> tuple[Axis, ...]:
    """Read what is swept; every problem at once.

    Parameters
    ----------
    vary : ``path=a,b,c`` once or twice, or a mapping of paths to values

    Raises
    ------
    InputError
        ``vary-malformed``, ``vary-twice``, ``vary-settings``, ``vary-many``

    >>> axes(["fairness_band.band=0.05,0.1"])
    (Axis(path='fairness_band.band', values=('0.05', '0.1')),)
    >>> axes({"peer_groups": [["role"], ["role", "segment"]]})[0].values
    ('["role"]', '["role", "segment"]')
    """
    given = _given(vary)
    problems = [problem for path, values in given for problem in _faults(path, values)]
    paths = [path for path, _ in given]
    if not 1 <= len(paths) <= MOST_AXES or len(set(paths)) < len(paths):
        problems.append(
            _problem(
                "vary-settings",
                "the number of settings that are swept",
                got=", ".join(paths) or "none",
                want="one setting, or two different ones",
                fix="Sweep the others in a frontier of their own.",
            )
        )
    size = prod(len(values) for _, values in given)
    if size > MOST_POINTS:
        problems.append(
            _problem(
                "vary-many",
                "makes too many points",
                got=f"{size:,} points",
                want=f"at most {MOST_POINTS}",
                fix="Give fewer values.",
            )
        )
    if problems:
        raise InputError(problems)
    return tuple(Axis(path, values) for path, values in given)


def points(
    scenario: Scenario, swept: Sequence[Axis], under: Callable[[str], Scenario] | None = None
) -> list[tuple[tuple[str, ...], Scenario]]:
    """Give settings and scenario of every combination, the last axis fastest.

    Parameters
    ----------
    under : gives the scenario under a model by name, where `MODEL` is swept; None takes the model
        as its file says

    Raises
    ------
    InputError
        with every problem of every point
    """
    found: list[tuple[tuple[str, ...], Scenario]] = []
    problems: dict[Problem, None] = {}
    models: dict[str, Scenario] = {}
    for settings in product(*(axis.values for axis in swept)):
        changes = {axis.path: value for axis, value in zip(swept, settings, strict=True)}
        model = changes.pop(MODEL, None)
        try:
            if model is not None and model not in models:
                models[model] = revised(scenario, model=model) if under is None else under(model)
            base = scenario if model is None else models[model]
            changed = [f"{path}={value}" for path, value in changes.items()]
            found.append((settings, revised(base, set=changed) if changed else base))
        except InputError as error:
            problems |= dict.fromkeys(map(_as_swept, error.problems))
    if problems:
        raise InputError(problems)
    return found


def _given(vary: Vary) -> list[tuple[str, tuple[str, ...]]]:
    if isinstance(vary, Mapping):
        return [(path, tuple(map(_text, values))) for path, values in vary.items()]
    return [_parted(text) for text in vary]


def _parted(text: str) -> tuple[str, tuple[str, ...]]:
    """Take ``path=a,b,[c, d]`` apart; commas inside brackets and quotes do not part."""
    path, _, listed = text.partition("=")
    values, depth = [""], 0
    for part in _PARTS.findall(listed):
        depth += _OPEN.get(part, 0)
        if part == "," and depth == 0:
            values.append("")
        else:
            values[-1] += part
    return path.strip(), tuple(value.strip() for value in values)


def _text(value: Any) -> str:
    """Write a value as ``--set`` takes it; text stands as it would there."""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value.item() if hasattr(value, "item") else value)


def _faults(path: str, values: tuple[str, ...]) -> list[Problem]:
    """Tell what is wrong with one axis by itself."""
    listed = ",".join(values)
    if not all(path.split(".")) or not values or not all(values):
        return [
            _problem(
                "vary-malformed",
                "is no setting with its values",
                got=f"{path}={listed}" if listed else path,
                want="path=a,b,c",
                fix="Write it as fairness_band.band=0.05,0.1,0.15.",
            )
        ]
    if len(set(map(_number, values))) < len(values):
        return [
            _problem(
                "vary-twice",
                "names a value twice",
                pointer=path,
                got=listed,
                want="every value once",
                fix="Leave the second one out.",
            )
        ]
    return []


def _number(text: str) -> float | str:
    """Give a number as one, so that 0.1 and 0.10 are the same."""
    try:
        return float(text)
    except ValueError:
        return text


def _problem(code: str, what: str, **details: str) -> Problem:
    return Problem(code, what, file=VARY, **details)  # type: ignore[arg-type]


def _as_swept(problem: Problem) -> Problem:
    """Name the option that was typed: values reach the settings as those of ``--set`` do."""
    return replace(problem, file=VARY) if problem.file == SET else problem
