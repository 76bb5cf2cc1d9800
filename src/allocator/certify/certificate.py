"""The one entry: a plan folder in, a verdict out."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from allocator.certify import align, compare, evidence, measures, path, program, proven, rounding
from allocator.certify.world import World, world
from allocator.domain.certificate import Certificate, Check, TierGap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from allocator.domain.proof import Proof

T = TypeVar("T")

INFEASIBLE = "infeasible"
"""Status of a folder without a plan, and name of the tier whose dual is its Farkas ray."""


def certify(
    files: Mapping[str, bytes], document: Mapping[str, Any], proof: Proof | None
) -> Certificate:
    """Prove a plan from its folder alone; nothing of the builder and no solver is used.

    Parameters
    ----------
    files : every file of the folder but plan.json and run.json, by relative name
    document : plan.json
    proof : points, duals and locks of all tiers

    Returns
    -------
    Certificate
        A file that cannot be read, or any statement that does not hold, is a failed check.
    """
    with np.errstate(all="ignore"):
        return _certify(files, document, proof)


class _RefusedError(Exception):
    """The stages that follow have nothing to stand on."""


@dataclass(slots=True)
class _Trial:
    """Checks as they come, and the stage that could not run."""

    checks: list[Check] = field(default_factory=list)

    def stage(self, name: str, run: Callable[[], list[Check]]) -> bool:
        """Add a stage's checks; give whether all of them, and the stage itself, passed."""
        try:
            found = self.needed(name, run)
        except _RefusedError:
            return False
        self.checks += found
        return all(check.passed for check in found)

    def needed(self, name: str, run: Callable[[], T]) -> T:
        """Run a stage that later ones need; whatever a damaged folder does to it is a refusal."""
        try:
            return run()
        except Exception as fault:
            said = f"{type(fault).__name__}: {fault}"
            self.checks.append(Check(f"{name}: can be read", 0, 1, passed=False, detail=said))
            raise _RefusedError from fault


def _certify(
    files: Mapping[str, bytes], document: Mapping[str, Any], proof: Proof | None
) -> Certificate:
    """Run the stages; one that cannot run is a failed check."""
    trial = _Trial()
    words: str = "refused"
    tiers: tuple[TierGap, ...] = ()
    with suppress(_RefusedError):
        words, tiers = _stages(trial, files, document, proof)
    passed = all(check.passed for check in trial.checks) and words != "refused"
    return Certificate(passed, words if passed else "refused", tiers, tuple(trial.checks))


def _stages(
    trial: _Trial, files: Mapping[str, bytes], document: Mapping[str, Any], proof: Proof | None
) -> tuple[str, tuple[TierGap, ...]]:
    """Prove the parameters, then the tiers, then what was printed."""
    empty = document.get("status") == INFEASIBLE
    read = trial.needed("files", lambda: evidence.read(files, published=not empty))
    here = trial.needed("parameters", lambda: world(read))
    trial.stage("parameters", lambda: compare.parameters(read, here.figures))
    if proof is None or not proof.tiers:
        trial.checks.append(Check("proof: it is there", 0, 1, passed=False))
        return "refused", ()
    if empty:
        trial.stage("proof", lambda: _nothing(here, proof))
        return "proven infeasible", ()
    rebuilt = trial.needed("program", lambda: program.rebuild(here, proof))
    known, shape = trial.needed("proof", lambda: align.aligned(rebuilt, proof))
    trial.checks += shape
    if known is None:
        return "refused", ()
    found = trial.needed("proof", lambda: proven.verdict(rebuilt, known, read.unit))
    if trial.stage("proof", lambda: list(found.checks)):
        trial.stage("path", lambda: path.checks(rebuilt, known, read.unit))
        trial.stage("rounding", lambda: rounding.checks(here, rebuilt, known))
        trial.stage("measures", lambda: measures.checks(here, rebuilt, known, document))
    return found.words, found.tiers


def _nothing(here: World, proof: Proof) -> list[Check]:
    """Check the ray of a folder without a plan, over the rows before any tier.

    Rows are matched by label; what the ray says of other rows, such as a tier's own, is dropped,
    for any multipliers that are left prove what they prove.
    """
    rebuilt = program.Rebuilt(program.base(here), ())
    tier = proof.tiers[-1]
    told = pd.Index(align.names(proof.rows), dtype=object)[: len(tier.dual)]
    mine = pd.Index(align.names(rebuilt.book.row_labels()), dtype=object)
    fits = len(told) == len(tier.dual) and told.is_unique
    named = tier.name == INFEASIBLE
    found = [
        Check("infeasible: a ray is there", 0, 0, named, f"the tier is {tier.name}"),
        Check("infeasible: the ray fits the rows", len(tier.dual), len(told), bool(fits)),
    ]
    if not fits:
        return found
    place = told.get_indexer(mine)
    dual = np.where(place >= 0, tier.dual[np.maximum(place, 0)], 0.0)
    return [*found, proven.ray(rebuilt, dual)]
