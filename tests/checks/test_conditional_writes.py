"""Check 58: a change happens to the version that was read, or not at all."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.client import Answer, Client
from tests.journeys.town import Person, Town, new_address, new_source

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
def test_check_58_a_condition_that_does_not_hold_changes_nothing(
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
def test_check_58_a_condition_that_holds_lets_the_change_happen(town: Town, staff: Client, value: str) -> None:
    person = town.person()
    for version, (method, rest, body) in enumerate(CHANGES, start=2):
        wish = {"email": new_address()} if rest == "/email" else body
        condition = {"If-Match": value.replace("2", str(version))}
        answer = staff.call(method, f"/v1/users/{person.id}{rest}", wish, headers=condition)
        assert answer.status == 200
        assert answer.headers.get("etag") == (None if method == "DELETE" else f'"{version + 1}"')


def test_check_58_ones_own_profile_needs_no_condition_but_honours_one(person: Person) -> None:
    assert person.client.patch("/v1/me", {"locale": "en"}, headers={"If-Match": '"2"'}).version == '"3"'
    assert person.client.patch("/v1/me", {"locale": "de"}).version == '"4"'
    nothing = person.client.patch("/v1/me", {"locale": "de"}, headers={"If-Match": '"3"'})
    assert nothing.outcome == (412, "stale_version")


@pytest.mark.parametrize("how_many", [2, 20])
def test_check_58_of_parallel_changes_of_one_version_exactly_one_happens(
    town: Town, staff: Client, person: Person, how_many: int
) -> None:
    def change(number: int) -> Answer:
        wish, condition = {"display_name": f"Name {number}"}, {"If-Match": '"2"'}
        client = staff if number % 2 else person.client
        path = f"/v1/users/{person.id}" if number % 2 else "/v1/me"
        return Client(town.url, new_source(), client.token).patch(path, wish, headers=condition)

    with ThreadPoolExecutor(how_many) as pool:
        answers = list(pool.map(change, range(how_many)))
    assert sorted(answer.outcome for answer in answers) == [(200, None)] + [(412, "stale_version")] * (how_many - 1)
    (won,) = (answer for answer in answers if answer.status == 200)
    me = person.client.get("/v1/me")
    assert (me.version, me.body["display_name"]) == ('"3"', won.body["display_name"])
    types = [item["type"] for item in person.client.get("/v1/me/history").body["items"]]
    assert types.count("user.profile_changed") == 1


def test_check_58_of_parallel_changes_of_different_kinds_exactly_one_happens(
    town: Town, staff: Client, person: Person
) -> None:
    """Each through a route of its own, all with the tag that was read."""

    def change(chosen: tuple[str, str, object]) -> Answer:
        method, rest, body = chosen
        client = Client(town.url, new_source(), staff.token)
        return client.call(method, f"/v1/users/{person.id}{rest}", body, headers={"If-Match": '"2"'})

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(change, [*CHANGES[:1], ("PUT", "/email", {"email": new_address()}), *CHANGES[2:]]))
    done = [answer for answer in answers if answer.status == 200]
    assert len(done) == 1
    assert {answer.outcome for answer in answers if answer not in done} <= {
        (412, "stale_version"),
        (410, "user_erased"),  # where the erasure came first
    }
    events = staff.get(f"/v1/users/{person.id}/events").body["items"]
    assert [event["version"] for event in events] == [1, 2, 3]
