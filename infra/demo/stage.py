"""What every step of the demo needs: the system, its mail, the books, and several hands at once."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from infra.demo.client import Client
from infra.demo.inbox import Inbox
from infra.demo.ledger import Ledger, Person

_AT_ONCE = 8


class Progress(Protocol):
    """Shows how far a step has come."""

    def step(self, title: str, total: int) -> Callable[[int], None]:
        """Opens a bar; the answer moves it on by as many as are done now."""


@dataclass(frozen=True)
class Stage:
    """What every step needs."""

    client: Client
    inbox: Inbox
    ledger: Ledger
    progress: Progress

    def each(self, title: str, people: Sequence[Person], act: Callable[[Person], None]) -> None:
        """Everybody acts, several at once. The first exception ends the step."""
        advance = self.progress.step(title, len(people))

        def turn(person: Person) -> None:
            act(person)
            advance(1)

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(turn, people))

    def tokens(self, kind: str, addresses: Sequence[str]) -> dict[str, str]:
        """Waits until all these addresses have their mail; the newest token of each."""
        return self.inbox.newest_tokens(kind, addresses, self.arriving(len(addresses)))

    def arriving(self, total: int) -> Callable[[int], None]:
        """A bar for mail on its way; it is told how many have arrived in all."""
        advance = self.progress.step("  their mail arrives", total)
        seen = 0

        def arrived(count: int) -> None:
            nonlocal seen
            advance(count - seen)
            seen = count

        return arrived


def every(nth: int, people: Iterable[Person], start: int = 0) -> list[Person]:
    return list(people)[start::nth]
