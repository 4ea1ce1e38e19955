"""Check 53: cursors are sealed, good for one list of one caller for one hour; page sizes are small whole numbers."""

import base64
import json
import re
import uuid
from datetime import timedelta

import pytest

from tests.checks.opened import Opened
from tests.journeys.client import Answer, Client
from tests.journeys.town import Person, Town, pages

HISTORY = "/v1/me/history"
INVALID = (400, "invalid_cursor")


def reader_of(town: Town) -> Person:
    """Somebody with five events and three entries of activity, who may read others' events."""
    person = town.staff("audit:read", "users:read")
    for name in ("One", "Two"):
        assert person.client.patch("/v1/me", {"display_name": name}).status == 200
    return person


@pytest.fixture(scope="module")
def reader(town: Town) -> Client:
    return reader_of(town).client


def cursor_of(client: Client, path: str) -> str:
    return str(client.get(f"{path}{'&' if '?' in path else '?'}limit=1").body["next_cursor"])


def leaks_nothing(answer: Answer, *hidden: str) -> bool:
    """The refusal is the same sentence for every cursor, and none of what was sent or stored is in it."""
    assert answer.outcome == INVALID
    assert answer.body["detail"] == "This cursor does not belong to this list, or is older than an hour."
    told = answer.content.decode()
    return not any(text in told for text in hidden if len(text) > 3)


def test_a_list_is_read_page_by_page_whatever_the_size(reader: Client) -> None:
    whole = reader.get(HISTORY).body
    assert (len(whole["items"]), whole["next_cursor"]) == (5, None)
    for limit in (1, 2, 4, 5, 100):
        assert [item for page in pages(reader, HISTORY, limit) for item in page] == whole["items"]
    assert [len(page) for page in pages(reader, HISTORY, 5)] == [5]


def test_another_page_size_with_the_same_cursor_is_fine(reader: Client) -> None:
    cursor = cursor_of(reader, HISTORY)
    assert [item["version"] for item in reader.get(f"{HISTORY}?limit=2&cursor={cursor}").body["items"]] == [2, 3]
    assert [item["version"] for item in reader.get(f"{HISTORY}?cursor={cursor}").body["items"]] == [2, 3, 4, 5]


def test_check_53_an_altered_cursor(reader: Client) -> None:
    cursor = cursor_of(reader, HISTORY)
    for place in range(len(cursor)):
        other = "A" if cursor[place] != "A" else "B"
        altered = cursor[:place] + other + cursor[place + 1 :]
        assert leaks_nothing(reader.get(f"{HISTORY}?cursor={altered}"), altered), place
    for odd in (f"{cursor}=", f"{cursor}A", cursor[:-1], cursor[1:], "", "AAAA", "%F0%9F%90%A2", f"{cursor}.",
                f"%20{cursor}", cursor.swapcase(), cursor * 2, "null", "0", "-1"):  # fmt: skip
        assert leaks_nothing(reader.get(f"{HISTORY}?cursor={odd}"), odd), odd


def test_check_53_a_cursor_tells_nothing_of_where_it_is(town: Town) -> None:
    person = reader_of(town)
    cursors = [cursor_of(person.client, HISTORY) for _ in range(2)]
    assert cursors[0] != cursors[1]  # the same place, sealed twice
    for cursor in cursors:
        content = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        assert person.id.encode() not in content
        assert not re.search(rb"[\x20-\x7e]{8}", content)


RAW: list[object] = [
    {"stream_id": {"S": "<me>"}, "version": {"N": "1"}},
    {"stream_id": "<me>", "version": 1},
    {"pk": {"S": "USER#<me>"}, "sk": {"S": "STATE"}},
    {"LastEvaluatedKey": {"stream_id": {"S": "<me>"}, "version": {"N": "1"}}},
    [1_900_000_000.0, "1"],
    "1",
    1,
    {},
]


@pytest.mark.parametrize("content", RAW)
def test_check_53_a_raw_key_of_the_table(town: Town, content: object) -> None:
    person = town.person()
    text = json.dumps(content).replace("<me>", person.id)
    for encode in (base64.urlsafe_b64encode, base64.b64encode, base64.b16encode):
        cursor = encode(text.encode()).decode()
        for spelled in (cursor.rstrip("="), cursor.replace("+", "%2B").replace("/", "%2F")):
            assert leaks_nothing(person.client.get(f"{HISTORY}?cursor={spelled}"), spelled, person.id)


