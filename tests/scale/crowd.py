"""A directory of any size, written past the use cases, and a meter of what a search reads of it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from infra.local.provision import Clients
from shared.accounts.domain.search import FIRST_GENERATION, LISTED, prefix_digest, row, rows_of
from shared.accounts.domain.user import User
from shared.adapters.aws.clients import AwsClient
from shared.adapters.dynamodb.codec import encode_record
from shared.adapters.dynamodb.layout import key_attributes
from shared.bootstrap import Container
from shared.kernel.records import Record

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_BATCH = 25  # BatchWriteItem takes no more
_WHOLE = 10_000


@dataclass
class Reads:
    """What was asked of the table: calls by name, and the items that they looked at."""

    calls: list[str]
    items: int = 0


def people(size: int) -> Iterator[User]:
    """Everybody's address begins with `a`; a third of them each are active, pending and suspended."""
    for number in range(size):
        made = BEGINNING + timedelta(seconds=number)
        user_id = f"{int(made.timestamp() * 1000):012x}"
        user_id = f"{user_id[:8]}-{user_id[8:]}-7000-8000-{number:012x}"
        yield User(user_id, LISTED[number % 3], f"a{number:x}@e.io", True, 1, "00", made, made)


def fill(clients: Clients, container: Container, size: int, searched: Collection[str]) -> int:
    """Writes accounts and their rows; how many items that made.

    Of a large crowd only the rows of what is searched for are written: the others lie in partitions of their own.
    """
    table = container.settings.directory_table
    prefixes = {prefix_digest(container.seals, beginning) for beginning in searched} if size > _WHOLE else None
    items = (_put(record) for user in people(size) for record in _records(container, user, prefixes))
    written = 0
    with ThreadPoolExecutor(4) as writers:
        while block := list(islice(items, 40 * _BATCH)):
            batches = [block[start : start + _BATCH] for start in range(0, len(block), _BATCH)]
            list(writers.map(lambda batch: _write(clients, table, batch), batches))
            written += len(block)
    return written


@contextmanager
def metered() -> Iterator[Callable[[Callable[[], object]], Reads]]:
    """Counts what the functions read."""
    seen, really = Reads([]), AwsClient.call

    def call(client: AwsClient, operation: str, members: Mapping[str, Any]) -> dict[str, Any]:
        answer = really(client, operation, members)
        if client.service == "dynamodb":
            seen.calls.append(operation)
            answered = sum(len(items) for items in answer.get("Responses", {}).values())
            seen.items += answer.get("ScannedCount", answered)
        return answer

    def reads_of(act: Callable[[], object]) -> Reads:
        seen.calls, seen.items = [], 0
        act()
        return Reads(list(seen.calls), seen.items)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AwsClient, "call", call)
        yield reads_of


def _records(container: Container, user: User, prefixes: Collection[str] | None) -> Iterator[Record]:
    yield user
    for name in rows_of(container.seals, user):
        found = row(user.id, FIRST_GENERATION, name)
        if prefixes is None or found.prefix in prefixes:
            yield found


def _put(record: Record) -> dict[str, Any]:
    return {"PutRequest": {"Item": {**encode_record(record), **key_attributes(record.key)}}}


def _write(clients: Clients, table: str, batch: list[dict[str, Any]]) -> None:
    wanted = {table: batch}
    while wanted:
        wanted = clients.dynamodb.batch_write_item(RequestItems=wanted)["UnprocessedItems"]
