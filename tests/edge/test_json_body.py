"""What parsers disagree about is refused before any of them is asked."""

import base64

import pytest

from shared.edge.json_body import read_object
from shared.kernel.errors import Malformed, ValidationFailed
from tests.edge.sample import GOOD, HANDLER, JSON, event

CANNOT_BE_PARSED = {
    "nothing": b"",
    "only blanks": b" \r\n\t",
    "half an object": b'{"a":',
    "two values": b"{} {}",
    "a trailing comma": b'{"a":1,}',
    "a comment": b"{/**/}",
    "single quotes": b"{'a':1}",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "Latin-1": '{"a":"é"}'.encode("latin-1"),
    "an encoded surrogate": b'{"a":"\xed\xa0\x80"}',
    "a raw newline in a text": b'{"a":"\n"}',
    "a member twice": b'{"a":1,"a":1}',
    "a member twice, once escaped": b'{"a":1,"\\u0061":2}',
    "a member twice, deep": b'{"a":[{"b":1,"b":2}]}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":-Infinity}',
    "a number too large": b'{"a":1e400}',
    "19 digits": b'{"a":1234567890123456789}',
    "5000 digits": b'{"a":' + b"9" * 5000 + b"}",
    "a leading zero": b'{"a":01}',
    "33 levels": b'{"a":' + b"[" * 32 + b"]" * 32 + b"}",
    "100,000 brackets": b"[" * 100_000,
    "100,000 braces": b'{"a":' * 100_000,
    "brackets after an unfinished text": b'"\\' + b"[" * 100,
}
PARSED_AND_REFUSED = {
    "a list": (b"[]", ""),
    "a text": (b'"a"', ""),
    "null": (b"null", ""),
    "U+0000": (b'{"a":"x\\u0000"}', "/a"),
    "a lone surrogate": (b'{"a":{"b":["\\ud800"]}}', "/a/b/0"),
    "a lone surrogate as a name": (b'{"a":{"\\udfff":1}}', "/a"),
    "U+0000 as a name": (b'{"\\u0000":1}', ""),
    "a place with odd signs": (b'{"a/b~c":"\\u0000"}', "/a~1b~0c"),
}


@pytest.mark.parametrize("raw", CANNOT_BE_PARSED.values(), ids=CANNOT_BE_PARSED)
def test_cannot_be_parsed(raw: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        read_object(raw)
    assert refused.value.code == "malformed_json"


@pytest.mark.parametrize(("raw", "pointer"), PARSED_AND_REFUSED.values(), ids=PARSED_AND_REFUSED)
def test_is_parsed_and_refused_with_its_place(raw: bytes, pointer: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        read_object(raw)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [(pointer, "invalid")]


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":-0}',
        b'{"a":123456789012345678}',
        b'{"a":1e-400}',
        b'{"a":' + b"[" * 31 + b"]" * 31 + b"}",
        b'{"a":"' + b"[" * 100 + b'\\"' + b"{" * 100 + b'"}',
        '{"a":"\\ud83d\\ude00 😀"}'.encode(),
    ],
    ids=["minus zero", "18 digits", "a tiny number", "32 levels", "brackets in a text", "a surrogate pair"],
)
def test_is_taken(raw: bytes) -> None:
    assert len(read_object(raw).digest) == 64


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b'{"a":1,"b":2}', b' { "b" : 2 , "a" : 1 } ', True),
        (b'{"a":1.0}', b'{"a":1}', True),
        (b'{"a":"\\u00e9"}', '{"a":"é"}'.encode(), True),
        (b'{"a":[1,2]}', b'{"a":[2,1]}', False),
        (b'{"a":null}', b"{}", False),
        (b'{"a":"1"}', b'{"a":1}', False),
    ],
)
def test_two_bodies_that_say_the_same_have_one_digest(one: bytes, other: bytes, same: bool) -> None:
    assert (read_object(one).digest == read_object(other).digest) is same


@pytest.mark.parametrize(("sent", "status"), [(b'{"title":"abc"}', 201), (b"\xff\xfe", 400), (b"not base64", 400)])
def test_a_body_in_base64_is_read_as_what_it_stands_for(sent: bytes, status: int) -> None:
    text = "!!!" if sent == b"not base64" else base64.b64encode(sent).decode()
    request = event("POST", body=text, authorization=GOOD, content_type=JSON, idempotency_key="k")
    assert HANDLER({**request, "isBase64Encoded": True}, None)["statusCode"] == status


def test_a_surrogate_in_the_event_itself_is_malformed() -> None:
    request = event("POST", body='{"title":"\ud800"}', authorization=GOOD, content_type=JSON)
    assert HANDLER(request, None)["statusCode"] == 400
