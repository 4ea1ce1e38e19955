"""Answers that more than one function gives."""

from pydantic import Field

from shared.accounts.domain.user import User
from shared.accounts.use_cases.erase_user import Receipt
from shared.edge.bodies import Timestamp, View
from shared.kernel.principal import Actor


class UserView(View):
    """One account. `version` counts its changes and is its ETag."""

    id: str = Field(examples=["0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11"])
    status: str = Field(examples=["active"])
    email: str = Field(examples=["ada@example.org"])
    email_verified: bool
    username: str | None
    display_name: str | None
    locale: str | None
    roles: list[str]
    version: int
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    def of(cls, user: User) -> "UserView":
        return cls(
            id=user.id,
            status=user.status.value,
            email=user.email,
            email_verified=user.email_verified,
            username=user.username,
            display_name=user.display_name,
            locale=user.locale,
            roles=list(user.roles),
            version=user.version,
            created_at=user.created_at,
            updated_at=user.updated_at,
        )


class ActorView(View):
    type: str
    id: str

    @classmethod
    def of(cls, actor: Actor) -> "ActorView":
        return cls(type=actor.type, id=actor.id)


class ReceiptView(View):
    """Proof of an erasure, without a word about whom. `removed` counts by kind."""

    receipt_id: str
    user_id: str
    erased_at: Timestamp
    erased_by: ActorView
    stream_version: int
    stream_hash: str
    removed: dict[str, int]

    @classmethod
    def of(cls, receipt: Receipt) -> "ReceiptView":
        return cls(
            receipt_id=receipt.receipt_id,
            user_id=receipt.user_id,
            erased_at=receipt.erased_at,
            erased_by=ActorView.of(receipt.erased_by),
            stream_version=receipt.stream_version,
            stream_hash=receipt.stream_hash,
            removed=receipt.removed,
        )
