"""Tokens that are read without proof of who signed them."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.tokens import decodes
from shared.architect.domain.rules.vocabulary.values import argument, splats, strings_in, value_of

_BAD = """\
import jwt
from fastapi import Depends, FastAPI, Header

app = FastAPI()


def current_user(authorization: str = Header()) -> str:
    claims = jwt.decode(authorization.removeprefix("Bearer "), options={"verify_signature": False})
    return claims["sub"]


@app.delete("/orders/{order_id}")
def cancel_order(order_id: str, user: str = Depends(current_user)) -> None:
    orders.cancel(order_id, by=user)
"""
_GOOD = """\
import jwt
from fastapi import Depends, FastAPI, Header

app = FastAPI()
keys = jwt.PyJWKClient("https://login.shop.example/.well-known/jwks.json")


def current_user(authorization: str = Header()) -> str:
    token = authorization.removeprefix("Bearer ")
    key = keys.get_signing_key_from_jwt(token).key
    claims = jwt.decode(token, key, algorithms=["RS256"], audience="shop", issuer="https://login.shop.example/")
    return claims["sub"]


@app.delete("/orders/{order_id}")
def cancel_order(order_id: str, user: str = Depends(current_user)) -> None:
    orders.cancel(order_id, by=user)
"""


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    found = list(decodes(file))
    proven = {file.function_of(one.call) for one in found if not _fault(file, one.call, one.library)}
    for one in found:
        fault = _fault(file, one.call, one.library)
        if fault:
            looks_first = file.function_of(one.call) in proven or _is_handed_on(file, one.call)
            yield file.hit(one.call, fault, severity=Severity.NOTE if looks_first else None)


def _is_handed_on(file: SourceFile, call: ast.Call) -> bool:
    """It reads who the token says it is from, and gives the same token to what verifies it with that one's key."""
    token = argument(call, "jwt", 0) or argument(call, "token", 0)
    function = file.function_of(call)
    if token is None or function is None:
        return False
    same = ast.dump(token)
    return any(
        other is not call
        and any(ast.dump(one) == same for one in other.args)
        and any(word in ast.unparse(other.func).rpartition(".")[2].lower() for word in _VERIFYING)
        for other, _ in file.calls(function)
    )


def _fault(file: SourceFile, call: ast.Call, library: str) -> str:
    told = ast.unparse(call.func)
    if told.rpartition(".")[2] in ("get_unverified_claims", "decode_complete_unverified"):
        return f"`{told}` gives the claims of whoever wrote the token: its signature is never looked at."
    if _is_off(file, call):
        return f"`{told}` is told not to verify the signature: anybody can write a token that says who they are."
    given = argument(call, "algorithms", 2)
    if given is None:
        if library == "joserfc" or splats(call):
            return ""  # it has a safe list of its own
        return f"`{told}` names no `algorithms`: the token itself, which an attacker writes, chooses how it is checked."
    known = value_of(file, given)
    listed = [str(one).lower() for one in known] if isinstance(known, list) else list(map(str.lower, strings_in(given)))
    if known is None or "none" in listed:
        return f"`{told}` accepts the algorithm `none`: a token without any signature passes."
    if any(one.startswith("hs") for one in listed) and any(one[:2] in ("rs", "es", "ps") for one in listed):
        return f"`{told}` takes HMAC beside public-key algorithms: the public key, which all know, then signs tokens."
    return ""


def _is_off(file: SourceFile, call: ast.Call) -> bool:
    if value_of(file, argument(call, "verify")) is False:
        return True
    options = value_of(file, argument(call, "options", 3))
    return isinstance(options, dict) and options.get("verify_signature") is False


_VERIFYING = ("verify", "validate", "authenticate", "check")

RULE = FileRule(
    About(
        id="SEC001",
        family="security",
        title="A token is read without checking its signature",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="A token proves nothing until its signature is checked with a key and an algorithm that you chose.",
        why=(
            "The payload of a JWT is base64 that anybody can write. Where the signature is not checked, or the token "
            "chooses how it is checked, the first person who tries becomes any user, the administrator included."
        ),
        fix=(
            'Pass the key and a fixed list, `algorithms=["RS256"]`, with `audience` and `issuer`; to find the key, '
            "read the header (`get_unverified_header`), never the claims."
        ),
        source="RFC 8725 §3.1-3.2 (JSON Web Token Best Current Practices)",
        bad={"shop/auth.py": _BAD},
        good={"shop/auth.py": _GOOD},
    ),
    check,
)
