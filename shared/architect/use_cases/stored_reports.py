"""Reports and sources as objects: each under its digest, so that writing one again changes nothing."""

import hashlib

from shared.architect.domain.review.report import Report
from shared.architect.domain.review.report_json import from_json, to_json
from shared.architect.ports import Objects

JSON = "application/json"
BYTES = "application/octet-stream"


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keep_report(records: Objects, report: Report) -> str:
    """Its digest."""
    content = to_json(report).encode()
    digest = digest_of(content)
    records.put(_report(digest), content, JSON)
    return digest


def stored_report(records: Objects, digest: str) -> Report | None:
    content = records.get(_report(digest))
    return None if content is None else from_json(content.decode())


def keep_source(records: Objects, content: bytes) -> str:
    """Its digest."""
    digest = digest_of(content)
    records.put(_source(digest), content, BYTES)
    return digest


def stored_source(records: Objects, digest: str) -> bytes | None:
    return records.get(_source(digest))


def _report(digest: str) -> str:
    return f"reviews/{digest}.json"


def _source(digest: str) -> str:
    return f"sources/{digest}"
