"""A system: a piece of software that a team owns. Its name is unique, whatever the case of its letters."""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime

from shared.architect.domain.records.events import SystemChanged, SystemRegistered
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import ValidationFailed
from shared.kernel.events import Event, Payload
from shared.kernel.recording import Tip
from shared.kernel.records import Key, Within

LONGEST_NAME = 80
# Letters, digits and their marks in any script; blanks and ASCII's signs. What is not seen could hide a name's twin.
_SEEN = ("L", "N", "M", "P", "S")
_SPACES = re.compile(r" +")
# Stands for "#" in keys, which separates their parts; NFC keeps both apart, and a name with either is one name.
_NUMBER_SIGN = "\uff03"


@dataclass(frozen=True)
class System:
    """`owner`: the account that is told. `version` counts its events."""

    id: str
    name: str
    owner: str
    version: int
    hash: str
    created_at: datetime
    updated_at: datetime

    @property
    def key(self) -> "Key[System]":
        return System.key_of(self.id)

    @staticmethod
    def key_of(system_id: str) -> "Key[System]":
        return Key(System, (system_id,))

    @property
    def tip(self) -> Tip:
        return Tip(stream_of(self.id), self.version, self.hash, self.updated_at)


@dataclass(frozen=True)
class SystemName:
    """Holds a name for one system; in order, these are the list of all systems. `folded`: see `folded_name`."""

    folded: str
    system_id: str

    @property
    def key(self) -> "Key[SystemName]":
        return SystemName.key_of(self.folded)

    @staticmethod
    def key_of(folded: str) -> "Key[SystemName]":
        return Key(SystemName, ("SYSTEMS", folded))

    @staticmethod
    def all() -> "Within[SystemName]":
        return Within(SystemName, ("SYSTEMS",))


def stream_of(system_id: str) -> str:
    return f"system:{system_id}"


def parse_system_name(text: str, pointer: str = "/system") -> str:
    """1 to 80 visible characters after NFC, blanks joined and trimmed. Raises ValidationFailed."""
    name = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")
    if not name:
        raise ValidationFailed.of(pointer, "too_short", "A system's name is not blank.")
    if len(name) > LONGEST_NAME:
        raise ValidationFailed.of(pointer, "too_long", f"A system's name has at most {LONGEST_NAME} characters.")
    if not all(letter == " " or unicodedata.category(letter)[0] in _SEEN for letter in name):
        raise ValidationFailed.of(pointer, "invalid", "A system's name has letters, digits, signs and blanks only.")
    return name


def folded_name(name: str) -> str:
    """Equal for names that differ in the case of letters only."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
    return folded.replace("#", _NUMBER_SIGN)


def register_system(name: str, owner: str) -> list[Payload]:
    return [SystemRegistered(name, owner)]


def hand_over(system: System, owner: str) -> list[Payload]:
    return [] if system.owner == owner else [SystemChanged(owner)]


def evolve_system(system: System | None, event: Event) -> System:
    envelope, payload = event.envelope, event.payload
    now = envelope.occurred_at
    if system is None:
        if not isinstance(payload, SystemRegistered):
            raise ValueError("a system begins with its registration")
        system_id = envelope.stream_id.removeprefix("system:")
        return System(system_id, payload.name, payload.owner, envelope.version, event.hash, now, now)
    system = replace(system, version=envelope.version, hash=event.hash, updated_at=now)
    match payload:
        case SystemChanged(owner):
            return replace(system, owner=owner)
    return system
