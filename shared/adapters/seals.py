"""Refresh and mailed tokens: what they refer to, and a MAC over it. Nothing stored is needed to recognise one."""

import base64
import binascii
import hmac
from functools import cached_property
from uuid import UUID

from shared.accounts.domain.credentials import MailedToken, Purpose
from shared.accounts.domain.session import RefreshToken
from shared.adapters.key_ring import KeyRing, mac

_PURPOSES = tuple(Purpose)
_MAC = 32
_REFRESH_LENGTH = 16 + 16 + 4 + _MAC
_MAILED_LENGTH = 1 + 3 * 16 + _MAC


class KeyedSeals:
    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    @cached_property
    def _refresh_key(self) -> bytes:
        return self._ring.derive("refresh-tokens/1")

    @cached_property
    def _mailed_key(self) -> bytes:
        return self._ring.derive("mailed-tokens/1")

    @cached_property
    def _digest_key(self) -> bytes:
        return self._ring.derive("claims/1")

    def refresh_token(self, token: RefreshToken) -> str:
        said = UUID(token.user_id).bytes + UUID(token.session_id).bytes + token.generation.to_bytes(4, "big")
        return _text(said + mac(self._refresh_key, said))

    def read_refresh_token(self, text: str) -> RefreshToken | None:
        said = _authentic(text, _REFRESH_LENGTH, self._refresh_key)
        if said is None:
            return None
        return RefreshToken(_uuid(said, 0), _uuid(said, 16), int.from_bytes(said[32:], "big"))

    def mailed_token(self, token: MailedToken) -> str:
        ids = b"".join(UUID(part).bytes for part in (token.user_id, token.reference, token.token_id))
        said = bytes([_PURPOSES.index(token.purpose)]) + ids
        return _text(said + mac(self._mailed_key, said))

    def read_mailed_token(self, text: str) -> MailedToken | None:
        said = _authentic(text, _MAILED_LENGTH, self._mailed_key)
        if said is None:
            return None
        return MailedToken(_PURPOSES[said[0]], _uuid(said, 1), _uuid(said, 17), _uuid(said, 33))

    def digest(self, kind: str, value: str) -> str:
        return mac(self._digest_key, f"{kind}\0{value}".encode()).hex()


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _authentic(text: str, length: int, key: bytes) -> bytes | None:
    """What a token says, if it is whole, ours, and written in the one canonical way."""
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(content) != length or _text(content) != text:
        return None
    said, seal = content[:-_MAC], content[-_MAC:]
    return said if hmac.compare_digest(seal, mac(key, said)) else None


def _uuid(content: bytes, start: int) -> str:
    return str(UUID(bytes=content[start : start + 16]))
