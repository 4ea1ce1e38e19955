"""Signed webhooks: who sent it, when, and that nobody changed it. Compared in constant time, good for five minutes."""

import hashlib
import hmac

TOLERANCE = 300  # seconds


class BadSignature(Exception):
    """Not from whom it says, changed on the way, or too old."""


def sign(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return hmac.new(secret, signed, hashlib.sha256).hexdigest()


def verify(secrets: list[bytes], message_id: str, timestamp: int, body: bytes, signature: str, now: float) -> None:
    """`secrets`: the current one, and while it is being changed the last one. Raises BadSignature.

    A replay within five minutes carries the same id: keep ids that were seen for that long.
    """
    if abs(now - timestamp) > TOLERANCE:
        raise BadSignature
    if not any(hmac.compare_digest(sign(secret, message_id, timestamp, body), signature) for secret in secrets):
        raise BadSignature
