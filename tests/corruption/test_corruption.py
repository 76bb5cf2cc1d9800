"""A thousand ways to damage a plan are refused a thousand times, and so is every new seal."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

from allocator.certify import align, compare, evidence, program, proven
from allocator.certify import certificate as certifying
from allocator.certify.lock import locked
from allocator.certify.program import Rebuilt
from allocator.certify.proven import Verdict
from allocator.certify.world import World, world
from allocator.domain.certificate import Check
from allocator.domain.outcome import Published
from allocator.domain.plan import Plan
from allocator.domain.proof import Proof
from allocator.engine import stated
from allocator.engine.load import load
from allocator.engine.solve import solve
from allocator.engine.verify import verify, verify_plan
from allocator.errors import CertificateError, PlanError
from allocator.publish.seal import seal
from allocator.read.canonical import json_bytes
from allocator.read.plan import DOCUMENT, check_hashes, document_hash, open_plan
from allocator.read.proof import read_proof
from allocator.read.write import saved
from corruption.damage import CARELESS, PROOF, Folder, leaves, other_value, with_leaf
from corruption.forgery import CLAIMS, IN_INPUTS, IN_PROOF, IN_TABLES, PASSES, Known

SCENARIOS = ("growth-30m", "pipeline-first", "enterprise")
CAREFUL = 1000
"""Changes per scenario that the hashes must refuse."""
FORGED = {"tables": 100, "proof": 35, "inputs": 15}
"""Sealed changes per scenario by where they are."""
LONG = 10
"""Times as many where time does not count."""
CLAIMED = 40
"""Sealed claims per scenario."""
WHOLE = 8
"""Changes of either sort per scenario that go through a folder on disk."""


@pytest.fixture(scope="module", params=SCENARIOS)
def plan(request, tmp_path_factory):
    """A plan as it was read from its folder."""
    outcome = solve(load(Path(__file__).parents[2] / "scenarios" / request.param))
    assert isinstance(outcome, Published)
    folder = tmp_path_factory.mktemp("plans") / request.param
    saved(outcome.plan, folder)
    return open_plan(folder)


@dataclass
class Judge:
    """The certifier; what rests on untouched files alone is computed only once."""

    plan: Plan
    here: World
    again: Rebuilt
    proof: Proof
    refusals: list[Check]
    verdict: Verdict

    @classmethod
    def of(cls, plan):
        here = world(evidence.read(plan.files))
        again = program.rebuild(here, plan.proof)
        proof, _ = align.aligned(again, plan.proof)
        refusals = compare.parameters(here.evidence, here.figures)
        verdict = proven.verdict(again, proof, here.evidence.unit)
        return cls(plan, here, again, proof, refusals, verdict)

    @cached_property
    def felt(self):
        """(tier, row) of the multipliers that a column inside its box feels, by a unit or more."""
        place = {name: at for at, name in enumerate(align.names(self.plan.proof.rows))}
        mine = [place[name] for name in align.names(self.again.book.row_labels())]
        region, found = proven.whole(self.again), []
        for number, tier in enumerate(self.proof.tiers):
            own = region.leading(tier.columns, tier.rows)
            room = np.minimum(tier.point - own.least, own.most - tier.point)
            rows = np.unique(own.matrix.tocoo().row[room[own.matrix.tocoo().col] > 1.0])
            sided = np.isfinite(own.lower[rows]) & np.isfinite(own.upper[rows])
            found += [(number, mine[row]) for row in rows[sided].tolist()]
            region = locked(region, tier)
        return tuple(found)

    def certify(self, sealed):
        touched = {n for n, c in sealed.files.items() if self.plan.files.get(n) != c}
        tables, text = evidence._csv, evidence._yaml
        with pytest.MonkeyPatch.context() as patch:

            def csv(files, path, *columns):
                return tables(files, path, *columns) if path in touched else self.table(path)

            def yaml(files, path):
                return text(files, path) if path in touched else self.settings(path)

            patch.setattr(evidence, "_csv", csv)
            patch.setattr(evidence, "_yaml", yaml)
            if not any(name.startswith("inputs/") for name in touched):
                patch.setattr(certifying, "world", lambda read: replace(self.here, evidence=read))
                patch.setattr(compare, "parameters", lambda _read, _figures: self.refusals)
                patch.setattr(program, "rebuild", lambda _world, _proof: self.again)
                if sealed.proof is self.plan.proof:
                    patch.setattr(proven, "verdict", lambda *_: self.verdict)
            return certifying.certify(sealed.files, sealed.document, sealed.proof)

    def table(self, path):
        read = self.here.evidence
        name = path.rpartition("/")[2].removesuffix(".csv")
        if name == "parameters":
            return read.parameters.copy()
        return (read.tables if path.startswith("inputs/") else read.published)[name].copy()

    def settings(self, path):
        read = self.here.evidence
        return read.scenario if path == "inputs/scenario.yaml" else read.model


@pytest.fixture(scope="module")
def judge(plan):
    made = Judge.of(plan)
    assert made.certify(plan).passed
    return made


def folder_of(plan):
    return Folder(plan.files, plan.document)


def sealed_anew(plan, folder):
    """What a forger writes: his files and document under fresh hashes; None if it is no plan."""
    proof = plan.proof
    if folder.files[PROOF] != plan.files[PROOF]:
        try:
            proof = read_proof(folder.files[PROOF])
        except PlanError:
            return None
    forged = replace(plan, files=folder.files, document=folder.document, proof=proof)
    made = seal(forged, None)
    document = {**made.document, "certificate": plan.document["certificate"]}
    assert check_hashes(replace(made, folder=None)) == []
    return replace(made, document=document)


def forgeries(plan, judge, where, count, seed):
    """Sealed forgeries of every kind in turn, each with its name."""
    rng = np.random.default_rng(seed)
    kinds = {"tables": IN_TABLES, "inputs": IN_INPUTS, "proof": IN_PROOF}[where]
    made = 0
    for number in range(20 * count):
        kind = kinds[number % len(kinds)]
        more = (Known(plan.proof, judge.felt),) if where == "proof" else ()
        folder = kind(folder_of(plan), rng, *more)
        if folder is None:
            continue
        made += 1
        yield f"{kind.__name__} {number}", folder
        if made == count:
            return


def missed(plan, judge, where, count, seed):
    """Forgeries that the mathematics let pass."""
    through = []
    for name, folder in forgeries(plan, judge, where, count, seed):
        sealed = sealed_anew(plan, folder)
        if sealed is not None and judge.certify(sealed).passed:
            through.append(name)
    return through


def test_no_change_survives_its_hash(plan):
    rng = np.random.default_rng(20)
    through = []
    for number in range(CAREFUL):
        kind = CARELESS[number % len(CARELESS)]
        folder = kind(folder_of(plan), rng)
        changed = replace(plan, files=folder.files, document=folder.document, folder=None)
        if not check_hashes(changed):
            through.append(f"{kind.__name__} {number}")
    assert through == []


@pytest.mark.parametrize("where", FORGED)
def test_no_forgery_survives_the_mathematics(plan, judge, where):
    assert missed(plan, judge, where, FORGED[where], seed=30) == []


@pytest.mark.long
@pytest.mark.parametrize("where", FORGED)
def test_no_forgery_of_many_survives_the_mathematics(plan, judge, where):
    assert missed(plan, judge, where, LONG * FORGED[where], seed=31) == []


def test_what_is_not_computed_again_is_kept_by_its_hash(plan):
    firsts = {path[0]: (path, value) for path, value in leaves(plan.document)}
    for path, value in (firsts[key] for key in PASSES if key in firsts):
        changed = with_leaf(plan.document, path, other_value(value))
        assert check_hashes(replace(plan, document=changed, folder=None)), path


def write(folder, plan, goal):
    shutil.copytree(plan.folder, goal)
    for name in plan.files.keys() - folder.files.keys():
        (goal / name).unlink()
    for name, content in folder.files.items():
        if plan.files.get(name) != content:
            (goal / name).write_bytes(content)
    (goal / DOCUMENT).write_bytes(json_bytes(folder.document))


def test_verify_refuses_a_damaged_folder(plan, tmp_path):
    rng = np.random.default_rng(40)
    for number in range(WHOLE):
        kind = CARELESS[number % len(CARELESS)]
        goal = tmp_path / str(number)
        write(kind(folder_of(plan), rng), plan, goal)
        with pytest.raises(PlanError):
            verify(goal)


@pytest.mark.parametrize("where", FORGED)
def test_verify_refuses_a_sealed_forgery(plan, judge, where, tmp_path):
    for number, (name, folder) in enumerate(forgeries(plan, judge, where, WHOLE // 2, seed=41)):
        goal = tmp_path / str(number)
        sealed = sealed_anew(plan, folder)
        if sealed is None:
            continue
        made = seal(replace(sealed, proof=None), None)
        write(Folder(made.files, made.document), plan, goal)
        with pytest.raises(CertificateError) as refused:
            verify(goal)
        assert not any("has been changed" in why for why in refused.value.refusals), name


def test_the_untouched_folder_verifies(plan):
    assert verify(plan.folder).passed


def resealed(plan, folder):
    """A folder under fresh hashes that keeps the certificate which it claims."""
    claimed = folder.document["certificate"]
    made = seal(replace(plan, files=folder.files, document=folder.document), None)
    document = {**made.document, "certificate": claimed}
    document["files"] = {**document["files"], DOCUMENT: ""}
    document["files"][DOCUMENT] = document_hash(document)
    made = replace(made, document=document, folder=None)
    assert check_hashes(made) == []
    return made


def claims(plan, seed):
    rng = np.random.default_rng(seed)
    for number in range(CLAIMED):
        kind = CLAIMS[number % len(CLAIMS)]
        folder = kind(folder_of(plan), rng)
        if folder is not None:
            yield f"{kind.__name__} {number}", resealed(plan, folder)


def test_no_claim_under_a_new_seal_is_believed(plan, judge):
    """What plan.json says of itself is computed again; the mathematics alone lets it pass."""
    found = judge.certify(plan)
    through = [name for name, made in claims(plan, seed=50) if not stated.refusals(made, found)]
    assert through == []


def test_verify_refuses_a_sealed_claim(plan, tmp_path):
    for number, (name, made) in enumerate(claims(plan, seed=51)):
        if number % 8:
            continue
        goal = tmp_path / str(number)
        write(Folder(made.files, made.document), plan, goal)
        with pytest.raises(CertificateError) as refused:
            verify(goal)
        assert not any("has been changed" in why for why in refused.value.refusals), name


def test_a_seal_without_a_claim_changes_nothing(plan):
    assert resealed(plan, folder_of(plan)).document == plan.document


def test_an_infeasible_folder_is_held_to_its_words(tmp_path):
    outcome = solve(
        load(Path(__file__).parents[2] / "scenarios" / "pipeline-first", model="strict")
    )
    plan = outcome.plan
    assert verify(saved(plan, tmp_path / "whole").folder).words == "proven infeasible"
    rng = np.random.default_rng(52)
    for kind in CLAIMS:
        folder = kind(folder_of(plan), rng)
        if folder is not None:
            with pytest.raises(CertificateError):
                verify_plan(resealed(plan, folder))
