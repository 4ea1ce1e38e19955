"""AWS Signature Version 4: of a request without a query, in its headers; and of an address that somebody else may use.

Source: AWS, "Create a signed AWS API request", and for addresses "Authenticating Requests: Using Query Parameters".
tests/adapters compare with botocore's signers.
"""

import hashlib
import hmac
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

from shared.kernel.dataclasses import dataclass

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class Credentials:
    """`token` belongs to keys that lapse."""

    access_key: str
    secret_key: str
    token: str | None = None

    def __repr__(self) -> str:
        return f"Credentials({self.access_key})"


@dataclass(frozen=True)
class Scope:
    region: str
    service: str

    def on(self, day: str) -> str:
        return f"{day}/{self.region}/{self.service}/aws4_request"


def signed(
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    credentials: Credentials,
    scope: Scope,
    moment: str,
    method: str = "POST",
) -> dict[str, str]:
    """All headers that the request goes out with. `headers`: in lower case, with `host`; `moment`: 20260102T030405Z."""
    sent = {**headers, "x-amz-date": moment}
    if credentials.token:
        sent["x-amz-security-token"] = credentials.token
    canonical = _canonical(method, path, "", sent, _sha256(body))
    sent["authorization"] = (
        f"{_ALGORITHM} Credential={credentials.access_key}/{scope.on(moment[:8])}, "
        f"SignedHeaders={';'.join(sorted(sent))}, Signature={_signature(canonical, credentials, scope, moment)}"
    )
    return sent


def presigned(
    method: str,
    path: str,
    headers: Mapping[str, str],
    credentials: Credentials,
    scope: Scope,
    moment: str,
    seconds: int,
) -> str:
    """Path and query of an address at which whoever has it may send one such request, with exactly these headers
    (`host` among them), until `seconds` after `moment`. What is sent is not part of the signature."""
    asked = {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{credentials.access_key}/{scope.on(moment[:8])}",
        "X-Amz-Date": moment,
        "X-Amz-Expires": str(seconds),
        "X-Amz-SignedHeaders": ";".join(sorted(headers)),
    }
    if credentials.token:
        asked["X-Amz-Security-Token"] = credentials.token
    query = "&".join(f"{name}={quote(value, safe='-_.~')}" for name, value in sorted(asked.items()))
    canonical = _canonical(method, path, query, headers, "UNSIGNED-PAYLOAD")
    return f"{path}?{query}&X-Amz-Signature={_signature(canonical, credentials, scope, moment)}"


def _canonical(method: str, path: str, query: str, headers: Mapping[str, str], content: str) -> str:
    named = sorted(headers)
    lines = (f"{name}:{headers[name].strip()}" for name in named)
    return "\n".join([method, path, query, *lines, "", ";".join(named), content])


def _signature(canonical: str, credentials: Credentials, scope: Scope, moment: str) -> str:
    day = moment[:8]
    text = "\n".join([_ALGORITHM, moment, scope.on(day), _sha256(canonical.encode())])
    return hmac.new(_key(credentials, day, scope), text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=32)
def _key(credentials: Credentials, day: str, scope: Scope) -> bytes:
    """It holds for a day, so it is derived once."""
    key = f"AWS4{credentials.secret_key}".encode()
    for part in (day, scope.region, scope.service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
