"""If-Match and Idempotency-Key as strangers write them."""

import pytest

from tests.edge.sample import GOOD, JSON, call, code_of

STALE = (412, "stale_version")
MALFORMED = (400, "invalid_if_match")
PATCH = {"body": {}, "authorization": GOOD, "content_type": JSON}
POST = {"body": {"title": "abc"}, "authorization": GOOD, "content_type": JSON}


@pytest.mark.parametrize(
    ("if_match", "told"),
    [
        ('"3"', (200, "")),
        ("*", (200, "")),
        (' "3"\t', (200, "")),
        ('"2"', STALE),
        ('"03"', STALE),
        ('"+3"', STALE),
        ('"٣"', STALE),
        ('""', STALE),
        ('"' + "9" * 19 + '"', STALE),
        ('W/"3"', STALE),
        ('"3", "4"', STALE),
        ('"3","3"', STALE),
        ("3", MALFORMED),
        ("", MALFORMED),
        ('"3', MALFORMED),
        ("'3'", MALFORMED),
        ('w/"3"', MALFORMED),
        ('"3" "4"', MALFORMED),
        ('*, "3"', MALFORMED),
        ("**", MALFORMED),
        ('"a b"', MALFORMED),
        ('"3"\n', MALFORMED),
        (None, (428, "precondition_required")),
    ],
)
def test_a_required_if_match(if_match: str | None, told: tuple[int, str]) -> None:
    assert code_of("PATCH", "/v1/notes/1", if_match=if_match, **PATCH) == told


@pytest.mark.parametrize(("if_match", "status"), [(None, 204), ('"3"', 204), ('"2"', 412), ("2", 400)])
def test_an_optional_if_match_counts_where_it_is_sent(if_match: str | None, status: int) -> None:
    assert code_of("DELETE", "/v1/notes/1", if_match=if_match, authorization=GOOD)[0] == status


def test_a_route_without_a_condition_ignores_the_header() -> None:
    assert code_of("GET", "/v1/notes/1", if_match="nonsense", authorization=GOOD)[0] == 200


@pytest.mark.parametrize("key", ["k", "x" * 255, "!~", "a,b", '"quoted"'])
def test_a_visible_ascii_key_is_handed_on(key: str) -> None:
    status, answer, _ = call("POST", idempotency_key=key, **POST)
    assert (status, answer["key"]) == (201, key)


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "é", "a\n", "\x7f", "a\tb"])
def test_any_other_key_is_invalid(key: str) -> None:
    assert code_of("POST", idempotency_key=key, **POST) == (400, "idempotency_key_invalid")


def test_a_route_without_keys_ignores_the_header() -> None:
    assert code_of("POST", "/v1/notes/1/hide", idempotency_key="a b", authorization=GOOD)[0] == 200