def test_check_53_an_overlong_cursor(town: Town, reader: Client) -> None:
    for size in (2_048, 2_049, 7_000, 8_000):
        assert reader.get(f"{HISTORY}?cursor={'A' * size}").outcome == INVALID, size
    megabyte = reader.get(f"{HISTORY}?cursor={'A' * 1_000_000}", any_instance=True)
    assert megabyte.outcome == (414, "uri_too_long")  # before anybody has looked at it
    assert len(megabyte.content) < 1_000


def test_check_53_another_list_stream_query_or_caller(
    town: Town, reader: Client, admin: Person, person: Person
) -> None:
    own, activity = cursor_of(reader, HISTORY), cursor_of(reader, "/v1/me/activity")
    events = f"/v1/users/{person.id}/events"
    of_stream = cursor_of(reader, events)
    refused = [
        reader.get(f"/v1/me/activity?cursor={own}"),
        reader.get(f"{HISTORY}?cursor={activity}"),
        reader.get(f"/v1/me/sessions?cursor={own}"),
        reader.get(f"/v1/roles?cursor={own}"),
        reader.get(f"{events}?cursor={own}"),
        reader.get(f"/v1/users/{admin.id}/events?cursor={of_stream}"),
        reader.get(f"/v1/users?username=somebody&cursor={own}"),
        person.client.get(f"{HISTORY}?cursor={own}"),
        admin.client.get(f"{HISTORY}?cursor={own}"),
        admin.client.get(f"{events}?cursor={of_stream}"),
    ]
    assert all(leaks_nothing(answer, own, of_stream, activity) for answer in refused)
    assert reader.get(f"{events}?cursor={of_stream}").status == 200


def test_check_53_another_filter(town: Town, reader: Client) -> None:
    """A cursor of one search does not page through another: neither another text nor another status."""
    name = f"zoe{uuid.uuid4().hex[:8]}"
    for _ in range(2):
        town.person(display_name=f"{name} two")
    town.settled()
    search = f"/v1/users?q={name}"
    cursor = cursor_of(reader, search)
    assert len(reader.get(f"{search}&cursor={cursor}").body["items"]) == 1
    others = [name[:-1], "two", f"{name}&status=active", f"{name}&status=suspended", name.upper()]
    refused = [reader.get(f"/v1/users?q={other}&cursor={cursor}") for other in others]
    refused += [reader.get(f"/v1/users?{query}cursor={cursor}") for query in ("", "status=active&", "username=zoe&")]
    assert all(leaks_nothing(answer, cursor, name) for answer in refused)
    narrowed = cursor_of(reader, f"{search}&status=active")
    assert leaks_nothing(reader.get(f"{search}&cursor={narrowed}"), narrowed, name)


def test_check_53_a_cursor_is_good_for_an_hour(opened: Opened) -> None:
    reader = reader_of(opened.town)
    cursor = cursor_of(reader.client, HISTORY)
    with opened.clock.later(timedelta(minutes=59)):
        in_time = opened.town.sign_in(reader).client.get(f"{HISTORY}?cursor={cursor}")
    assert [item["version"] for item in in_time.body["items"]] == [2, 3, 4, 5]
    with opened.clock.later(timedelta(minutes=61)):
        assert leaks_nothing(opened.town.sign_in(reader).client.get(f"{HISTORY}?cursor={cursor}"), cursor)


LISTS = [
    *(HISTORY, "/v1/me/activity", "/v1/me/sessions", "/v1/roles"),
    *("/v1/users", "/v1/users?q=a", "/v1/users?status=active", "/v1/users?username=nobody-of-this-name"),
]
LIMITS = {
    200: ["1", "50", "100"],
    422: ["0", "-1", "101", "1000000000", "1e9", "NaN", "Infinity", "-0", "1.0", "%2B1", "1_0", "", "%20", "ten",
          "0x10", "%D9%A3", "9" * 5000, "null", "true"],
    400: ["1&limit=1", "1&limit=2", "%FF"],
}  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("status", LIMITS)
def test_check_53_page_sizes(reader: Client, path: str, status: int) -> None:
    for limit in LIMITS[status]:
        answer = reader.get(f"{path}{'&' if '?' in path else '?'}limit={limit}")
        assert answer.status == status, limit[:20]
        if status == 422:
            assert answer.faults[0][0] == "?limit"
    for query in ("page=1", "Limit=1", "offset=5", "limit[]=1", "limit%00=1"):
        assert reader.get(f"{path}{'&' if '?' in path else '?'}{query}").status == 422, query
