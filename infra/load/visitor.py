"""One client of the closed loop: it asks, waits for the answer, and asks again, as one person after the other."""

import random
import time
from collections.abc import Callable

from infra.demo.admin import Admin
from infra.demo.client import Client, NotRunning
from infra.load.books import Books, Person

# Of a hundred steps of somebody with an account.
MIX = {"look at oneself": 35, "change the name": 20, "refresh": 15, "sign in": 15, "be looked up": 15}
_STEPS = 40  # then the next person comes
_LOOKS_EVERY = 0.1
_PATIENCE = 60.0


class Gone(Exception):
    """This person's story is over: the time is up, or something that had to work did not."""


class Visitor:
    """`over` tells whether the time is up; what has begun is always finished."""

    def __init__(self, client: Client, admin: Admin, books: Books, over: Callable[[], bool], seed: int) -> None:
        self._client, self._admin, self._books, self._over = client, admin, books, over
        self._random = random.Random(seed)  # noqa: S311 - which step comes next is no secret
        self._acts: dict[str, Callable[[Person], None]] = {
            "look at oneself": self._look,
            "change the name": self._rename,
            "refresh": self._refresh,
            "sign in": self._sign_in,
            "be looked up": self._be_looked_up,
        }

    def visit(self) -> None:
        """Until the time is up."""
        while not self._over():
            try:
                self._live(self._books.newcomer())
            except Gone:
                continue
            except (NotRunning, OSError) as error:
                self._books.violation(f"no answer: {type(error).__name__}: {error}")
                time.sleep(self._random.uniform(0.25, 0.75))  # or all come back at one moment
            except (KeyError, TypeError, ValueError) as error:
                self._books.violation(f"no sense in an answer: {type(error).__name__}: {error}")

    def _live(self, person: Person) -> None:
        self._sign_up(person)
        self._sign_in(person)
        self._look(person)
        for step in self._random.choices(list(MIX), list(MIX.values()), k=_STEPS):
            if self._over():
                raise Gone
            self._acts[step](person)

    def _sign_up(self, person: Person) -> None:
        wish = {"email": person.email, "password": person.password, "display_name": person.name}
        reply = self._client.call("POST", "/v1/signup", wish, source=person.source)
        self._need(self._books.expect(reply, 202, f"{person.name} signs up"))
        self._books.signed_up(person)
        token = {"token": self._mailed_token(person)}
        reply = self._client.call("POST", "/v1/email/verify", token, source=person.source)
        self._need(self._books.expect(reply, 204, f"{person.name} proves the address"))
        self._books.verified(person)

    def _mailed_token(self, person: Person) -> str:
        """Also once the time is up: whoever signed up is verified, so that the books have one kind of person less."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            messages = self._client.call("GET", f"/_local/inbox.json?to={person.email}").body["messages"]
            if messages:
                return str(messages[0]["token"])
            time.sleep(_LOOKS_EVERY)
        self._books.violation(f"{person.name} got no mail within {_PATIENCE:.0f} s")
        raise Gone

    def _sign_in(self, person: Person) -> None:
        credentials = {"identifier": person.email, "password": person.password}
        reply = self._client.call("POST", "/v1/sessions", credentials, source=person.source)
        self._need(self._books.expect(reply, 201, f"{person.name} signs in"))
        person.token, person.refresh_token = reply.body["access_token"], reply.body["refresh_token"]
        person.sign_ins += 1

    def _refresh(self, person: Person) -> None:
        wish = {"refresh_token": person.refresh_token}
        reply = self._client.call("POST", "/v1/sessions/refresh", wish, source=person.source)
        self._need(self._books.expect(reply, 200, f"{person.name} refreshes"))
        person.token, person.refresh_token = reply.body["access_token"], reply.body["refresh_token"]

    def _look(self, person: Person) -> None:
        reply = self._client.call("GET", "/v1/me", token=person.token, source=person.source)
        self._need(self._books.expect(reply, 200, f"{person.name} looks at the account"))
        person.user_id = person.user_id or reply.body["id"]
        self._compare(person, reply.body["display_name"], "sees")

    def _rename(self, person: Person) -> None:
        name = f"{person.name} {len(person.names) + 1}"
        reply = self._client.call("PATCH", "/v1/me", {"display_name": name}, token=person.token, source=person.source)
        self._need(self._books.expect(reply, 200, f"{person.name} changes the name"))
        self._books.renamed(person, name)
        self._compare(person, reply.body["display_name"], "is told")

    def _be_looked_up(self, person: Person) -> None:
        reply = self._admin.call("GET", f"/v1/users/{person.user_id}")
        self._need(self._books.expect(reply, 200, f"{person.name} is looked up"))
        self._compare(person, reply.body["display_name"], "is shown as")

    def _compare(self, person: Person, seen: str, how: str) -> None:
        """What was written is read at once."""
        wanted = person.names[-1] if person.names else person.name
        if seen != wanted:
            self._books.violation(f"{person.name} {how} {seen!r}, not {wanted!r}")

    @staticmethod
    def _need(fulfilled: bool) -> None:
        if not fulfilled:
            raise Gone
