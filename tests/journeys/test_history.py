"""What happened to an account: its events, the account as it was, and what an erasure leaves of both."""

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest

from tests.journeys.town import Person, Town, pages

MEMBERS = [
    *("stream_id", "version", "event_id", "type", "schema_version", "occurred_at", "actor", "client"),
    *("correlation_id", "causation_id", "batch_id", "changed", "data", "previous_hash", "hash"),
]


def test_events_tell_who_did_what_from_where_and_are_chained(town: Town, admin: Person, person: Person) -> None:
    person.client.patch("/v1/me", {"display_name": "Ada"}, headers={"X-Correlation-Id": "chosen.by-me_1"})
    path = f"/v1/users/{person.id}"
    assert admin.client.post(f"{path}/suspend", {"reason": "asked to"}).status == 200
    events = admin.client.get(f"{path}/events").body["items"]
    assert [list(event) for event in events] == [MEMBERS] * 4
    assert [(event["version"], event["type"]) for event in events] == [
        (1, "user.registered"),
        (2, "user.email_verified"),
        (3, "user.profile_changed"),
        (4, "user.suspended"),
    ]
    assert {event["stream_id"] for event in events} == {person.id}
    assert [event["previous_hash"] for event in events] == [None, *(event["hash"] for event in events[:-1])]
    times = [event["occurred_at"] for event in events]
    assert times == sorted(set(times))
    registered, _, changed, suspended = events
    assert registered["data"]["email"] == person.email
    assert changed["data"] == {"display_name": "Ada"}
    assert changed["actor"] == {"type": "user", "id": person.id}
    assert changed["client"] == {"source_ip": person.client.source, "user_agent": person.client.user_agent}
    assert changed["correlation_id"] == "chosen.by-me_1"
    assert suspended["actor"] == {"type": "admin", "id": admin.id}
    assert suspended["data"] == {"reason": "asked to"}
    assert "password" not in str(events)
    assert [event for page in pages(admin.client, f"{path}/events", 3) for event in page] == events


def test_one_correlation_id_goes_from_the_request_to_the_event_the_bus_and_the_mail(town: Town, admin: Person) -> None:
    newcomer = town.newcomer()
    link = town.mail(newcomer.email, "verify_email")["token"]
    answer = town.client().post("/v1/email/verify", {"token": link}, headers={"X-Correlation-Id": "trail-7"})
    assert answer.headers["x-correlation-id"] == "trail-7"
    assert town.mail(newcomer.email, "welcome")["headers"]["X-Correlation-Id"] == "trail-7"
    person = town.sign_in(newcomer)
    (event,) = [
        event["detail"]
        for event in town.events()
        if event["detail"]["stream_id"] == person.id and event["detail"]["version"] == 2
    ]
    assert event["correlation_id"] == "trail-7"
    odd = town.client().get("/healthz", headers={"X-Correlation-Id": "no spaces; allowed"})
    assert odd.headers["x-correlation-id"] != "no spaces; allowed"


def test_an_account_is_shown_as_it_was(admin: Person, person: Person) -> None:
    path = f"/v1/users/{person.id}"
    for name in ("First", "Second"):
        person.client.patch("/v1/me", {"display_name": name})
    events = admin.client.get(f"{path}/events").body["items"]
    for event, shown in zip(events, (None, None, "First", "Second"), strict=True):
        then = admin.client.get(f"{path}?as_of={event['occurred_at']}")
        assert (then.body["version"], then.body["display_name"]) == (event["version"], shown)
        assert "etag" not in then.headers
    before = datetime.fromisoformat(events[2]["occurred_at"]) - timedelta(microseconds=1)
    local = quote(before.astimezone().isoformat())
    assert admin.client.get(f"{path}?as_of={local}").body["version"] == 2
    assert admin.client.get(f"{path}?as_of=2020-01-01T00:00:00Z").outcome == (404, "not_found")
    future = admin.client.get(f"{path}?as_of=2999-01-01T00:00:00%2B14:00").body
    assert future == admin.client.get(path).body


@pytest.mark.parametrize(
    "moment",
    ["", "now", "2026-01-01", "2026-01-01T00:00:00", "1767225600", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00+99:00",
     "20260101T000000Z", "2026-W01-1T00:00:00Z", "0000-01-01T00:00:00Z", "２026-01-01T00:00:00Z"],
)  # fmt: skip
def test_a_time_without_zone_or_sense_is_refused(admin: Person, moment: str) -> None:
    answer = admin.client.get(f"/v1/users/{admin.id}?as_of={quote(moment)}")
    assert (answer.status, answer.faults) == (422, [("?as_of", "invalid")])


def test_a_history_that_nobody_has_is_not_found(admin: Person) -> None:
    for rest in ("/events", "/explain", "?as_of=2999-01-01T00:00:00Z"):
        missing = admin.client.get(f"/v1/users/01900000-0000-7000-8000-000000000000{rest}")
        assert missing.outcome == (404, "not_found")


def test_an_erasure_leaves_the_chain_and_takes_the_words(town: Town, admin: Person) -> None:
    person = town.person(display_name="Words Of A Person")
    town.sign_in(person)
    path, staff = f"/v1/users/{person.id}", admin.client
    before = staff.get(f"{path}/events").body["items"]
    erased = staff.delete(path, headers={"If-Match": '"2"'})
    assert (erased.status, "etag" in erased.headers) == (200, False)
    receipt = erased.body
    assert receipt["erased_by"] == {"type": "admin", "id": admin.id}
    assert (receipt["user_id"], receipt["stream_version"]) == (person.id, 3)
    assert receipt["removed"]["sessions"] == 2
    assert all(isinstance(count, int) for count in receipt["removed"].values())

    after = staff.get(f"{path}/events")
    assert [event["hash"] for event in after.body["items"]] == [
        *(event["hash"] for event in before),
        receipt["stream_hash"],
    ]
    assert [event["data"] for event in after.body["items"]] == [{"shredded": True}] * 3
    assert [event["client"] for event in after.body["items"]] == [None] * 3
    for word in (person.email, "Words Of", person.client.source):
        assert word not in after.content.decode()

    for method, rest, body in (
        ("GET", "", None),
        ("GET", f"?as_of={before[0]['occurred_at']}", None),
        ("GET", "/explain", None),
        ("PATCH", "", {"locale": "en"}),
        ("PUT", "/email", {"email": "x@mail.example.com"}),
        ("PUT", "/roles", {"roles": []}),
        ("POST", "/suspend", {}),
        ("POST", "/reactivate", {}),
        ("DELETE", "", None),
    ):
        answer = staff.call(method, path + rest, body, headers={"If-Match": "*"})
        assert answer.outcome == (410, "user_erased"), (method, rest)
    assert town.mail(person.email, "account_closed")["token"] is None
    town.settled()
    assert town.kinds(person.email).count("account_closed") == 1
