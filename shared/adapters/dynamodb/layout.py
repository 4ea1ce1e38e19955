"""Which table holds which record, and under which key. The one place to look when reading the tables by hand.

Roles can be bound to what a partition key begins with (infra/grants.py): what only some functions may touch, such as
the hash of a password, stands under a beginning of its own.
"""

from collections.abc import Mapping
from typing import Any, Literal

from shared.accounts.domain.activity import Activity
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
from shared.accounts.domain.user import User
from shared.architect.domain.records.decision import Decision
from shared.architect.domain.records.design import Design
from shared.architect.domain.records.house_rules import StoredHouseRules
from shared.architect.domain.records.listings import DecisionOfSystem, DesignOfSystem, ListedDesign
from shared.architect.domain.records.review import LastReview, ListedReview, Review, ReviewOfSystem, ReviewTries
from shared.architect.domain.records.source_slot import SourceSlot
from shared.architect.domain.records.suppression import SystemSuppression
from shared.architect.domain.records.system import System, SystemName
from shared.kernel.dataclasses import dataclass
from shared.kernel.events import SealedEvent
from shared.kernel.idempotency import Outcome
from shared.kernel.keys import DataKey, RootKey, SigningKeys
from shared.kernel.records import Key, require_own_place

TableName = Literal["events", "directory", "keys", "sessions"]

# Hash and range key attribute of each table, with its DynamoDB type.
KEY_SCHEMA: Mapping[TableName, tuple[tuple[str, str], ...]] = {
    "events": (("stream_id", "S"), ("version", "N")),
    "directory": (("pk", "S"), ("sk", "S")),
    "keys": (("id", "S"),),
    "sessions": (("pk", "S"), ("sk", "S")),
}


@dataclass(frozen=True)
class Place:
    """A table and the patterns of its keys; `{0}`, `{1}` are the parts of the record's key."""

    table: TableName
    hash: str
    range: str | None = None


LAYOUT: Mapping[type[Any], Place] = {
    SealedEvent: Place("events", "{0}", "{1}"),
    User: Place("directory", "USER#{0}", "STATE"),
    PasswordHash: Place("directory", "SECRET#{0}", "PASSWORD"),
    Claim: Place("directory", "CLAIM#{0}#{1}", "CLAIM"),
    SearchRow: Place("directory", "SEARCH#{0}#{1}", "{2}#{3}"),
    Indexed: Place("directory", "INDEXED#{0}", "GENERATION#{1}"),
    Generations: Place("directory", "{0}", "GENERATIONS"),
    Role: Place("directory", "{0}", "ROLE#{1}"),
    Holders: Place("directory", "{0}", "ROLE#{1}"),
    System: Place("directory", "SYSTEM#{0}", "STATE"),
    SystemName: Place("directory", "{0}", "NAME#{1}"),
    DesignOfSystem: Place("directory", "SYSTEM#{0}", "DESIGN#{1}"),
    DecisionOfSystem: Place("directory", "SYSTEM#{0}", "DECISION#{1}"),
    Design: Place("directory", "DESIGN#{0}", "STATE"),
    ListedDesign: Place("directory", "{0}", "DESIGN#{1}"),
    Decision: Place("directory", "DECISION#{0}", "STATE"),
    StoredHouseRules: Place("directory", "{0}", "RULES"),
    Review: Place("directory", "REVIEW#{0}", "STATE"),
    ReviewTries: Place("directory", "REVIEW#{0}", "TRIES"),
    ListedReview: Place("directory", "{0}", "REVIEW#{1}"),
    ReviewOfSystem: Place("directory", "SYSTEM#{0}", "REVIEW#{1}"),
    LastReview: Place("directory", "SYSTEM#{0}", "LAST#{1}#{2}"),
    SystemSuppression: Place("directory", "SYSTEM#{0}", "SUPPRESSION#{1}"),
    SourceSlot: Place("directory", "{0}", "SOURCE#{1}"),
    RootKey: Place("keys", "{0}"),
    SigningKeys: Place("keys", "{0}"),
    DataKey: Place("keys", "DATA#{0}"),
    Session: Place("sessions", "SESSIONS#{0}", "SESSION#{1}"),
    SignUp: Place("sessions", "USER#{0}", "SIGNUP#{1}"),
    ResetToken: Place("sessions", "USER#{0}", "TOKEN#reset"),
    Activity: Place("sessions", "USER#{0}", "ACTIVITY#{1}"),
    KnownDevices: Place("sessions", "USER#{0}", "DEVICES"),
    ClosingNotice: Place("sessions", "USER#{0}", "CLOSING"),
    Farewell: Place("sessions", "USER#{0}", "FAREWELL"),
    NameReservation: Place("sessions", "RESERVED#{0}#{1}", "RESERVED"),
    Used: Place("sessions", "QUOTA#{0}#{1}", "HOUR#{2}"),
    Tries: Place("sessions", "TRIES#{0}#{1}", "TRIES"),
    Outcome: Place("sessions", "IDEMPOTENCY#{0}", "OUTCOME"),
    MailSent: Place("sessions", "MAIL#{0}", "SENT#{1}"),
    Decoy: Place("sessions", "DECOY#{0}", "DECOY"),
}


def key_attributes(key: Key[Any]) -> dict[str, dict[str, str]]:
    """The key of a record in its table. Raises ValueError for a part that could reach into another key."""
    require_own_place(key)
    place = LAYOUT[key.kind]
    patterns = [pattern for pattern in (place.hash, place.range) if pattern is not None]
    values = [pattern.format(*key.parts) for pattern in patterns]
    schema = KEY_SCHEMA[place.table]
    return {
        name: {type_: str(int(value)) if type_ == "N" else value}
        for (name, type_), value in zip(schema, values, strict=True)
    }


def range_prefix(kind: type[Any], parts: tuple[str, ...]) -> str:
    """What all range keys of one collection begin with, the last part aside."""
    pattern = LAYOUT[kind].range or ""
    return pattern.split(f"{{{len(parts)}}}")[0].format(*parts)


def beginnings(kind: type[Any]) -> dict[str, str]:
    """What each key attribute of every record of a kind begins with; no other kind shares all of them."""
    place = LAYOUT[kind]
    patterns = [pattern for pattern in (place.hash, place.range) if pattern is not None]
    return {name: pattern.split("{")[0] for (name, _), pattern in zip(KEY_SCHEMA[place.table], patterns, strict=True)}
