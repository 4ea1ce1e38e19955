"""Throw-away accounts: an administrator of the run's own, people to sign in as, and people for staff to act on."""

import itertools
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from infra.demo.client import Client, Reply
from infra.fuzz.sources import any_source, several_sources

_TOKEN_SERVES = 200.0  # seconds; the contract gives it 300
_MAIL_WITHIN = 60.0
_STOCK = 12
_PASSWORD = "seven slow herons over reeds"  # noqa: S105 - of accounts that live for one run


class Unready(Exception):
    """The system did not do what a run needs before it can start."""


@dataclass
class Person:
    """`tokens` are taken by sign-in; a person who was erased or locked out is dropped by whoever sees it."""

    id: str
    email: str
    password: str = _PASSWORD
    access_token: str = ""
    refresh_token: str = ""
    session_id: str = ""
    since: float = field(default=float("-inf"))

    @property
    def fresh(self) -> bool:
        return time.monotonic() - self.since < _TOKEN_SERVES


class People:
    """Makes people through the API alone. Safe for threads."""

    def __init__(self, client: Client, admin: tuple[str, str]) -> None:
        self._client = client
        self._tag = secrets.token_hex(4)
        self._numbers = itertools.count(1)
        self._sources = several_sources()
        self._lock = threading.Lock()
        self._stock: deque[Person] = deque()
        self._first = Person("", *admin)
        self.sign_in(self._first)
        self.admin = self._new_admin()
        self.spared = {self._first.id, self.admin.id}

    def call(self, method: str, path: str, body: Any = None, token: str | None = None, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        source = any_source() if self._sources else ""
        return self._client.call(method, path, body, token=token, source=source, headers=named)

    def sign_in(self, person: Person) -> Person:
        reply = self.call("POST", "/v1/sessions", {"identifier": person.email, "password": person.password})
        tokens = self._expected(reply, 201, f"{person.email} signs in")
        person.access_token, person.refresh_token = tokens["access_token"], tokens["refresh_token"]
        person.session_id, person.since = tokens["session_id"], time.monotonic()
        person.id = person.id or self.call("GET", "/v1/me", token=person.access_token).body["id"]
        return person

    def staff(self) -> Person:
        with self._lock:
            return self.admin if self.admin.fresh else self.sign_in(self.admin)

    def somebody(self) -> Person:
        """A new active account, signed in; nobody else holds it."""
        with self._lock:
            if not self._stock:
                self._stock.extend(self._made(_STOCK))
            return self.sign_in(self._stock.popleft())

    def target(self) -> str:
        """The id of a new account for staff to act on."""
        reply = self.call(
            "POST", "/v1/users", {"email": self._address()}, self.staff().access_token, Idempotency_Key=self._address()
        )
        return str(self._expected(reply, 201, "the administrator invites somebody")["id"])

    def proof(self) -> str:
        """A mailed token that proves the address of a new account."""
        return self.mailed(self._signed_up(), "verify_email")

    def reset(self) -> str:
        """A mailed token that sets a new password."""
        email = self.somebody().email
        self._expected(self.call("POST", "/v1/password-resets", {"email": email}), 202, "a reset is asked for")
        return self.mailed(email, "password_reset")

    def mailed(self, email: str, kind: str) -> str:
        until = time.monotonic() + _MAIL_WITHIN
        while time.monotonic() < until:
            messages = self._client.call("GET", f"/_local/inbox.json?to={email}").body["messages"]
            if found := [mail["token"] for mail in messages if mail["kind"] == kind and mail["token"]]:
                return str(found[-1])
            time.sleep(0.1)
        raise Unready(f"no {kind} mail reached {email}")

    def _made(self, number: int) -> list[Person]:
        addresses = [self._signed_up() for _ in range(number)]  # all first: their mails travel together
        for email in addresses:
            self._expected(
                self.call("POST", "/v1/email/verify", {"token": self.mailed(email, "verify_email")}), 204, email
            )
        return [Person("", email) for email in addresses]

    def _signed_up(self) -> str:
        email = self._address()
        self._expected(self.call("POST", "/v1/signup", {"email": email, "password": _PASSWORD}), 202, "sign-up")
        return email

    def _new_admin(self) -> Person:
        email = self._address()
        body = {"email": email, "roles": ["admin"]}
        reply = self.call("POST", "/v1/users", body, self._first.access_token, Idempotency_Key=self._address())
        user_id = str(self._expected(reply, 201, "the first administrator invites another")["id"])
        wish = {"token": self.mailed(email, "invitation"), "new_password": _PASSWORD}
        self._expected(self.call("POST", "/v1/password-resets/confirm", wish), 204, "the invitation is accepted")
        return self.sign_in(Person(user_id, email))

    def _address(self) -> str:
        return f"fuzz.{self._tag}.{next(self._numbers)}@mail.example.com"

    def _expected(self, reply: Reply, status: int, what: str) -> Any:
        if reply.status != status:
            raise Unready(f"{what}: {reply.status} {reply.body}")
        return reply.body
