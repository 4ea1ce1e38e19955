"""Tokens that any service could have made, or that were made for any service."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.tokens import decodes, encodes
from shared.architect.domain.rules.vocabulary.values import argument, splats, strings_in, value_of

_BAD = """\
import jwt

from shop.settings import settings


def read_session(token: str) -> str:
    claims = jwt.decode(token, settings.jwt_secret, algorithms=["HS256"])
    return claims["sub"]
"""
_GOOD = """\
import jwt

from shop.settings import settings


def read_session(token: str) -> str:
    claims = jwt.decode(
        token, settings.public_key, algorithms=["ES256"], audience="shop-api", issuer="https://login.shop.example/"
    )
    return claims["sub"]
"""


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    for one in decodes(file):
        if one.library == "joserfc" or splats(one.call) or _is_unverified(file, one.call):
            continue  # joserfc checks claims in a call of its own; SEC001 tells of the others
        missing = [name for name in ("audience", "issuer") if argument(one.call, name) is None]
        shared = _is_shared(file, argument(one.call, "algorithms", 2))
        if missing and shared:
            without = " or ".join(missing)
            yield file.hit(one.call, f"The token is checked with a shared secret and no {without}: whoever can check "
                           "tokens can make them, for any service.")  # fmt: skip
        elif len(missing) == 2:
            yield file.hit(one.call, "The token's audience and issuer are not checked: one that was made for another "
                           "service passes here.")  # fmt: skip
    for call in encodes(file):
        if _is_shared(file, argument(call, "algorithm", 2)) and _crosses(file, call):
            yield file.hit(call, "A token that other services read is signed with a secret that they must all hold.")


def _is_unverified(file: SourceFile, call: ast.Call) -> bool:
    options = value_of(file, argument(call, "options", 3))
    off = isinstance(options, dict) and options.get("verify_signature") is False
    return off or value_of(file, argument(call, "verify")) is False or argument(call, "algorithms", 2) is None


def _is_shared(file: SourceFile, given: ast.expr | None) -> bool:
    if given is None:
        return False
    known = value_of(file, given)
    listed = known if isinstance(known, list) else [known] if isinstance(known, str) else list(strings_in(given))
    return any(str(one).upper().startswith("HS") for one in listed)


def _crosses(file: SourceFile, call: ast.Call) -> bool:
    claims = value_of(file, argument(call, "payload", 0))
    return isinstance(claims, dict) and "aud" in claims


RULE = FileRule(
    About(
        id="SEC002",
        family="security",
        title="A token is bound to no audience, or checked with a shared secret",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="A token says who made it and for whom, and those who only check it cannot make one.",
        why=(
            "With HS256 each service that checks tokens holds the secret that makes them: one leak, in the least "
            "important of them, forges every user. Without audience and issuer a token for the newsletter opens the "
            "till."
        ),
        fix=(
            "Sign with ES256 or RS256 and hand out the public key (JWKS); check `audience` and `issuer` at each "
            "decode. Where one service alone makes and reads tokens, HS256 is fine: then dismiss this with that "
            "reason."
        ),
        source="RFC 8725 §3.8-3.9, §3.5 (issuer, audience, key strength)",
        bad={"shop/sessions.py": _BAD},
        good={"shop/sessions.py": _GOOD},
    ),
    check,
)
