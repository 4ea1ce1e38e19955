"""One stored sample of every event type at every schema version, kept for ever: samples/<type>.v<n>.json.

A sample is what a store holds once its seal is open. A new version adds a file; no file is ever changed or removed.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.accounts.domain import events as happened
from shared.accounts.domain.events import EVENT_TYPES
from shared.kernel.events import Payload
from shared.kernel.recording import UnknownEventType

FOLDER = Path(__file__).parent / "samples"
SAMPLES = sorted(FOLDER.glob("*.json"))

# What each sample says today, whatever the schema version it was stored under.
MEANINGS: dict[str, Payload] = {
    "user.registered.v1": happened.UserRegistered(
        "Ada@example.org", "ada", "Ada Lovelace", "en-GB", ("support",), "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11"
    ),
    "user.email_verified.v1": happened.UserEmailVerified("Ada@example.org", activated=True),
    "user.profile_changed.v1": happened.UserProfileChanged({"display_name": "Ada L.", "locale": None}),
    "user.email_change_requested.v1": happened.UserEmailChangeRequested("ada@example.net"),
    "user.email_changed.v1": happened.UserEmailChanged("ada@example.net", "Ada@example.org", verified=True),
    "user.password_changed.v1": happened.UserPasswordChanged("0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c12"),
    "user.password_reset.v1": happened.UserPasswordReset(first=True),
    "user.roles_changed.v1": happened.UserRolesChanged(("admin", "support")),
    "user.suspended.v1": happened.UserSuspended("left the team"),
    "user.reactivated.v1": happened.UserReactivated(None),
    "user.erased.v1": happened.UserErased("0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c13"),
    "role.defined.v1": happened.RoleDefined(("audit:read", "users:read"), "Reads what happened."),
    "role.removed.v1": happened.RoleRemoved(),
}


def ours() -> list[type[Payload]]:
    return [kind for kind in Payload.__subclasses__() if kind.__module__ == happened.__name__]


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("kind", ours(), ids=lambda kind: kind.type)
def test_an_event_type_has_a_sample_of_every_schema_version(kind: type[Payload]) -> None:
    wanted = {f"{kind.type}.v{version}" for version in range(1, kind.schema_version + 1)}
    assert wanted <= {path.stem for path in SAMPLES}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_stored_sample_still_decodes_to_what_it_meant(path: Path) -> None:
    stored = read(path)
    assert path.stem == f"{stored['type']}.v{stored['schema_version']}"
    assert EVENT_TYPES.decode(stored["type"], stored["schema_version"], stored["data"]) == MEANINGS[path.stem]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_is_stored_today_is_what_the_newest_sample_holds(path: Path) -> None:
    stored, meaning = read(path), MEANINGS[path.stem]
    if stored["schema_version"] == type(meaning).schema_version:
        assert meaning.members() == stored["data"]


@pytest.mark.parametrize("kind", ours(), ids=lambda kind: kind.type)
def test_an_event_from_the_future_is_told_from_a_damaged_one(kind: type[Payload]) -> None:
    with pytest.raises(UnknownEventType):
        EVENT_TYPES.decode(kind.type, kind.schema_version + 1, {})
    with pytest.raises(UnknownEventType):
        EVENT_TYPES.decode(f"{kind.type}_too", 1, {})


@pytest.mark.parametrize("meaning", MEANINGS.values(), ids=MEANINGS)
def test_changed_names_members_and_never_tells_a_value(meaning: Payload) -> None:
    values = {value for value in meaning.members().values() if isinstance(value, str)}
    assert not values & set(meaning.changed())
    assert all(name.isidentifier() for name in meaning.changed())
