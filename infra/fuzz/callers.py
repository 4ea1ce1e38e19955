"""Who sends each request: staff where a permission is asked for, else a person who belongs to that operation alone.

So no operation ends another one's sign-in: not by signing out, not by a new password, not by an erasure.
"""

import threading

import schemathesis
from schemathesis import AuthContext, Case

from infra.fuzz.people import People, Person


def operation_id(case: Case) -> str:
    return str(case.operation.definition.raw["operationId"])


class Callers:
    """Knows by token who holds it. Safe for threads."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._lock = threading.Lock()
        self._by_operation: dict[str, Person] = {}
        self._by_token: dict[str, Person] = {}

    def of(self, case: Case) -> Person:
        if case.operation.definition.raw.get("x-permissions"):
            return self._people.staff()
        name = operation_id(case)
        with self._lock:
            person = self._by_operation.get(name)
            if person is None or not person.fresh:
                # Not signed in again: guesses at the old one's password may have closed the ladder of its account.
                person = self._people.somebody()
            self._by_operation[name] = person
            self._by_token[person.access_token] = person
        return person

    def holder(self, token: str) -> Person | None:
        return self._by_token.get(token)

    def spent(self, case: Case, person: Person) -> None:
        """This person is erased, signed out or locked out: the operation's next request has another."""
        with self._lock:
            if self._by_operation.get(operation_id(case)) is person:
                del self._by_operation[operation_id(case)]


def register(callers: Callers) -> None:
    """Every request to an operation that asks for a token carries one; probes without or with a wrong one follow."""

    @schemathesis.auth(refresh_interval=None)
    class Bearer:
        def get(self, case: Case, _: AuthContext) -> str | None:
            public = {} in case.operation.definition.raw["security"]
            return None if public else callers.of(case).access_token

        def set(self, case: Case, token: str, _: AuthContext) -> None:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
