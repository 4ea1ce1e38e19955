"""Check 55: bodies that strangers send, on every route that takes one: a clear refusal, and never a 5xx."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.checks.access_matrix import IDS, MISSING, permissions
from tests.journeys.client import Client
from tests.journeys.town import Town

DOCUMENT = json.loads((Path(__file__).parents[2] / "functions" / "wellknown" / "openapi.json").read_text("utf-8"))
SCHEMAS = DOCUMENT["components"]["schemas"]
HEADERS = {"If-Match": "*", "Idempotency-Key": "hostile-json"}
PLACES = {**dict.fromkeys(IDS, MISSING), "session_id": "x", "name": "hostile"}


def routes() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and body schema of every route that takes a body."""
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            if "requestBody" in operation:
                reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
                yield method.upper(), path.format(**PLACES), SCHEMAS[reference.rpartition("/")[2]]


ROUTES = list(routes())
MALFORMED = {
    "empty": b"",
    "spaces": b" \n\t ",
    "cut off": b'{"email": "x',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "not utf-8": b'{"email": "\xff\xfe"}',
    "an encoded surrogate": b'{"email": "\xed\xa0\x80"}',
    "100,000 lists": b"[" * 100_000,
    "65,000 lists": b"[" * 65_000,
    "deep objects": b'{"a":' * 33 + b"1" + b"}" * 33,
    "deep lists in a member": b'{"email": ' + b"[" * 33 + b"]" * 33 + b"}",
    "5,000 digits": b'{"email": ' + b"9" * 5000 + b"}",
    "19 digits": b'{"email": 1234567890123456789}',
    "minus 19 digits": b'{"email": -1234567890123456789}',
    "NaN": b'{"email": NaN}',
    "Infinity": b'{"email": -Infinity}',
    "1e400": b'{"email": 1e400}',
    "a member twice": b'{"email": "a", "email": "a"}',
    "a member twice, spelled otherwise": b'{"email": "a", "\\u0065mail": "a"}',
    "twice below": b'{"roles": [{"a": 1, "a": 1}]}',
    "single quotes": b"{'email': 'x'}",
    "a comment": b'{/* hello */ "email": "x"}',
    "a trailing comma": b'{"email": "x",}',
    "two values": b"{} {}",
    "a control character": b'{"email": "\x01"}',
    "a bad escape": b'{"email": "\\x41"}',
    "a leading zero": b'{"email": 01}',
}
REFUSED = {
    "a list": b"[]",
    "null": b"null",
    "a text": b'"email"',
    "a number": b"1",
    "true": b"true",
    "a lone surrogate": b'{"email": "\\ud800"}',
    "two surrogates in the wrong order": b'{"email": "\\udc00\\ud800"}',
    "a lone surrogate as a name": b'{"\\udfff": 1}',
    "U+0000 as a name": b'{"a\\u0000": 1}',
    "an unknown member": b'{"constructor": {"prototype": 1}}',
    "__proto__": b'{"__proto__": {"admin": true}}',
    "18 digits": b'{"email": 123456789012345678}',
}


@pytest.fixture(scope="module")
def staff(town: Town) -> Client:
    """Not the administrator: some of what follows counts as a wrong password of theirs."""
    return town.staff(*permissions()).client


@pytest.mark.parametrize("name", MALFORMED)
def test_check_55_what_cannot_be_parsed_is_a_400_everywhere(staff: Client, name: str) -> None:
    for method, path, _ in ROUTES:
        answer = staff.call(method, path, content=MALFORMED[name], headers=HEADERS)
        if name == "100,000 lists":
            assert answer.outcome == (413, "body_too_large"), path
        elif name == "empty" and path.endswith(("/suspend", "/reactivate", "/accept", "/reject")):
            assert answer.outcome == (404, "not_found"), path
        else:
            assert answer.outcome == (400, "malformed_json"), path


@pytest.mark.parametrize("name", REFUSED)
def test_check_55_what_is_parsed_and_breaks_a_rule_is_a_422_everywhere(staff: Client, name: str) -> None:
    for method, path, _ in ROUTES:
        answer = staff.call(method, path, content=REFUSED[name], headers=HEADERS)
        assert answer.outcome == (422, "validation_failed"), path
        assert answer.faults, path


@pytest.mark.parametrize("text", ["a\u0000b", "\u0000", "\ud800", "a\udfff"])
def test_check_55_no_text_member_takes_a_nul_or_half_a_character(staff: Client, text: str) -> None:
    for method, path, schema in ROUTES:
        for member in schema["properties"]:
            for value, pointer in ((text, f"/{member}"), ([text], f"/{member}/0"), ({"a": text}, f"/{member}/a")):
                answer = staff.call(method, path, {member: value}, headers=HEADERS)
                assert answer.outcome == (422, "validation_failed"), path
                assert (pointer, "invalid") in answer.faults, path


ODD: list[Any] = [
    *(None, True, -1, 1.5, [], {}, "", "\r\n", "\u202e", "\U0010ffff", "x" * 3000, "../../etc/passwd"),
    "a@b.example.com\r\nBcc: x@y.example.com",
]


def test_check_55_odd_values_in_any_member_are_answered_in_order(town: Town, staff: Client) -> None:
    """Whatever is in a member, the answer is a 2xx or a refusal with its place; the client checks its shape."""
    for method, path, schema in ROUTES:
        for member in schema["properties"]:
            for value in ODD:
                client = town.client(staff.token) if path == "/v1/sessions" else staff
                body = dict.fromkeys(schema.get("required", ()), "x@mail.example.com") | {member: value}
                answer = client.call(method, path, body, headers=HEADERS)
                assert answer.status in (200, 201, 202, 204, 400, 401, 403, 404, 409, 422, 429), (path, member, value)
