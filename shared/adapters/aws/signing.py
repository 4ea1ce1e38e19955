"""AWS Signature Version 4 for a POST without a query, as every call here is one.

Source: AWS, "Create a signed AWS API request". tests/adapters compare with botocore's signer.
"""

import hashlib
import hmac
from collections.abc import Mapping
from functools import lru_cache

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
    path: str, headers: Mapping[str, str], body: bytes, credentials: Credentials, scope: Scope, moment: str
) -> dict[str, str]:
    """All headers that the request goes out with. `headers`: in lower case, with `host`; `moment`: 20260102T030405Z."""
    sent = {**headers, "x-amz-date": moment}
    if credentials.token:
        sent["x-amz-security-token"] = credentials.token
    named = sorted(sent)
    canonical = "\n".join(
        ["POST", path, "", *(f"{name}:{sent[name].strip()}" for name in named), "", ";".join(named), _sha256(body)]
    )
    day = moment[:8]
    text = "\n".join([_ALGORITHM, moment, scope.on(day), _sha256(canonical.encode())])
    signature = hmac.new(_key(credentials, day, scope), text.encode(), hashlib.sha256).hexdigest()
    sent["authorization"] = (
        f"{_ALGORITHM} Credential={credentials.access_key}/{scope.on(day)}, "
        f"SignedHeaders={';'.join(named)}, Signature={signature}"
    )
    return sent


@lru_cache(maxsize=32)
def _key(credentials: Credentials, day: str, scope: Scope) -> bytes:
    """It holds for a day, so it is derived once."""
    key = f"AWS4{credentials.secret_key}".encode()
    for part in (day, scope.region, scope.service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
