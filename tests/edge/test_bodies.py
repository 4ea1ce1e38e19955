"""Rules of bodies and queries, told in the contract's words and places."""

from datetime import datetime, timedelta, timezone

import pytest
from pydantic import BaseModel

from shared.edge.bodies import Timestamp
from tests.edge.sample import GOOD, JSON, call


def faults_of(body: object) -> list[tuple[str, str]]:
    _, problem, _ = call("POST", body=body, authorization=GOOD, content_type=JSON, idempotency_key="k")
    return [(fault["pointer"], fault["code"]) for fault in problem.get("errors", [])]


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({"title": "a"}, [("/title", "too_short")]),
        ({"title": "abcdef"}, [("/title", "too_long")]),
        ({}, [("/title", "required")]),
        ({"title": None}, [("/title", "invalid")]),
        ({"title": 12}, [("/title", "invalid")]),
        ({"title": "abc", "rank": "1"}, [("/rank", "invalid")]),
        ({"title": "abc", "rank": True}, [("/rank", "invalid")]),
        ({"title": "abc", "rank": 1.5}, [("/rank", "invalid")]),
        ({"title": "abc", "tags": ["a", 1]}, [("/tags/1", "invalid")]),
        ({"title": "abc", "a/b~c": 1}, [("/a~1b~0c", "unknown_field")]),
        ({"title": "a", "x": 1}, [("/title", "too_short"), ("/x", "unknown_field")]),
        ({"title": "abc", "tags": ["a"]}, []),
    ],
)
def test_faults_of_a_body(body: object, faults: list[tuple[str, str]]) -> None:
    assert faults_of(body) == faults


def test_no_problem_repeats_what_was_sent() -> None:
    _, problem, _ = call("POST", body={"title": 1, "rank": "hunter2"}, authorization=GOOD, content_type=JSON)
    assert "hunter2" not in str(problem)


@pytest.mark.parametrize(("body", "seen"), [({"title": None}, ["title"]), ({}, [])])
@pytest.mark.parametrize("media_type", [JSON, "application/merge-patch+json"])
def test_a_patch_tells_null_from_absent(body: object, seen: list[str], media_type: str) -> None:
    request = {"authorization": GOOD, "content_type": media_type, "if_match": "*"}
    _, answer, _ = call("PATCH", "/v1/notes/1", body=body, **request)
    assert answer["fields"] == seen


@pytest.mark.parametrize(
    ("query", "status", "places"),
    [
        ("", 200, []),
        ("limit=1", 200, []),
        ("limit=100&q=%C3%A9", 200, []),
        ("limit=0", 422, ["?limit"]),
        ("limit=101", 422, ["?limit"]),
        ("limit=", 422, ["?limit"]),
        ("limit=+5", 422, ["?limit"]),
        ("limit=1_0", 422, ["?limit"]),
        ("limit=5.0", 422, ["?limit"]),
        ("limit=" + "9" * 5000, 422, ["?limit"]),
        ("limit=%D9%A3", 422, ["?limit"]),
        ("q=", 422, ["?q"]),
        ("q=a%00", 422, ["?q"]),
        ("page=2", 422, ["?page"]),
        ("limit=1&limit=1", 400, []),
        ("limit=1&%6Cimit=2", 400, []),
        ("q=%FF", 400, []),
        ("&".join(f"p{n}=1" for n in range(200)), 400, []),
    ],
)
def test_query_parameters(query: str, status: int, places: list[str]) -> None:
    told, problem, _ = call(query=query, authorization=GOOD)
    assert (told, [fault["pointer"] for fault in problem.get("errors", [])]) == (status, places)
    if status == 400:
        assert problem["code"] == "malformed_request"


def test_a_route_without_a_query_takes_no_parameter() -> None:
    assert call("GET", "/v1/notes/1", "x=1", authorization=GOOD)[0] == 422
    assert call("GET", "/page", "x=1&x=2")[0] == 200


def test_what_is_left_out_where_a_body_is_optional_counts_as_an_empty_object() -> None:
    path, signed_in = "/v1/notes/1/hide", {"authorization": GOOD}
    assert call("POST", path, **signed_in)[0] == 200
    _, said, _ = call("POST", path, body={"reason": "noise"}, content_type=JSON, **signed_in)
    assert said["fields"] == ["noise"]
    assert call("POST", path, body="{}", **signed_in)[0] == 415
    assert (
        call("POST", path, **signed_in)[1]["digest"]
        == call("POST", path, body={}, content_type=JSON, **signed_in)[1]["digest"]
    )


def test_times_are_utc_with_six_digits() -> None:
    class Moment(BaseModel):
        at: Timestamp

    moment = datetime(2026, 11, 22, 15, 0, tzinfo=timezone(timedelta(hours=2)))
    assert Moment(at=moment).model_dump_json() == '{"at":"2026-11-22T13:00:00.000000Z"}'
