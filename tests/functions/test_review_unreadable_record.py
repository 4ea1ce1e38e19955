"""A stream record that cannot be read holds up what comes after it, and nothing that came before."""

from typing import Any

import pytest

from functions.publish_events.handler import build
from shared.accounts.use_cases.change_profile import ProfileWish
from shared.accounts.use_cases.context import any_version
from shared.adapters.dynamodb.codec import encode_record
from shared.bootstrap import Container
from tests.use_cases.world import World, context

WHOLE = {
    "stream_id": {"S": "x"},
    "version": {"N": "1"},
    "event_id": {"S": "y"},
    "type": {"S": "user.erased"},
    "schema_version": {"N": "1"},
    "occurred_at": {"S": "2026-01-01T00:00:00.000000Z"},
    "actor": {"M": {"type": {"S": "user"}, "id": {"S": "x"}}},
    "correlation_id": {"S": "z"},
    "changed": {"L": []},
}
BROKEN: dict[str, Any] = {
    "no image": {},
    "an empty image": {"NewImage": {}},
    "only a key": {"NewImage": {"stream_id": {"S": "x"}, "version": {"N": "1"}}},
    "no object at all": {"NewImage": None},
    "a member without a type": {"NewImage": {**WHOLE, "stream_id": {}}},
    "a wrong time": {"NewImage": {**WHOLE, "occurred_at": {"S": "yesterday"}}},
}


def records(world: World) -> list[dict[str, Any]]:
    """Five events of one account, as the table's stream delivers them."""
    user_id = world.person("ada@example.org")
    for name in ("Ada", "Ada L.", "Ada Lovelace"):
        world.change_profile(user_id, ProfileWish({"display_name": name}), any_version, context(user_id))
    return [
        {"dynamodb": {"SequenceNumber": str(100 + number), "NewImage": encode_record(event)}}
        for number, event in enumerate(world.store.events, 1)
    ]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Where the function finds its parts."""
    made = World()
    monkeypatch.setattr(Container, "of", lambda _environ: made)
    return made


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("place", [1, 4, 5])
def test_it_is_the_one_that_is_named(world: World, broken: dict[str, Any], place: int) -> None:
    batch = records(world)
    world.bus.published.clear()
    batch[place - 1] = {"dynamodb": {"SequenceNumber": str(100 + place), **broken}}
    answer = build({})({"Records": batch}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": str(100 + place)}]}
    assert [notice["version"] for notice in world.bus.published] == list(range(1, place))


def test_whole_records_all_go_out(world: World) -> None:
    batch = records(world)
    world.bus.published.clear()
    assert build({})({"Records": batch}, None) == {"batchItemFailures": []}
    assert [notice["version"] for notice in world.bus.published] == [1, 2, 3, 4, 5]
