"""Every call to AWS that this process makes, with what it takes: request units per item, bytes, messages.

What a write takes depends on what was there before, and what a read takes on what it found. So each call is looked at
before it leaves and after it came back, by a client that nobody measures.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from unittest.mock import patch

from infra.cost.units import Item, item_size, query_units, read_units, transact_write_units
from shared.adapters.aws.clients import AwsClient
from shared.adapters.dynamodb.layout import KEY_SCHEMA, TableName

Access = Literal["read", "write"]


@dataclass(frozen=True)
class Touch:
    """One item, or the part of one partition that a query looked at. `size`: bytes; `units`: of reading or writing."""

    table: TableName
    key: tuple[str, ...]
    does: Access
    units: int
    size: int


@dataclass(frozen=True)
class AwsCall:
    """`size`: bytes of the request's body; `entries`: how many messages or events it carries."""

    service: str
    operation: str
    size: int
    entries: int = 1
    touches: tuple[Touch, ...] = ()

    def units(self, does: Access) -> int:
        return sum(touch.units for touch in self.touches if touch.does == does)


class Meter:
    """`names`: which table a real name stands for. `overhead`: seconds of CPU that looking took."""

    def __init__(self, probe: Any, names: Mapping[str, TableName]) -> None:
        self.calls: list[AwsCall] = []
        self.overhead = 0.0
        self._probe = probe
        self._names = names

    def call(self, service: str, operation: str, asked: Any, go: Callable[[], Any]) -> Any:
        """`go` calls AWS. A call that is refused has been paid for too."""
        with self._uncounted():
            size = _size(asked)
            before = [self._stored(*_place(write)) for write in asked.get("TransactItems", ())]
        answer: Any = {}
        try:
            answer = go()
            return answer
        finally:
            with self._uncounted():
                touches = tuple(self._touches(operation, asked, answer, before))
                self.calls.append(AwsCall(service, operation, size, len(asked.get("Entries", "1")), touches))

    def _touches(self, operation: str, asked: Any, answer: Any, before: list[int]) -> Iterator[Touch]:
        match operation:
            case "GetItem":
                yield self._read(asked["TableName"], asked["Key"], item_size(answer.get("Item", {})))
            case "BatchGetItem":
                for table, wanted in asked["RequestItems"].items():
                    found = {self._key(table, item): item for item in answer.get("Responses", {}).get(table, ())}
                    for key in wanted["Keys"]:
                        yield self._read(table, key, item_size(found.get(self._key(table, key), {})))
            case "Query":
                sizes = [item_size(item) for item in answer.get("Items", ())]
                partition = next(iter(asked["ExpressionAttributeValues"].values()))["S"]
                yield Touch(self._names[asked["TableName"]], (partition,), "read", query_units(sizes), sum(sizes))
            case "Scan":
                size = self._scanned(asked)
                yield Touch(self._names[asked["TableName"]], ("scan",), "read", read_units(size), size)
            case "TransactWriteItems":
                for write, earlier in zip(asked["TransactItems"], before, strict=True):
                    yield self._written(write, earlier)

    def _read(self, table: str, key: Item, size: int) -> Touch:
        return Touch(self._names[table], self._key(table, key), "read", read_units(size), size)

    def _written(self, write: Item, earlier: int) -> Touch:
        table, key = _place(write)
        size = max(earlier, self._stored(table, key))
        return Touch(self._names[table], self._key(table, key), "write", transact_write_units([size]), size)

    def _stored(self, table: str, key: Item) -> int:
        members = {name: key[name] for name, _ in KEY_SCHEMA[self._names[table]]}
        return item_size(self._probe.get_item(TableName=table, Key=members, ConsistentRead=True).get("Item", {}))

    def _scanned(self, asked: Any) -> int:
        """What was looked at, not only what the filter let through."""
        page = {name: asked[name] for name in ("TableName", "Limit", "ExclusiveStartKey") if name in asked}
        return sum(item_size(item) for item in self._probe.scan(**page)["Items"])

    def _key(self, table: str, item: Item) -> tuple[str, ...]:
        return tuple(str(item[name][type_]) for name, type_ in KEY_SCHEMA[self._names[table]])

    @contextmanager
    def _uncounted(self) -> Iterator[None]:
        started = time.process_time()
        try:
            yield
        finally:
            self.overhead += time.process_time() - started


@contextmanager
def metered(meter: Meter) -> Iterator[Meter]:
    """Every call of the functions' own client is seen meanwhile."""
    call = AwsClient.call

    def seen(client: AwsClient, operation: str, members: Mapping[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = meter.call(
            client.service, operation, members, lambda: call(client, operation, members)
        )
        return answer

    with patch.object(AwsClient, "call", seen):
        yield meter


def _size(asked: Mapping[str, Any]) -> int:
    """Of the request's body: S3's is the object itself, all others speak JSON."""
    if "Bucket" in asked:
        return len(asked.get("Body", b""))
    return len(json.dumps(asked, separators=(",", ":")))


def _place(write: Mapping[str, Any]) -> tuple[str, Item]:
    """Table and key (among other members, for a put) of one write of a transaction."""
    ((_, wanted),) = write.items()
    return wanted["TableName"], wanted.get("Key") or wanted["Item"]
