"""Staff searches and lists people over HTTP; the read model follows the accounts."""

import uuid
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.journeys.client import Answer
from tests.journeys.town import Person, Town


def search(staff: Person, **query: object) -> Answer:
    return staff.client.get("/v1/users?" + "&".join(f"{name}={quote(str(value))}" for name, value in query.items()))


def found(staff: Person, **query: object) -> list[str]:
    answer = search(staff, **query)
    assert answer.status == 200, answer
    return [user["id"] for user in answer.body["items"]]


def one_by_one(staff: Person, word: str) -> Iterator[str]:
    """In pages of one."""
    more: dict[str, str] = {}
    while True:
        body = search(staff, q=word, limit=1, **more).body
        yield from (user["id"] for user in body["items"])
        if body["next_cursor"] is None:
            return
        more = {"cursor": body["next_cursor"]}


@pytest.fixture
def word() -> str:
    """Nobody else's word begins with it."""
    return f"zz{uuid.uuid4().hex[:10]}"


def test_people_are_found_by_address_username_and_each_word_newest_first(town: Town, admin: Person, word: str) -> None:
    by_address = town.person(f"{word}-a@example.org")
    by_name = town.person(username=f"{word}.b")
    by_word = town.person(display_name=f"Grace {word.title()} Hopper")
    town.person(display_name=f"Grace x{word}")
    town.settled()
    expected = [by_word.id, by_name.id, by_address.id]
    assert found(admin, q=word) == found(admin, q=word.upper()) == expected
    assert list(one_by_one(admin, word)) == expected
    assert found(admin, q=f"{word}-a@EXAMPLE") == [by_address.id]
    assert found(admin, q=f"{word}nobody") == []
    assert set(expected) <= set(found(admin, limit=100))


def test_a_search_follows_changes_suspension_and_erasure(town: Town, admin: Person, word: str) -> None:
    stays, goes = town.person(f"{word}-a@example.org"), town.person(f"{word}-b@example.org")
    admin.client.post(f"/v1/users/{stays.id}/suspend", {})
    assert stays.client.get("/v1/me").status == 401
    town.settled()
    assert found(admin, q=word, status="suspended") == [stays.id]
    assert found(admin, q=word, status="active") == [goes.id]
    assert found(admin, q=word, status="erased") == []
    assert goes.client.call("DELETE", "/v1/me").status == 200
    assert found(admin, q=word) == [stays.id]
    town.settled()
    assert found(admin, q=word) == [stays.id]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"q": ""}, 422),
        ({"q": "x" * 64}, 200),
        ({"q": "x" * 65}, 422),
        ({"q": "a", "email": "a@example.org"}, 422),
        ({"q": "a", "username": "a"}, 422),
        ({"status": "sleeping"}, 422),
        ({"q": "a", "status": "active"}, 200),
        ({"email": "nobody@example.org", "status": "active"}, 200),
        ({"q": "%_*\\"}, 200),
        ({"q": "a", "limit": 0}, 422),
        ({"query": "a"}, 422),
    ],
)
def test_what_may_be_asked_for_together(admin: Person, query: dict[str, object], status: int) -> None:
    assert search(admin, **query).status == status


def test_a_cursor_goes_on_with_its_own_search_only(town: Town, admin: Person, word: str) -> None:
    for letter in "ab":
        town.person(f"{word}-{letter}@example.org")
    town.settled()
    cursor = search(admin, q=word, limit=1).body["next_cursor"]
    assert len(found(admin, q=word, limit=5, cursor=cursor)) == 1
    for other in ({"q": f"{word}-"}, {"q": word, "status": "active"}, {}):
        assert search(admin, cursor=cursor, **other).outcome == (400, "invalid_cursor")
    assert search(town.staff("users:read"), q=word, cursor=cursor).outcome == (400, "invalid_cursor")


def test_whoever_may_not_read_people_may_not_search_them(town: Town) -> None:
    assert search(town.person(), q="a").outcome == (403, "forbidden")
