"""Why there is no plan, or none for the full target, and what would have to give for one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.certify.certificate import INFEASIBLE, certify
from allocator.domain.outcome import Infeasible
from allocator.domain.proof import SEPARATOR, Proof, TierProof
from allocator.errors import CertificateError, InputError, SolverError
from allocator.explain import words
from allocator.explain.change import same_yields, with_family
from allocator.explain.conflict import clash, pressing_without
from allocator.explain.hall import cuts
from allocator.explain.proposals import changes, concessions
from allocator.explain.remedy import Trial, remedies
from allocator.program import assemble
from allocator.program.rules import DEFINITIONS, NOTHING, Rulebook, rulebook
from allocator.publish.assemble import refused
from allocator.publish.seal import seal
from allocator.read.canonical import json_bytes, plain
from allocator.solve.conflict import least
from allocator.yields.derive import derive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.domain.allocation import Allocation
    from allocator.domain.parameters import Parameters
    from allocator.domain.scenario import Scenario
    from allocator.explain.change import Change
    from allocator.explain.conflict import Clash, Named
    from allocator.explain.hall import Cut
    from allocator.explain.remedy import Remedy
    from allocator.program.draft import Draft
    from allocator.solve.conflict import Least
    from allocator.solve.lexicographic import Contradiction
    from allocator.solve.linear import LinearProgram

ANY, FULL = "any plan", "full target"
"""What a diagnosis asks for: a plan at all, or one without unassigned target."""

SLIGHT = 1e-4
"""Violation, money, that counts as none: what the certificate allows a row."""

SLIGHT_SHARE = 1e-9
"""The same as a share of the target, where that is more."""

LARGE = {ANY: 500, FULL: 150}
"""Reps beyond which only arithmetic and the cheapest violation are told: no filter, no trials.

