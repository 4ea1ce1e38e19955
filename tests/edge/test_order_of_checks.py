"""The contract's order of checks: a request with every fault is told the first, then the next."""

from typing import Any

from tests.edge.sample import GOOD, JSON, POWERLESS, code_of

VALID = {"title": "abc"}


def test_each_fault_is_told_only_when_those_before_it_are_mended() -> None:
    request: dict[str, Any] = {"method": "POST", "path": "/v1/nowhere", "body": "[" * 70_000}
    told = []
    for mended in (
        {},
        {"path": "/v1/notes", "method": "PUT"},
        {"method": "POST"},
        {"body": "["},
        {"authorization": POWERLESS},
        {"authorization": GOOD, "content_encoding": "gzip"},
        {"content_encoding": None},
        {"content_type": JSON},
        {"body": '{"title": 7}'},
        {"body": VALID},
        {"idempotency_key": "has space"},
        {"idempotency_key": "k-1"},
    ):
        request |= mended
        told.append(code_of(**request))
    assert told == [
        (404, "no_such_route"),
        (405, "method_not_allowed"),
        (413, "body_too_large"),
        (401, "unauthenticated"),
        (403, "forbidden"),
        (415, "unsupported_media_type"),
        (415, "unsupported_media_type"),
        (400, "malformed_json"),
        (422, "validation_failed"),
        (400, "idempotency_key_missing"),
        (400, "idempotency_key_invalid"),
        (201, ""),
    ]


def test_existence_is_told_before_a_missing_if_match() -> None:
    patch = {"method": "PATCH", "body": {}, "authorization": GOOD, "content_type": JSON}
    assert code_of(path="/v1/notes/missing", **patch) == (404, "not_found")
    assert code_of(path="/v1/notes/1", **patch) == (428, "precondition_required")


def test_a_body_of_exactly_the_limit_is_read() -> None:
    request = {"method": "POST", "authorization": GOOD, "content_type": JSON, "idempotency_key": "k"}
    full = '{"title":"abc"}'.ljust(65_536)
    assert code_of(body=full, **request) == (201, "")
    assert code_of(body=full + " ", **request) == (413, "body_too_large")


def test_the_limit_counts_bytes_and_not_characters() -> None:
    assert code_of("POST", body="é" * 32_769) == (413, "body_too_large")


def test_a_body_is_ignored_where_none_is_taken() -> None:
    assert code_of("GET", "/v1/notes/1", body="[[[", content_type="text/plain", authorization=GOOD) == (200, "")
