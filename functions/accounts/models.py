"""Bodies and answers of sign-up, proof of address, reset and one's own account."""

from typing import Annotated

from pydantic import Field

from shared.accounts.domain.activity import Activity
from shared.accounts.domain.session import Session
from shared.edge.bodies import Body, Timestamp, View
from shared.kernel.events import Event

# Far above any real value: the domain's own rules say what is too long, these only bound the work.
Text = Annotated[str, Field(max_length=2000)]
Email = Annotated[str, Field(max_length=2000, examples=["ada@example.org"])]
# Four times what is allowed: one letter may be typed as several code points, which NFC makes one again.
Password = Annotated[str, Field(max_length=1024, examples=["correct horse battery staple"])]
Token = Annotated[str, Field(min_length=1, max_length=512)]


class SignUpBody(Body):
    email: Email
    password: Password
    username: Text | None = None
    display_name: Text | None = None
    locale: Text | None = None


class AcceptedView(View):
    """The same for every address, known or not."""

    status: str = "accepted"


class VerifyEmailBody(Body):
    token: Token


class AddressBody(Body):
    email: Email


class ConfirmResetBody(Body):
    token: Token
    new_password: Password


class ProfileBody(Body):
    """A merge patch: null clears, what is absent stays."""

    display_name: Text | None = None
    locale: Text | None = None
    username: Text | None = None


class ChangePasswordBody(Body):
    current_password: Password
    new_password: Password


class ChangeEmailBody(Body):
    new_email: Email
    password: Password


class SessionView(View):
    id: str
    created_at: Timestamp
    last_seen_at: Timestamp
    source_ip: str
    user_agent: str
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
    items: list[SessionView]
    next_cursor: str | None


class OwnEventActorView(View):
    """Only what kind of actor: staff stay unnamed."""

    type: str


class OwnEventView(View):
    event_id: str
    version: int
    type: str
    occurred_at: Timestamp
    changed: list[str]
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
    items: list[OwnEventView]
    next_cursor: str | None


class ActivityView(View):
    type: str
    occurred_at: Timestamp
    source_ip: str
    user_agent: str
    session_id: str | None

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
    items: list[ActivityView]
    next_cursor: str | None
