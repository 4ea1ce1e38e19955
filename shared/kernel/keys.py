"""Stored keys: each sealed under another, up to one that never leaves the key service."""

from datetime import datetime

from shared.kernel.dataclasses import dataclass
from shared.kernel.records import Key


@dataclass(frozen=True)
class RootKey:
    """The one secret that all others derive from or are sealed under; itself sealed by the key service."""

    sealed: bytes
    created_at: datetime

    @property
    def key(self) -> "Key[RootKey]":
        return RootKey.the()

    @staticmethod
    def the() -> "Key[RootKey]":
        return Key(RootKey, ("ROOT",))


@dataclass(frozen=True)
class DataKey:
    """The key of one stream's personal data. Destroying it erases the person from the stream."""

    stream_id: str
    sealed: bytes

    @property
    def key(self) -> "Key[DataKey]":
        return DataKey.key_of(self.stream_id)

    @staticmethod
    def key_of(stream_id: str) -> "Key[DataKey]":
        return Key(DataKey, (stream_id,))


@dataclass(frozen=True)
class SigningKey:
    """An RSA key for access tokens: `public` is its JWK (RFC 7517), `sealed` its private part."""

    kid: str
    public: dict[str, str]
    sealed: bytes
    created_at: datetime


@dataclass(frozen=True)
class SigningKeys:
    """All keys that verify; the last one signs."""

    keys: tuple[SigningKey, ...]
    version: int

    @property
    def key(self) -> "Key[SigningKeys]":
        return SigningKeys.the()

    @staticmethod
    def the() -> "Key[SigningKeys]":
        return Key(SigningKeys, ("SIGNING",))
