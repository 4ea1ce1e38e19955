"""However hostile a request, its answer stays small; and no form of a body is taken that was not offered."""

import json
from typing import Any

import pytest

from tests.edge.sample import GOOD, HANDLER, JSON, code_of, event

LONG = "a" * 12_000
HOSTILE: dict[str, Any] = {
    "many texts at fault under a long name": {LONG: ["\0"] * 1500},
    "a long name within long names": {LONG: {LONG: {LONG: "\0"}}},
    "many members nobody knows": {f"unknown-{number}": 1 for number in range(2500)},
    "long members nobody knows": {f"{number}{'x' * 600}": 1 for number in range(100)},
    "many items of a wrong kind": {"title": "abc", "tags": [0] * 20_000},
    "names that grow when they are escaped": {"~/" * 6000: ["\0"] * 1500},
}


def answer_to(body: Any, path: str = "/v1/notes") -> tuple[int, str]:
    request = event("POST", path, body=json.dumps(body), authorization=GOOD, content_type=JSON, idempotency_key="k")
    assert len(request["body"]) <= 65_536
    answer = HANDLER(request, None)
    return answer["statusCode"], answer["body"]


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_an_answer_does_not_grow_with_the_faults(body: Any) -> None:
    status, text = answer_to(body)
    faults = json.loads(text)["errors"]
    assert (status, len(text) < 16_384) == (422, True)
    assert 1 <= len(faults) <= 20
    assert all(len(fault["pointer"]) <= 256 for fault in faults)


def test_the_first_faults_are_told_with_their_places() -> None:
    _, text = answer_to({"title": "abc", "tags": ["ok", *["\0"] * 30]})
    assert [fault["pointer"] for fault in json.loads(text)["errors"]] == [f"/tags/{place}" for place in range(1, 21)]


def test_a_long_query_is_answered_shortly() -> None:
    query = "&".join(f"unknown-{number}=1" for number in range(2000))
    answer = HANDLER(event("GET", query=query, authorization=GOOD), None)
    assert answer["statusCode"] in (400, 422)
    assert len(answer["body"]) < 16_384


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity"])
@pytest.mark.parametrize("body", [None, "", {"reason": "x"}])
def test_a_content_encoding_is_refused_even_where_a_body_may_be_left_out(encoding: str, body: Any) -> None:
    signed_in = {"authorization": GOOD, "content_type": JSON}
    assert code_of("POST", "/v1/notes/1/hide", body=body, **signed_in)[0] == 200
    refused = code_of("POST", "/v1/notes/1/hide", body=body, content_encoding=encoding, **signed_in)
    assert refused == (415, "unsupported_media_type")
