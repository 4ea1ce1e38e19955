"""One stored sample of every event type at every schema version, kept for ever: samples/<type>.v<n>.json.

A sample is what a store holds once its seal is open. A new version adds a file; no file is ever changed or removed.
What each says today stands in meanings_of_<part>.py.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.accounts.domain import events as accounts
from shared.architect.domain.records import events as architects
from shared.architect.domain.records import review_events as reviewers
from shared.kernel.events import Payload
from shared.kernel.recording import EventTypes, UnknownEventType
from tests.kernel import meanings_of_accounts, meanings_of_designs, meanings_of_reviews

FOLDER = Path(__file__).parent / "samples"
SAMPLES = sorted(FOLDER.glob("*.json"))
MEANINGS: dict[str, Payload] = {
    **meanings_of_accounts.MEANINGS,
    **meanings_of_designs.MEANINGS,
    **meanings_of_reviews.MEANINGS,
}
PARTS: dict[str, EventTypes] = {
    accounts.__name__: accounts.EVENT_TYPES,
    architects.__name__: architects.EVENT_TYPES,
    reviewers.__name__: reviewers.REVIEW_EVENT_TYPES,
}


def ours() -> list[type[Payload]]:
    return [kind for kind in Payload.__subclasses__() if kind.__module__ in PARTS]


def decode(kind: type[Payload], type_: str, version: int, members: dict[str, Any]) -> Payload:
    return PARTS[kind.__module__].decode(type_, version, members)


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
    meaning = MEANINGS[path.stem]
    assert decode(type(meaning), stored["type"], stored["schema_version"], stored["data"]) == meaning


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_is_stored_today_is_what_the_newest_sample_holds(path: Path) -> None:
    stored, meaning = read(path), MEANINGS[path.stem]
    if stored["schema_version"] == type(meaning).schema_version:
        assert meaning.members() == stored["data"]


@pytest.mark.parametrize("kind", ours(), ids=lambda kind: kind.type)
def test_an_event_from_the_future_is_told_from_a_damaged_one(kind: type[Payload]) -> None:
    with pytest.raises(UnknownEventType):
        decode(kind, kind.type, kind.schema_version + 1, {})
    with pytest.raises(UnknownEventType):
        decode(kind, f"{kind.type}_too", 1, {})


@pytest.mark.parametrize("meaning", MEANINGS.values(), ids=MEANINGS)
def test_changed_names_members_and_never_tells_a_value(meaning: Payload) -> None:
    values = {value for value in meaning.members().values() if isinstance(value, str)}
    assert not values & set(meaning.changed())
    assert all(name.isidentifier() for name in meaning.changed())
