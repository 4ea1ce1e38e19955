"""What can be tried: a situation, an input that is delivered in it, and what may come of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from infra.local.gateway import choose_function, to_event, to_response
from infra.local.requests import Request
from infra.topology import FUNCTIONS, Function
from tests.crash.faults import Killed
from tests.crash.ground import ADMIN, Ground
from tests.crash.invariants import Aftermath

PASSWORD = "rain on a tin roof 7"
NEW_PASSWORD = "salt, bread and lamplight"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Ask:
    """One HTTP request of a client."""

    method: str
    target: str
    body: Any = None
    token: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def function(self) -> Function:
        return choose_function(self.target.partition("?")[0], FUNCTIONS)

    def event(self) -> dict[str, Any]:
        sent = {"host": HOST, "user-agent": "crash", **self.headers}
        sent |= {} if self.body is None else {"content-type": "application/json"}
        sent |= {"authorization": f"Bearer {self.token}"} if self.token else {}
        content = b"" if self.body is None else json.dumps(self.body).encode()
        return to_event(Request(self.method, self.target, "1.1", tuple(sent.items()), content, (HOST, 40000), 8000))


@dataclass(frozen=True)
class Reply:
    """`status` 0: no answer came."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def outage(self) -> bool:
        return self.status == 503 and self.body["code"] == "service_unavailable" and bool(self.headers["retry-after"])


NO_ANSWER = Reply(0)
Then = Callable[[Aftermath, list[Reply]], list[str]]


def no_more(_after: Aftermath, _replies: list[Reply]) -> list[str]:
    """The invariants say it all."""
    return []


@dataclass(frozen=True)
class Scenario:
    """`given` makes the situation and answers the request to deliver; None: what stream, queue or clock deliver.

    `answers`: the statuses that a client may end with; the first one where nothing is disturbed. `again`: event types
    that a client's second request adds rightly. `cold`: the process under test begins with nothing in memory. `ahead`:
    so much time went by since.
    """

    function: str
    name: str
    given: Callable[["Stage"], Ask | None]
    answers: tuple[int, ...] = ()
    again: tuple[str, ...] = ()
    cold: bool = False
    ahead: timedelta = timedelta()
    then: Then = no_more


@dataclass(frozen=True)
class Stage:
    """People and requests, as a scenario's situation needs them."""

    ground: Ground

    def ask(self, request: Ask, *, elsewhere: bool = False) -> Reply:
        """A process that dies gives no answer, and the next one begins anew."""
        try:
            answer = to_response(self.ground.invoke(request.function, request.event(), elsewhere=elsewhere))
        except Killed:
            self.ground.kill(request.function.name)
            return NO_ANSWER
        headers = dict(answer.headers)
        told = "json" in headers.get("content-type", "")
        return Reply(answer.status, json.loads(answer.body) if answer.body and told else answer.body or None, headers)

    def must(self, status: int, method: str, target: str, body: Any = None, **options: Any) -> Reply:
        reply = self.ask(Ask(method, target, body, **options))
        assert reply.status == status, reply
        return reply

    def newcomer(self, email: str, **profile: str) -> str:
        """Signed up and not proven; the token of the mail."""
        self.must(202, "POST", "/v1/signup", {"email": email, "password": PASSWORD, **profile})
        return self.mailed(email)

    def mailed(self, email: str) -> str:
        """The newest token that this address got."""
        self.ground.drain()
        return [str(mail["token"]) for mail in self.ground.mails if email in mail["to"] and mail["token"]][-1]

    def person(self, email: str, **profile: str) -> str:
        """Active; the id."""
        self.must(204, "POST", "/v1/email/verify", {"token": self.newcomer(email, **profile)})
        self.ground.drain()
        return self.id_of(email)

    def signed_in(self, email: str, password: str = PASSWORD, **headers: str) -> dict[str, Any]:
        body = {"identifier": email, "password": password}
        return dict(self.must(201, "POST", "/v1/sessions", body, headers=headers).body)

    def admin(self) -> str:
        """A token of the administrator."""
        return str(self.signed_in(*ADMIN)["access_token"])

    def id_of(self, email: str) -> str:
        (found,) = self.ground.parts.read_users.find(email, None)
        return found.id
