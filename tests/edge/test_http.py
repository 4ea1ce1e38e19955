"""Methods, paths and headers of every answer."""

import pytest

from shared.edge.http import http_handler
from shared.edge.routes import Access, Answer, Call, Routes
from tests.edge.sample import GOOD, HANDLER, JSON, Parts, authenticator, call, code_of, event, sample_handler


@pytest.mark.parametrize("method", ["POST", "PUT", "FOO", "TRACE", "CONNECT", "get", "Delete", "PROPFIND", "", "*"])
def test_a_method_that_a_path_does_not_take_is_405_with_those_it_takes(method: str) -> None:
    status, problem, headers = call(method, "/v1/notes/1")
    assert (status, problem["code"]) == (405, "method_not_allowed")
    assert headers["Allow"] == "DELETE, GET, HEAD, PATCH, OPTIONS"


def test_options_tells_the_methods_without_signing_in() -> None:
    status, _, headers = call("OPTIONS", "/v1/notes")
    assert (status, headers["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")


@pytest.mark.parametrize(
    "path",
    ["/", "/v1", "/v1/notes/", "/v1/notes//", "/v1//notes", "/V1/notes", "/v1/notes/1/2", "/v1/notes\n", "/p.ge",
     "/v1/notes/../notes", "/pagex", "*", "", "/v1/notes/\ud800", "/v1/notes/\0", "/%761/notes", "//v1/notes"],
)  # fmt: skip
def test_any_other_path_is_no_route(path: str) -> None:
    assert code_of("GET", path, authorization=GOOD) == (404, "no_such_route")


@pytest.mark.parametrize("identifier", ["a b", "%2F", "é", "a\nb", "..", "{note_id}"])
def test_a_path_parameter_is_any_one_segment(identifier: str) -> None:
    status, body, _ = call("GET", f"/v1/notes/{identifier}", authorization=GOOD)
    assert (status, body["id"]) == (200, identifier)


def test_head_is_get_without_the_body() -> None:
    got, seen = HANDLER(event(authorization=GOOD), None), HANDLER(event("HEAD", authorization=GOOD), None)
    assert seen["body"] == ""
    assert {**got, "body": ""}.keys() == seen.keys()
    assert got["statusCode"] == seen["statusCode"]
    assert got["headers"].keys() == seen["headers"].keys()


def test_a_method_override_is_ignored() -> None:
    request = event("GET", "/v1/notes/1", authorization=GOOD, x_http_method_override="DELETE")
    assert HANDLER(request, None)["statusCode"] == 200


@pytest.mark.parametrize(
    "request_", [{}, {"authorization": GOOD}, {"path": "/v1/nowhere"}, {"method": "OPTIONS"}, {"path": "/v1/notes/1"}]
)
def test_nothing_below_v1_is_stored_by_anybody(request_: dict[str, str]) -> None:
    headers = call(**request_)[2]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_keeps_its_own_headers() -> None:
    _, _, headers = call("GET", "/page")
    assert headers["Cache-Control"] == "max-age=300"
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_an_answer_with_a_version_has_an_etag_unless_told_otherwise() -> None:
    assert call("GET", "/v1/notes/1", authorization=GOOD)[2]["ETag"] == '"3"'
    assert "ETag" not in call("GET", "/v1/notes/untagged", authorization=GOOD)[2]


def test_an_answer_without_content_has_no_content_type() -> None:
    status, _, headers = call("DELETE", "/v1/notes/1", authorization=GOOD)
    assert status == 204
    assert "Content-Type" not in headers


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        (None, 200),
        ("", 200),
        ("*/*", 200),
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("text/html, application/*;q=0.1", 200),
        ("application/json;q=0.001", 200),
        ("not a media type", 200),
        ("text/html", 406),
        ("application/json;q=0, */*", 406),
        ("application/*;q=0.000, text/html", 406),
        ("application/problem+json", 406),
        ("*/*;q=0", 406),
    ],
)
def test_accept(accept: str | None, status: int) -> None:
    assert call(accept=accept, authorization=GOOD)[0] == status


@pytest.mark.parametrize(
    ("content_type", "taken"),
    [
        (JSON, True),
        ("Application/Json", True),
        ("application/json; charset=utf-8", True),
        ('application/json;charset="UTF-8"', True),
        ("application/json; charset=latin-1", False),
        ("application/json; charset=utf-8; charset=utf-16", False),
        ("application/json, text/plain", False),
        ("application/merge-patch+json", False),
        ("text/json", False),
        ("application/x-www-form-urlencoded", False),
        ("", False),
        (None, False),
    ],
)
def test_content_type_of_a_post(content_type: str | None, taken: bool) -> None:
    request = {"body": {"title": "abc"}, "authorization": GOOD, "idempotency_key": "k"}
    assert code_of("POST", content_type=content_type, **request)[0] == (201 if taken else 415)


@pytest.mark.parametrize("encoding", ["gzip", "identity", ""])
def test_any_content_encoding_is_refused(encoding: str) -> None:
    request = {"body": {"title": "abc"}, "authorization": GOOD, "content_type": JSON, "idempotency_key": "k"}
    assert code_of("POST", content_encoding=encoding, **request)[0] == 415


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "good", "Basic good", "Bearer bad", "Bearer good,Bearer good", "Bearer good, x",
     "Bearer good good", "Bearer\tgood", "Bearer good\n", " Bearer good", "Bearer gööd"],
)  # fmt: skip
def test_anything_but_one_good_bearer_token_is_401(authorization: str | None) -> None:
    status, problem, headers = call(authorization=authorization)
    assert (status, problem["code"]) == (401, "unauthenticated")
    assert headers["WWW-Authenticate"].startswith("Bearer")
    assert ("invalid_token" in headers["WWW-Authenticate"]) is (authorization is not None)


def test_the_scheme_is_case_blind() -> None:
    assert call(authorization="bEARER good")[0] == 200


def test_a_live_route_asks_for_a_live_look_up_and_a_read_does_not() -> None:
    parts = Parts()
    handler = sample_handler(parts)
    for method, path in (
        ("GET", "/v1/notes"),
        ("GET", "/v1/notes/1"),
        ("POST", "/v1/notes/1/hide"),
        ("POST", "/v1/notes"),
    ):
        handler(event(method, path, authorization=GOOD), None)
    assert parts.looked_up_live == [False, True, False, True]


def test_a_public_route_ignores_a_bad_token() -> None:
    assert call("GET", "/page", authorization="Bearer bad")[0] == 200


@pytest.mark.parametrize("offered", ["a", "A-b_c.9" * 9 + "x", "0" * 64])
def test_a_harmless_correlation_id_is_kept(offered: str) -> None:
    assert call(x_correlation_id=offered)[2]["X-Correlation-Id"] == offered


@pytest.mark.parametrize("offered", ["", " ", "a b", "a,b", "a\r\nb", "a\n", "é", "0" * 65, "<x>"])
def test_any_other_correlation_id_is_replaced(offered: str) -> None:
    assert call(x_correlation_id=offered)[2]["X-Correlation-Id"] == "JKJaXmPLvHcESHA="


def test_two_routes_of_one_method_and_path_are_refused() -> None:
    twins: Routes[Parts] = Routes("Twins")

    @twins.get("/twin", access=Access.public())
    def one(call: Call[Parts]) -> Answer:
        return Answer()

    parts = Parts()
    with pytest.raises(ValueError, match="share method and path"):
        http_handler(parts, [twins, twins], authenticator(parts))