Without a plan the diagnosis is the answer and may take its time; a plan that is short has one."""

TRIED = (1_200, 6, 24)
"""Reps x re-solves that remedies may cost, and the least and most re-solves."""

ARITHMETIC = 8
"""Most lacks that the arithmetic lists."""


def diagnose(
    scenario: Scenario,
    parameters: Parameters,
    draft: Draft,
    contradiction: Contradiction,
    seconds: Mapping[str, float],
    *,
    solver: str = "auto",
    options: Mapping[str, Any] | None = None,
) -> Infeasible:
    """Say why a scenario has no plan, and prove it.

    Parameters
    ----------
    draft, contradiction : the program that has no point, and in which step; the proof is over the
        rows before any tier
    seconds : timings so far, for run.json
    solver, options : as `publish` takes them: options are part of the input hash

    Raises
    ------
    CertificateError
        if the proof does not hold
    """
    del draft, contradiction  # a tier's own rows decide nothing: the rules are built again
    made = assemble.draft(scenario, parameters)
    diagnosis = diagnosed(scenario, made, question=ANY)
    proof = proof_of_nothing(made)
    plan = refused(
        scenario,
        parameters,
        proof,
        solver=solver,
        options={"solver": solver} if options is None else options,
        diagnosis=json_bytes(diagnosis),
    )
    document = {**plan.document, "conflict": [rule["what"] for rule in diagnosis["conflict"]]}
    plan = replace(plan, document=document)
    certificate = certify(plan.files, plan.document, proof)
    if not certificate.passed:
        raise CertificateError(certificate.refusals)
    sealed = replace(seal(plan, certificate), run={"seconds": dict(seconds)})
    return Infeasible(sealed, tuple(diagnosis["conflict"]), tuple(diagnosis["remedies"]), diagnosis)


def diagnose_short(
    scenario: Scenario, parameters: Parameters, draft: Draft, allocation: Allocation
) -> Mapping[str, Any]:
    """Say what would have to give for the full target: diagnosis.json of a plan that is short.

    Parameters
    ----------
    draft, allocation : the program that was solved and its plan; what is asked is the same
        program with nothing unassigned
    """
    del draft
    strict = _strict(scenario)
    made = assemble.draft(strict, parameters)
    try:
        told = diagnosed(strict, made, question=FULL)
    except SolverError:  # the plan stands without it: what is known of the lack is told
        told = _document(scenario.currency, FULL, None, cuts(made)[:ARITHMETIC], ())
    if told["short"]:
        return told
    by_lever = zip(parameters.levers.labels, allocation.short.sum(axis=1).tolist(), strict=True)
    return {**told, "short": {lever: round(v, 4) for lever, v in by_lever if v > SLIGHT}}


def _strict(scenario: Scenario) -> Scenario:
    """Give the scenario in which no target may stay unassigned."""
    return with_family(scenario, "lever_totals", shortfall="forbidden")


def diagnosed(scenario: Scenario, draft: Draft, *, question: str) -> dict[str, Any]:
    """Give the content of diagnosis.json; equal inputs give equal content."""
    small = len(draft.inputs.y) <= LARGE[question]
    slight = SLIGHT + SLIGHT_SHARE * draft.inputs.whole
    book = rulebook(draft)
    found = clash(book, slight, filtered=small)
    lacks = cuts(draft)[:ARITHMETIC]
    cures: tuple[Remedy, ...] = ()
    if found is not None and small:
        cures = _remedies(scenario, draft, book, found, slight, question)
    return _document(scenario.currency, question, found, lacks, cures)


def proof_of_nothing(draft: Draft) -> Proof:
    """Prove that the rows before any tier have no point.

    The multipliers of the cheapest violation sum the rows to one that the columns' bounds cannot
    meet: a Farkas ray.
    """
    program = draft.program(NOTHING)
    found = _least_of(draft, program, vertex=True)
    columns, rows = draft.labels()
    height, width = program.shape
    tier = TierProof(
        name=INFEASIBLE,
        columns=width,
        rows=height,
        value=found.value,
        point=found.point,
        dual=found.dual,
        locked_columns=np.zeros(width, np.int8),
        locked_rows=np.zeros(height, np.int8),
        cap=np.inf,
        weights=np.zeros(0),
    )
    return Proof(columns, rows, (tier,))


def _least_of(
    draft: Draft, program: LinearProgram, blocks: tuple[str, ...] | None = None, *, vertex: bool
) -> Least:
    """Let some blocks of a program with all its bounds give way; all rules if the rest cannot."""
    for chosen in (blocks, None) if blocks else (None,):
        found = least(
            program,
            np.concatenate(
                [
                    np.zeros(0),
                    *(
                        np.where(rows.money > 0, rows.money, 1.0)
                        if (rows.name in chosen if chosen else rows.name not in DEFINITIONS)
                        else np.full(len(rows), np.inf)
                        for rows in draft.row_blocks()
                    ),
                ]
            ),
            vertex=vertex,
        )
        if found is not None:
            return found
    raise AssertionError  # nobody carrying anything keeps every definition


def _remedies(
    scenario: Scenario, draft: Draft, book: Rulebook, found: Clash, slight: float, question: str
) -> tuple[Remedy, ...]:
    """Try changes of the scenario, each by a re-solve."""

    def redrafted(changed: Scenario) -> Draft | None:
        try:
            kept = same_yields(scenario, changed)
            return assemble.draft(changed, draft.inputs.parameters if kept else derive(changed))
        except (InputError, ValueError):  # a change beyond what settings allow
            return None

    def resolve(changed: Scenario) -> float:
        made = redrafted(changed)
        try:
            return float("inf") if made is None else _lack(made, targets=bool(found.short))
        except SolverError:
            return float("inf")

    def verify(changed: Scenario) -> bool:
        made = redrafted(changed)
        try:
            return made is not None and has_point(made)
        except SolverError:
            return False

    @cache
    def without(family: str) -> Sequence[Named] | None:
        return pressing_without(book, family, found.members, slight)

    def behind(change: Change) -> Sequence[Change] | None:
        rules = without(change.eases or FAMILY_OF.get(change.kind, ""))
        return None if rules is None else changes(draft, found, rules)

    per_rep, fewest, most = TRIED
    tries = int(np.clip(per_rep / max(len(draft.inputs.y), 1), fewest, most))
    now = _lack(draft, targets=bool(found.short))
    trial = Trial(scenario, resolve, verify, now, slight, tries)
    proposed = changes(draft, found, found.members)
    given = concessions(draft, found)
    if question == FULL:
        # that target stays unassigned is what is asked about
        proposed, given = _without(proposed, "accept"), _without(given, "accept")
    return remedies(trial, proposed, behind, given)


def _without(found: Sequence[Change], kind: str) -> list[Change]:
    return [change for change in found if change.kind != kind]


def has_point(draft: Draft) -> bool:
    """Whether the program before any tier has a point, with all its bounds."""
    program = draft.program(NOTHING)
    return least(program, np.full(program.shape[0], np.inf)) is not None


FAMILY_OF = {"hours": "capacity", "potential": "potential", "supply": "pipeline_supply"}
"""The family that a change of yields eases most."""


def _lack(draft: Draft, *, targets: bool) -> float:
    """Money by which rules must give way: the targets alone, or all of them."""
    program = draft.program(NOTHING)
    return _least_of(draft, program, ("lever_totals",) if targets else None, vertex=False).value


def _document(
    currency: str,
    question: str,
    found: Clash | None,
    lacks: Sequence[Cut],
    cures: Sequence[Remedy],
) -> dict[str, Any]:
    """Lay a diagnosis out for JSON."""
    document: dict[str, Any] = {
        "question": question,
        "arithmetic": [_cut(cut, currency) for cut in lacks],
        "conflict": [_rule(rule, currency) for rule in (found.members if found else ())],
        "minimal": bool(found and found.minimal),
        "least_violation": round(found.least, 4) if found else 0.0,
        "gives": [_rule(rule, currency) for rule in (found.gives if found else ())],
        "short": {k: round(v, 4) for k, v in (found.short if found else {}).items()},
        "remedies": [_remedy(remedy, currency) for remedy in cures],
    }
    made: dict[str, Any] = plain(document)
    return made


def _rule(rule: Named, currency: str) -> dict[str, Any]:
    return {
        "family": rule.family,
        "entity": rule.entity.replace(SEPARATOR, "/"),
        "amount": round(rule.amount, 4),
        "unit": rule.unit,
        "side": "above" if rule.above else "below",
        "cures": rule.cures,
        "what": words.rule_line(rule, currency),
    }


def _cut(cut: Cut, currency: str) -> dict[str, Any]:
    return {
        "side": cut.side,
        "levers": list(cut.levers),
        "periods": list(cut.periods),
        "node": cut.node,
        "rep": cut.rep,
        "needed": round(cut.needed, 4),
        "reach": round(cut.reach, 4),
        "reps": cut.reps,
        "what": words.cut_line(cut, currency),
    }


def _remedy(remedy: Remedy, currency: str) -> dict[str, Any]:
    first, amount = remedy.parts[0]
    return {
        "what": words.remedy_line(remedy, currency),
        "amount": amount,
        "unit": first.unit,
        "verified": True,
        "changes": [
            {
                "kind": change.kind,
                "subject": change.subject.replace(SEPARATOR, "/"),
                "amount": own,
                "unit": change.unit,
            }
            for change, own in remedy.parts
        ],
        "set": remedy.settings,
    }
