"""If-Match and Idempotency-Key: a change happens to the version that was read, and once."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.client import Answer, Client
from tests.journeys.town import Person, Town, new_address

IF_MATCH = [
    ("", 428, "precondition_required"),
    ('"1"', 412, "stale_version"),
    ('"99"', 412, "stale_version"),
    ('W/"2"', 412, "stale_version"),
    ('"02"', 412, "stale_version"),
    ('"two"', 412, "stale_version"),
    ('""', 412, "stale_version"),
    ('"1", "2"', 412, "stale_version"),
    ("2", 400, "invalid_if_match"),
    ('"2', 400, "invalid_if_match"),
    ("'2'", 400, "invalid_if_match"),
    ('w/"2"', 400, "invalid_if_match"),
    ("**", 400, "invalid_if_match"),
    ('"2" "3"', 400, "invalid_if_match"),
]
CHANGES = [
    ("PATCH", "", {"display_name": "Changed"}),
    ("PUT", "/email", {"email": "never-set@mail.example.com"}),
    ("PUT", "/roles", {"roles": ["support"]}),
    ("DELETE", "", None),
]


@pytest.fixture(scope="module")
def subject(town: Town) -> Person:
    """At version 2, and never changed by the refusals here."""
    return town.person()


@pytest.fixture(scope="module")
def staff(town: Town) -> Client:
    return town.admin().client


@pytest.mark.parametrize(("value", "status", "code"), IF_MATCH)
def test_a_condition_that_does_not_hold_changes_nothing(
    staff: Client, subject: Person, value: str, status: int, code: str
) -> None:
    for method, rest, body in CHANGES:
        answer = staff.call(method, f"/v1/users/{subject.id}{rest}", body, headers={"If-Match": value})
        assert answer.outcome == (status, code), method
    if status != 428:
        own = subject.client.patch("/v1/me", {"display_name": "Changed"}, headers={"If-Match": value})
        assert own.outcome == (status, code)
    assert staff.get(f"/v1/users/{subject.id}").version == '"2"'


@pytest.mark.parametrize("value", ['"2"', "*", ' "2" '])
def test_a_condition_that_holds_lets_the_change_happen(town: Town, staff: Client, value: str) -> None:
    person = town.person()
    for version, (method, rest, body) in enumerate(CHANGES, start=2):
        wish = {"email": new_address()} if rest == "/email" else body
        condition = {"If-Match": value.replace("2", str(version))}
        answer = staff.call(method, f"/v1/users/{person.id}{rest}", wish, headers=condition)
        assert answer.status == 200
        assert answer.headers.get("etag") == (None if method == "DELETE" else f'"{version + 1}"')


def test_ones_own_profile_needs_no_condition_but_honours_one(person: Person) -> None:
    assert person.client.patch("/v1/me", {"locale": "en"}, headers={"If-Match": '"2"'}).version == '"3"'
    assert person.client.patch("/v1/me", {"locale": "de"}).version == '"4"'
    nothing = person.client.patch("/v1/me", {"locale": "de"}, headers={"If-Match": '"3"'})
    assert nothing.outcome == (412, "stale_version")


def test_of_parallel_changes_of_one_version_one_happens(town: Town, staff: Client, person: Person) -> None:
    def change(number: int) -> Answer:
        wish, condition = {"display_name": f"Name {number}"}, {"If-Match": '"2"'}
        return Client(town.url, token=staff.token).patch(f"/v1/users/{person.id}", wish, headers=condition)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(change, range(8)))
    assert sorted(answer.outcome for answer in answers) == [(200, None)] + [(412, "stale_version")] * 7
    assert person.client.get("/v1/me").version == '"3"'


def create(client: Client, key: str | None, email: str | None = None, **more: object) -> Answer:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post("/v1/users", {"email": email or new_address(), **more}, headers=headers)


@pytest.mark.parametrize("key", ["", " ", "a" * 256, "with space", "tab\there", "schlüssel"])
def test_a_key_that_cannot_be_read_is_refused(staff: Client, key: str) -> None:
    sent = {"Idempotency-Key": key or " "}
    assert staff.post("/v1/users", {"email": new_address()}, headers=sent).outcome == (400, "idempotency_key_invalid")


def test_a_missing_key_is_refused_and_bounds_are_taken(staff: Client) -> None:
    assert create(staff, None).outcome == (400, "idempotency_key_missing")
    for key in ("~", "!" * 255, uuid.uuid4().hex):
        assert create(staff, f"{key[:-36]}{uuid.uuid4()}"[:255]).status == 201


def test_the_same_request_again_is_the_same_answer_once(town: Town, staff: Client, admin: Person) -> None:
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


def test_permission_is_asked_before_a_replay_and_only_success_is_kept(town: Town, admin: Person) -> None:
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


def test_of_parallel_requests_with_one_key_one_is_done(town: Town, staff: Client) -> None:
    key, email = uuid.uuid4().hex, new_address()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: create(Client(town.url, token=staff.token), key, email), range(8)))
    done = [answer for answer in answers if answer.status == 201]
    assert {answer.outcome for answer in answers if answer not in done} <= {(409, "idempotency_in_flight")}
    assert len({answer.content for answer in done}) == 1


def test_suspending_with_a_key_is_answered_again_as_it_was(staff: Client, person: Person) -> None:
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
