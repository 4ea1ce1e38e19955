"""The routes of reviews: what they answer, to whom, in which form, and that nothing sent to them is a fault of ours."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from functions.reviews.review_routes import SARIF
from shared.architect.domain.records.review import Review
from tests.architect.reviews.front import Front, body_of, outcome
from tests.architect.reviews.studio import FAULTY, Studio

MISSING = "01900000-0000-7000-8000-000000000000"
UPLOAD = {"system": "Web shop", "source": {"kind": "upload", "size_bytes": len(FAULTY)}}
TEMPLATE = {"system": "Web shop", "source": {"kind": "template", "template": "Resources: {}\n"}}
KNOWN = {"reason": "Known.", "rule": "ASY001"}
OFFER = {"size_bytes": len(FAULTY)}


@pytest.fixture
def front(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Front:
    return Front(studio, monkeypatch)


def beside(review: Review, what: str) -> str:
    return f"/v1/reviews/systems/{review.system_id}/{what}"


def test_from_the_request_to_the_report(front: Front) -> None:
    asked = front.call("POST", "/v1/reviews", UPLOAD)
    assert asked["statusCode"] == 202
    told = body_of(asked)
    assert asked["headers"]["Location"] == f"/v1/reviews/{told['id']}"
    assert asked["headers"]["ETag"] == '"1"'
    assert told["upload"]["method"] == "PUT"
    front.studio.uploads.hand_in(told["upload"]["url"].removeprefix("memory:"), FAULTY)
    started = front.call("POST", f"/v1/reviews/{told['id']}/start")
    assert (started["statusCode"], body_of(started)["status"]) == (202, "queued")
    front.studio.work()
    shown = body_of(front.get(f"/v1/reviews/{told['id']}"))
    assert (shown["status"], shown["outcome"]["errors"], shown["outcome"]["gate"]) == ("completed", 1, True)
    assert [one["rule"] for one in shown["report"]["findings"]] == ["ASY001", "SEC004"]
    listed = body_of(front.get("/v1/reviews", system_id=told["system_id"]))
    assert [one["id"] for one in listed["items"]] == [told["id"]]
    assert "report" not in listed["items"][0]


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ({"kind": "upload"}, [("/source/size_bytes", "required")]),
        ({"kind": "upload", "size_bytes": 1.5}, [("/source/size_bytes", "invalid")]),
        ({"kind": "upload", "size_bytes": 1, "upload": {}}, [("/source/upload", "unknown_field")]),
        (
            {"kind": "template", "template": "", "x": 1},
            [("/source/template", "too_short"), ("/source/x", "unknown_field")],
        ),
        ({"kind": "neither"}, [("/source", "invalid")]),
        ({}, [("/source", "invalid")]),
        ("upload", [("/source", "invalid")]),
    ],
)
def test_a_fault_of_a_source_is_pointed_at_where_it_was_sent(
    front: Front, source: object, faults: list[tuple[str, str]]
) -> None:
    told = body_of(front.call("POST", "/v1/reviews", {"system": "Web shop", "source": source}))
    assert [(fault["pointer"], fault["code"]) for fault in told["errors"]] == faults


def test_a_size_is_a_whole_number_however_json_writes_it(front: Front) -> None:
    source = {"kind": "upload", "size_bytes": float(len(FAULTY))}
    assert front.call("POST", "/v1/reviews", {"system": "Web shop", "source": source})["statusCode"] == 202


def test_a_repeated_request_has_the_same_answer_to_the_byte(front: Front) -> None:
    first, again = (front.call("POST", "/v1/reviews", UPLOAD, {"idempotency-key": "same"}) for _ in range(2))
    front.studio.clock.advance(timedelta(minutes=2))
    later = front.call("POST", "/v1/reviews", UPLOAD, {"idempotency-key": "same"})
    assert first["body"] == again["body"] == later["body"]
    assert outcome(front.call("POST", "/v1/reviews", TEMPLATE, {"idempotency-key": "same"})) == (
        422,
        "idempotency_key_reused",
    )


def test_pages_of_a_list_follow_each_other(front: Front) -> None:
    ids = [body_of(front.call("POST", "/v1/reviews", TEMPLATE))["id"] for _ in range(3)]
    first = body_of(front.get("/v1/reviews", limit="2"))
    second = body_of(front.get("/v1/reviews", limit="2", cursor=first["next_cursor"]))
    assert [one["id"] for one in (*first["items"], *second["items"])] == ids[::-1]
    assert second["next_cursor"] is None
    assert outcome(front.get("/v1/reviews", cursor="abc")) == (400, "invalid_cursor")


def test_suppressions_are_added_listed_and_removed(front: Front) -> None:
    review = front.studio.reviewed()
    path = beside(review, "suppressions")
    added = front.call("POST", path, {**KNOWN, "path": "shop/api.py", "expires_on": "2026-01-01"})
    assert (added["statusCode"], body_of(added)["expired"]) == (201, False)
    front.studio.clock.advance(timedelta(hours=23))
    front.token = front.studio.signed_in("ada@example.org").access_token
    (listed,) = body_of(front.get(path))["items"]
    assert listed == body_of(added)
    assert front.call("DELETE", f"{path}/{listed['id']}")["statusCode"] == 204
    assert outcome(front.call("DELETE", f"{path}/{listed['id']}")) == (404, "not_found")
    assert body_of(front.get(path))["items"] == []


def test_sources_are_offered_listed_and_withdrawn(front: Front) -> None:
    review = front.studio.reviewed()
    path = beside(review, "sources")
    offered = front.call("POST", path, OFFER)
    assert (offered["statusCode"], body_of(offered)["awaited"]) == (202, True)
    assert body_of(offered)["upload"]["url"].startswith("memory:reviews/source-")
    (listed,) = body_of(front.get(path))["items"]
    assert (listed["kind"], listed["digest"]) == ("code", None)
    assert front.call("DELETE", f"{path}/code")["statusCode"] == 204
    for kind in ("code", "template", "other", "a%23b"):
        assert outcome(front.call("DELETE", f"{path}/{kind}"))[0] == 404


BAD_BODIES: list[Any] = [
    {},
    [],
    "{",
    "\ufeff{}",
    {**UPLOAD, "more": 1},
    {**UPLOAD, "system": ""},
    {**UPLOAD, "system": "x" * 81},
    {**UPLOAD, "system": "a\u202eb"},
    {**UPLOAD, "system": 7},
    {**UPLOAD, "profile": "lenient"},
    {"system": "Web shop", "source": {}},
    {"system": "Web shop", "source": {"kind": "url", "url": "http://169.254.169.254/"}},
    {"system": "Web shop", "source": {"kind": "upload"}},
    {"system": "Web shop", "source": {"kind": "upload", "size_bytes": 0}},
    {"system": "Web shop", "source": {"kind": "upload", "size_bytes": -5}},
    {"system": "Web shop", "source": {"kind": "upload", "size_bytes": 50 * 1024 * 1024 + 1}},
    {"system": "Web shop", "source": {"kind": "upload", "size_bytes": 1.5}},
    {"system": "Web shop", "source": {"kind": "upload", "size_bytes": 10**17}},
    {"system": "Web shop", "source": {"kind": "upload", "size_bytes": 5, "sha256": "AB" * 32}},
    {"system": "Web shop", "source": {"kind": "upload", "size_bytes": 5, "sha256": "ab" * 32 + "\n"}},
    {"system": "Web shop", "source": {"kind": "upload", "size_bytes": 5, "holds": "docs"}},
    {"system": "Web shop", "source": {"kind": "upload", "size_bytes": 2**20 + 1, "holds": "template"}},
    {"system": "Web shop", "source": {"kind": "template", "template": ""}},
    '{"system": "Web shop", "source": {"kind": "template", "template": "\\ud800"}}',
    '{"system": "Web shop", "source": {"kind": "template", "template": "a\\u0000b"}}',
]


@pytest.mark.parametrize("body", BAD_BODIES, ids=repr)
def test_what_asks_for_no_review_is_refused_and_leaves_nothing(front: Front, body: Any) -> None:
    refused = front.call("POST", "/v1/reviews", body)
    assert refused["statusCode"] in (400, 422)
    assert body_of(front.get("/v1/reviews"))["items"] == []
    assert front.studio.records.held == {}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**KNOWN, "reason": " "}, "/reason"),
        ({"reason": "Known."}, ""),
        ({**KNOWN, "rule": "NON999"}, "/rule"),
        ({**KNOWN, "rule": "x" * 200}, "/rule"),
        ({**KNOWN, "path": "../x"}, "/path"),
        ({**KNOWN, "expires_on": "2025-12-31"}, "/expires_on"),
        ({**KNOWN, "expires_on": "soon"}, "/expires_on"),
        ({**KNOWN, "expires_on": 7}, "/expires_on"),
        ({**KNOWN, "owner": "me"}, "/owner"),
    ],
)
def test_a_suppression_that_breaks_a_rule_is_told_where(front: Front, body: Any, pointer: str) -> None:
    refused = front.call("POST", beside(front.studio.reviewed(), "suppressions"), body)
    assert refused["statusCode"] == 422
    assert [fault["pointer"] for fault in body_of(refused)["errors"]] == [pointer]


ODD_IDS = ["x", "a%23b", "SYSTEM%23x", MISSING.upper(), "0", "systems", "%0A", MISSING]


@pytest.mark.parametrize("odd", ODD_IDS)
def test_ids_that_name_nothing_are_not_found(front: Front, odd: str) -> None:
    calls = [
        front.get(f"/v1/reviews/{odd}"),
        front.get(f"/v1/reviews/{odd}", "image/svg+xml, */*"),
        front.get(f"/v1/reviews/{odd}/graph", "image/svg+xml"),
        front.call("POST", f"/v1/reviews/{odd}/start"),
        front.get(f"/v1/reviews/systems/{odd}/suppressions"),
        front.call("POST", f"/v1/reviews/systems/{odd}/suppressions", KNOWN),
        front.call("DELETE", f"/v1/reviews/systems/{odd}/suppressions/{MISSING}"),
        front.call("DELETE", f"/v1/reviews/systems/{MISSING}/suppressions/{odd}"),
        front.get(f"/v1/reviews/systems/{odd}/sources"),
        front.call("POST", f"/v1/reviews/systems/{odd}/sources", OFFER),
        front.call("DELETE", f"/v1/reviews/systems/{odd}/sources/code"),
    ]
    assert {outcome(answer) for answer in calls} == {(404, "not_found")}


@pytest.mark.parametrize("query", [{"system_id": "x"}, {"system_id": ""}, {"system": "x"}, {"limit": "0"}])
def test_a_list_takes_only_what_it_knows(front: Front, query: dict[str, str]) -> None:
    assert outcome(front.get("/v1/reviews", **query)) == (422, "validation_failed")


CHANGES = [
    ("POST", "/v1/reviews", UPLOAD),
    ("POST", f"/v1/reviews/{MISSING}/start", None),
    ("POST", f"/v1/reviews/systems/{MISSING}/suppressions", KNOWN),
    ("DELETE", f"/v1/reviews/systems/{MISSING}/suppressions/{MISSING}", None),
    ("POST", f"/v1/reviews/systems/{MISSING}/sources", OFFER),
    ("DELETE", f"/v1/reviews/systems/{MISSING}/sources/code", None),
]
READS = [
    "/v1/reviews",
    f"/v1/reviews/{MISSING}",
    f"/v1/reviews/{MISSING}/graph",
    f"/v1/reviews/systems/{MISSING}/suppressions",
    f"/v1/reviews/systems/{MISSING}/sources",
]


def test_who_may_only_read_changes_nothing(front: Front) -> None:
    reader = front.as_somebody("reader@example.org", ("reviews:read",))
    assert {outcome(reader.call(*change)) for change in CHANGES} == {(403, "forbidden")}
    assert {reader.get(path, "*/*")["statusCode"] for path in READS} == {200, 404}


def test_who_may_only_write_reads_nothing(front: Front) -> None:
    writer = front.as_somebody("writer@example.org", ("reviews:write",))
    assert {outcome(writer.get(path)) for path in READS} == {(403, "forbidden")}
    assert writer.call("POST", "/v1/reviews", UPLOAD)["statusCode"] == 202


def test_nobody_is_asked_to_sign_in(front: Front) -> None:
    front.token = "nothing"
    asked = [front.get(path) for path in READS] + [front.call(*change) for change in CHANGES]
    assert {outcome(answer) for answer in asked} == {(401, "unauthenticated")}


def test_a_key_is_asked_for_where_a_request_makes_something(front: Front) -> None:
    for method, path, body in CHANGES:
        if body is not None:
            assert outcome(front.call(method, path, body, {"idempotency-key": ""}))[0] == 400


# forms ------------------------------------------------------------------------------------------

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
HOSTILE = b'error ASY001 shop/<script>alert(1)</script>.py says "<img src=x onerror=alert(1)>" & {{7*7}}\n'


def test_a_finished_review_is_read_as_sarif(front: Front) -> None:
    answer = front.get(f"/v1/reviews/{front.studio.reviewed().id}", SARIF)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, SARIF)
    (run,) = json.loads(answer["body"])["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["ASY001", "SEC004"]


def test_a_finished_review_is_read_as_markdown(front: Front) -> None:
    answer = front.get(f"/v1/reviews/{front.studio.reviewed().id}", "text/markdown")
    assert answer["headers"]["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["headers"]["Vary"] == "Accept"
    assert "ASY001" in answer["body"]
    assert "Web shop" in answer["body"]


def test_a_browser_reads_a_page_in_which_nothing_of_the_code_runs(front: Front) -> None:
    answer = front.get(f"/v1/reviews/{front.studio.reviewed(HOSTILE).id}", BROWSER)
    assert answer["headers"]["Content-Type"] == "text/html; charset=utf-8"
    policy = answer["headers"]["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert not re.search(r"<script|<img[^>]+onerror|onerror=alert\(1\)>", answer["body"])
    assert "&lt;script&gt;" in answer["body"]


def test_the_picture_of_its_packages_is_svg_with_a_policy(front: Front) -> None:
    answer = front.get(f"/v1/reviews/{front.studio.reviewed().id}/graph", "image/svg+xml")
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, "image/svg+xml")
    assert "default-src 'none'" in answer["headers"]["Content-Security-Policy"]
    assert answer["body"].lstrip().startswith("<")


@pytest.mark.parametrize("accept", [SARIF, "text/markdown", "text/html"])
def test_what_is_not_finished_has_no_report_in_any_form(front: Front, accept: str) -> None:
    for review in (front.studio.ask().review, front.studio.reviewed(b"bad")):
        assert outcome(front.get(f"/v1/reviews/{review.id}", accept)) == (409, "wrong_status")
        assert outcome(front.get(f"/v1/reviews/{review.id}/graph", "*/*")) == (409, "wrong_status")
        assert body_of(front.get(f"/v1/reviews/{review.id}"))["report"] is None


def test_a_form_that_there_is_not_is_told(front: Front) -> None:
    review = front.studio.reviewed()
    assert outcome(front.get(f"/v1/reviews/{review.id}", "application/pdf")) == (406, "not_acceptable")
    assert outcome(front.get(f"/v1/reviews/{review.id}/graph", "image/png")) == (406, "not_acceptable")


def test_a_report_with_very_many_findings_still_fits_into_an_answer(front: Front) -> None:
    lines = (f"warning SEC004 shop/{number}.py {'ä' * 600}\n" for number in range(2000))
    review = front.studio.reviewed("".join(lines).encode())
    for accept in ("application/json", SARIF, "text/markdown", "text/html"):
        answer = front.get(f"/v1/reviews/{review.id}", accept)
        assert answer["statusCode"] == 200
        assert len(json.dumps(answer).encode()) < 6_000_000
    shown = body_of(front.get(f"/v1/reviews/{review.id}"))
    assert shown["report"]["counts"]["warning"] == 2000
    assert 0 < len(shown["report"]["findings"]) < 2000
