"""Publishing: thin, in order, in tens, and never past one that the bus refused."""

import json
from typing import Any

from shared.accounts.use_cases.change_profile import ProfileWish
from shared.accounts.use_cases.context import any_version
from shared.kernel.errors import ServiceUnavailable
from tests.use_cases.world import World, context

EMAIL = "ada@example.org"


def busy(world: World, changes: int = 23) -> str:
    user_id = world.person(EMAIL, display_name="Ada")
    for number in range(changes):
        wish = ProfileWish({"display_name": f"Secret name {number}"})
        world.change_profile(user_id, wish, any_version, context(user_id))
    return user_id


def test_events_are_published_in_order(world: World) -> None:
    user_id = busy(world)
    world.settle()
    versions = [notice["version"] for notice in world.bus.published if notice["stream_id"] == user_id]
    assert versions == list(range(1, 26))


def test_a_notice_names_what_changed_and_tells_no_value(world: World) -> None:
    busy(world, 1)
    world.settle()
    notice = world.bus.published[-1]
    assert set(notice) == {
        "event_id", "stream_id", "version", "type", "changed", "occurred_at", "actor", "correlation_id", "causation_id",
    }  # fmt: skip
    assert (notice["type"], notice["changed"]) == ("user.profile_changed", ["display_name"])
    said = json.dumps(world.bus.published)
    assert not [text for text in (EMAIL, "Ada", "Secret", "192.0.2.7") if text in said]


def test_it_stops_at_the_first_that_the_bus_did_not_take(world: World) -> None:
    busy(world)
    waiting = [event.envelope for event in world.store.events[2:]]
    world.bus.published.clear()
    world.bus.refuse_from = 4
    assert world.publish_events(waiting) == 4
    assert [notice["version"] for notice in world.bus.published] == [3, 4, 5, 6]
    world.bus.refuse_from = None
    assert world.publish_events(waiting[4:]) == 19


def test_a_bus_that_is_away_took_nothing_and_what_came_before_stays(world: World) -> None:
    busy(world)
    waiting = [event.envelope for event in world.store.events]
    take, calls = world.bus.publish, iter((True, False))

    def answer_once(events: list[dict[str, Any]]) -> int:
        if not next(calls):
            raise ServiceUnavailable
        return take(events)

    world.bus.publish = answer_once  # type: ignore[method-assign]
    assert world.publish_events(waiting) == 10


def test_nothing_to_publish_is_no_call(world: World) -> None:
    assert world.publish_events([]) == 0
