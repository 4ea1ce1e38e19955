"""Reading JSON that strangers send: everything is refused here that parsers disagree about (RFC 8259, RFC 7493).

The guard runs before the parser: `[` x 100,000 would end in RecursionError and a 5,000-digit integer in ValueError.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import NoReturn

from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import FieldError, Malformed, ValidationFailed

NESTING_LIMIT = 32
DIGIT_LIMIT = 18
_EXACT_FLOAT = 2**53
# Strings are stepped over whole, so that brackets in them do not count.
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class JsonBody:
    """A JSON object: `text` for the validator, `digest` (sha256 hex of its canonical form) to compare two bodies."""

    text: str
    digest: str


EMPTY_OBJECT = JsonBody("{}", hashlib.sha256(b"{}").hexdigest())


def read_object(raw: bytes) -> JsonBody:
    """Raises Malformed (400) where it cannot be parsed, ValidationFailed (422) where it can and is refused."""
    text = _decoded(raw)
    _refuse_deep_nesting(text)
    value = _parsed(text)
    if not isinstance(value, dict):
        raise ValidationFailed.of("", "invalid", "The body must be a JSON object.")
    if faults := told(_forbidden_texts(value, "")):
        raise ValidationFailed(faults)
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return JsonBody(text, hashlib.sha256(canonical.encode()).hexdigest())


def escaped(member: str) -> str:
    """A member's name as a part of an RFC 6901 pointer."""
    return member.replace("~", "~0").replace("/", "~1")


def holds_forbidden_text(text: str) -> bool:
    """U+0000 and lone surrogates: no store and no encoder agrees about them."""
    return _FORBIDDEN.search(text) is not None


def _malformed(detail: str) -> NoReturn:
    raise Malformed("malformed_json", detail)


def _decoded(raw: bytes) -> str:
    if not raw.strip(b" \t\r\n"):
        _malformed("The body is empty; this route needs a JSON object.")
    if raw.startswith(b"\xef\xbb\xbf"):
        _malformed("The body starts with a byte order mark.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        _malformed("The body is not UTF-8.")


def _refuse_deep_nesting(text: str) -> None:
    depth = 0
    for token in _TOKENS.finditer(text):
        sign = text[token.start()]
        if sign in "[{":
            depth += 1
            if depth > NESTING_LIMIT:
                _malformed(f"The body is nested deeper than {NESTING_LIMIT} levels.")
        elif sign != '"':
            depth -= 1


def _parsed(text: str) -> Json:
    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=lambda name: _malformed(f"{name} is not JSON."),
        )
    except json.JSONDecodeError as error:
        _malformed(f"The body is not JSON: line {error.lineno}, column {error.colno}.")
    return value


def _object(pairs: list[tuple[str, Json]]) -> Json:
    members = dict(pairs)
    if len(members) != len(pairs):
        _malformed("A member is named twice in one object.")
    return members


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > DIGIT_LIMIT:
        _malformed(f"An integer has more than {DIGIT_LIMIT} digits.")
    return int(digits)


def _float(digits: str) -> float | int:
    """1.0 and 1 are the same number (RFC 8785), so they give the same digest."""
    value = float(digits)
    if math.isinf(value):
        _malformed("A number is too large.")
    return int(value) if value.is_integer() and abs(value) < _EXACT_FLOAT else value


# A hostile body can hold thousands of faults under names of thousands of letters: the answer must not outgrow it.
_FAULTS_TOLD = 20
_POINTER_TOLD = 256


def told(faults: Iterable[FieldError]) -> list[FieldError]:
    """The first faults; one below a very long name is told by the body as a whole."""
    first = islice(faults, _FAULTS_TOLD)
    return [fault if len(fault.pointer) <= _POINTER_TOLD else replace(fault, pointer="") for fault in first]


def _forbidden_texts(value: Json, pointer: str) -> Iterator[FieldError]:
    """A name at fault is told by the object that holds it: the name itself could not be written down."""
    if isinstance(value, str):
        if holds_forbidden_text(value):
            yield FieldError(pointer, "invalid", "U+0000 and lone surrogates are not allowed.")
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _forbidden_texts(item, f"{pointer}/{at}")
    elif isinstance(value, dict):
        if any(holds_forbidden_text(name) for name in value):
            yield FieldError(pointer, "invalid", "A member's name holds U+0000 or a lone surrogate.")
            return
        for name, item in value.items():
            yield from _forbidden_texts(item, f"{pointer}/{escaped(name)}")
