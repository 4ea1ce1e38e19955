"""Calls that read or write JSON Web Tokens, of the libraries that people use for them."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.source import SourceFile
from shared.kernel.dataclasses import dataclass

_READERS = {
    "jwt.decode": "pyjwt",
    "jwt.decode_complete": "pyjwt",
    "jwt.PyJWT().decode": "pyjwt",
    "jwt.PyJWT().decode_complete": "pyjwt",
    "jwt.api_jwt.decode": "pyjwt",
    "jwt.api_jwt.decode_complete": "pyjwt",
    "jose.jwt.decode": "python-jose",
    "jose.jwt.get_unverified_claims": "python-jose",
    "jose.jws.verify": "python-jose",
    "jose.jws.get_unverified_claims": "python-jose",
    "joserfc.jwt.decode": "joserfc",
}
_WRITERS = ("jwt.encode", "jwt.PyJWT().encode", "jwt.api_jwt.encode", "jose.jwt.encode", "joserfc.jwt.encode")


@dataclass(frozen=True)
class TokenCall:
    call: ast.Call
    library: str


def decodes(file: SourceFile) -> Iterator[TokenCall]:
    """Calls that give the claims of a token."""
    if any(word in file.text for word in ("decode", "unverified", "verify")):
        for call, name in file.calls():
            if name in _READERS:
                yield TokenCall(call, _READERS[name])


def encodes(file: SourceFile) -> Iterator[ast.Call]:
    """Calls that make a token."""
    if "encode" in file.text:
        yield from (call for call, name in file.calls() if name in _WRITERS)
