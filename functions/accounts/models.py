"""Bodies and answers of sign-up, proof of address, reset and one's own account."""

from typing import Annotated, Literal

from pydantic import Field

from shared.accounts.domain.activity import Activity
from shared.accounts.domain.session import Session
from shared.edge.bodies import Body, Timestamp, View
from shared.edge.told import (
    DISPLAY_NAME,
    LOCALE,
    USERNAME,
    Id,
    Many,
    NextCursor,
    Slug,
    SourceIp,
    Told,
    UserAgent,
    Version,
)
from shared.kernel.events import Event
from shared.kernel.principal import ActorType

# Far above any real value: the domain's own rules say what is too long, these only bound the work.
Text = Annotated[str, Field(max_length=2000)]
Username = Annotated[Text, Told(**USERNAME)]
DisplayName = Annotated[Text, Told(**DISPLAY_NAME)]
Locale = Annotated[Text, Told(**LOCALE)]
Email = Annotated[
    str,
    Field(max_length=2000, examples=["ada@example.org"]),
    Told(format="idn-email", maxLength=254),
]
# Four times what is allowed: one letter may be typed as several code points, which NFC makes one again.
Password = Annotated[
    str,
    Field(max_length=1024, examples=["correct horse battery staple"]),
    Told(format="password", maxLength=256),
]
NewPassword = Annotated[
    Password,
    Field(description="Counted in code points after NFC; neither common nor one's own address."),
    Told(minLength=15),
]
Token = Annotated[str, Field(min_length=1, max_length=512), Told(pattern="^[!-~]+$")]


class SignUpBody(Body):
    email: Email
    password: NewPassword
    username: Username | None = None
    display_name: DisplayName | None = None
    locale: Locale | None = None


class AcceptedView(View):
    """The same for every address, known or not."""

    status: Literal["accepted"] = "accepted"


class VerifyEmailBody(Body):
    token: Token


class AddressBody(Body):
    email: Email


class ConfirmResetBody(Body):
    token: Token
    new_password: NewPassword


class ProfileBody(Body):
    """A merge patch: null clears, what is absent stays."""

    display_name: DisplayName | None = None
    locale: Locale | None = None
    username: Username | None = None


class ChangePasswordBody(Body):
    current_password: Password
    new_password: NewPassword


class ChangeEmailBody(Body):
    new_email: Email
    password: Password


class SessionView(View):
    id: Id
    created_at: Timestamp
    last_seen_at: Timestamp
    source_ip: SourceIp
    user_agent: UserAgent
    current: bool

    @classmethod
    def of(cls, session: Session, current: str) -> "SessionView":
        return cls(
            id=session.id,
            created_at=session.created_at,
            last_seen_at=session.last_seen_at,
            source_ip=session.source_ip,
            user_agent=session.user_agent,
            current=session.id == current,
        )


class SessionsView(View):
    items: Annotated[list[SessionView], Many]
    next_cursor: NextCursor


class OwnEventActorView(View):
    """Only what kind of actor: staff stay unnamed."""

    type: ActorType


class OwnEventView(View):
    event_id: Id
    version: Version
    type: Slug
    occurred_at: Timestamp
    changed: Annotated[list[Slug], Many]
    actor: OwnEventActorView

    @classmethod
    def of(cls, event: Event) -> "OwnEventView":
        envelope = event.envelope
        return cls(
            event_id=envelope.event_id,
            version=envelope.version,
            type=envelope.type,
            occurred_at=envelope.occurred_at,
            changed=list(envelope.changed),
            actor=OwnEventActorView(type=envelope.actor.type),
        )


class OwnHistoryView(View):
    items: Annotated[list[OwnEventView], Many]
    next_cursor: NextCursor


class ActivityView(View):
    type: Slug
    occurred_at: Timestamp
    source_ip: SourceIp
    user_agent: UserAgent
    session_id: Id | None

    @classmethod
    def of(cls, activity: Activity) -> "ActivityView":
        return cls(
            type=activity.type,
            occurred_at=activity.occurred_at,
            source_ip=activity.source_ip,
            user_agent=activity.user_agent,
            session_id=activity.session_id,
        )


class ActivitiesView(View):
    items: Annotated[list[ActivityView], Many]
    next_cursor: NextCursor
