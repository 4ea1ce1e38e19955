"""Check 59: the same request with the same key happens once and is answered alike, for one caller and one route."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.journeys.client import Answer, Client
from tests.journeys.town import Person, Town, new_address, new_source

AT_ONCE = 20


@pytest.fixture(scope="module")
def staff(town: Town) -> Client:
    return town.admin().client


def create(client: Client, key: str | None, email: str | None = None, **more: object) -> Answer:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post("/v1/users", {"email": email or new_address(), **more}, headers=headers)


@pytest.mark.parametrize("key", ["", " ", "a" * 256, "a" * 300, "with space", "tab\there", "schlüssel", "del\x7f"])
def test_check_59_a_key_that_cannot_be_read_is_refused(staff: Client, key: str) -> None:
    sent = {"Idempotency-Key": key or " "}
    assert staff.post("/v1/users", {"email": new_address()}, headers=sent).outcome == (400, "idempotency_key_invalid")


def test_check_59_a_missing_key_is_refused_and_bounds_are_taken(staff: Client) -> None:
    assert create(staff, None).outcome == (400, "idempotency_key_missing")
    for key in ("~", "!" * 255, uuid.uuid4().hex):
        assert create(staff, f"{key[:-36]}{uuid.uuid4()}"[:255]).status == 201


def test_check_59_the_same_request_again_is_the_same_answer_once(town: Town, staff: Client, admin: Person) -> None:
    key, email = uuid.uuid4().hex, new_address()
    first = create(staff, key, email, locale="en", roles=[])
    body = f'{{"roles": [], "locale": "en",\n "email": "{email}"}}'.encode()
    again = staff.call("POST", "/v1/users", content=body, headers={"Idempotency-Key": key})
    assert first.status == again.status == 201
    assert (again.content, again.headers["location"], again.version) == (
        first.content,
        first.headers["location"],
        first.version,
    )
    path = f"/v1/users/{first.body['id']}"
    assert staff.patch(path, {"display_name": "Since then"}, headers={"If-Match": "*"}).version == '"2"'
    assert create(staff, key, email, locale="en", roles=[]).content == first.content
    assert create(staff, key, email, locale="de").outcome == (422, "idempotency_key_reused")
    assert create(staff, key, email).outcome == (422, "idempotency_key_reused")
    assert create(staff, uuid.uuid4().hex, email, locale="en", roles=[]).outcome == (409, "email_taken")
    town.mail(email, "invitation")
    town.settled()
    assert town.kinds(email) == ["invitation"]

    other = town.staff("users:write").client
    assert create(other, key, new_address()).status == 201  # a key belongs to its caller
    assert staff.delete(path, headers={"If-Match": "*"}).status == 200
    assert create(staff, key, email, locale="en", roles=[]).outcome == (410, "user_erased")


def test_check_59_permission_is_asked_before_a_replay_and_only_success_is_kept(town: Town, admin: Person) -> None:
    staff, key, email = town.staff("users:write"), uuid.uuid4().hex, new_address()
    holder = town.newcomer(email)
    assert create(staff.client, key, email).outcome == (409, "email_taken")
    admin.client.delete(f"/v1/users/{find(admin.client, holder.email)}", headers={"If-Match": "*"})
    assert create(staff.client, key, email).status == 201
    town.give(admin.client, staff.id)
    demoted = town.sign_in(staff).client
    assert create(demoted, key, email).outcome == (403, "forbidden")


def find(client: Client, email: str) -> str:
    return str(client.get(f"/v1/users?email={email}").body["items"][0]["id"])


def at_once(town: Town, staff: Client, requests: list[Callable[[Client], Answer]]) -> list[Answer]:
    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(lambda send: send(Client(town.url, new_source(), staff.token)), requests))


def test_check_59_twenty_at_once_are_done_once_and_answered_alike(town: Town, staff: Client) -> None:
    """Nobody is told that the first is still under way: the answer is stored with the effect (ADR 0008)."""
    key, email = uuid.uuid4().hex, new_address()
    answers = at_once(town, staff, [partial(create, key=key, email=email)] * AT_ONCE)
    assert [answer.status for answer in answers] == [201] * AT_ONCE
    assert len({(answer.content, answer.headers["location"], answer.version) for answer in answers}) == 1
    assert find(staff, email) == answers[0].body["id"]
    events = staff.get(f"/v1/users/{answers[0].body['id']}/events").body["items"]
    assert [event["type"] for event in events] == ["user.registered"]
    town.mail(email, "invitation")
    town.settled()
    assert town.kinds(email) == ["invitation"]


def test_check_59_one_key_with_twenty_bodies_at_once_serves_one_of_them(town: Town, staff: Client) -> None:
    key, emails = uuid.uuid4().hex, [new_address() for _ in range(AT_ONCE)]
    answers = at_once(town, staff, [partial(create, key=key, email=email) for email in emails])
    outcomes = sorted(answer.outcome for answer in answers)
    assert outcomes == [(201, None)] + [(422, "idempotency_key_reused")] * (AT_ONCE - 1)
    made = [email for email in emails if staff.get(f"/v1/users?email={email}").body["items"]]
    assert made == [answer.body["email"] for answer in answers if answer.status == 201]


def test_check_59_two_keys_for_one_address_make_one_account(town: Town, staff: Client) -> None:
    email = new_address()
    answers = at_once(town, staff, [partial(create, key=uuid.uuid4().hex, email=email) for _ in range(AT_ONCE)])
    assert sorted(answer.outcome for answer in answers) == [(201, None)] + [(409, "email_taken")] * (AT_ONCE - 1)


def test_check_59_a_key_belongs_to_its_caller_and_its_route(town: Town, staff: Client, person: Person) -> None:
    key = uuid.uuid4().hex
    mine, theirs = create(staff, key), create(town.staff("users:write").client, key)
    assert (mine.status, theirs.status) == (201, 201)
    assert mine.body["id"] != theirs.body["id"]
    for action in ("suspend", "reactivate"):
        path = f"/v1/users/{person.id}/{action}"
        assert staff.post(path, {"reason": "the same"}, headers={"Idempotency-Key": key}).status == 200
    assert person.client.get("/v1/me").status == 401


def test_check_59_suspending_with_a_key_is_answered_again_as_it_was(staff: Client, person: Person) -> None:
    path, key = f"/v1/users/{person.id}", {"Idempotency-Key": uuid.uuid4().hex}
    suspended = staff.post(f"{path}/suspend", {"reason": "once"}, headers=key)
    assert staff.post(f"{path}/reactivate").body["status"] == "active"
    again = staff.post(f"{path}/suspend", {"reason": "once"}, headers=key)
    assert (again.content, again.version) == (suspended.content, suspended.version)
    assert staff.post(f"{path}/suspend", {"reason": "other"}, headers=key).outcome == (422, "idempotency_key_reused")
    assert staff.post(f"{path}/suspend", headers={"Idempotency-Key": "not one"}).status == 400
    assert staff.get(path).body["status"] == "active"
    ignored = {"Idempotency-Key": " not one "}
    assert person.client.post("/v1/sessions", person.credentials, headers=ignored).status == 201
