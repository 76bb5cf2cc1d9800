import dataclasses
import hashlib

from allocator.domain.certificate import Certificate, Check, TierGap
from allocator.publish.assemble import publish
from allocator.publish.seal import seal
from allocator.read.plan import check_hashes
from allocator.read.write import json_bytes

CERTIFICATE = Certificate(
    passed=True,
    words="proven optimal",
    tiers=(TierGap("closest", 0.01, 0.01, 1e-12, float("inf"), 0.1),),
    checks=(
        Check("rows", 0.0, 0.005, passed=True),
        Check("lever_totals", float("nan"), 1.0, passed=True, detail="x"),
    ),
)


def sealed(world):
    return seal(
        publish(
            world.scenario,
            world.parameters,
            world.allocation,
            world.proof,
            solver="piqp",
            options={},
        ),
        CERTIFICATE,
    )


def test_the_seal_holds_the_hash_of_every_file_and_of_the_document_itself(world):
    plan = sealed(world)
    stated = plan.document["files"]
    assert set(stated) == {*plan.files, "plan.json"}
    assert stated["quotas.csv"] == hashlib.sha256(plan.files["quotas.csv"]).hexdigest()
    blank = {**plan.document, "files": {**stated, "plan.json": ""}}
    assert stated["plan.json"] == hashlib.sha256(json_bytes(blank)).hexdigest()
    assert check_hashes(plan) == []


def test_the_certificate_is_written_without_infinities(world):
    document = sealed(world).document["certificate"]
    assert document["words"] == "proven optimal"
    assert document["passed"] is True
    assert document["tiers"][0]["free"] is None
    assert document["checks"][1]["value"] is None
    assert document["checks"][1]["detail"] == "x"


def test_any_change_of_the_document_breaks_the_seal(world):
    plan = sealed(world)
    changed = dataclasses.replace(plan, document={**plan.document, "solver": "other"})
    assert check_hashes(changed) == ["plan.json has been changed"]


def test_changed_missing_and_foreign_files_are_each_named(world):
    plan = sealed(world)
    files = dict(plan.files)
    files["quotas.csv"] = files["quotas.csv"].replace(b"180", b"181")
    del files["rollup.csv"]
    files["extra.csv"] = b""
    refusals = check_hashes(dataclasses.replace(plan, files=files))
    assert refusals == [
        "extra.csv is not part of the plan",
        "quotas.csv has been changed",
        "rollup.csv is missing",
    ]
