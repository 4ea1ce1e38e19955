"""`POST /_local/sign`: a token with any header and payload, signed with the live key, to test what verifiers refuse."""

import base64
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

Sign = Callable[[str, str], str]


def sign_with(environ: Mapping[str, str]) -> Sign:
    """Loads the signing code when it is first used: it belongs to the service, not to this server."""

    @cache
    def container() -> Any:
        from shared.bootstrap import Container

        return Container.of(environ)

    def sign(header: str, payload: str) -> str:
        signed = f"{_base64url(header.encode())}.{_base64url(payload.encode())}"
        signature: bytes = container().signing_keys.signer().key.sign(signed.encode())
        return f"{signed}.{_base64url(signature)}"

    return sign


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def texts_to_sign(body: bytes) -> tuple[str, str]:
    """`{header, payload}`; each a JSON text, signed as it stands, or an object. Raises ValueError with the reason."""
    try:
        members = json.loads(body)
    except ValueError as error:
        raise ValueError("The body is not JSON.") from error
    if not isinstance(members, dict) or not {"header", "payload"} <= members.keys():
        raise ValueError("The body is an object with the members header and payload.")
    return _text(members["header"]), _text(members["payload"])


def _text(part: Any) -> str:
    return part if isinstance(part, str) else json.dumps(part, separators=(",", ":"))
