"""Lists and their cursors: sealed, and good for one list of one caller only."""

import pytest

from tests.journeys.client import Client
from tests.journeys.town import Person, Town, pages

HISTORY = "/v1/me/history"
INVALID = (400, "invalid_cursor")


@pytest.fixture(scope="module")
def reader(town: Town) -> Client:
    """Somebody with five events and three entries of activity, who may read others' events."""
    person = town.staff("audit:read", "users:read")
    for name in ("One", "Two"):
        assert person.client.patch("/v1/me", {"display_name": name}).status == 200
    return person.client


def cursor_of(client: Client, path: str) -> str:
    return str(client.get(f"{path}?limit=1").body["next_cursor"])


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


def test_an_altered_cursor_is_refused(reader: Client) -> None:
    cursor = cursor_of(reader, HISTORY)
    flipped = [
        cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :] for place in range(len(cursor))
    ]
    spelled = [
        f"{cursor}=",
        f"{cursor}A",
        cursor[:-1],
        cursor[1:],
        "",
        "AAAA",
        "x" * 3000,
        "%F0%9F%90%A2",
        f"{cursor}.",
    ]
    for altered in flipped[::5] + flipped[-2:] + spelled:
        assert reader.get(f"{HISTORY}?cursor={altered}").outcome == INVALID, altered


def test_a_cursor_of_another_list_stream_query_or_caller_is_refused(
    town: Town, reader: Client, admin: Person, person: Person
) -> None:
    own, activity = cursor_of(reader, HISTORY), cursor_of(reader, "/v1/me/activity")
    events = f"/v1/users/{person.id}/events"
    of_stream = cursor_of(reader, events)
    refused = [
        reader.get(f"/v1/me/activity?cursor={own}"),
        reader.get(f"{HISTORY}?cursor={activity}"),
        reader.get(f"/v1/me/sessions?cursor={own}"),
        reader.get(f"{events}?cursor={own}"),
        reader.get(f"/v1/users/{admin.id}/events?cursor={of_stream}"),
        reader.get(f"/v1/users?username=somebody&cursor={own}"),
        person.client.get(f"{HISTORY}?cursor={own}"),
        admin.client.get(f"{events}?cursor={of_stream}"),
    ]
    assert {answer.outcome for answer in refused} == {INVALID}
    assert reader.get(f"{events}?cursor={of_stream}").status == 200


@pytest.mark.parametrize("path", [HISTORY, "/v1/me/activity", "/v1/me/sessions", "/v1/roles"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=1", 200), ("limit=100", 200), ("limit=0", 422), ("limit=101", 422), ("limit=-1", 422),
        ("limit=1.0", 422), ("limit=%2B1", 422), ("limit=1_0", 422), ("limit=", 422), ("limit=٣", 422),
        ("limit=1&limit=1", 400), ("limit=1&limit=2", 400), ("page=1", 422), ("Limit=1", 422), ("limit=%FF", 400),
    ],
)  # fmt: skip
def test_every_list_takes_the_same_parameters(reader: Client, path: str, query: str, status: int) -> None:
    answer = reader.get(f"{path}?{query.replace('٣', '%D9%A3')}")
    assert answer.status == status
    if status == 422:
        assert answer.faults[0][0].startswith("?")
