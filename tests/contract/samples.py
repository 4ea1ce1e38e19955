"""One record of every type that the tables hold: with every member set, and with the optional ones left out."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from uuid_utils import uuid7

from shared.accounts.domain.activity import Activity, ActivityType
from shared.accounts.domain.claims import Claim, NameReservation
from shared.accounts.domain.closing import ClosingNotice
from shared.accounts.domain.credentials import Decoy, PasswordHash, ResetToken, SignUp
from shared.accounts.domain.devices import KnownDevices
from shared.accounts.domain.farewell import Farewell
from shared.accounts.domain.mail_log import MailSent
from shared.accounts.domain.quotas import Used
from shared.accounts.domain.role import Holders, Role
from shared.accounts.domain.search import Generations, Indexed, SearchRow
from shared.accounts.domain.session import Session
from shared.accounts.domain.tries import Tries
from shared.accounts.domain.user import EmailChange, Status, User
from shared.architect.domain.records.decision import Decision, DecisionStatus, Step
from shared.architect.domain.records.design import Design, DesignStatus
from shared.architect.domain.records.house_rules import StoredHouseRules
from shared.architect.domain.records.listings import DecisionOfSystem, DesignOfSystem, ListedDesign
from shared.architect.domain.records.review import (
    LastReview,
    ListedReview,
    Review,
    ReviewOfSystem,
    ReviewStatus,
    ReviewTries,
)
from shared.architect.domain.records.review_events import ReviewCompleted, ReviewFailed
from shared.architect.domain.records.source_slot import SourceSlot
from shared.architect.domain.records.suppression import SystemSuppression
from shared.architect.domain.records.system import System, SystemName
from shared.kernel.events import Envelope, SealedEvent
from shared.kernel.idempotency import Outcome
from shared.kernel.keys import DataKey, RootKey, SigningKey, SigningKeys
from shared.kernel.principal import Actor

# Microseconds in every time but `expires`: DynamoDB's TTL knows whole seconds only.
MOMENT = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)
EXPIRES = datetime(2099, 1, 1, tzinfo=UTC)
BYTES = bytes(range(256))


def new_id() -> str:
    return str(uuid7())


def user() -> User:
    return User(
        id=new_id(),
        status=Status.SUSPENDED,
        email="Ada.Łovelace@exämple.org",
        email_verified=True,
        version=7,
        hash="ab" * 32,
        created_at=MOMENT,
        updated_at=MOMENT,
        username="ada",
        display_name="Ada 李 \N{GRINNING FACE}",
        locale="pt-BR",
        roles=("admin", "support"),
        signup_id=new_id(),
        has_password=True,
        sessions_epoch=3,
        kept_session=new_id(),
        email_change=EmailChange("new@example.org", new_id(), MOMENT),
        status_before=Status.ACTIVE,
        suspended_at=MOMENT,
        password_changed_at=MOMENT,
    )


def invited() -> User:
    """Every optional member is None, an empty tuple or zero."""
    return User(new_id(), Status.PENDING, "a@example.org", False, 1, "00", MOMENT, MOMENT)


def session(user_id: str | None = None) -> Session:
    return Session(user_id or new_id(), new_id(), 2, 5, MOMENT, MOMENT, "192.0.2.1", "curl/8", EXPIRES)


def sign_up(user_id: str | None = None) -> SignUp:
    return SignUp(
        user_id or new_id(), new_id(), "cd" * 32, new_id(), "$argon2id$x", "ada", "Ada", "en", MOMENT, EXPIRES
    )


def activity(user_id: str | None = None) -> Activity:
    kind = ActivityType.SIGN_IN_FAILED.value
    return Activity(user_id or new_id(), new_id(), kind, MOMENT, "2001:db8::1", "", EXPIRES, new_id())


def event(stream_id: str | None = None, version: int = 1, sealed: bytes = BYTES) -> SealedEvent:
    envelope = Envelope(
        stream_id=stream_id or new_id(),
        version=version,
        event_id=new_id(),
        type="user.registered",
        schema_version=1,
        occurred_at=MOMENT,
        actor=Actor("admin", new_id()),
        correlation_id="1-abc",
        causation_id=new_id(),
        batch_id="batch-1",
        changed=("email", "username"),
        previous_hash="ef" * 32,
    )
    return SealedEvent(envelope, sealed, "12" * 32)


def first_event() -> SealedEvent:
    sample = event()
    return replace(
        sample, envelope=replace(sample.envelope, causation_id=None, batch_id=None, previous_hash=None, changed=())
    )


def role() -> Role:
    return Role(f"role-{new_id()}", ("audit:read",), "Reads.", 4, "34" * 32, MOMENT, removed=True)


def system() -> System:
    return System(new_id(), "Kasse \N{LATIN SMALL LETTER O WITH STROKE}", new_id(), 2, "56" * 32, MOMENT, MOMENT)


def design() -> Design:
    """Requirements, questions and options hold every kind of value that JSON has."""
    return Design(
        id=new_id(),
        system_id=new_id(),
        system="orders",
        language="zh",
        status=DesignStatus.READY,
        given={"read_rps": 0.5, "kind": ["crud", "api"], "vector": False, "size_gb": 1e8, "build_days": None},
        assumed={"team_size": 4, "regimes": [], "hot_key_share": 1e-7},
        requested_by=new_id(),
        version=5,
        hash="78" * 32,
        created_at=MOMENT,
        updated_at=MOMENT,
        brief="订单",
        asked={"p99_ms": 250},
        assume=True,
        questions=({"field": "p99_ms", "worth": 12.5, "turns": [{"value": 40, "to": "fargate"}]},),
        conflicts=({"rule": "floor", "fields": ["p99_ms"], "numbers": []},),
        kb_version="2026-11-27.ab12cd34",
        document="9a" * 32,
        options=({"parts": {"style": "modular_monolith"}, "utility": -3.25},),
        recommended=0,
        choices={"style": ["modular_monolith", "service_based"]},
        house_rules=3,
        failure="requirements_outdated",
    )


def first_design() -> Design:
    """Nothing but what a request says."""
    full = design()
    return Design(
        full.id, full.system_id, "orders", "en", DesignStatus.QUESTIONS, {}, {}, new_id(), 1, "00", MOMENT, MOMENT
    )


def decision() -> Decision:
    step = Step(DecisionStatus.ACCEPTED, Actor("user", new_id()), MOMENT, "cheap to run")
    return Decision(
        id=new_id(),
        system_id=new_id(),
        system="orders",
        design_id=new_id(),
        number=12,
        title="Primary store: PostgreSQL",
        status=DecisionStatus.SUPERSEDED,
        option="postgresql",
        reason="transactions",
        choices={"primary": "postgresql"},
        context={"drivers": [{"field": "multi_entity_tx", "lost": 8.0}]},
        history=(replace(step, status=DecisionStatus.PROPOSED, reason=None), step),
        version=3,
        hash="bc" * 32,
        created_at=MOMENT,
        updated_at=MOMENT,
        dimension="primary",
        checks=({"kind": "layers", "layers": [["shop.web"], ["shop.domain"]]},),
        superseded_by=new_id(),
        superseded_by_number=13,
    )


def house_rules() -> StoredHouseRules:
    return StoredHouseRules({"cost": 2.5}, {"primary": ["postgresql"]}, ("kafka",), 2, "de" * 32, MOMENT)


def _unnamed(sample: SignUp) -> SignUp:
    return replace(sample, username=None, display_name=None, locale=None)


def review() -> Review:
    """Completed and failed at once, so that every member holds something."""
    return Review(
        id=new_id(),
        system_id=new_id(),
        kind="code",
        profile="strict",
        because="asked",
        status=ReviewStatus.COMPLETED,
        version=3,
        hash="ab" * 32,
        created_at=MOMENT,
        updated_at=MOMENT,
        requested_by=new_id(),
        upload="reviews/x",
        kept="cd" * 32,
        size_bytes=1000,
        sha256="cd" * 32,
        outcome=ReviewCompleted("ab" * 32, "cd" * 32, "0123", True, 1, 2, 3, 4, 5, 0, 1, 6, 7, 0, new_id()),
        failure=ReviewFailed("not_a_zip", "This is no zip: ü."),
    )


def awaited() -> Review:
    """A review of which as little is known as can be."""
    return replace(
        review(), status=ReviewStatus.AWAITING_UPLOAD, kept=None, sha256=None, outcome=None, failure=None, version=1
    )


def suppression() -> SystemSuppression:
    told = "ab" * 32, "ASY001", "src/café.py", "2026-12-31"
    return SystemSuppression(new_id(), new_id(), new_id(), "We live with it.", MOMENT, 1, "ef" * 32, *told)


def source_slot(**members: Any) -> SourceSlot:
    return SourceSlot(new_id(), "code", "standard", 2, "ab" * 32, MOMENT, **members)


FULL: dict[type[Any], Callable[[], Any]] = {
    SealedEvent: event,
    User: user,
    PasswordHash: lambda: PasswordHash(new_id(), "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA"),
    NameReservation: lambda: NameReservation("username", new_id().replace("-", ""), new_id(), EXPIRES),
    Claim: lambda: Claim("email", new_id().replace("-", ""), new_id()),
    Role: role,
    Holders: lambda: Holders(new_id(), total=3, active=2),
    System: system,
    SystemName: lambda: SystemName("kasse \N{LATIN SMALL LETTER O WITH STROKE}", new_id()),
    DesignOfSystem: lambda: DesignOfSystem(new_id(), new_id()),
    DecisionOfSystem: lambda: DecisionOfSystem.numbered(new_id(), 7, new_id()),
    Design: design,
    ListedDesign: lambda: ListedDesign(new_id()),
    Decision: decision,
    StoredHouseRules: house_rules,
    Review: review,
    ReviewTries: lambda: ReviewTries(new_id(), 2, 1),
    ListedReview: lambda: ListedReview(new_id()),
    ReviewOfSystem: lambda: ReviewOfSystem(new_id(), new_id()),
    LastReview: lambda: LastReview(new_id(), "code", "standard", new_id(), "ab" * 32),
    SystemSuppression: suppression,
    SourceSlot: lambda: source_slot(
        offered="reviews/source-x",
        offered_at=MOMENT,
        size_bytes=5,
        sha256="cd" * 32,
        kept="ef" * 32,
        taken="reviews/source-w",
        asked_rules="0123",
        review_id=new_id(),
        withdrawn=True,
    ),
    RootKey: lambda: RootKey(BYTES, MOMENT),
    SigningKeys: lambda: SigningKeys((SigningKey("k1", {"kty": "RSA", "n": "x", "e": "AQAB"}, BYTES, MOMENT),), 2),
    DataKey: lambda: DataKey(new_id(), BYTES),
    Session: session,
    SignUp: sign_up,
    ResetToken: lambda: ResetToken(new_id(), new_id(), MOMENT, EXPIRES),
    Activity: activity,
    KnownDevices: lambda: KnownDevices(new_id(), ("aa", "bb"), EXPIRES),
    Farewell: lambda: Farewell(new_id(), BYTES, EXPIRES),
    SearchRow: lambda: SearchRow("1", "ab" * 16, "active", new_id()),
    Indexed: lambda: Indexed(new_id(), new_id(), 3, 4, ("active:ab", "active:cd")),
    Generations: lambda: Generations(new_id(), new_id()),
    ClosingNotice: lambda: ClosingNotice(new_id(), new_id(), MOMENT, EXPIRES, 3, mailed=True),
    Used: lambda: Used("mails", "ab" * 32, "1795000000", EXPIRES, 3),
    Tries: lambda: Tries("account", new_id(), 3, 1, MOMENT, EXPIRES),
    Outcome: lambda: Outcome(new_id(), "56" * 32, {"user_id": new_id(), "version": 1}, EXPIRES),
    MailSent: lambda: MailSent(new_id(), "email_changed-old", True, MOMENT, EXPIRES),
    Decoy: lambda: Decoy(new_id(), EXPIRES),
}
SPARSE: dict[str, Callable[[], Any]] = {
    "an invited user": invited,
    "a first event": first_event,
    "a sign-up without names": lambda: _unnamed(sign_up()),
    "an activity without a session": lambda: replace(activity(), session_id=None),
    "a role without history": lambda: replace(role(), version=0, hash=None, updated_at=None, removed=False),
    "a device list that is empty": lambda: KnownDevices(new_id(), (), EXPIRES),
    "an outcome with nothing in it": lambda: Outcome(new_id(), "", {}, EXPIRES),
    "a design just requested": first_design,
    "house rules that nobody set": StoredHouseRules,
    "a review that awaits its upload": awaited,
    "a suppression of a rule for ever": lambda: replace(suppression(), fingerprint=None, path=None, expires_on=None),
    "a source that was only offered": source_slot,
    "an empty ciphertext": lambda: replace(event(), sealed=b""),
}


def every() -> Iterator[tuple[str, Callable[[], Any]]]:
    yield from ((kind.__name__, sample) for kind, sample in FULL.items())
    yield from SPARSE.items()
