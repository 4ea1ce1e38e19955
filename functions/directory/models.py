"""Bodies, queries and answers of the directory."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from functions.views import ActorView, UserView
from shared.accounts.domain.permissions import PERMISSIONS
from shared.accounts.domain.role import Role
from shared.accounts.domain.search import LONGEST_QUERY
from shared.accounts.use_cases.read_users import Reason
from shared.edge.bodies import Body, Page, Query, Timestamp, View
from shared.edge.told import (
    DISPLAY_NAME,
    LOCALE,
    ROLE_NAME,
    USERNAME,
    Digest,
    Id,
    Line,
    Many,
    NextCursor,
    RoleName,
    Slug,
    SourceIp,
    Told,
    UserAgent,
    Version,
)
from shared.kernel.events import Event, Shredded
from shared.kernel.principal import Client

# Far above any real value: the domain's own rules say what is too long, these only bound the work.
Text = Annotated[str, Field(max_length=2000)]
Username = Annotated[Text, Told(**USERNAME)]
DisplayName = Annotated[Text, Told(**DISPLAY_NAME)]
Locale = Annotated[Text, Told(**LOCALE)]
Email = Annotated[
    str,
    Field(max_length=2000, examples=["grace@example.org"]),
    Told(format="idn-email", maxLength=254),
]
RoleNames = Annotated[list[Annotated[str, Field(max_length=50), Told(**ROLE_NAME)]], Field(max_length=20)]
Permission = Annotated[str, Told(enum=sorted(PERMISSIONS))]

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,18})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _zoned(value: object) -> object:
    """RFC 3339 with a zone: neither a date alone nor a number of seconds."""
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise ValueError("a time in RFC 3339 with a zone, such as 2026-01-31T12:00:00Z")
    return datetime.fromisoformat(value.upper())


class AsOf(Query):
    as_of: Annotated[datetime | None, BeforeValidator(_zoned), Told(maxLength=45)] = None


class UserQuery(Page):
    """By exact address or username, by how a word begins, or all; `status` narrows each. Nothing lists the erased."""

    email: Annotated[str | None, Field(max_length=2000)] = None
    username: Annotated[str | None, Field(max_length=2000)] = None
    q: Annotated[str | None, Field(min_length=1, max_length=LONGEST_QUERY)] = None
    status: Literal["active", "pending", "suspended", "erased"] | None = None


class CreateUserBody(Body):
    email: Email
    username: Username | None = None
    display_name: DisplayName | None = None
    locale: Locale | None = None
    roles: RoleNames = Field(default_factory=list)


class UserPatchBody(Body):
    """A merge patch: null clears, what is absent stays."""

    display_name: DisplayName | None = None
    locale: Locale | None = None
    username: Username | None = None


class SetEmailBody(Body):
    email: Email


class SetRolesBody(Body):
    roles: RoleNames


class ReasonBody(Body):
    """Why, for the account's history."""

    reason: Annotated[str, Field(min_length=1, max_length=500)] | None = None


CorrelationId = Annotated[str, Told(minLength=1, maxLength=64, pattern="^[A-Za-z0-9._-]+$")]


class UsersView(View):
    items: Annotated[list[UserView], Many]
    next_cursor: NextCursor


class ClientView(View):
    source_ip: SourceIp
    user_agent: UserAgent

    @classmethod
    def of(cls, client: Client) -> "ClientView":
        return cls(source_ip=client.source_ip, user_agent=client.user_agent)


class EventView(View):
    """One event. After an erasure `data` is `{"shredded": true}` and `client` null; hashes stay as they were."""

    stream_id: Id
    version: Version
    event_id: Id
    type: Slug
    schema_version: Version
    occurred_at: Timestamp
    actor: ActorView
    client: ClientView | None
    correlation_id: CorrelationId
    causation_id: CorrelationId | None
    batch_id: CorrelationId | None
    changed: Annotated[list[Slug], Many]
    data: dict[str, Any]
    previous_hash: Digest | None
    hash: Digest

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
    items: Annotated[list[EventView], Many]
    next_cursor: NextCursor


class ReasonView(View):
    code: Slug
    detail: Line
    since: Timestamp | None
    until: Timestamp | None

    @classmethod
    def of(cls, reason: Reason) -> "ReasonView":
        return cls(code=reason.code, detail=reason.detail, since=reason.since, until=reason.until)


class ExplanationView(View):
    user_id: Id
    can_sign_in: bool
    reasons: Annotated[list[ReasonView], Many]


class DefineRoleBody(Body):
    permissions: Annotated[list[Annotated[Permission, Field(max_length=64)]], Field(max_length=50)]
    description: Annotated[str, Field(max_length=500)] = ""


class RoleView(View):
    name: RoleName
    permissions: Annotated[list[Permission], Many]
    description: Line
    builtin: bool

    @classmethod
    def of(cls, role: Role) -> "RoleView":
        permissions = list(role.permissions)
        return cls(name=role.name, permissions=permissions, description=role.description, builtin=role.builtin)


class RolesView(View):
    items: Annotated[list[RoleView], Many]
    next_cursor: NextCursor
