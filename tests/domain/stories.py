"""Given events, when a decision is taken, then events or an error: the words in which the domain's tests speak."""

from collections.abc import Sequence
from datetime import UTC, datetime

from shared.accounts.domain import events as happened
from shared.accounts.domain.user import User
from shared.accounts.domain.user_fold import evolve
from shared.adapters.memory.system import CountedIds, SettableClock
from shared.kernel.events import Context, Event, Payload
from shared.kernel.principal import Actor, Client
from shared.kernel.recording import Recorder, Tip, Unsealed

USER = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11"
SIGNUP = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c12"
SESSION = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c13"
RECEIPT = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c14"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CLIENT = Client("192.0.2.7", "Browser 1.0")
CONTEXT = Context(Actor("user", USER), "correlation", CLIENT)

SIGNED_UP = happened.UserRegistered("Ada@example.org", "ada", "Ada", "en", signup_id=SIGNUP)
INVITED = happened.UserRegistered("grace@example.org", roles=("support",))
VERIFIED = happened.UserEmailVerified("Ada@example.org")
SUSPENDED = happened.UserSuspended("left the team")
ERASED = happened.UserErased(RECEIPT)

# One history for each status an account can be in.
PENDING: Sequence[Payload] = (SIGNED_UP,)
ACTIVE: Sequence[Payload] = (SIGNED_UP, VERIFIED)
SUSPENDED_PENDING: Sequence[Payload] = (SIGNED_UP, SUSPENDED)
SUSPENDED_ACTIVE: Sequence[Payload] = (SIGNED_UP, VERIFIED, SUSPENDED)
GONE: Sequence[Payload] = (SIGNED_UP, VERIFIED, ERASED)
STATUSES = {
    "pending": PENDING,
    "active": ACTIVE,
    "suspended": SUSPENDED_ACTIVE,
    "suspended before the proof": SUSPENDED_PENDING,
    "erased": GONE,
}


def events_of(payloads: Sequence[Payload]) -> list[Event]:
    recorder = Recorder(SettableClock(NOW), CountedIds())
    return [one.event for one in recorder.record(Tip(USER), payloads, CONTEXT, Unsealed())]


def given(*payloads: Payload) -> User:
    """The account after these events."""
    user: User | None = None
    for event in events_of(payloads):
        user = evolve(user, event)
    assert user is not None
    return user
