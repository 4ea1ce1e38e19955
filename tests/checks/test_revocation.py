"""Check 35: what has ended is refused within the documented bound.

At once on the routes of one's own account and on every change; where a token is trusted (reads of the directory), when
its 300 seconds are over.
"""

import time
from dataclasses import dataclass

import pytest

from tests.checks.tokens import UNAUTHENTICATED, Members, ask, parts_of, signed_live
from tests.journeys.client import Client
from tests.journeys.town import NEW_PASSWORD, PASSWORD, Person, Town, new_address

LIFETIME = 300


def end(how: str, town: Town, person: Person, admin: Person) -> None:
    """Ends `person`'s session, by their own hand or by staff's."""
    other = town.sign_in(person)
    staff, one = admin.client, f"/v1/users/{person.id}"
    match how:
        case "sign-out":
            assert person.client.delete("/v1/sessions/current").status == 204
        case "session deleted":
            assert other.client.delete(f"/v1/me/sessions/{person.session_id}").status == 204
        case "changed password":
            change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
            assert other.client.put("/v1/me/password", change).status == 204
        case "suspension":
            assert staff.post(f"{one}/suspend").status == 200
        case "erasure":
            assert staff.delete(one, headers={"If-Match": "*"}).status == 200
        case "reset":
            assert town.client().post("/v1/password-resets", {"email": person.email}).status == 202
            token = town.mail(person.email, "password_reset")["token"]
            confirmation = {"token": token, "new_password": NEW_PASSWORD}
            assert town.client().post("/v1/password-resets/confirm", confirmation).status == 204
        case "moved by staff":
            moved = staff.put(f"{one}/email", {"email": new_address()}, headers={"If-Match": "*"})
            assert moved.status == 200
        case "refresh token used twice":
            used = {"refresh_token": person.refresh_token}
            statuses = [town.client().post("/v1/sessions/refresh", used).status for _ in range(2)]
            assert statuses == [200, 401]


ENDINGS = [
    *("sign-out", "session deleted", "changed password", "suspension", "erasure", "reset", "moved by staff"),
    "refresh token used twice",
]


@pytest.mark.parametrize("how", ENDINGS)
def test_check_35_what_ended_has_ended_at_once(town: Town, person: Person, admin: Person, how: str) -> None:
    assert person.client.get("/v1/me").status == 200
    end(how, town, person, admin)
    refused = [
        person.client.get("/v1/me"),
        person.client.patch("/v1/me", {"display_name": "Still here"}),
        person.client.get("/v1/me/activity"),
        person.client.get("/v1/me/history"),
        person.client.get("/v1/me/sessions"),
        person.client.delete(f"/v1/me/sessions/{person.session_id}"),
        person.client.put("/v1/me/password", {"current_password": PASSWORD, "new_password": NEW_PASSWORD}),
        person.client.post("/v1/me/email", {"new_email": new_address(), "password": PASSWORD}),
        person.client.delete("/v1/me"),
        person.client.delete("/v1/sessions/current"),
    ]
    assert {answer.outcome for answer in refused} == {UNAUTHENTICATED}
    renewed = town.client().post("/v1/sessions/refresh", {"refresh_token": person.refresh_token})
    assert renewed.outcome == (401, "invalid_refresh_token")


@dataclass(frozen=True)
class Directory:
    """What staff do to the account of `target`."""

    target: Person
    version: str

    def read(self, client: Client) -> int:
        return client.get(f"/v1/users/{self.target.id}").status

    def changes(self, client: Client) -> set[tuple[int, str | None]]:
        one, any_version = f"/v1/users/{self.target.id}", {"If-Match": "*"}
        key = {"Idempotency-Key": self.target.id}
        return {
            client.patch(one, {"locale": "en"}, headers=any_version).outcome,
            client.put(f"{one}/email", {"email": new_address()}, headers=any_version).outcome,
            client.put(f"{one}/roles", {"roles": []}, headers=any_version).outcome,
            client.post(f"{one}/suspend").outcome,
            client.post(f"{one}/reactivate").outcome,
            client.delete(one, headers=any_version).outcome,
            client.post("/v1/users", {"email": new_address()}, headers=key).outcome,
            client.put("/v1/roles/never-made", {"permissions": []}).outcome,
            client.delete("/v1/roles/never-made").outcome,
        }


@pytest.mark.parametrize("how", ["suspension", "sign-out", "erasure"])
def test_check_35_changes_are_refused_at_once_and_reads_within_the_bound(
    town: Town, admin: Person, person: Person, how: str
) -> None:
    staff = town.staff("users:read", "users:write", "users:delete", "roles:write")
    directory = Directory(person, person.client.get("/v1/me").version)
    header, claims = parts_of(str(staff.client.token))
    assert claims["exp"] - claims["iat"] == LIFETIME
    end(how, town, staff, admin)
    assert directory.changes(staff.client) == {UNAUTHENTICATED}
    assert person.client.get("/v1/me").version == directory.version
    assert directory.read(staff.client) == 200  # the documented bound: until the token ends
    assert ends_by_itself(town, header, claims, f"/v1/users/{person.id}")


def ends_by_itself(town: Town, header: Members, claims: Members, path: str) -> bool:
    """Whether a token of the ended session, with a second left, opens `path` and then does not."""
    token = signed_live(town, header, {**claims, "exp": int(time.time()) + 2})
    before = ask(town, token, path).outcome
    time.sleep(2.1)
    return (before, ask(town, token, path).outcome) == ((200, None), UNAUTHENTICATED)
