"""Reads everything that the books will be compared with, once the system has come to rest."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlencode

from infra.demo.admin import Admin
from infra.demo.client import Client
from infra.demo.inbox import Inbox, counted
from infra.load.books import Books, Person
from infra.load.reconcile import Found

T = TypeVar("T")
_RESTS_WITHIN = 120.0
_AT_ONCE = 8


class Looking:
    def __init__(self, client: Client, admin: Admin, books: Books, pause: float = 0.5) -> None:
        self._client, self._admin, self._books, self._pause = client, admin, books, pause

    def rest(self) -> bool:
        """Whether nothing was on its way any more, twice in a row, before patience ended."""
        deadline, calm = time.monotonic() + _RESTS_WITHIN, 0
        while calm < 2 and time.monotonic() < deadline:
            calm = calm + 1 if is_calm(self._client.call("GET", "/_local/queues.json").body) else 0
            time.sleep(self._pause)
        return calm == 2

    def look(self) -> Found:
        people = self._books.people
        letters = counted(Inbox(self._client).read())
        mine = f".{self._books.tag}@"
        by_address = self._each(people, self._accounts_at)
        for person in people:  # whoever had to leave before they ever saw their account
            person.user_id = person.user_id or next(iter(by_address[person.number]), None)
        stored = self._each(people, lambda person: self._admin.events_of(person.user_id) if person.user_id else [])
        opened = self._each(people, self._sessions_and_sign_ins)
        bus = [event["detail"] for event in self._client.call("GET", "/_local/events.json").body["events"]]
        letters_of_ours = {letter: n for letter, n in letters.items() if mine in letter.address}
        return Found(
            by_address=by_address,
            stored={person.user_id: stored[person.number] for person in people if person.user_id},
            published=[event for event in bus if "stream_id" in event],
            letters=type(letters)(letters_of_ours),
            sessions={number: sessions for number, (sessions, _) in opened.items()},
            sign_ins={number: sign_ins for number, (_, sign_ins) in opened.items()},
            strangers=frozenset({str(self._admin.call("GET", "/v1/me").body["id"])}),
            parked=parked_in(self._client.call("GET", "/_local/queues.json").body),
        )

    def _accounts_at(self, person: Person) -> list[str]:
        reply = self._admin.call("GET", f"/v1/users?{urlencode({'email': person.email})}")
        return [user["id"] for user in reply.body["items"]] if reply.status == 200 else []

    def _sessions_and_sign_ins(self, person: Person) -> tuple[int, int]:
        """By the last refresh token: it must still be good, and costs no hash."""
        if not person.sign_ins:
            return 0, 0
        wish = {"refresh_token": person.refresh_token}
        reply = self._client.call("POST", "/v1/sessions/refresh", wish, source=person.source)
        if not self._books.expect(reply, 200, f"{person.name} refreshes after the load"):
            return 0, 0
        token = reply.body["access_token"]
        sessions = self._all(person, token, "/v1/me/sessions")
        activity = self._all(person, token, "/v1/me/activity")
        return len(sessions), sum(each["type"] == "sign_in.succeeded" for each in activity)

    def _all(self, person: Person, token: str, path: str) -> list[dict[str, Any]]:
        """Every page of a list."""
        items: list[dict[str, Any]] = []
        query = {"limit": "100"}
        while True:
            reply = self._client.call("GET", f"{path}?{urlencode(query)}", token=token, source=person.source)
            items += reply.body["items"]
            if reply.body["next_cursor"] is None:
                return items
            query["cursor"] = reply.body["next_cursor"]

    @staticmethod
    def _each(people: Sequence[Person], read: Callable[[Person], T]) -> dict[int, T]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return dict(zip((person.number for person in people), pool.map(read, people), strict=True))


def is_calm(queues: dict[str, Any]) -> bool:
    """Nothing waits in a queue or a stream."""
    waiting = [queue[name] for queue in queues["queues"] for name in ("visible", "in_flight", "delayed")]
    return not any(waiting) and not any(stream["lag"] for stream in queues["streams"])


def parked_in(queues: dict[str, Any]) -> int:
    """Dead letters, and stream records that were given up."""
    letters = sum(len(queue["dead_letters"]["messages"]) for queue in queues["queues"])
    return letters + sum(len(stream["parked"]) for stream in queues["streams"])
