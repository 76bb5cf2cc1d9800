"""The seal of a plan: its certificate, and the SHA-256 of every file of its folder."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any

from allocator.read.canonical import plain
from allocator.read.plan import DOCUMENT, document_hash, sha256

if TYPE_CHECKING:
    from allocator.domain.certificate import Certificate
    from allocator.domain.plan import Plan


def seal(plan: Plan, certificate: Certificate | None) -> Plan:
    """Add the certificate and the hashes; nothing of the plan may change afterwards.

    The hash under ``plan.json`` is that of the document with this very field blank.
    """
    hashes = {name: sha256(content) for name, content in sorted(plan.files.items())}
    document = {
        **plan.document,
        "certificate": None if certificate is None else certificate_document(certificate),
        "files": {**hashes, DOCUMENT: ""},
    }
    document = plain(document)
    document["files"][DOCUMENT] = document_hash(document)
    return dataclasses.replace(plan, document=document)


def certificate_document(certificate: Certificate) -> dict[str, Any]:
    """Give the certificate in the types of JSON; a figure without a finite value is None."""
    found: dict[str, Any] = _finite(dataclasses.asdict(certificate))
    return found


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
