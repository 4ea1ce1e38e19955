"""Answers that more than one function gives."""

from typing import Annotated

from pydantic import Field

from shared.accounts.domain.user import Status, User
from shared.accounts.use_cases.erase_user import Receipt
from shared.edge.bodies import Timestamp, View
from shared.edge.told import Address, Count, Digest, DisplayName, Id, Locale, Many, RoleName, Told, Username, Version
from shared.kernel.principal import Actor, ActorType


class UserView(View):
    """One account. `version` counts its changes and is its ETag."""

    id: Id = Field(examples=["0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11"])
    status: Annotated[str, Told(enum=[status.value for status in Status])] = Field(examples=["active"])
    email: Address = Field(examples=["ada@example.org"])
    email_verified: bool
    username: Username | None
    display_name: DisplayName | None
    locale: Locale | None
    roles: Annotated[list[RoleName], Many]
    version: Version
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
    type: ActorType
    id: Annotated[str, Told(minLength=1, maxLength=64, pattern="^[a-z0-9_.:-]+$")]

    @classmethod
    def of(cls, actor: Actor) -> "ActorView":
        return cls(type=actor.type, id=actor.id)


class ReceiptView(View):
    """Proof of an erasure, without a word about whom. `removed` counts by kind."""

    receipt_id: Id
    user_id: Id
    erased_at: Timestamp
    erased_by: ActorView
    stream_version: Version
    stream_hash: Digest
    removed: dict[str, Count]

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
