"""What plan.json says of itself, computed again: its certificate, its heading, its inputs' hash.

A folder that was edited and sealed anew keeps its hashes; what it claims must then be refuted by
what follows from it. None of this needs a solver.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from allocator import __version__
from allocator.engine.load import inputs_of
from allocator.engine.options import options_of
from allocator.errors import InputError
from allocator.publish.assemble import heading
from allocator.publish.seal import certificate_document
from allocator.read.canonical import plain
from allocator.read.inputs import PARAMETERS, input_hash, resolved_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from allocator.domain.certificate import Certificate
    from allocator.domain.plan import Plan

RECORDED = {
    "allocator_version": "allocator_version",
    "solver": "solver",
    "tiers": "money and published values of the tiers",
    "defaults_used": "defaults_used",
    "warnings": "warnings",
    "choices": "choices",
    "not_compared": "reasons in not_compared",
    "exempt": "exempt",
    "trail": "trail",
}
"""Keys of plan.json with something that only the solve or the original files could tell."""
RECORDED_FILES = {
    "reps.csv": "binding in reps.csv",
    "shortfall.csv": "reason in shortfall.csv",
    "splits.csv": "splits.csv",
    "diagnosis.json": "diagnosis.json",
    "interlock.csv": "top_down and bottom_up in interlock.csv",
}
"""Files of a plan in which something rests on their hash alone."""
UNCERTAIN = ("allocator_version",)
"""Keys of the heading that nothing in the folder tells."""

NOISE = 0.1
"""Part of its limit by which a figure may differ: the last digits are the machine's."""
ROOT_NOISE = 0.5
"""The same for the nearness to x*, the square root of a gap that is all last digits."""
RELATIVE = 1e-6
"""Part of itself by which a figure may differ."""
NEAR = ": each cell is near"
"""Checks whose figure is such a square root: of the last tier, and of every kept point."""
GAPS = {"value": 1e-9, "bound": 1e-9, "face": 1e-12, "free": 1e-9}
"""Difference up to which figures of a tier agree, scale-free."""
WITHIN = 0.5
"""Part of half a unit by which the nearness to x* of a tier may differ."""


def refusals(plan: Plan, certificate: Certificate) -> list[str]:
    """Say where plan.json claims something else than what its folder gives.

    Parameters
    ----------
    certificate : what was found of the folder just now
    """
    found = [*_of_inputs(plan), *_of_certificate(plan, certificate)]
    version = plan.document.get("allocator_version")
    if found and version != __version__:
        found.append(f"plan.json: written by allocator {version}; this is {__version__}")
    return found


def recorded(plan: Plan) -> tuple[str, ...]:
    """List what the folder says and nothing but a solve, or the original files, could repeat."""
    document = [words for key, words in RECORDED.items() if plan.document.get(key)]
    return (*document, *(words for name, words in RECORDED_FILES.items() if name in plan.files))


def _of_inputs(plan: Plan) -> Iterator[str]:
    """Compare inputs/ with its canonical form, and plan.json's heading with what inputs/ says."""
    try:
        scenario = inputs_of(plan)
    except InputError as error:
        yield f"inputs: they are no scenario. {error}"
        return
    files = resolved_files(scenario)
    held = {name for name in plan.files if name.startswith("inputs/")} - {PARAMETERS}
    for name in sorted(held | files.keys()):
        if plan.files.get(name) != files.get(name):
            yield f"{name}: it is not in the form in which a plan keeps its inputs"
    solver = str(plan.document.get("solver"))
    kept = plan.proof is not None and bool(plan.proof.waypoints)
    # a path that was asked for may have no point: that of a policy with a single tier
    due = {input_hash(files, options_of(solver, explain=each)) for each in {kept, True}}
    digest = str(plan.document.get("input_hash"))
    if digest not in due:
        yield f"plan.json: input_hash is {digest}, that of inputs/ and the solver is another one"
    for key, value in plain(heading(scenario, digest, solver)).items():
        said = plan.document.get(key)
        if key not in UNCERTAIN and said != value:
            yield f"plan.json: {key} is {said!r}, inputs/ give {value!r}"


def _of_certificate(plan: Plan, certificate: Certificate) -> Iterator[str]:
    """Compare the recorded certificate with the one found: words exactly, figures to noise."""
    said = plan.document.get("certificate")
    due: dict[str, Any] = plain(certificate_document(certificate))
    if not isinstance(said, dict) or said.keys() != due.keys():
        yield "plan.json: the certificate is missing or has other keys"
        return
    for key in ("passed", "words"):
        if said[key] != due[key]:
            yield f"plan.json: the certificate says {key} {said[key]!r}, found {due[key]!r}"
    unit = plan.document.get("unit")
    half = unit / 2 if isinstance(unit, int | float) else 0.0
    for key, entry, agree in (
        ("tiers", "tier", lambda one, other: _tiers_agree(one, other, half)),
        ("checks", "check", _checks_agree),
    ):
        listed = said[key] if isinstance(said[key], list) else []
        if len(listed) != len(due[key]):
            yield f"plan.json: the certificate lists {len(listed)} {key}, found {len(due[key])}"
            continue
        for told, found in zip(listed, due[key], strict=True):
            if not agree(told, found):
                yield f"plan.json: the certificate's {entry} {found['name']} is not what was found"


def _tiers_agree(said: Any, found: Mapping[str, Any], half: float) -> bool:
    """Whether a recorded tier says what was found; `half` a unit, money."""
    if not isinstance(said, dict) or said.keys() != found.keys() or said["name"] != found["name"]:
        return False
    near = _near(said["within"], found["within"], WITHIN * half)
    return near and all(_near(said[key], found[key], noise) for key, noise in GAPS.items())


def _checks_agree(said: Any, found: Mapping[str, Any]) -> bool:
    """Whether a recorded check says what was found."""
    if not isinstance(said, dict) or said.keys() != found.keys():
        return False
    limit = found["limit"]
    share = ROOT_NOISE if NEAR in found["name"] else NOISE
    return (
        all(said[key] == found[key] for key in ("name", "passed", "detail"))
        and _near(said["limit"], limit, 0.0)
        and _near(said["value"], found["value"], share * abs(limit or 0.0))
    )


def _near(said: Any, found: Any, noise: float) -> bool:
    """Whether two figures agree; one that has no finite value agrees with None alone."""
    if found is None or said is None:
        return found is said
    number = isinstance(said, int | float) and not isinstance(said, bool)
    return number and math.isclose(said, found, rel_tol=RELATIVE, abs_tol=noise)
