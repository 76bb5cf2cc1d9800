import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from allocator.domain.proof import Labels, Proof, TierProof, Waypoint
from allocator.errors import PlanError
from allocator.read.proof import proof_bytes, read_proof


def tier(name, columns, rows):
    return TierProof(
        name,
        columns,
        rows,
        0.1,
        np.arange(columns) / 3,
        np.linspace(-1, 1, rows),
        np.zeros(columns, np.int8),
        np.ones(rows, np.int8),
        np.inf,
        np.zeros(0),
    )


PROOF = Proof(
    Labels((("x", ("a\tt\tnew_customers\t2027-01-01", 'ü"\t')), ("eta", ("",)))),
    Labels((("lever_totals", ("new_customers\t2027-01-01",)), ("quota", ("a",)))),
    (tier("shortfall:1", 2, 1), tier("closest", 3, 2)),
)


WITH_PATH = replace(
    PROOF,
    waypoints=(
        Waypoint(0, np.array([1.0, 2.0]), np.array([0.5])),
        Waypoint(1, np.array([3.0, 4.0]), np.array([-0.5])),
    ),
)


def same(one, other):
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in TierProof.__slots__
    )


def test_a_proof_reads_back_as_it_was():
    back = read_proof(proof_bytes(PROOF))
    assert back.columns == PROOF.columns
    assert back.rows == PROOF.rows
    assert all(same(a, b) for a, b in zip(back.tiers, PROOF.tiers, strict=True))


def test_equal_proofs_give_equal_bytes_and_numpy_can_load_them():
    content = proof_bytes(PROOF)
    assert content == proof_bytes(PROOF)
    with np.load(io.BytesIO(content)) as arrays:
        assert arrays["001.point"].tolist() == [0, 1 / 3, 2 / 3]
        assert arrays["000.numbers"].tolist() == [0.1, np.inf]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_a_path_reads_back_as_it_was():
    back = read_proof(proof_bytes(WITH_PATH))
    assert [way.after for way in back.waypoints] == [0, 1]
    for way, mine in zip(back.waypoints, WITH_PATH.waypoints, strict=True):
        assert np.array_equal(way.point, mine.point)
        assert np.array_equal(way.dual, mine.dual)


def test_without_a_path_the_bytes_know_of_none():
    with zipfile.ZipFile(io.BytesIO(proof_bytes(PROOF))) as archive:
        assert not [name for name in archive.namelist() if name.startswith("path")]
    assert read_proof(proof_bytes(PROOF)).waypoints == ()


def rewritten(name, body, proof=PROOF):
    """The proof with one member replaced, or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(proof_bytes(proof))) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = body if entry.filename == name else old.read(entry)
            if content is not None:
                new.writestr(entry, content)
    return out.getvalue()


def array_bytes(array, **how):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, **how)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zip",
        proof_bytes(PROOF)[:-40],
        rewritten("000.point.npy", None),
        rewritten("columns.npy", b"broken"),
        rewritten("000.point.npy", array_bytes(np.zeros(5))),
        rewritten("000.point.npy", array_bytes(np.zeros(2, np.float32))),
        rewritten("000.point.npy", array_bytes(np.zeros((2, 1)))),
        rewritten("000.point.npy", array_bytes(np.zeros(2))[:-3]),
        rewritten("000.point.npy", array_bytes(np.zeros(2), version=(2, 0))),
        rewritten("000.point.npy", array_bytes(np.array([{}, {}], object), allow_pickle=True)),
        rewritten("tiers.npy", array_bytes(np.frombuffer(b'{"a": 1}', np.uint8))),
        rewritten("tiers.npy", array_bytes(np.frombuffer(b"[1]", np.uint8))),
        rewritten("path.npy", array_bytes(np.frombuffer(b"[0,2]", np.uint8)), WITH_PATH),
        rewritten("path.npy", array_bytes(np.frombuffer(b"[0,-1]", np.uint8)), WITH_PATH),
        rewritten("path.npy", array_bytes(np.frombuffer(b"[null]", np.uint8)), WITH_PATH),
        rewritten("path.001.point.npy", None, WITH_PATH),
        rewritten("path.001.point.npy", array_bytes(np.zeros(3)), WITH_PATH),
        rewritten("path.000.dual.npy", array_bytes(np.zeros(2)), WITH_PATH),
    ],
)
def test_whatever_is_wrong_with_a_proof_is_a_plan_error(content):
    with pytest.raises(PlanError):
        read_proof(content)


def test_every_flipped_byte_is_either_noticed_or_changes_nothing_but_numbers():
    content = bytearray(proof_bytes(PROOF))
    for place in range(0, len(content), 37):
        broken = (
            bytes(content[:place]) + bytes([content[place] ^ 0xFF]) + bytes(content[place + 1 :])
        )
        try:
            found = read_proof(broken)
        except PlanError:
            continue
        assert isinstance(found, Proof)
