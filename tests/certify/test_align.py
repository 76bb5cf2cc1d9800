import dataclasses

import numpy as np
import pytest

from allocator.certify.align import aligned
from allocator.domain.proof import Labels


@pytest.fixture(scope="module")
def solved(tiny):
    reps = [{"rep_id": r, "role": "ae", "max_quota": 400} for r in "abc"]
    here = tiny.world_of(reps=reps)
    return tiny.prove(here)


def permuted(proof, order):
    """Put the row blocks in another order, with every array that goes by rows."""
    blocks = proof.rows.blocks
    starts = np.cumsum([0, *(len(entries) for _, entries in blocks)])
    rows = np.concatenate([np.arange(starts[b], starts[b + 1]) for b in order])
    tiers = tuple(
        dataclasses.replace(t, dual=t.dual[rows], locked_rows=t.locked_rows[rows])
        for t in proof.tiers
    )
    labels = Labels(tuple(blocks[b] for b in order))
    return dataclasses.replace(proof, rows=labels, tiers=tiers)


def failed(checks):
    return [check.name for check in checks if not check.passed]


def test_the_same_order_changes_nothing(solved):
    rebuilt, proof = solved
    found, checks = aligned(rebuilt, proof)
    assert failed(checks) == []
    assert np.array_equal(found.tiers[-1].dual, proof.tiers[-1].dual)


def test_blocks_in_another_order_are_put_back(solved):
    rebuilt, proof = solved
    found, checks = aligned(rebuilt, permuted(proof, [2, 0, 1]))
    assert failed(checks) == []
    assert found.rows == proof.rows
    for mine, told in zip(found.tiers, proof.tiers, strict=True):
        assert np.array_equal(mine.dual, told.dual)


def test_cap_rows_are_no_part_of_it(solved):
    rebuilt, proof = solved
    rows = Labels((*proof.rows.blocks, ("cap", ("shortfall:1",))))
    _, checks = aligned(rebuilt, dataclasses.replace(proof, rows=rows))
    assert failed(checks) == []


def relabelled(proof, change):
    blocks = dict(proof.columns.blocks)
    blocks["q"] = change(blocks["q"])
    return dataclasses.replace(proof, columns=Labels(tuple(blocks.items())))


@pytest.mark.parametrize(
    "change",
    [
        lambda q: ("z", *q[1:]),
        lambda q: q[:-1],
        lambda q: (*q, "z"),
        lambda q: (q[0], q[0], *q[2:]),
        lambda q: q[::-1],
    ],
)
def test_other_labels_are_refused(solved, change):
    rebuilt, proof = solved
    found, checks = aligned(rebuilt, relabelled(proof, change))
    assert found is None
    assert failed(checks) == ["proof: columns"]


def test_other_tiers_are_refused(solved):
    rebuilt, proof = solved
    found, checks = aligned(rebuilt, dataclasses.replace(proof, tiers=proof.tiers[:1]))
    assert found is None
    assert failed(checks) == ["proof: tiers"]


@pytest.mark.parametrize(
    "change",
    [
        {"rows": 1},
        {"value": np.nan},
        {"cap": np.nan},
        {"weights": np.zeros(3)},
        {"point": np.zeros(1)},
        {"locked_rows": np.zeros(1, np.int8)},
    ],
)
def test_arrays_that_do_not_fit_are_refused(solved, change):
    rebuilt, proof = solved
    tiers = (*proof.tiers[:-1], dataclasses.replace(proof.tiers[-1], **change))
    found, checks = aligned(rebuilt, dataclasses.replace(proof, tiers=tiers))
    assert found is None
    assert failed(checks) == ["proof: arrays fit and are finite"]


def test_negative_weights_are_refused(solved):
    rebuilt, proof = solved
    last = dataclasses.replace(proof.tiers[-1], weights=np.array([-1.0]))
    found, _ = aligned(rebuilt, dataclasses.replace(proof, tiers=(*proof.tiers[:-1], last)))
    assert found is None


def test_a_tier_must_have_its_own_leading_rows(tiny):
    here = tiny.world_of(
        given_model=tiny.model(tiers=["shortfall", "mean_deviation", "closest"]),
        reps=[{"rep_id": r, "role": "ae"} for r in "abc"],
    )
    rebuilt, proof = tiny.prove(here)
    blocks = proof.rows.blocks
    rows = Labels((blocks[-1], *blocks[:-1]))
    found, checks = aligned(rebuilt, dataclasses.replace(proof, rows=rows))
    assert found is None
    assert failed(checks) == ["proof: arrays fit and are finite"]
