"""proof.npz: the evidence of every tier, as bytes that numpy can load.

Members: ``columns``, ``rows``, ``tiers`` are JSON (labels of each block; name and sizes of each
tier) as UTF-8 bytes; ``NNN.point``, ``.dual``, ``.locked_columns``, ``.locked_rows``, ``.weights``
and ``.numbers`` (value, cap) are the arrays of tier NNN. Where the path that explains the quotas
was kept, ``path`` tells how many tiers hold at each of its points, ``path.NNN.point`` and
``path.NNN.dual`` are the arrays of point NNN.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from allocator.domain.proof import Labels, Proof, TierProof, Waypoint
from allocator.errors import PlanError

if TYPE_CHECKING:
    import numpy.typing as npt

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""Time stamp of every member: the bytes do not tell when they were written."""
LARGEST = 1 << 31
"""Bytes a member may have when unpacked: a hundred million doubles and more."""
KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UNIX = 3
READABLE = 0o600 << 16
PARTS: dict[str, np.dtype[Any]] = {
    "point": np.dtype("<f8"),
    "dual": np.dtype("<f8"),
    "locked_columns": np.dtype("i1"),
    "locked_rows": np.dtype("i1"),
    "weights": np.dtype("<f8"),
    "numbers": np.dtype("<f8"),
}
TEXT = np.dtype("u1")
PATH = "path"


def proof_bytes(proof: Proof) -> bytes:
    """Write a proof; equal proofs give equal bytes."""
    members: dict[str, npt.NDArray[Any]] = {
        "columns": _text([[name, list(entries)] for name, entries in proof.columns.blocks]),
        "rows": _text([[name, list(entries)] for name, entries in proof.rows.blocks]),
        "tiers": _text(
            [{"name": t.name, "columns": t.columns, "rows": t.rows} for t in proof.tiers]
        ),
    }
    for number, tier in enumerate(proof.tiers):
        arrays: dict[str, Any] = {
            "point": tier.point,
            "dual": tier.dual,
            "locked_columns": tier.locked_columns,
            "locked_rows": tier.locked_rows,
            "weights": tier.weights,
            "numbers": [tier.value, tier.cap],
        }
        for part, kind in PARTS.items():
            members[f"{number:03d}.{part}"] = np.ascontiguousarray(arrays[part], kind)
    if proof.waypoints:
        members[PATH] = _text([way.after for way in proof.waypoints])
    for number, way in enumerate(proof.waypoints):
        for part, array in (("point", way.point), ("dual", way.dual)):
            members[f"{PATH}.{number:03d}.{part}"] = np.ascontiguousarray(array, PARTS[part])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, array in members.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, version=(1, 0), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", FIRST_DAY)
            entry.create_system, entry.external_attr = UNIX, READABLE
            # doubles hardly shrink; labels and locks shrink to a tenth
            shrinks = array.dtype.itemsize == 1
            entry.compress_type = zipfile.ZIP_DEFLATED if shrinks else zipfile.ZIP_STORED
            archive.writestr(entry, content.getvalue())
    return stream.getvalue()


def read_proof(content: bytes) -> Proof:
    """Read a proof. Whatever is wrong with it is a PlanError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _proof(archive)
    except PlanError:
        raise
    except (
        zipfile.BadZipFile, zlib.error, struct.error, KeyError, TypeError, ValueError,
        AttributeError, NotImplementedError, EOFError, OSError, RuntimeError, MemoryError,
    ) as error:  # fmt: skip
        raise PlanError([f"proof.npz cannot be read: {error}"]) from error


def _proof(archive: zipfile.ZipFile) -> Proof:
    columns, rows = _labels(archive, "columns"), _labels(archive, "rows")
    tiers = []
    for number, head in enumerate(_json(archive, "tiers")):
        part = {name: _array(archive, f"{number:03d}.{name}", kind) for name, kind in PARTS.items()}
        value, cap = part.pop("numbers").tolist()
        tier = TierProof(
            name=str(head["name"]),
            columns=int(head["columns"]),
            rows=int(head["rows"]),
            value=float(value),
            cap=float(cap),
            **part,
        )
        if not (
            len(tier.point) == len(tier.locked_columns) == tier.columns <= len(columns)
            and len(tier.dual) == len(tier.locked_rows) == tier.rows <= len(rows)
        ):
            raise PlanError([f"proof.npz: arrays of tier {tier.name} do not have its sizes"])
        tiers.append(tier)
    return _with_path(archive, Proof(columns, rows, tuple(tiers)))


def _with_path(archive: zipfile.ZipFile, proof: Proof) -> Proof:
    """Add the waypoints, if there are any."""
    if f"{PATH}.npy" not in archive.namelist():
        return proof
    found = []
    for number, said in enumerate(_json(archive, PATH)):
        after = int(said)
        if not 0 <= after < len(proof.tiers):
            raise PlanError([f"proof.npz: no point of the path has {after} tiers"])
        point, dual = (
            _array(archive, f"{PATH}.{number:03d}.{part}", PARTS[part])
            for part in ("point", "dual")
        )
        if (len(point), len(dual)) != proof.size(after):
            raise PlanError([f"proof.npz: arrays of point {number} of the path lack its sizes"])
        found.append(Waypoint(after, point, dual))
    return replace(proof, waypoints=tuple(found))


def _text(value: Any) -> npt.NDArray[Any]:
    """Give a JSON value as an array of bytes."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return np.frombuffer(text.encode(), TEXT)


def _json(archive: zipfile.ZipFile, name: str) -> Any:
    return json.loads(_array(archive, name, TEXT).tobytes())


def _labels(archive: zipfile.ZipFile, name: str) -> Labels:
    return Labels(
        tuple(
            (str(block), tuple(str(entry) for entry in entries))
            for block, entries in _json(archive, name)
        )
    )


def _array(archive: zipfile.ZipFile, name: str, kind: np.dtype[Any]) -> npt.NDArray[Any]:
    """Read one vector; its header must say what its length in bytes says."""
    entry = archive.getinfo(f"{name}.npy")
    if entry.file_size > LARGEST or entry.compress_type not in KNOWN:
        raise PlanError([f"proof.npz: {name} is too large or packed in a way that is not ours"])
    content = io.BytesIO(archive.read(entry))
    version = np.lib.format.read_magic(content)
    if version != (1, 0):
        raise PlanError([f"proof.npz: {name} has array format {version}"])
    shape, _, found = np.lib.format.read_array_header_1_0(content)
    body = content.read()
    if found != kind or len(shape) != 1 or shape[0] * kind.itemsize != len(body):
        raise PlanError([f"proof.npz: {name} is not a vector of {kind}"])
    return np.frombuffer(body, kind)
