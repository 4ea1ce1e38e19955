"""Bodies, queries and answers of the directory."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from functions.views import ActorView, UserView
from shared.accounts.domain.role import Role
from shared.accounts.use_cases.read_users import Reason
from shared.edge.bodies import Body, Page, Query, Timestamp, View
from shared.kernel.events import Event, Shredded
from shared.kernel.principal import Client

# Far above any real value: the domain's own rules say what is too long, these only bound the work.
Text = Annotated[str, Field(max_length=2000)]
RoleNames = Annotated[list[Annotated[str, Field(max_length=50)]], Field(max_length=20)]

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,18})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _zoned(value: object) -> object:
    """RFC 3339 with a zone: neither a date alone nor a number of seconds."""
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise ValueError("a time in RFC 3339 with a zone, such as 2026-01-31T12:00:00Z")
    return datetime.fromisoformat(value.upper())


class AsOf(Query):
    as_of: Annotated[datetime | None, BeforeValidator(_zoned)] = None


class LookUp(Page):
    """At least one of the two; both must fit one account."""

    email: Annotated[str | None, Field(max_length=2000)] = None
    username: Annotated[str | None, Field(max_length=2000)] = None


class CreateUserBody(Body):
    email: Annotated[str, Field(max_length=2000, examples=["grace@example.org"])]
    username: Text | None = None
    display_name: Text | None = None
    locale: Text | None = None
    roles: RoleNames = Field(default_factory=list)


class UserPatchBody(Body):
    """A merge patch: null clears, what is absent stays."""

    display_name: Text | None = None
    locale: Text | None = None
    username: Text | None = None


class SetEmailBody(Body):
    email: Annotated[str, Field(max_length=2000, examples=["grace@example.org"])]


class SetRolesBody(Body):
    roles: RoleNames


class ReasonBody(Body):
    """Why, for the account's history."""

    reason: Annotated[str, Field(min_length=1, max_length=500)] | None = None


class UsersView(View):
    items: list[UserView]
    next_cursor: str | None


class ClientView(View):
    source_ip: str
    user_agent: str

    @classmethod
    def of(cls, client: Client) -> "ClientView":
        return cls(source_ip=client.source_ip, user_agent=client.user_agent)


class EventView(View):
    """One event. After an erasure `data` is `{"shredded": true}` and `client` null; hashes stay as they were."""

    stream_id: str
    version: int
    event_id: str
    type: str
    schema_version: int
    occurred_at: Timestamp
    actor: ActorView
    client: ClientView | None
    correlation_id: str
    causation_id: str | None
    batch_id: str | None
    changed: list[str]
    data: dict[str, Any]
    previous_hash: str | None
    hash: str

    @classmethod
    def of(cls, event: Event) -> "EventView":
        envelope, payload = event.envelope, event.payload
        return cls(
            stream_id=envelope.stream_id,
            version=envelope.version,
            event_id=envelope.event_id,
            type=envelope.type,
            schema_version=envelope.schema_version,
            occurred_at=envelope.occurred_at,
            actor=ActorView.of(envelope.actor),
            client=ClientView.of(event.client) if event.client else None,
            correlation_id=envelope.correlation_id,
            causation_id=envelope.causation_id,
            batch_id=envelope.batch_id,
            changed=list(envelope.changed),
            data={"shredded": True} if isinstance(payload, Shredded) else payload.members(),
            previous_hash=envelope.previous_hash,
            hash=event.hash,
        )


class EventsView(View):
    items: list[EventView]
    next_cursor: str | None


class ReasonView(View):
    code: str
    detail: str
    since: Timestamp | None
    until: Timestamp | None

    @classmethod
    def of(cls, reason: Reason) -> "ReasonView":
        return cls(code=reason.code, detail=reason.detail, since=reason.since, until=reason.until)


class ExplanationView(View):
    user_id: str
    can_sign_in: bool
    reasons: list[ReasonView]


class DefineRoleBody(Body):
    permissions: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=50)]
    description: Annotated[str, Field(max_length=500)] = ""


class RoleView(View):
    name: str
    permissions: list[str]
    description: str
    builtin: bool

    @classmethod
    def of(cls, role: Role) -> "RoleView":
        permissions = list(role.permissions)
        return cls(name=role.name, permissions=permissions, description=role.description, builtin=role.builtin)


class RolesView(View):
    items: list[RoleView]
    next_cursor: str | None
