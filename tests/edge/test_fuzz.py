"""Whatever arrives, the answer is a clear one: never a 5xx, never an exception, always a problem with a known code."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.edge.problems import TABLE
from tests.edge.sample import GOOD, HANDLER, JSON, event

EVERYTHING = st.text(st.characters(codec=None), max_size=40)
PATHS = st.sampled_from(["/v1/notes", "/v1/notes/1", "/v1/notes/1/hide", "/page", "/v1"]) | EVERYTHING
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"]) | EVERYTHING
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "authorization",
            "content_type",
            "accept",
            "if_match",
            "idempotency_key",
            "x_correlation_id",
            "content_encoding",
        ]
    ),
    EVERYTHING | st.sampled_from([GOOD, JSON, '"3"', "*", "*/*"]),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | EVERYTHING,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(EVERYTHING, inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["title", "tags", "rank", "reason"]) | EVERYTHING
QUICK = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> Iterator[None]:
    logging.getLogger("rollbook").setLevel(logging.ERROR)
    yield
    logging.getLogger("rollbook").setLevel(logging.INFO)


def is_clear(request: dict[str, Any]) -> bool:
    answer = HANDLER(request, None)
    json.dumps(answer).encode("ascii")
    if answer["statusCode"] < 400 or request["requestContext"]["http"]["method"] == "HEAD":
        return bool(answer["statusCode"] < 500)
    problem = json.loads(answer["body"])
    return bool(problem["status"] == answer["statusCode"] == TABLE[problem["code"]][0] < 500)


@QUICK
@given(METHODS, PATHS, EVERYTHING, HEADERS, st.none() | EVERYTHING)
def test_any_request(method: str, path: str, query: str, headers: dict[str, str], body: str | None) -> None:
    assert is_clear(event(method, path, query, body, **headers))


@QUICK
@given(st.binary(max_size=80) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_as_a_body(raw: bytes) -> None:
    text = raw.decode("utf-8", "surrogateescape")
    sent = {"authorization": GOOD, "content_type": JSON, "idempotency_key": "k", "if_match": "*"}
    assert is_clear(event("POST", "/v1/notes", body=text, **sent))
    assert is_clear(event("PATCH", "/v1/notes/1", body=text, **sent))


@QUICK
@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_any_object_as_a_body(members: dict[str, Any]) -> None:
    sent = {"authorization": GOOD, "content_type": JSON, "idempotency_key": "k"}
    assert is_clear(event("POST", "/v1/notes", body=members, **sent))


@QUICK
@given(st.dictionaries(st.sampled_from(["limit", "q", "cursor"]) | EVERYTHING, EVERYTHING, max_size=3))
def test_any_query(parameters: dict[str, str]) -> None:
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    assert is_clear(event("GET", "/v1/notes", query, authorization=GOOD))
