"""The running system and the people in it: every test makes its own, so that no test depends on another."""

import itertools
import time
import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from tests.journeys.client import Answer, Client

PASSWORD = "rain on a tin roof 7"
NEW_PASSWORD = "salt, bread and lamplight"
ADMIN = ("keeper@rollbook.example", "seven-lanterns-by-the-door")
# Mails must link here whatever a request says; the issuer of tokens is the system's own address.
PUBLIC_URL = "https://accounts.rollbook.example"
_PATIENCE = 15.0
_AT_ONCE = 4
_TOKEN_REUSED = 120.0  # seconds, of the 300 that a token lasts
_numbers = itertools.count(1)


def new_address(name: str = "p") -> str:
    return f"{name}.{uuid.uuid4().hex[:12]}@mail.example.com"


def new_source() -> str:
    """A loopback address of one's own: failures of one test are never counted against another."""
    number = next(_numbers)
    return f"127.{1 + number // 65_000}.{number // 250 % 250}.{1 + number % 250}"


@dataclass
class Person:
    """Somebody with an account; `client` is signed in."""

    email: str
    password: str
    client: Client
    id: str = ""
    refresh_token: str = ""
    session_id: str = ""

    @property
    def credentials(self) -> dict[str, str]:
        return {"identifier": self.email, "password": self.password}


@dataclass
class Town:
    """`url` of a running local system."""

    url: str
    traces: set[str] = field(default_factory=set)
    keepers: list[str] = field(default_factory=list)
    _waiting: list[Person] = field(default_factory=list)
    _admin: tuple[float, Person] | None = None

    def client(self, token: str | None = None) -> Client:
        return Client(self.url, new_source(), token, traces=self.traces)

    # people -----------------------------------------------------------------------------------------------------------

    def newcomer(self, email: str | None = None, **profile: Any) -> Person:
        """Signed up and not verified."""
        person = Person(email or new_address(), PASSWORD, self.client())
        wish = {"email": person.email, "password": person.password, **profile}
        assert person.client.post("/v1/signup", wish).status == 202
        return person

    def person(self, email: str | None = None, **profile: Any) -> Person:
        """Signed up, verified and signed in just now."""
        if email or profile:
            return self.sign_in(self._verified(email, **profile))
        if not self._waiting:  # several at once: most of the time is spent waiting for the mail
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                self._waiting += pool.map(lambda _: self._verified(), range(_AT_ONCE))
        return self.sign_in(self._waiting.pop())

    def _verified(self, email: str | None = None, **profile: Any) -> Person:
        person = self.newcomer(email, **profile)
        token = self.mail(person.email, "verify_email")["token"]
        assert person.client.post("/v1/email/verify", {"token": token}).status == 204
        return person

    def sign_in(self, person: Person) -> Person:
        """A new session for the same person, on a device of its own."""
        answer = person.client.post("/v1/sessions", person.credentials, headers={"Authorization": ""})
        assert answer.status == 201, answer.content
        client = replace(person.client, token=answer.body["access_token"])
        again = Person(person.email, person.password, client)
        again.refresh_token, again.session_id = answer.body["refresh_token"], answer.body["session_id"]
        again.id = person.id or client.get("/v1/me").body["id"]
        return again

    def admin(self) -> Person:
        """The seeded administrator, with a token that lasts a while yet."""
        if self._admin is None or time.monotonic() - self._admin[0] > _TOKEN_REUSED:
            self._admin = time.monotonic(), self.sign_in(Person(*ADMIN, self.client()))
        return self._admin[1]

    def staff(self, *permissions: str) -> Person:
        """Somebody who holds exactly these permissions."""
        admin, person, role = self.admin().client, self.person(), f"role-{uuid.uuid4().hex[:8]}"
        assert admin.put(f"/v1/roles/{role}", {"permissions": list(permissions)}).status == 200
        self.give(admin, person.id, role)
        self.keepers += [person.id] if "roles:write" in permissions else []
        return self.sign_in(person)

    def dismiss_keepers(self) -> None:
        """Leaves the seeded administrator as the only one who could restore rights."""
        admin = self.admin().client
        while self.keepers:
            self.give(admin, self.keepers.pop())

    def give(self, admin: Client, user_id: str, *roles: str) -> Answer:
        answer = admin.put(f"/v1/users/{user_id}/roles", {"roles": list(roles)}, headers={"If-Match": "*"})
        assert answer.status == 200, answer.content
        return answer

    # mail -------------------------------------------------------------------------------------------------------------

    def inbox(self, address: str) -> list[dict[str, Any]]:
        return list(self.client().get(f"/_local/inbox.json?to={quote(address)}").body["messages"])

    def mail(self, address: str, kind: str, nth: int = 1, patience: float = _PATIENCE) -> Any:
        """The nth mail of this kind to this address; waits for it, so many seconds."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            found = [mail for mail in self.inbox(address) if mail["kind"] == kind]
            if len(found) >= nth:
                return found[nth - 1]
            time.sleep(0.02)
        raise AssertionError(f"no {kind} no. {nth} for {address}: {self.kinds(address)}")

    def kinds(self, address: str) -> list[str]:
        """What this address has got so far, oldest first."""
        return [mail["kind"] for mail in self.inbox(address)]

    def settled(self) -> None:
        """Waits until nothing is on its way: streams published, queues empty, twice in a row."""
        deadline, calm = time.monotonic() + _PATIENCE, 0
        while calm < 2:
            assert time.monotonic() < deadline, self.queues()
            calm = calm + 1 if self._is_calm(self.queues()) else 0
            time.sleep(0.05)

    def queues(self) -> dict[str, Any]:
        return dict(self.client().get("/_local/queues.json").body)

    def events(self) -> list[dict[str, Any]]:
        """What was on the bus."""
        return list(self.client().get("/_local/events.json").body["events"])

    @staticmethod
    def _is_calm(state: dict[str, Any]) -> bool:
        waiting = [queue[name] for queue in state["queues"] for name in ("visible", "in_flight", "delayed")]
        return not any(waiting) and not any(stream["lag"] for stream in state["streams"])


def pages(client: Client, path: str, limit: int) -> Iterable[list[dict[str, Any]]]:
    """Every page of a list, by its cursors."""
    cursor = None
    while True:
        body = client.get(f"{path}?limit={limit}" + (f"&cursor={cursor}" if cursor else "")).body
        assert list(body) == ["items", "next_cursor"]
        yield body["items"]
        if (cursor := body["next_cursor"]) is None:
            return
