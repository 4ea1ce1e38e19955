"""Check 54: what a body weighs and how it comes is looked at before what it says."""

import gzip
import time
import zlib
from collections.abc import Mapping

import pytest

from tests.checks.access_matrix import Public as PublicRow
from tests.checks.access_matrix import path_of, permissions, request, rows_of, with_bodies
from tests.journeys.client import Answer, Client, check_problem
from tests.journeys.town import PASSWORD, Person, Town, new_address
from tests.local.raw_client import RawClient

JSON = "application/json"
TOO_LARGE, WRONG_FORM = (413, "body_too_large"), (415, "unsupported_media_type")
NOT_ACCEPTABLE = (406, "not_acceptable")
LIMIT = 65_536


@pytest.fixture(scope="module")
def staff(town: Town) -> Client:
    """Not the administrator: the account is looked at before and after."""
    return town.staff(*permissions()).client


def send(client: Client, route: str, content: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    method = route.partition(" ")[0]
    needed = {"If-Match": "*", "Idempotency-Key": "one", **(headers or {})}
    return client.call(method, path_of(route), content=content, headers=needed)


def sign_up(size: int) -> bytes:
    """A right body of this many bytes."""
    body = b'{"email": "%s", "password": "%s"}' % (new_address().encode(), PASSWORD.encode())
    return body + b" " * (size - len(body))


def chunked(town: Town, content: bytes) -> Answer:
    """The same body without its length said before."""
    head = f"POST /v1/signup HTTP/1.1\r\nHost: a\r\nContent-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n"
    with RawClient(int(town.url.rpartition(":")[2])) as client:
        client.takes(head.encode() + f"{len(content):x}\r\n".encode() + content + b"\r\n0\r\n\r\n")
        found = client.answer("POST")
    return Answer(found.status, found.headers, found.body)


def test_check_54_the_largest_body_is_read_and_one_byte_more_is_not(town: Town) -> None:
    for size, outcome in ((LIMIT, (202, None)), (LIMIT + 1, TOO_LARGE)):
        assert send(town.client(), "POST /v1/signup", sign_up(size)).outcome == outcome
        assert chunked(town, sign_up(size)).outcome == outcome


@pytest.mark.parametrize("route", with_bodies())
def test_check_54_one_byte_more_is_too_much_everywhere(staff: Client, route: str) -> None:
    for content in (b"x" * (LIMIT + 1), b"[" * (LIMIT + 1), bytes(LIMIT + 1)):
        assert send(staff, route, content).outcome == TOO_LARGE


def test_check_54_ten_megabytes_are_refused_before_anybody_reads_them(town: Town, staff: Client) -> None:
    """Before the token, the type and the syntax, and without waiting for the rest."""
    started = time.perf_counter()
    for client in (staff, town.client(), town.client("not.a.token")):
        assert send(client, "PATCH /v1/me", b"[" * 10_485_760, {"Content-Type": "text/plain"}).outcome == TOO_LARGE
    assert time.perf_counter() - started < 5
    with RawClient(int(town.url.rpartition(":")[2])) as patient:
        patient.send(b"POST /v1/signup HTTP/1.1\r\nHost: a\r\nContent-Length: 10485760\r\n\r\n{")
        found = patient.answer("POST")
    answer = Answer(found.status, found.headers, found.body)
    assert answer.outcome == TOO_LARGE
    check_problem(answer, None)


COMPRESSED = {
    "gzip": gzip.compress(b'{"a": "' + b"x" * 50_000_000 + b'"}'),
    "deflate": zlib.compress(b" " * 50_000_000),
    "br": b"\x8b\x02\x80{}\x03",
    "identity": b"{}",
    "gzip, gzip": gzip.compress(gzip.compress(bytes(50_000_000))),
    "x-gzip": gzip.compress(b"{}"),
    "made-up": b"{}",
}


@pytest.mark.parametrize("encoding", COMPRESSED)
def test_check_54_nothing_is_unpacked(staff: Client, encoding: str) -> None:
    assert len(COMPRESSED[encoding]) < LIMIT
    for route in with_bodies():
        started = time.perf_counter()
        assert send(staff, route, COMPRESSED[encoding], {"Content-Encoding": encoding}).outcome == WRONG_FORM
        assert time.perf_counter() - started < 1


TYPES = [
    *("", "text/plain", "text/json", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"),
    *(f"{JSON}, {JSON}", f"{JSON}; charset=latin-1", f"{JSON}; charset=utf-16", "application/jsonp", "json", "*/*"),
    *("application/json-patch+json", "application/vnd.api+json", "application/octet-stream", f"{JSON};;", "/"),
]


@pytest.mark.parametrize("kind", TYPES)
def test_check_54_another_type_is_refused_everywhere(staff: Client, kind: str) -> None:
    for route in with_bodies():
        assert send(staff, route, b"{", {"Content-Type": kind}).outcome == WRONG_FORM, route


def test_check_54_a_merge_patch_is_for_patches(staff: Client) -> None:
    for route in with_bodies():
        answer = send(staff, route, b"{", {"Content-Type": "application/merge-patch+json"})
        assert answer.outcome == ((400, "malformed_json") if route.startswith("PATCH") else WRONG_FORM), route


@pytest.mark.parametrize("kind", [JSON, f"{JSON}; charset=utf-8", f'{JSON};charset="UTF-8"', "Application/JSON"])
def test_check_54_the_right_type_is_read_however_it_is_spelled(town: Town, kind: str) -> None:
    body = {"email": new_address()}
    assert town.client().post("/v1/password-resets", body, headers={"Content-Type": kind}).status == 202


WITH_ANSWERS = [route for route in rows_of(PublicRow) if not route.startswith("POST /v1/sessions")]
TAKEN = ["*/*", "text/html, */*;q=0.1", "application/*, text/*", "", "application/json, text/html", "*/*;q=0.001"]
REFUSED = ["image/png", "application/json;q=0, text/html;q=0", "*/*;q=0", "application/xml", "text/csv"]


@pytest.mark.parametrize("route", WITH_ANSWERS)
def test_check_54_an_answer_nobody_accepts_is_not_made(town: Town, route: str) -> None:
    bodiless = route in ("POST /v1/email/verify", "POST /v1/password-resets/confirm")
    plain = request(town.client(), route)
    for accept in TAKEN:
        assert with_accept(town, route, accept).status == plain.status, accept
    for accept in REFUSED:
        answer = with_accept(town, route, accept)
        assert answer.outcome == (plain.outcome if bodiless else NOT_ACCEPTABLE), accept


def with_accept(town: Town, route: str, accept: str) -> Answer:
    method = route.partition(" ")[0]
    body = {"email": new_address(), **({"password": PASSWORD} if "signup" in route else {})}
    if route == "POST /v1/email/verify":
        body = {"token": "x"}
    if route == "POST /v1/password-resets/confirm":
        body = {"token": "x", "new_password": PASSWORD}
    return town.client().call(method, path_of(route), None if method == "GET" else body, headers={"Accept": accept})


def test_check_54_a_refused_form_changes_nothing(person: Person) -> None:
    before = person.client.get("/v1/me").body
    wish = b'{"display_name": "Changed"}'
    for headers in ({"Content-Type": "text/plain"}, {"Content-Encoding": "gzip"}, {"Accept": "image/png"}):
        assert send(person.client, "PATCH /v1/me", wish, headers).status in (406, 415)
    assert person.client.get("/v1/me").body == before
    assert send(person.client, "PATCH /v1/me", wish).body["display_name"] == "Changed"
