"""What the administrator of the demo does: invite, suspend, let back in, erase, and read everybody's history."""

import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from infra.demo.client import Client, Reply
from infra.demo.ledger import Person
from infra.demo.people import Row, tagged_address
from infra.demo.stage import Stage, every
from infra.demo.steps import try_sign_in

_TOKEN_SERVES = 200.0  # seconds; the contract gives it 300
_GUESTS = 5


class SignInRefused(Exception):
    """The administrator's credentials are not the running system's."""


class Admin:
    """A signed-in administrator; signs in again before the token lapses."""

    def __init__(self, client: Client, email: str, password: str) -> None:
        self._client = client
        self._credentials = {"identifier": email, "password": password}
        self._token, self._since = "", 0.0

    def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        return self._client.call(method, path, body, token=self._fresh_token(), headers=headers)

    def events_of(self, user_id: str) -> list[dict[str, Any]]:
        """The whole stream, oldest first, page by page."""
        events: list[dict[str, Any]] = []
        query = {"limit": "100"}
        while True:
            page = self.call("GET", f"/v1/users/{user_id}/events?{urlencode(query)}").body
            events += page["items"]
            if page["next_cursor"] is None:
                return events
            query["cursor"] = page["next_cursor"]

    def _fresh_token(self) -> str:
        if not self._token or time.monotonic() - self._since > _TOKEN_SERVES:
            reply = self._client.call("POST", "/v1/sessions", self._credentials)
            if reply.status != 201:
                raise SignInRefused(f"{self._credentials['identifier']}: {reply.status} {reply.refusal}")
            self._token, self._since = reply.body["access_token"], time.monotonic()
        return self._token


def invite(stage: Stage, admin: Admin, tag: str, source: str) -> list[Person]:
    """Invites a few guests, who are not in the file."""
    guests = [_guest(number, tag, source) for number in range(1, _GUESTS + 1)]

    def act(guest: Person) -> None:
        wish = {"email": guest.email, "display_name": guest.row.display_name}
        reply = admin.call("POST", "/v1/users", wish, {"Idempotency-Key": guest.email})
        if stage.ledger.expect(reply, 201, f"the administrator invites {guest.email}"):
            guest.user_id = reply.body["id"]
            stage.ledger.did("was invited", guest, "user.registered")
            stage.ledger.mail_follows("invitation", guest.email)

    stage.each("Invite guests", guests, act)
    stage.ledger.guests = guests
    return guests


def suspend(stage: Stage, admin: Admin, people: Sequence[Person]) -> None:
    """Suspends some: they are refused with the right password. Every second one is let back in."""
    suspended = every(19, people, 5)
    forgiven = set(every(2, suspended))

    def act(person: Person) -> None:
        path = f"/v1/users/{person.user_id}"
        reply = admin.call("POST", f"{path}/suspend", {"reason": "part of the demo"})
        if not stage.ledger.expect(reply, 200, f"the administrator suspends {person.name}"):
            return
        stage.ledger.did("was suspended", person, "user.suspended")
        if stage.ledger.expect(try_sign_in(stage, person), 403, f"{person.name} signs in while suspended"):
            stage.ledger.did("was refused while suspended")
        if person in forgiven:
            reply = admin.call("POST", f"{path}/reactivate", {"reason": "part of the demo"})
            if stage.ledger.expect(reply, 200, f"the administrator lets {person.name} back in"):
                stage.ledger.did("was let back in", person, "user.reactivated")

    stage.each("Suspend some", suspended, act)


def readdress(stage: Stage, admin: Admin, people: Sequence[Person]) -> None:
    """Gives some another address at once; the old and the new one are both told."""

    def act(person: Person) -> None:
        path = f"/v1/users/{person.user_id}"
        previous, wanted = person.email, staff_address(person)
        reply = admin.call("PUT", f"{path}/email", {"email": wanted}, {"If-Match": _etag(admin, path)})
        if stage.ledger.expect(reply, 200, f"the administrator changes the address of {person.name}"):
            person.email = wanted
            stage.ledger.did("got another address from staff", person, "user.email_changed")
            stage.ledger.mail_follows("email_changed", previous)
            stage.ledger.mail_follows("email_changed", wanted)

    stage.each("Change some addresses", every(29, people, 7), act)


def erase(stage: Stage, admin: Admin, people: Sequence[Person]) -> None:
    def act(person: Person) -> None:
        path = f"/v1/users/{person.user_id}"
        reply = admin.call("DELETE", path, headers={"If-Match": _etag(admin, path)})
        if stage.ledger.expect(reply, 200, f"the administrator erases {person.name}"):
            stage.ledger.did("was erased", person, "user.erased")
            stage.ledger.mail_follows("account_closed", person.email)
            gone = admin.call("GET", path)
            stage.ledger.expect(gone, 410, f"the directory forgets {person.name}")

    stage.each("Erase some", every(23, people, 6), act)


def find_by_address(stage: Stage, admin: Admin, people: Sequence[Person]) -> None:
    """Whoever's address was used twice still has one account, the first one."""

    def act(person: Person) -> None:
        reply = admin.call("GET", f"/v1/users?{urlencode({'email': person.email})}")
        found = [user["id"] for user in reply.body["items"]] if reply.status == 200 else []
        expected = [] if "user.erased" in person.events else [person.user_id]
        if found != expected:
            stage.ledger.surprise(f"{person.name}: the directory finds {found} by address, not {expected}")

    stage.each("Look for second accounts", people, act)


def staff_address(person: Person) -> str:
    return tagged_address(person.row.email, "staff")


def _etag(admin: Admin, path: str) -> str:
    return admin.call("GET", path).headers.get("etag", "")


def _guest(number: int, tag: str, source: str) -> Person:
    email = f"guest{number}.{tag}@mail.example.com"
    row = Row(0, email, "", "", f"Guest {number}", "")
    return Person(row, source, email, "", accepted=True)
